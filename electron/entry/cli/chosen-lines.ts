import type { DiffHunk, DiffLine, LineSelection } from "../../../shared/contract/code/changes.ts";
import { ok, type Result } from "../../../shared/result.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { failUsage } from "./fail.ts";

type Lines = LineSelection["lines"];

/** Finds the lines that are meant among those of a difference. */
export type ChooseLines = (hunks: readonly DiffHunk[]) => Result<Lines, CommandFailure>;

const wayToNumbers = "millrace code diff --numbers shows them.";

/** Reads `--hunks 1,3`, or `--lines +12,+20-24,-7`; `null` without either. */
export function readChoice({ options }: Pick<Invocation, "options">): Result<ChooseLines | null, CommandFailure> {
  const { hunks, lines } = options;
  if (hunks !== undefined && lines !== undefined) return failUsage("Either --hunks or --lines.");
  if (typeof hunks === "string") return readHunks(hunks);
  return typeof lines === "string" ? readLines(lines) : ok(null);
}

function readHunks(text: string): Result<ChooseLines, CommandFailure> {
  const numbers = text.split(",");
  if (!numbers.every((number) => /^[1-9]\d{0,6}$/.test(number)))
    return failUsage("--hunks takes numbers of one file's hunks, such as 1,3.", wayToNumbers);
  return ok((hunks) => {
    const lines = numbers.map((number) => ({ hunk: Number(number) - 1, lines: [...(hunks[Number(number) - 1]?.lines.keys() ?? [])] }));
    const missing = lines.find((each) => each.lines.length === 0);
    return missing === undefined ? ok(lines) : failUsage(`There is no hunk ${missing.hunk + 1}.`, wayToNumbers);
  });
}

/** Lines from one to another, both included. */
interface Range {
  readonly text: string;
  readonly isAdded: boolean;
  readonly from: number;
  readonly to: number;
}

function readLines(text: string): Result<ChooseLines, CommandFailure> {
  const ranges = text.split(",").map(rangeOf);
  if (!ranges.every((range) => range !== null))
    return failUsage("--lines takes added and removed lines by their numbers, such as +12,+20-24,-7.", wayToNumbers);
  return ok((hunks) => {
    const missing = ranges.find((range) => !hunks.some(({ lines }) => lines.some((line) => isWithin(line, range))));
    if (missing !== undefined) return failUsage(`No changed line is ${missing.text}.`, wayToNumbers);
    return ok(
      hunks.flatMap(({ lines }, hunk) => {
        const chosen = [...lines.entries()].filter(([, line]) => ranges.some((range) => isWithin(line, range))).map(([index]) => index);
        return chosen.length === 0 ? [] : { hunk, lines: chosen };
      }),
    );
  });
}

function rangeOf(text: string): Range | null {
  const [, sign, from, to = from] = /^([+-])([1-9]\d{0,9})(?:-([1-9]\d{0,9}))?$/.exec(text) ?? [];
  return sign === undefined ? null : { text, isAdded: sign === "+", from: Number(from), to: Number(to) };
}

function isWithin({ kind, newLine, oldLine }: DiffLine, { isAdded, from, to }: Range): boolean {
  const number = isAdded ? newLine : oldLine;
  return kind === (isAdded ? "added" : "removed") && number !== null && number >= from && number <= to;
}
