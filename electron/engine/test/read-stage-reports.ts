import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import type { StageRunId } from "../../../shared/ids.ts";
import { ok, type Result } from "../../../shared/result.ts";
import { type ReportOutcome, readTestReport, type TestResult } from "../report/report.ts";
import { redactText } from "../secret/secret.ts";
import type { Store, StoredTotals, StoreFailure } from "../store/store.ts";
import { createCleaner } from "./clean-result.ts";
import { type CollectedResults, ResultCollector } from "./collect-results.ts";
import { type FoundReport, findReports } from "./find-reports.ts";
import { keepResults } from "./keep-results.ts";
import { type KeptReport, keptProblems, packReports, unreadReport } from "./known-reports.ts";
import { createPlacer } from "./place-in-project.ts";

/** Which reports of which stage run; plain data, because it goes to a thread of its own. */
export interface StageReports {
  readonly stageRunId: StageRunId;
  readonly stage: string;
  /** Globs relative to `root`. */
  readonly patterns: readonly string[];
  /** The same, of coverage reports. */
  readonly coveragePatterns: readonly string[];
  /** The folder that the stage ran in, absolute. */
  readonly root: string;
  /** Folders of its steps, relative to `root`. */
  readonly workingFolders: readonly string[];
  readonly startedAtMs: number;
  /** Values by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Stamps of files that were read for other stages of the run, by place. */
  readonly taken: ReadonlyMap<string, string>;
}

/** What became of them. */
export interface ReadReports {
  /** `null` when nothing could be read. */
  readonly totals: StoredTotals | null;
  /** What a person must know, a sentence each; empty when all is well. */
  readonly notes: readonly string[];
  /** What was read now, as `taken`. */
  readonly read: ReadonlyMap<string, string>;
}

/** Between two pieces others have their turn; reading one takes about a millisecond. */
const pieceBytes = 64 * 1024;

/** Reads the reports that a stage wrote, and keeps what they tell: all of it, or, when that fails, nothing. */
export async function readStageReports(
  store: Store,
  reports: StageReports,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<ReadReports, StoreFailure>> {
  const stageRun = store.read(({ stageRuns, tests, projects }) => {
    const row = stageRuns.get(reports.stageRunId);
    if (row === null) return null;
    return { stageRow: tests.stageRow(row.projectId, reports.stage), home: projects.get(row.projectId)?.path ?? null };
  });
  if (!stageRun.ok) return stageRun;
  const stageRow = stageRun.value?.stageRow ?? null;
  const root = await realpath(reports.root).catch(() => null);
  if (stageRun.value === null || stageRow === null || root === null) return ok({ totals: null, notes: [], read: new Map() });
  const { home } = stageRun.value;
  const roots = [...new Set([root, reports.root])];
  const clean = createCleaner({
    secrets: reports.secrets,
    place: createPlacer({ root, calledRoot: reports.root, workingFolders: reports.workingFolders }),
    rename: home === null || roots.includes(home) ? null : { from: roots, to: home },
  });
  const found = await findReports({ ...reports, root });
  const collector = new ResultCollector(store, stageRow);
  const kept: KeptReport[] = [];
  for (const file of found.files) {
    kept.push(await readOne(file, (result) => collector.add(clean(result)), signal));
  }
  const collected = collector.finish();
  if (!collected.ok) return collected;
  const hide = (text: string) => (reports.secrets.size === 0 ? text : redactText(text, reports.secrets));
  const all = [...kept, ...found.unread, ...tellLimits(collected.value)].map((report) => hidden(report, hide));
  const totals = sumOf(all);
  const written = store.write((tables) => {
    if (totals !== null) keepResults(tables, { id: reports.stageRunId, totals, atMs: nowMs }, collected.value);
    tables.testRuns.keepReports(reports.stageRunId, packReports(all));
  });
  if (!written.ok) return written;
  return ok({ totals, notes: all.flatMap(noteOf), read: new Map(found.files.map(({ place, stamp }) => [place, stamp])) });
}

async function readOne(file: FoundReport, onTest: (result: TestResult) => void, signal: AbortSignal): Promise<KeptReport> {
  if (signal.aborted) return unreadReport(file.path, "It was not read: the run was stopped.");
  try {
    const outcome = await readTestReport(piecesOf(file.place, signal), { name: "It", onTest });
    // Its path stands beside what is wrong with it.
    if (!outcome.ok) return unreadReport(file.path, outcome.failure.message.replace(/^It, line/, "Line"));
    const report = reportOf(file.path, outcome.value);
    return signal.aborted ? withProblem(report, "It was not read to its end: the run was stopped.") : report;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string" || error instanceof RangeError) throw error;
    return unreadReport(
      file.path,
      code === "ENOENT" ? "It went away before it was read." : `It could not be read: ${(error as Error).message}.`,
    );
  }
}

/** If it has become a link or a pipe since it was looked at, it is neither followed nor waited for. */
export async function* piecesOf(place: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    while (!signal.aborted) {
      const { bytesRead } = await file.read(piece, 0, pieceBytes);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function reportOf(path: string, { format, totals, problems, problemCount }: ReportOutcome): KeptReport {
  return {
    ...{ path, format, totals, problemCount },
    problems: problems.slice(0, keptProblems).map(({ line, column, message }) => {
      const place = column === null ? `Line ${line}` : `Line ${line}, column ${column}`;
      return `${place}: ${message}`;
    }),
  };
}

function withProblem(report: KeptReport, problem: string): KeptReport {
  return { ...report, problems: [problem, ...report.problems].slice(0, keptProblems), problemCount: report.problemCount + 1 };
}

function tellLimits({ leftOut, textsLeftOut }: CollectedResults): KeptReport[] {
  return [
    ...(leftOut === 0 ? [] : [unreadReport("all reports", `${leftOut} tests are counted and not listed: there are too many.`)]),
    ...(textsLeftOut === 0 ? [] : [unreadReport("all reports", `What ${textsLeftOut} tests said is not kept: it is too much.`)]),
  ];
}

function hidden(report: KeptReport, hide: (text: string) => string): KeptReport {
  return { ...report, path: hide(report.path), problems: report.problems.map(hide) };
}

function sumOf(reports: readonly KeptReport[]): StoredTotals | null {
  const read = reports.flatMap(({ totals }) => totals ?? []);
  if (read.length === 0) return null;
  const sum = { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, durationMs: 0 };
  for (const totals of read) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += totals[key];
  return sum;
}

/** One sentence for each report with something wrong. */
function noteOf({ path, problems, problemCount, totals }: KeptReport): string[] {
  const [first] = problems;
  if (first === undefined) return [];
  if (totals === null) return [`${path}: ${first}`];
  return [`${path} could be read in part only: ${first}${problemCount > 1 ? ` (and ${problemCount - 1} more)` : ""}`];
}
