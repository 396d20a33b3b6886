/** A place in a line of plain text that leads somewhere. `start` and `end` are UTF-16 units of the text, `end` is behind it. */
export type LogLink = FileLink | UrlLink;

/** A place in a file, as a compiler, a linter or a stack trace names it. Nobody has looked whether the file exists. */
export interface FileLink {
  readonly kind: "file";
  readonly start: number;
  readonly end: number;
  /** As it was written: absolute, or relative to a folder that only the program knows. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1; `null` when it was not told. */
  readonly column: number | null;
}

/** An http or https address. */
export interface UrlLink {
  readonly kind: "url";
  readonly start: number;
  readonly end: number;
  readonly url: string;
}

/**
 * Finds links in one line without escape sequences (see `stripAnsi`), in order, never overlapping. Knows
 * `path:line:column`, `path:line`, `path(line,column)`, `path:[line,column]`, `"path", line 3`, `path on line 3`,
 * `path line 3`, `path:line 3`, `path: line 3:`, `path: 3:` and addresses. Takes time in proportion to the line's length.
 */
export function findLinks(text: string): LogLink[] {
  // Without a digit there is no line number, and without a colon and two slashes no address: most lines end here.
  if (!/\d/.test(text) && !text.includes("://")) return [];
  const links: LogLink[] = [];
  for (const match of text.matchAll(wordPattern)) {
    const word = match[0];
    // An address may reach over the end of its word, for it may hold brackets and commas.
    if (word.length > longestWord || match.index < (links.at(-1)?.end ?? 0)) continue;
    const link = urlLink(text, match.index, word) ?? fileLink(text, match.index, word);
    if (link !== null) links.push(link);
  }
  return links;
}

/** What may be part of a path or an address; brackets, quotes and blanks end it. */
const wordPattern = /[^\s"'`()<>[\]{}|,;]+/g;

/** The longest path of most systems, and some more. */
const longestWord = 4_300;

const urlPattern = /https?:\/\/[^\s"'`<>{}|\\^]+/y;

function urlLink(text: string, start: number, word: string): UrlLink | null {
  const offset = word.search(/https?:\/\/./);
  if (offset === -1) return null;
  urlPattern.lastIndex = start + offset;
  const found = urlPattern.exec(text)?.[0];
  if (found === undefined) return null;
  const url = withoutTail(found);
  return { kind: "url", start: start + offset, end: start + offset + url.length, url };
}

/** A sentence's full stop or a bracket around an address is not part of it; a bracket that was opened inside is. */
function withoutTail(found: string): string {
  let end = found.length;
  let open = 0;
  for (const character of found) {
    if (character === "(" || character === "[") open += 1;
    if (character === ")" || character === "]") open -= 1;
  }
  for (; end > 0; end -= 1) {
    const last = found.charAt(end - 1);
    const isUnopened = (last === ")" || last === "]") && open < 0;
    if (isUnopened) open += 1;
    else if (!".,;:!?*".includes(last)) break;
  }
  return found.slice(0, end);
}

/** What may follow a path to name the line, tried at its end. */
const tailPatterns = [/\((\d{1,7})(?:[,:] ?(\d{1,7}))?\)/y, /", line (\d{1,7})/y, /(?: on)? line (\d{1,7})\b/y];

/** The same behind a colon, as shells, Maven and older Kotlin write it. */
const colonPatterns = [/ (?:line )?(\d{1,7}):/y, /\[(\d{1,7}),(\d{1,7})\]/y, / \((\d{1,7}), ?(\d{1,7})\):/y];

/** Behind `path:line`, which only C# writes. */
const linePatterns = [/ (\d{1,7})/y];

function fileLink(text: string, start: number, word: string): FileLink | null {
  // `path:3:7`, `path:3`, also with a colon, text or a full stop behind.
  const numbered = /:(\d{1,7})(?::(\d{1,7}))?(?:[:.](?!\d).*)?$/.exec(word.length > 1 ? word : "");
  const own = numbered === null ? null : numberedLink(start, word, numbered);
  if (own !== null) return own;
  const [tail, patterns] = tailOf(word);
  const path = word.slice(0, word.length - tail.length);
  if (!looksLikePath(path)) return null;
  for (const pattern of patterns) {
    pattern.lastIndex = start + word.length;
    const match = pattern.exec(text);
    if (match === null) continue;
    // A bare name with a number in brackets is a call, as in `cart.add(3)`, unless a message follows.
    const isCall = match[0].startsWith("(") && !/[\\/]/.test(path) && text.charAt(pattern.lastIndex) !== ":";
    if (!isCall) return toLink(start, path, pattern.lastIndex, match);
  }
  return null;
}

/** What ends the word without being of its path, and what may follow then. */
function tailOf(word: string): readonly [string, readonly RegExp[]] {
  if (word.endsWith(":line")) return [":line", linePatterns];
  return word.endsWith(":") ? [":", colonPatterns] : ["", tailPatterns];
}

function numberedLink(start: number, word: string, match: RegExpExecArray): FileLink | null {
  const path = word.slice(0, match.index);
  if (!looksLikePath(path)) return null;
  const numbers = match[2] === undefined ? `:${match[1]}` : `:${match[1]}:${match[2]}`;
  return toLink(start, path, start + match.index + numbers.length, match);
}

function toLink(start: number, path: string, end: number, match: RegExpExecArray): FileLink | null {
  const line = Number(match[1]);
  if (line === 0) return null;
  const prefix = /^file:\/\/(?=\/)/.exec(path)?.[0] ?? "";
  const column = Number(match[2] ?? 0);
  return { kind: "file", start, end, path: path.slice(prefix.length), line, column: column === 0 ? null : column };
}

/** Names of hosts end like this; `example.com:443` is none of ours. */
const hostEndings = new Set(["com", "org", "net", "io", "dev", "local", "internal", "localhost"]);

/** Files that have no ending. */
const bareNames = new Set([
  "Makefile",
  "GNUmakefile",
  "Dockerfile",
  "Containerfile",
  "Rakefile",
  "Gemfile",
  "Justfile",
  "justfile",
  "Jenkinsfile",
  "Vagrantfile",
]);

function looksLikePath(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  if (bareNames.has(name)) return true;
  const ending = /\.([A-Za-z][A-Za-z0-9_+-]{0,11})$/.exec(name)?.[1];
  if (ending === undefined || name.length > 255) return false;
  // A colon is part of a drive (`C:\x.ts`) or of `file://`, else it divides something from a path.
  if (/:/.test(path.replace(/^(?:[A-Za-z]:(?=[\\/])|file:\/\/)/, ""))) return false;
  return name !== path || !hostEndings.has(ending);
}
