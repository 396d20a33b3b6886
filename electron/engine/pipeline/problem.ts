import type { PipelineProblem } from "../../../shared/contract/schemas.ts";
import type { TextLines } from "./text-lines.ts";

/** A fault at a place in the text, before lines are counted. */
export interface TextProblem {
  readonly code: ProblemCode;
  readonly message: string;
  /** In UTF-16 units from the text's start. */
  readonly offset: number;
}

/** What kind of fault it is; stable, scripts rely on it. */
export type ProblemCode =
  | "file-unreadable"
  | "file-outside"
  | "file-misnamed"
  | "file-too-large"
  | "not-utf8"
  | "empty"
  | "yaml-syntax"
  | "yaml-feature"
  | "duplicate-key"
  | "unknown-key"
  | "not-in-this-version"
  | "missing-key"
  | "wrong-type"
  | "wrong-value"
  | "wrong-name"
  | "missing-need"
  | "repeated-need"
  | "cycle"
  | "same-variable"
  | "wrong-condition"
  | "wrong-matrix"
  | "without-effect"
  | "too-many-stages"
  | "more";

/** More than anybody reads at once, and a bound on what a hostile file can make of the answer. */
const mostProblems = 100;

/** Sorts by place, drops what says the same twice, counts lines and columns from 1, and says how many were left out. */
export function placeProblems(file: string, problems: readonly TextProblem[], lines: TextLines): PipelineProblem[] {
  const sorted = [...problems].sort((first, second) => first.offset - second.offset);
  const placed = sorted.slice(0, mostProblems).map(({ code, message, offset }) => ({ code, message, file, ...lines.placeOf(offset) }));
  const left = sorted.length - placed.length;
  const last = placed.at(-1);
  if (left > 0 && last !== undefined) placed.push({ ...last, code: "more", message: `There are ${left} more problems after this one.` });
  return placed;
}

/** How a name stands in a message: in backticks when it is plain, else quoted with everything odd escaped and cut short. */
export function quoteName(name: string): string {
  if (/^[\w.:@/+<>-][\w.:@/+<> -]{0,59}$/.test(name)) return `\`${name}\``;
  return quoteText(name);
}

/** How a text stands in a message: on one line, escaped, cut short. */
export function quoteText(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
