import { toDuration } from "./numbers.ts";

/*
 * The lines of TAP. Versions 12 and 13: https://testanything.org/tap-version-13-specification.html;
 * 14: https://testanything.org/tap-version-14-specification.html. Producers differ from it: Node and node-tap write
 * `# Subtest: name` before the block and outside of it, Perl inside; node-tap writes ` {` after a test whose subtests follow.
 */

/** A test point: `not ok 3 - name # TODO reason`. */
export interface TapPoint {
  readonly kind: "point";
  readonly isOk: boolean;
  /** `null` when the line has none. */
  readonly number: number | null;
  readonly name: string;
  readonly directive: "skip" | "todo" | null;
  /** What the directive says, empty without one. */
  readonly reason: string;
  /** node-tap's `# time=1.2ms`, Criterion's `  (0.12s)` at the end of the name. */
  readonly durationMs: number | null;
  /** Whether its subtests follow in braces. */
  readonly opensBlock: boolean;
}

/** One line that means something in TAP. */
export type TapLine =
  | TapPoint
  | { readonly kind: "version" }
  | { readonly kind: "plan"; readonly tests: number; readonly reason: string }
  | { readonly kind: "bail-out"; readonly reason: string }
  | { readonly kind: "subtest"; readonly name: string }
  | { readonly kind: "comment"; readonly text: string }
  | { readonly kind: "diagnostics" }
  | { readonly kind: "block-end" };

/** Reads one line without its indentation; `null` for everything that TAP says to ignore. */
export function parseTapLine(line: string): TapLine | null {
  if (line === "---") return { kind: "diagnostics" };
  if (line === "}") return { kind: "block-end" };
  if (line.startsWith("#")) return parseComment(line);
  if (/^(?:not )?ok(?:\s|$)/.test(line)) return parsePoint(line);
  if (/^TAP version \d+$/i.test(line)) return { kind: "version" };
  if (/^Bail out!/i.test(line)) return { kind: "bail-out", reason: line.slice("Bail out!".length).trim() };
  const plan = /^(\d{1,9})\.\.(\d{1,9})(?:\s+#?(.*)|#(.*))?$/.exec(line);
  if (plan === null) return null;
  const reason = (plan[3] ?? plan[4] ?? "").trim().replace(/^#?\s*skip\S*\s*/i, "");
  return { kind: "plan", tests: Math.max(0, Number(plan[2]) - Number(plan[1]) + 1), reason };
}

function parseComment(line: string): TapLine {
  const name = /^#\s*Subtest(?::|\s)\s*(.*)$/.exec(line)?.[1];
  return name === undefined
    ? { kind: "comment", text: line.replace(/^# ?/, "") }
    : { kind: "subtest", name: withoutEscapes(name.trimEnd()) };
}

function parsePoint(line: string): TapPoint {
  const isOk = line.startsWith("ok");
  let rest = line.slice(isOk ? 2 : 6).trim();
  const opensBlock = rest.endsWith(" {") || rest === "{";
  if (opensBlock) rest = rest.slice(0, -1).trimEnd();
  const number = /^\d{1,9}(?=\s|$)/.exec(rest)?.[0];
  if (number !== undefined) rest = rest.slice(number.length).trimStart();
  if (rest === "-" || rest.startsWith("- ")) rest = rest.slice(1).trimStart();
  const { name, directive, reason, durationMs } = splitDirective(rest);
  return { kind: "point", isOk, number: number === undefined ? null : Number(number), name, directive, reason, durationMs, opensBlock };
}

/** A directive stands at the end; what has more signs after it is a name. */
const signsLookedAt = 20;

/** Only a `#` that stands alone and begins a known word is a directive; "C# is fine" is a name. */
function splitDirective(text: string): Pick<TapPoint, "name" | "directive" | "reason" | "durationMs"> {
  let durationMs: number | null = null;
  let end = text.length;
  let place = text.lastIndexOf("#");
  for (let looked = 0; place !== -1 && looked < signsLookedAt; looked += 1) {
    const said = text.slice(place + 1, Math.min(end, place + 500)).trim();
    const isAlone = place === 0 || /\s/.test(text.charAt(place - 1));
    const time = isAlone ? /^time=(\d+(?:\.\d+)?)(ms|s)$/.exec(said) : null;
    const word = isAlone ? /^(?:(skip)\S*|(todo)\b)[\s:]*/i.exec(said) : null;
    if (time !== null) {
      durationMs = toDuration(Number(time[1]) * (time[2] === "s" ? 1000 : 1));
      end = place;
    } else if (word !== null) {
      const reason = withoutDash(said.slice(word[0].length));
      return {
        name: withoutEscapes(text.slice(0, place).trimEnd()),
        directive: word[1] === undefined ? "todo" : "skip",
        reason,
        durationMs,
      };
    }
    place = place === 0 ? -1 : text.lastIndexOf("#", place - 1);
  }
  const name = text.slice(0, end).trimEnd();
  const took = / {2}\((\d{1,9}\.\d\d)s\)$/.exec(name);
  if (took !== null) return { ...said(name.slice(0, took.index)), durationMs: toDuration(Number(took[1]) * 1000) };
  return { ...said(name), durationMs };
}

function said(name: string) {
  return { name: withoutEscapes(name), directive: null, reason: "" };
}

/** Mocha writes a dash for no reason. */
function withoutDash(reason: string): string {
  return reason === "-" ? "" : reason;
}

function withoutEscapes(text: string): string {
  return text.replace(/\\([\\#])/g, "$1");
}
