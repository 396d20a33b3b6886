import { createHash } from "node:crypto";
import type { TestFailure } from "../../../shared/contract/tests.ts";
import type { LineOf } from "../../../shared/history-file/lines.ts";
import { stageRunId } from "../../../shared/ids.ts";
import { assertNever } from "../../../shared/result.ts";
import type { Staging } from "../store/archive/staging.ts";
import { type KeptResult, keepTransfer, testKeyOf } from "../test/test.ts";
import type { Named } from "./named.ts";
import { refuse } from "./refusal.ts";
import type { LogIntake } from "./take-logs.ts";

interface OpenResults {
  readonly line: LineOf<"results">;
  readonly results: KeptResult[];
  readonly seen: Set<number>;
  readonly said: Map<number, TestFailure>;
}

/** The run whose lines come now. */
export interface OpenRun {
  readonly id: number;
  /** `null` for one that is left as it is: its lines are checked and nothing more. */
  readonly row: number | null;
  /** Whether there are newer runs here: what is kept in the order of runs cannot be added before them. */
  readonly isLate: boolean;
  readonly stages: Map<number, { readonly row: number; readonly line: LineOf<"stage"> }>;
  readonly results: Map<number, OpenResults>;
  readonly logged: Set<number>;
}

/** What the lines of a run need. */
export interface RunGround {
  readonly staging: Staging;
  readonly named: Named;
  readonly logs: LogIntake;
  readonly now: number;
}

type RunLine = "stage" | "artifact" | "coverage" | "failed" | "results" | "outcomes" | "said" | "log";

/** Takes a line that belongs to a run. */
export function takeOfRun(ground: RunGround, run: OpenRun, kind: RunLine, value: LineOf<RunLine>, number: number): void {
  if (value.run !== run.id) refuse(`It belongs to run ${value.run} and stands behind run ${run.id}.`, number);
  if (kind === "stage") takeStage(ground, run, value as LineOf<"stage">, number);
  else if (kind === "coverage") {
    if (run.row !== null && !run.isLate) ground.staging.addCoverage(value as LineOf<"coverage">, run.row);
  } else takeOfStage(ground, run, kind, value as LineOf<StageLine>, number);
}

type StageLine = Exclude<RunLine, "stage" | "coverage">;

function takeOfStage(ground: RunGround, run: OpenRun, kind: StageLine, value: LineOf<StageLine>, number: number): void {
  const { place } = value;
  if (!run.stages.has(place)) refuse(`There is no stage ${place} in run ${run.id}.`, number);
  switch (kind) {
    case "artifact":
      if (run.row !== null) ground.staging.addArtifact(value as LineOf<"artifact">, { run: run.row, place });
      break;
    case "failed":
      takeFailed(ground, run, value as LineOf<"failed">, number);
      break;
    case "results":
      if (run.results.has(place)) refuse(`Results of stage ${place} come twice.`, number);
      run.results.set(place, { line: value as LineOf<"results">, results: [], seen: new Set(), said: new Map() });
      break;
    case "outcomes":
    case "said":
      takeTests(ground, run, kind, value as LineOf<"outcomes"> | LineOf<"said">, number);
      break;
    case "log":
      takeLog(ground, run, value as LineOf<"log">, number);
      break;
    default:
      assertNever(kind);
  }
}

function takeFailed({ staging, named }: RunGround, run: OpenRun, line: LineOf<"failed">, number: number): void {
  const failure = named.failures.get(line.failure) ?? refuse(`Nothing is known of failure ${line.failure}.`, number);
  const stage = run.stages.get(line.place);
  if (failure.stage !== stage?.line.name) refuse(`Failure ${failure.id} is of another stage.`, number);
  if (run.row === null || run.isLate || stage === undefined) return;
  failure.row ??= staging.failure(stage.row, shortHash(failure.signature), failure.signature, failure.title);
  staging.addFailed({ run: run.row, place: line.place }, failure.row);
}

function takeStage({ staging, named }: RunGround, run: OpenRun, line: LineOf<"stage">, number: number): void {
  if (run.stages.has(line.place)) refuse(`Stage ${line.place} comes twice.`, number);
  const keptFrom =
    line.keptFrom === null ? null : (named.runs.get(line.keptFrom) ?? refuse(`Nothing is known of run ${line.keptFrom}.`, number));
  const row = run.row === null ? 0 : staging.stage(line.name, line.phase);
  run.stages.set(line.place, { row, line });
  if (run.row !== null) staging.addStage(line, { run: run.row, place: line.place }, row, keptFrom);
}

function takeTests(
  { staging, named }: RunGround,
  run: OpenRun,
  kind: "outcomes" | "said",
  value: LineOf<"outcomes"> | LineOf<"said">,
  number: number,
): void {
  const open = run.results.get(value.place) ?? refuse(`There are no results of stage ${value.place}.`, number);
  if (open.line.of !== null) refuse(`The results of stage ${value.place} are those of another one.`, number);
  const stage = run.stages.get(value.place);
  const rowOf = (id: number) => {
    const test = named.tests.get(id) ?? refuse(`Nothing is known of test ${id}.`, number);
    if (test.line.stage !== stage?.line.name) refuse(`Test ${id} is of another stage.`, number);
    if (run.row === null || run.isLate) return 0;
    test.row ??= staging.test(stage.row, testKeyOf(test.line), test.line);
    return test.row;
  };
  if (kind === "said") {
    const { test, message, details, output, isCut } = value as LineOf<"said">;
    const testRow = rowOf(test);
    if (!open.seen.has(test)) refuse(`Test ${test} has no result.`, number);
    open.said.set(testRow, { message, details, output, isCut });
    return;
  }
  for (const [test, status, durationMs, failedAttempts] of (value as LineOf<"outcomes">).outcomes) {
    if (open.seen.has(test)) refuse(`Test ${test} comes twice.`, number);
    open.seen.add(test);
    open.results.push({ testRow: rowOf(test), status, durationMs, failedAttempts });
  }
}

function takeLog({ logs }: RunGround, run: OpenRun, line: LineOf<"log">, number: number): void {
  const { place } = line;
  const isNew = !run.logged.has(place);
  if (!isNew && [...run.logged].at(-1) !== place) refuse(`The log of stage ${place} goes on behind another one.`, number);
  run.logged.add(place);
  if (run.row !== null) logs.add(run.row, place, line);
}

/** No more lines of the run come: what is kept of all of it together is kept. */
export function endRun({ staging, named, now }: RunGround, run: OpenRun, number: number): void {
  if (run.row === null) return;
  const { row } = run;
  if ([...run.stages].some(([place, { line }]) => line.logBytes > 0 && !run.logged.has(place))) staging.noteLogsMissing(row, now);
  if (run.isLate) return;
  for (const [place, { line, results, said }] of [...run.results].sort(([one], [other]) => one - other)) {
    const { of, totals, reports } = line;
    if (of !== null) {
      const source = named.runs.get(of.run) ?? refuse(`Nothing is known of run ${of.run}.`, number);
      staging.addResultsOf(line, { run: row, place }, { run: source, place: of.place });
    } else {
      const finishedAt = run.stages.get(place)?.line.finishedAt ?? now;
      keepTransfer(staging.tables, stageRunId(row, place), { totals, reports, results, said }, finishedAt);
    }
  }
}

function shortHash(text: string): Uint8Array {
  return createHash("sha256").update(text).digest().subarray(0, 16);
}
