import type { FileLink } from "./links.ts";

/** How bad a problem is. Notes and hints are none. */
export type ProblemSeverity = "error" | "warning";

/** What a line says of the place that it names. */
export interface ToldProblem {
  readonly severity: ProblemSeverity;
  readonly message: string;
  /** The tool's own name for it, such as `TS2304`, `no-undef` or `-Wunused-variable`; `null` mostly. */
  readonly code: string | null;
}

/**
 * What a line with a place says by itself, by the habits of compilers and linters; `null` when it says nothing (a frame of
 * a stack, a note, prose).
 */
export function problemOfLine(text: string, link: FileLink): ToldProblem | null {
  const before = text.slice(0, link.start);
  const after = text.slice(link.end);
  for (const shape of shapes) {
    const told = shape(before, after, link);
    if (told !== undefined) return told;
  }
  return null;
}

/** `null`: it is known, and no problem; `undefined`: it is of another shape. */
type Shape = (before: string, after: string, link: FileLink) => ToldProblem | null | undefined;

const shapes: readonly Shape[] = [withSeverity, fromPrefix, fromPhp, fromPerl, fromMake, fromRuby, withCode, bare];

// a.c:3:10: error: … · a.ts:1:2 - error TS2304: … · a.cs(4,12): error CS0103: … · a.h:1: fatal error: … · a.java:5: warning: [raw] …
const severityPattern =
  /^:?\s*(?:-\s*)?(?:\w{1,20} )?(error|warning|note|info|hint|suggestion|message)(?:\s+([A-Z]{1,8}-?\d{1,6}))?(?:\[(\w{1,20})\])?(?:\s+\w{1,20})?\s*:\s*(.*)$/i;

function withSeverity(_before: string, after: string): ToldProblem | null | undefined {
  const match = severityPattern.exec(after);
  if (match === null) return undefined;
  const [, word = "", number, bracketed, said = ""] = match;
  const severity = severityOf(word);
  if (severity === null) return null;
  return told(severity, said, number ?? bracketed ?? null);
}

function severityOf(word: string): ProblemSeverity | null {
  switch (word.toLowerCase()) {
    case "error":
      return "error";
    case "warning":
      return "warning";
    default:
      return null;
  }
}

/** e: file:///a.kt:3:5 … of Kotlin · [ERROR] /a.java:[3,5] … of Maven */
function fromPrefix(before: string, after: string): ToldProblem | undefined {
  const match = /^\s*(?:([ew]): |\[(ERROR|WARNING)\]\s+)$/.exec(before);
  if (match === null) return undefined;
  const said = after.replace(/^:?\s*/, "");
  return said === "" ? undefined : told(match[1] === "w" || match[2] === "WARNING" ? "warning" : "error", said, null);
}

/** PHP Parse error:  … in a.php on line 3 */
function fromPhp(before: string, after: string): ToldProblem | undefined {
  const match = /^(?:PHP )?(Parse error|Fatal error|Warning|Notice|Deprecated): +(.+) in $/.exec(before);
  if (match === null || after !== "") return undefined;
  return told(match[1]?.endsWith("error") ? "error" : "warning", match[2] ?? "", null);
}

/** no water at wheel.pl line 5. */
function fromPerl(before: string, after: string, link: FileLink): ToldProblem | undefined {
  if (!before.endsWith(" at ") || !/\.(?:pl|pm|t|cgi)$/.test(link.path) || !/^[.,]/.test(after)) return undefined;
  const said = before.slice(0, -" at ".length);
  // Perl does not say which of its words are warnings.
  const isWarning = /^(?:Use of |Useless use |Odd number |Possible |Subroutine .* redefined|Name .* used only once)/.test(said);
  return told(isWarning ? "warning" : "error", said, null);
}

/** make: *** [Makefile:4: wheel.o] Error 1 */
function fromMake(before: string, after: string): ToldProblem | undefined {
  if (!/\*\*\* \[?$/.test(before)) return undefined;
  return told("error", after.replace(/^[:\s]+/, "").replace(/^(\S{1,200})\] /, "$1: "), null);
}

/** wheel.rb:2:in `turn': no water (ArgumentError) */
function fromRuby(before: string, after: string): ToldProblem | null | undefined {
  if (!/^:in ['`]/.test(after)) return undefined;
  const said = /^:in ['`][^'`]{0,200}'(?:: (.+))?$/.exec(after)?.[1];
  return said === undefined || before.trim() !== "" ? undefined : told("error", said, null);
}

// a.py:1:80: E501 … of flake8 · a.py:1:0: C0114: … of pylint
const codePattern = /^:\s*([A-Z]{1,4}\d{2,5}):? +(.+)$/;

function withCode(before: string, after: string): ToldProblem | undefined {
  const match = codePattern.exec(after);
  if (match === null || before.trim() !== "") return undefined;
  const [, code = "", said = ""] = match;
  return { severity: /^[EF]/.test(code) ? "error" : "warning", message: said, code };
}

/** Go's compiler and shells say no word for it, nor do linters that write `path:line:column: message`. */
function bare(before: string, after: string, link: FileLink): ToldProblem | undefined {
  if (before.trim() !== "" || !/^(?::\s+|\s+(?=\S+: ))\S/.test(after)) return undefined;
  const said = after.replace(/^:?\s+/, "");
  const isShell = /\.(?:sh|bash|ksh|zsh)$/.test(link.path);
  if (link.column === null && !link.path.endsWith(".go") && !isShell) return undefined;
  // [Warning/no-undef] of ESLint's unix format.
  const unix = /^(.+) \[(Error|Warning)\/([\w@/-]+)\]$/.exec(said);
  if (unix !== null) return { severity: unix[2] === "Warning" ? "warning" : "error", message: unix[1] ?? "", code: unix[3] ?? null };
  return told("error", said, null);
}

function told(severity: ProblemSeverity, said: string, code: string | null): ToldProblem {
  // The project's file of MSBuild is no part of what it says.
  const message = said.replace(/ \[[^\]]{1,400}\.\w{2,6}proj\]$/, "");
  const trailing = /^(.*\S)\s+\[([\w.=,+/-]{2,80})\]$/.exec(message);
  const leading = /^\[([\w-]{2,80})\] (.+)$/.exec(message);
  if (code === null && trailing !== null) return { severity, message: trailing[1] ?? "", code: trailing[2] ?? null };
  if (code === null && leading !== null) return { severity, message: leading[2] ?? "", code: leading[1] ?? null };
  return { severity, message, code };
}
