import { posix } from "node:path";

/** One part of a pattern between two `/`. */
export type GlobSegment =
  /** A name as it stands. */
  | { readonly kind: "name"; readonly name: string }
  /** Any names that it fits. */
  | { readonly kind: "match"; readonly fits: (name: string) => boolean }
  /** `**`: folders to any depth, none included; not hidden ones, and not through links. */
  | { readonly kind: "depth" };

/** A pattern, ready to be walked; without segments it is the project's folder itself. */
export type GlobPattern = readonly GlobSegment[];

const compiled = new Map<string, readonly GlobPattern[]>();

/** More patterns than a pipeline has; then they are forgotten. */
const mostRemembered = 10_000;

/**
 * Reads a pattern as `keepArtifacts` does (Node's own `glob`): `*`, `?`, `[…]`, `{…,…}`, `**` and the extended forms such
 * as `+(a|b)`; what starts with a dot is meant only by what starts with a dot. Answers one pattern for each alternative
 * in braces.
 */
export function compileGlob(pattern: string): readonly GlobPattern[] {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const patterns = expandBraces(pattern.replaceAll("\\", "/")).map(compileOne);
  if (compiled.size >= mostRemembered) compiled.clear();
  compiled.set(pattern, patterns);
  return patterns;
}

/** Whether a pattern means the whole project. */
export function isWholeProject(pattern: string): boolean {
  return compileGlob(pattern).some((segments) => segments.every(({ kind }) => kind === "depth"));
}

function compileOne(pattern: string): GlobPattern {
  const segments: GlobSegment[] = [];
  for (const part of pattern.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "**") segments.push(compileSegment(part));
    else if (segments.at(-1)?.kind !== "depth") segments.push({ kind: "depth" });
  }
  return segments;
}

function compileSegment(part: string): GlobSegment {
  if (!/[*?[\]{}()]/.test(part)) return { kind: "name", name: part };
  // Asking Node for each name costs a compilation each time; only the rare forms need it.
  if (/[[\]{}()]/.test(part)) return { kind: "match", fits: (name) => posix.matchesGlob(name, part) };
  const source = part
    .replace(/[.+^$|]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${part.startsWith(".") ? "" : "(?!\\.)"}${source}$`, ignoresCase ? "is" : "s");
  return { kind: "match", fits: (name) => expression.test(name) };
}

const ignoresCase = process.platform === "win32" || process.platform === "darwin";

/** Braces with a comma may hold a `/`, so they are taken apart first; all others stay inside a segment. */
function expandBraces(pattern: string): string[] {
  for (let start = pattern.indexOf("{"); start !== -1; start = pattern.indexOf("{", start + 1)) {
    const alternatives = readAlternatives(pattern, start);
    if (alternatives === null) continue;
    const before = pattern.slice(0, start);
    const after = pattern.slice(alternatives.end);
    return alternatives.texts.flatMap((text) => expandBraces(before + text + after));
  }
  return [pattern];
}

function readAlternatives(pattern: string, start: number): { readonly texts: string[]; readonly end: number } | null {
  const texts: string[] = [];
  let depth = 0;
  let textStart = start + 1;
  for (let index = start; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    if (depth === 0 || (depth === 1 && character === ",")) {
      texts.push(pattern.slice(textStart, index));
      textStart = index + 1;
    }
    if (depth === 0) return texts.length > 1 ? { texts, end: index + 1 } : null;
  }
  return null;
}
