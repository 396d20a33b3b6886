import { setImmediate as nextTurn } from "node:timers/promises";
import { countOf } from "../../../shared/counts.ts";
import type { LineKind, LineOf } from "../../../shared/history-file/lines.ts";
import { historyFormat, historyVersion, type Manifest, manifestSchema } from "../../../shared/history-file/manifest.ts";
import { type ProjectId, runId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { logFile } from "../data-folder.ts";
import { hasLog } from "../log/log.ts";
import { createTextRedactor } from "../secret/secret.ts";
import { type HistorySnapshot, openSnapshot, type SnapshotFacts } from "../store/archive/snapshot.ts";
import type { StoreFailure } from "../store/store.ts";
import { readTransfer, type TransferredResults } from "../test/test.ts";
import { type FileWriter, type WriteFailure, writeFile } from "./file-writer.ts";
import { logLines } from "./log-lines.ts";
import { sayLine } from "./say-line.ts";

/** What is to be written, and where. */
export interface ExportWish {
  /** The data folder. */
  readonly folder: string;
  readonly project: { readonly id: ProjectId; readonly name: string };
  /** Absolute. */
  readonly path: string;
  readonly withLogs: boolean;
  /** Whether a file that is there is replaced. */
  readonly isForced: boolean;
  /** Values that must not be in the file, by any names. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The version of this Millrace. */
  readonly millrace: string;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** How far it is. */
export interface ExportProgress {
  readonly runs: number;
  readonly allRuns: number;
}

/** What was written. */
export interface Exported {
  readonly manifest: Manifest;
  /** Of the file. */
  readonly bytes: number;
  /** Unpacked. */
  readonly textBytes: number;
}

/** Why nothing was written. */
export type ExportFailure = StoreFailure | WriteFailure | Failure<"canceled">;

const runsAtOnce = 100;
const rowsAtOnce = 500;
const outcomesAtOnce = 1_000;

/** Writes what is known of a project into one file, as it stood at one moment; see `format.ts`. Tells how far it is. */
export async function* exportHistory(wish: ExportWish): AsyncGenerator<ExportProgress, Result<Exported, ExportFailure>, void> {
  const snapshot = openSnapshot(wish.folder, wish.project.id);
  if (!snapshot.ok) return snapshot;
  let writer: FileWriter | null = null;
  try {
    const opened = await writeFile(wish.path, wish.isForced);
    if (!opened.ok) return opened;
    writer = opened.value;
    const redact = createTextRedactor(wish.secrets);
    const manifest = manifestOf(snapshot.value, wish, redact);
    writer.add(JSON.stringify(manifest));
    const target = writer;
    const tell: Tell = (kind, value) => target.add(sayLine(kind, value, redact));
    for await (const _ of writeShared(snapshot.value, tell)) {
      await writer.settle();
      if (wish.signal.aborted) return err(canceled);
    }
    const written = yield* writeRuns(snapshot.value, { ...wish, tell, writer, allRuns: manifest.counts.runs });
    if (!written) return err(canceled);
    writeProject(snapshot.value, tell);
    await writer.settle();
    if (wish.signal.aborted) return err(canceled);
    const finished = await writer.finish();
    return finished.ok ? ok({ manifest, bytes: finished.value, textBytes: writer.bytes }) : finished;
  } finally {
    await writer?.discard();
    snapshot.value.close();
  }
}

const canceled = failure("canceled", "The export was canceled; nothing was written.");

type Tell = <Kind extends LineKind>(kind: Kind, value: LineOf<Kind>) => void;

function manifestOf(snapshot: HistorySnapshot, wish: ExportWish, redact: (text: string) => string): Manifest {
  const facts = snapshot.facts();
  return manifestSchema.parse({
    ...{ format: historyFormat, version: historyVersion, millrace: wish.millrace, source: snapshot.source },
    ...{
      project: redact(wish.project.name).toWellFormed(),
      createdAt: wish.now,
      fromMs: facts.fromMs,
      toMs: facts.toMs,
      counts: facts.counts,
    },
    logBytes: wish.withLogs ? facts.logBytes : 0,
    notes: notesOn(facts, wish.withLogs),
  });
}

function notesOn({ unfinished, ofSearches }: SnapshotFacts, withLogs: boolean): string[] {
  return [
    ...(unfinished === 0 ? [] : [`${countOf(unfinished, "run")} that had not ended.`]),
    ...(ofSearches === 0 ? [] : [`${countOf(ofSearches, "run")} of searches for a culprit, and the searches.`]),
    ...(withLogs ? [] : ["logs, as was asked for."]),
    "copies of artifacts, files of releases and summaries of stages; their names, sizes and sums are here.",
    "lines and files of coverage; its sums are here.",
    "monitors, services and what was measured of them; alerts and who was told; the inbox.",
    "secrets, the cache, triggers' memories and changes that were kept for later.",
  ];
}

/** What runs share. Tells after each part. */
async function* writeShared(snapshot: HistorySnapshot, tell: Tell): AsyncGenerator<undefined, void, void> {
  for (const plan of pages(snapshot.plans, 20)) {
    tell("plan", { id: plan.id, stages: plan.stages.map(planOf) });
    yield;
  }
  for (const { id, facts } of pages(snapshot.fingerprints, 20)) {
    tell("fingerprint", { id, facts: facts as LineOf<"fingerprint">["facts"] });
    yield;
  }
  let count = 0;
  for (const test of pages(snapshot.tests, rowsAtOnce)) {
    tell("test", test);
    if (++count % rowsAtOnce === 0) yield await nextTurn();
  }
  for (const failed of pages(snapshot.failures, rowsAtOnce)) {
    tell("failure", failed);
    if (++count % rowsAtOnce === 0) yield await nextTurn();
  }
}

/** Row by row, however many there are. */
function* pages<Row extends { readonly id: number }>(
  read: (after: number, limit: number) => Row[],
  limit: number,
): Generator<Row, void, void> {
  for (let after = 0; ; ) {
    const rows = read(after, limit);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return;
    after = last.id;
  }
}

type PlannedStage = ReturnType<HistorySnapshot["plans"]>[number]["stages"][number];

function planOf({ name, phase, variant, matrix, needs, steps, timeoutMs, artifacts, condition, approval, mayFail, secrets }: PlannedStage) {
  return {
    ...{ name, phase, variant: variant ?? "", matrix: { ...matrix }, needs: [...(needs ?? [])] },
    steps: (steps ?? []).map((step) => ({
      ...{ name: step.name ?? "", run: step.run, shell: step.shell ?? null, cwd: step.cwd ?? "", env: { ...step.env } },
      ...{ timeoutMs: step.timeoutMs ?? null, condition: step.condition ?? null, mayFail: step.mayFail ?? false },
    })),
    ...{ timeoutMs: timeoutMs ?? null, artifacts: [...(artifacts ?? [])], condition: condition ?? null, approval: approval ?? null },
    ...{ mayFail: mayFail ?? false, secrets: [...(secrets ?? [])] },
  };
}

interface RunsWish extends ExportWish {
  readonly tell: Tell;
  readonly writer: FileWriter;
  readonly allRuns: number;
}

/** Each run, then all that belongs to it. False when it was canceled. */
async function* writeRuns(snapshot: HistorySnapshot, wish: RunsWish): AsyncGenerator<ExportProgress, boolean, void> {
  const { tell, writer, signal, allRuns } = wish;
  // Runs that were written: what refers to another one must find it before itself.
  const written = new Set<number>();
  for (let after: LineOf<"run"> | null = null, count = 0; ; ) {
    const runs: LineOf<"run">[] = snapshot.runs(after, runsAtOnce);
    const ids = runs.map(({ id }) => id);
    const belongings = belongingsOf(snapshot, ids);
    for (const run of runs) {
      const { retryOf } = run;
      tell("run", { ...run, retryOf: retryOf !== null && written.has(retryOf) ? retryOf : null });
      written.add(run.id);
      const stages = belongings.stages.get(run.id) ?? [];
      for (const stage of stages)
        tell("stage", { ...stage, keptFrom: stage.keptFrom !== null && written.has(stage.keptFrom) ? stage.keptFrom : null });
      for (const artifact of belongings.artifacts.get(run.id) ?? []) tell("artifact", artifact);
      for (const coverage of belongings.coverages.get(run.id) ?? []) tell("coverage", coverage);
      for (const failed of belongings.failed.get(run.id) ?? []) tell("failed", failed);
      if (belongings.withTests.has(run.id))
        for (const results of readTransfer(snapshot.tables, runId(run.id), (row) => written.has(row))) tellResults(tell, run.id, results);
      if (wish.withLogs && run.logsRemoved === null) for (const stage of stages) if (!(await writeLog(wish, stage))) return false;
    }
    await writer.settle();
    if (signal.aborted) return false;
    count += runs.length;
    yield { runs: count, allRuns };
    after = runs.at(-1) ?? null;
    if (after === null || runs.length < runsAtOnce) return true;
    await nextTurn();
  }
}

function belongingsOf(snapshot: HistorySnapshot, ids: readonly number[]) {
  const byRun = <Line extends { readonly run: number }>(lines: readonly Line[]) => Map.groupBy(lines, ({ run }) => run);
  return {
    stages: byRun(snapshot.stages(ids)),
    artifacts: byRun(snapshot.artifacts(ids)),
    coverages: byRun(snapshot.coverages(ids)),
    failed: byRun(snapshot.failed(ids)),
    withTests: new Set(snapshot.withTests(ids)),
  };
}

function tellResults(tell: Tell, run: number, { place, totals, of, reports, results, said }: TransferredResults): void {
  tell("results", {
    ...{ run, place, totals: { ...totals } },
    of: of === null ? null : { run: of.runRow, place: of.place },
    reports: reports.map((report) => ({
      ...report,
      totals: report.totals === null ? null : { ...report.totals },
      problems: [...report.problems],
    })),
  });
  for (let from = 0; from < results.length; from += outcomesAtOnce) {
    const outcomes = results.slice(from, from + outcomesAtOnce);
    tell("outcomes", {
      ...{ run, place },
      outcomes: outcomes.map(({ testRow, status, durationMs, failedAttempts }) => [testRow, status, durationMs, failedAttempts]),
    });
  }
  for (const [test, failure] of said) tell("said", { run, place, test, ...failure });
}

/** False when it was canceled. */
async function writeLog({ folder, secrets, tell, writer, signal }: RunsWish, { run, place, logBytes }: LineOf<"stage">): Promise<boolean> {
  const path = logFile(folder, runId(run), place);
  if (logBytes === 0 || !hasLog(path)) return true;
  for await (const piece of logLines(path, secrets)) {
    tell("log", { run, place, ...piece });
    await writer.settle();
    if (signal.aborted) return false;
  }
  return true;
}

function writeProject(snapshot: HistorySnapshot, tell: Tell): void {
  for (const release of pages(snapshot.releases, rowsAtOnce)) tell("release", release);
  for (const deployment of pages(snapshot.deployments, rowsAtOnce)) tell("deployment", deployment);
  for (const environment of snapshot.environments()) tell("environment", environment);
  for (const incident of pages(snapshot.incidents, rowsAtOnce)) tell("incident", incident);
}
