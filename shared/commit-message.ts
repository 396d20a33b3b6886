/** Types of conventional commits that tools agree on, with what each is for. */
export const commitTypes = {
  feat: "something new for users",
  fix: "a fault mended",
  docs: "documentation only",
  style: "layout of the code only",
  refactor: "the same behaviour, written better",
  perf: "faster or smaller",
  test: "tests only",
  build: "how it is built, or what it depends on",
  ci: "continuous integration",
  chore: "upkeep that users do not see",
  revert: "an earlier commit taken back",
} as const;

/** See {@link commitTypes}. */
export type CommitType = keyof typeof commitTypes;

/** The first line of a conventional commit, taken apart. */
export interface CommitHeader {
  /** As written, known or not. */
  readonly type: string;
  /** `null` without one. */
  readonly scope: string | null;
  /** Whether a `!` marks it as breaking. */
  readonly isBreaking: boolean;
  /** What stands behind the colon, without spaces around it. */
  readonly subject: string;
}

/** Something about a message that could be better. `error`: tools would not understand it; `advice`: people would like it. */
export interface MessageHint {
  readonly kind: "error" | "advice";
  /** The line it is about, from 0. */
  readonly line: number;
  readonly text: string;
}

/** How a first line and a line of the body may grow before they are cut in most tools (git-commit, "Discussion"). */
export const subjectLimit = 72;
const bodyLimit = 100;

/** Written by git itself, for itself or for others. */
const writtenByGit = /^(Merge |Revert "|fixup! |squash! |amend! )/;

/** Reads `type(scope)!: subject` (conventionalcommits.org); `null` when the line is none. */
export function parseHeader(line: string): CommitHeader | null {
  const [, type, , scope, mark, subject] = /^([A-Za-z][\w-]*)(\(([^()\r\n]*)\))?(!)?:[ \t]*(.*)$/.exec(line) ?? [];
  if (type === undefined || subject === undefined) return null;
  const named = scope?.trim() ?? "";
  return { type, scope: named === "" ? null : named, isBreaking: mark === "!", subject: subject.trim() };
}

/** What could be better about a message, in the order of its lines; empty when all is well. What git writes by itself is left alone. */
export function checkMessage(message: string): MessageHint[] {
  const lines = message.replace(/\s+$/, "").split(/\r?\n/);
  const [first = ""] = lines;
  if (first.trim() === "") return [{ kind: "error", line: 0, text: "The first line is empty: say in a few words what changes." }];
  if (writtenByGit.test(first)) return [];
  return [...headerHints(first), ...bodyHints(lines)];
}

function headerHints(first: string): MessageHint[] {
  const hints: MessageHint[] = [];
  const error = (text: string) => hints.push({ kind: "error", line: 0, text });
  const advice = (text: string) => hints.push({ kind: "advice", line: 0, text });
  const header = parseHeader(first);
  if (header === null) {
    error(`Begin with a type and a colon, as in "feat: ${lowered(first.trim()).slice(0, 40)}".`);
  } else {
    if (!Object.hasOwn(commitTypes, header.type)) {
      const low = header.type.toLowerCase();
      error(
        Object.hasOwn(commitTypes, low)
          ? `Types are written small: "${low}".`
          : `"${header.type}" is no common type; there are ${Object.keys(commitTypes).join(", ")}.`,
      );
    }
    if (/\(\s*\)/.test(first.split(":")[0] ?? "")) error("The scope between the brackets is empty: name one, or leave them out.");
    if (header.scope !== null && /\s/.test(header.scope)) advice("A scope is one word, such as the name of a folder.");
    if (header.subject === "") error("Say behind the colon what changes.");
    else if (!/:[ \t]/.test(first)) error("A space belongs behind the colon.");
    if (/^\p{Lu}\p{Ll}+\b/u.test(header.subject))
      advice(`The subject begins with a small letter: "${lowered(header.subject).split(" ")[0]}".`);
    if (/[^.]\.$/.test(header.subject)) advice("The subject ends without a full stop.");
  }
  const length = [...first].length;
  if (length > subjectLimit) advice(`The first line has ${length} characters; beyond ${subjectLimit} it is cut in most places.`);
  return hints;
}

function bodyHints(lines: readonly string[]): MessageHint[] {
  const hints: MessageHint[] = [];
  if (lines.length > 1 && lines[1]?.trim() !== "") {
    hints.push({ kind: "error", line: 1, text: "An empty line belongs between the first line and the rest." });
  }
  for (const [line, text] of lines.entries()) {
    if (line === 0) continue;
    // A long address cannot be wrapped.
    if ([...text].length > bodyLimit && /\s/.test(text.trim())) {
      hints.push({ kind: "advice", line, text: `This line has ${[...text].length} characters; wrap it at ${subjectLimit}.` });
    }
    if (/^breaking[ -]change/i.test(text) && !/^BREAKING[ -]CHANGE: \S/.test(text)) {
      hints.push({ kind: "error", line, text: 'Written exactly "BREAKING CHANGE: " and what breaks, tools understand it.' });
    }
  }
  return hints;
}

function lowered(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** What a message of changes to these paths could begin with. */
export interface MessageSuggestion {
  readonly type: CommitType | null;
  readonly scope: string | null;
}

/** Paths that speak for a type, when all that changed are of that kind. */
const typesByPath: readonly (readonly [CommitType, RegExp])[] = [
  ["test", /(^|\/)(tests?|__tests__|spec|specs|e2e)\/|[._-](test|spec)s?\.[^/]+$|(^|\/)test_[^/]+\.py$|_test\.go$/i],
  ["docs", /(^|\/)docs?\/|\.(md|mdx|rst|adoc|txt)$|(^|\/)(LICEN[CS]E|AUTHORS|README|CHANGELOG)[^/]*$/i],
  ["ci", /^\.(github|gitlab|circleci|ci)\/|^\.gitlab-ci\.yml$|^(Jenkinsfile|azure-pipelines\.yml|\.travis\.yml|millrace\.yml)$/],
  [
    "build",
    /(^|\/)(package(-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.(toml|lock)|go\.(mod|sum)|pom\.xml|build\.gradle(\.kts)?|Makefile|CMakeLists\.txt|Dockerfile|pyproject\.toml|requirements[^/]*\.txt|Gemfile(\.lock)?|composer\.(json|lock))$|(^|\/)build\//,
  ],
  ["chore", /(^|\/)\.[^/]+$/],
];

/** Folders that hold all there is, and so name nothing. */
const hollowFolders = new Set([
  "src",
  "lib",
  "app",
  "packages",
  "apps",
  "crates",
  "modules",
  "test",
  "tests",
  "docs",
  "source",
  "main",
  "java",
]);

/**
 * Suggests type and scope from what changed. `knownScopes` are those of earlier commits, the most frequent first; one of
 * them that names a folder of every path goes before all else.
 */
export function suggestMessage(paths: readonly string[], knownScopes: readonly string[] = []): MessageSuggestion {
  if (paths.length === 0) return { type: null, scope: null };
  const type = typesByPath.find(([, pattern]) => paths.every((path) => pattern.test(path)))?.[0] ?? null;
  const [first = [], ...others] = paths.map((path) => path.split("/").slice(0, -1));
  const shared = first.filter((folder, depth) => others.every((folders) => folders[depth] === folder && isPrefix(first, folders, depth)));
  const known = knownScopes.find((scope) => paths.every((path) => path.split(/[/.]/).slice(0, -1).includes(scope)));
  if (known !== undefined) return { type, scope: known };
  // Scopes that nobody uses yet are only suggested where scopes are used at all.
  const named = shared.filter((folder) => !hollowFolders.has(folder) && !folder.startsWith("."));
  return { type, scope: knownScopes.length === 0 ? null : (named.at(-1) ?? null) };
}

function isPrefix(left: readonly string[], right: readonly string[], depth: number): boolean {
  return left.slice(0, depth).every((folder, index) => right[index] === folder);
}
