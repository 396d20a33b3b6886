import { type FileCoverage, type HitRun, LineUnits, reachedOf } from "../report/report.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/** What is known of the lines of one file. */
export type LineMap = Omit<FileCoverage, "path" | "roots">;

/** How much there is of a file or a run, and how much of it was reached. */
export interface CoverageCounts {
  readonly lines: number;
  readonly linesCovered: number;
  readonly branches: number;
  readonly branchesCovered: number;
  readonly functions: number;
  readonly functionsCovered: number;
  readonly statements: number;
  readonly statementsCovered: number;
}

/** Of nothing at all. */
export const noCoverage: CoverageCounts = {
  lines: 0,
  linesCovered: 0,
  branches: 0,
  branchesCovered: 0,
  functions: 0,
  functionsCovered: 0,
  statements: 0,
  statementsCovered: 0,
};

const states = ["missed", "partly", "covered"] as const;

/** Units whose bits fit into one number. */
const wordBits = 32;

/**
 * Writes a map so that alike maps are alike bytes: for each run of lines its distance, length and state; then branches,
 * functions and statements, for each of their lines the distance, how many there are, and which were reached.
 */
export function encodeLineMap({ lines, branches, functions, statements }: LineMap): Uint8Array {
  const bytes = new ByteWriter();
  bytes.number(lines.length);
  let last = 0;
  for (const { from, to, state } of lines) {
    bytes.number(from - last);
    bytes.number((to - from) * states.length + states.indexOf(state));
    last = to;
  }
  for (const units of [branches, functions, statements]) encodeUnits(bytes, units);
  return bytes.finish();
}

/** Reads what {@link encodeLineMap} wrote. */
export function decodeLineMap(encoded: Uint8Array): LineMap {
  const bytes = new ByteReader(encoded);
  const lines: HitRun[] = [];
  let last = 0;
  for (let left = bytes.number(); left > 0; left -= 1) {
    const from = last + bytes.number();
    const packed = bytes.number();
    last = from + Math.floor(packed / states.length);
    lines.push({ from, to: last, state: states[packed % states.length] ?? "missed" });
  }
  return { lines, branches: decodeUnits(bytes), functions: decodeUnits(bytes), statements: decodeUnits(bytes) };
}

function encodeUnits(bytes: ByteWriter, units: LineUnits): void {
  const sorted = units.sorted();
  bytes.number(sorted.length);
  let last = 0;
  for (const [line, { count, words }] of sorted) {
    bytes.number(line - last);
    bytes.number(count);
    for (let start = 0; start < count; start += wordBits) bytes.number((words[start / wordBits] ?? 0) >>> 0);
    last = line;
  }
}

function decodeUnits(bytes: ByteReader): LineUnits {
  const units = new LineUnits();
  let line = 0;
  for (let left = bytes.number(); left > 0; left -= 1) {
    line += bytes.number();
    const count = bytes.number();
    const words: number[] = [];
    for (let start = 0; start < count; start += wordBits) words.push(bytes.number() | 0);
    units.merge([[line, { count, words }]]);
  }
  return units;
}

/** What two reports tell of one file: a line or branch is reached when either of them reached it. */
export function mergeLineMaps(one: LineMap, other: LineMap): LineMap {
  return {
    lines: mergeRuns(one.lines, other.lines),
    branches: mergeUnits(one.branches, other.branches),
    functions: mergeUnits(one.functions, other.functions),
    statements: mergeUnits(one.statements, other.statements),
  };
}

function mergeUnits(one: LineUnits, other: LineUnits): LineUnits {
  const merged = new LineUnits();
  merged.merge(one.sorted());
  merged.merge(other.sorted());
  return merged;
}

/** Goes through both at once, from border to border. */
function mergeRuns(one: readonly HitRun[], other: readonly HitRun[]): HitRun[] {
  const merged: HitRun[] = [];
  let [left, right, line] = [0, 0, 1];
  while (left < one.length || right < other.length) {
    const [here, there] = [one[left], other[right]];
    const from = Math.max(line, Math.min(here?.from ?? Number.POSITIVE_INFINITY, there?.from ?? Number.POSITIVE_INFINITY));
    const open = [here, there].filter((run) => run !== undefined && run.from <= from) as HitRun[];
    const borders = [here, there].flatMap((run) => (run === undefined ? [] : [run.from > from ? run.from - 1 : run.to]));
    const to = Math.min(...borders);
    appendRun(merged, { from, to, state: best(open) });
    line = to + 1;
    if (here !== undefined && here.to < line) left += 1;
    if (there !== undefined && there.to < line) right += 1;
  }
  return merged;
}

function best(runs: readonly HitRun[]): HitRun["state"] {
  return states[Math.max(...runs.map(({ state }) => states.indexOf(state)))] ?? "missed";
}

function appendRun(runs: HitRun[], run: HitRun): void {
  const last = runs.at(-1);
  if (last !== undefined && last.state === run.state && last.to === run.from - 1) runs[runs.length - 1] = { ...last, to: run.to };
  else runs.push(run);
}

/** The lines as a reader is shown them: one that was reached, but not all of whose branches were, is `partly`. */
export function withMissedBranches({ lines, branches }: LineMap): HitRun[] {
  const missed = branches.sorted().filter(([, units]) => reachedOf(units) < units.count);
  const shown: HitRun[] = [];
  let at = 0;
  for (const run of lines) {
    let { from } = run;
    for (; at < missed.length && (missed[at]?.[0] ?? 0) <= run.to; at += 1) {
      const line = missed[at]?.[0] ?? 0;
      if (line < from || run.state === "missed") continue;
      if (line > from) appendRun(shown, { from, to: line - 1, state: run.state });
      appendRun(shown, { from: line, to: line, state: "partly" });
      from = line + 1;
    }
    if (from <= run.to) appendRun(shown, { from, to: run.to, state: run.state });
  }
  return shown;
}

/** The sums of one file; a line that was reached partly counts as covered, as in every tool. */
export function countLines({ lines, branches, functions, statements }: LineMap): CoverageCounts {
  let all = 0;
  let covered = 0;
  for (const { from, to, state } of lines) {
    all += to - from + 1;
    if (state !== "missed") covered += to - from + 1;
  }
  const [ofBranches, ofFunctions, ofStatements] = [branches.total, functions.total, statements.total];
  return {
    lines: all,
    linesCovered: covered,
    branches: ofBranches.count,
    branchesCovered: ofBranches.reached,
    functions: ofFunctions.count,
    functionsCovered: ofFunctions.reached,
    statements: ofStatements.count,
    statementsCovered: ofStatements.reached,
  };
}

/** Both together. */
export function addCounts(one: CoverageCounts, other: CoverageCounts): CoverageCounts {
  return {
    lines: one.lines + other.lines,
    linesCovered: one.linesCovered + other.linesCovered,
    branches: one.branches + other.branches,
    branchesCovered: one.branchesCovered + other.branchesCovered,
    functions: one.functions + other.functions,
    functionsCovered: one.functionsCovered + other.functionsCovered,
    statements: one.statements + other.statements,
    statementsCovered: one.statementsCovered + other.statementsCovered,
  };
}
