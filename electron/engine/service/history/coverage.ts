import type {
  ChangedCoverage,
  CoverageOfFile,
  CoverageOfRun,
  CoveragePoint,
  CoverageTotals,
} from "../../../../shared/contract/coverage.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { ProjectId, RunId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { countLines, coverageOfChanges, decodeLineMap, type LineMap, reachedOf, withMissedBranches } from "../../coverage/coverage.ts";
import { type FileLines, type GitFailure, openWorkingTree, readChangedLines, readMergeBase, resolveRevision } from "../../git/git.ts";
import type { CoverageSums, Store, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";

/** The `coverage` area of the contract. */
export interface CoverageService {
  run(input: { runId: RunId; text: string; after: string | null; limit: number }): Result<CoverageOfRun, NotFound | StoreFailure>;
  file(input: { runId: RunId; path: string }): Result<CoverageOfFile, NotFound | StoreFailure>;
  trend(input: {
    projectId: ProjectId;
    branch?: string | undefined;
    limit: number;
  }): Result<{ points: CoveragePoint[] }, NotFound | StoreFailure>;
  changes(
    input: { runId: RunId; base?: string | undefined },
    signal?: AbortSignal,
  ): Promise<Result<ChangedCoverage, NotFound | StoreFailure | Failure<"git-failed">>>;
}

/** Files of a change that are told one by one. */
const mostFiles = 5_000;
const mostUnmeasured = 1_000;

/** Reads the coverage of runs. */
export function createCoverageService(store: Store): CoverageService {
  return {
    run: ({ runId, text, after, limit }) =>
      found(
        store.read(({ coverage }) => {
          const run = coverage.ofRun(runId);
          if (run === null) return null;
          const rows = coverage.filesOf(runId, text, cursorOf(after), limit + 1);
          const matching = text === "" ? run.files : coverage.countFiles(runId, text);
          const last = rows.length > limit ? rows[limit - 1] : undefined;
          return {
            ...{ totals: totalsOf(run), files: run.files, matching, notes: coverage.notes(runId), rows: rows.slice(0, limit) },
            next: last === undefined ? null : `${last.lines - last.linesCovered} ${last.path}`,
          };
        }),
        `Coverage of run ${runId}`,
      ),
    file: ({ runId, path }) =>
      found(
        store.read(({ coverage }) => {
          const packed = coverage.mapOf(runId, path);
          return packed === null ? null : fileOf(path, decodeLineMap(packed));
        }),
        `Coverage of ${path} in run ${runId}`,
      ),
    trend: ({ projectId, branch, limit }) =>
      found(
        store.read(({ projects, coverage, runs }) => {
          if (projects.get(projectId) === null) return null;
          const points = coverage.trend(projectId, branch ?? null, limit).flatMap(({ runId, ...sums }): CoveragePoint[] => {
            const run = runs.get(runId);
            if (run === null) return [];
            const { number: runNumber, createdAt: at, commit } = run;
            return [{ runId, runNumber, at, branch: run.branch, commit, totals: totalsOf(sums) }];
          });
          return { points };
        }),
        `Project ${projectId}`,
      ),
    changes: (input, signal) => readChanges(store, input, signal),
  };
}

async function readChanges(
  store: Store,
  { runId, base }: { readonly runId: RunId; readonly base?: string | undefined },
  signal: AbortSignal | undefined,
): ReturnType<CoverageService["changes"]> {
  const read = found(
    store.read(({ runs, projects, coverage }) => {
      const run = runs.get(runId);
      const project = run === null ? null : projects.get(run.projectId);
      if (run === null || project === null || coverage.ofRun(runId) === null) return null;
      return { run, folder: project.path, lastGreen: runs.lastGreen(run)?.commit ?? null };
    }),
    `Coverage of run ${runId}`,
  );
  if (!read.ok) return read;
  const { run, folder, lastGreen } = read.value;
  if (run.commit === null)
    return err(
      gitFailed(`Run ${run.number} belongs to no commit, so nobody knows what changed.`, "Commit what it ran on, and run it again."),
    );
  const from = base === undefined ? ok(await usualBase(folder, run, run.commit, lastGreen)) : await namedBase(folder, base);
  if (!from.ok) return from;
  const changed = await linesOf(folder, run, run.commit, from.value, signal);
  if (!changed.ok) return err(unknownChanges(run, changed.failure));
  const laid = store.read(({ coverage }) =>
    coverageOfChanges(changed.value.files, (path) => {
      const packed = coverage.mapOf(runId, path);
      return packed === null ? null : decodeLineMap(packed);
    }),
  );
  if (!laid.ok) return laid;
  const { lines, covered, files, unmeasured } = laid.value;
  const told = { lines, covered, files: files.slice(0, mostFiles).map(asPlain), unmeasured: unmeasured.slice(0, mostUnmeasured) };
  const unmeasuredCount = unmeasured.length;
  return ok({ base: from.value, isExact: changed.value.isExact, ...told, unmeasuredCount });
}

type Told = ChangedCoverage["files"][number];

function asPlain({ path, lines, covered, missed, partly }: ReturnType<typeof coverageOfChanges>["files"][number]): Told {
  return { path, lines, covered, missed: [...missed], partly: [...partly] };
}

async function namedBase(folder: string, base: string): Promise<Result<string, Failure<"git-failed">>> {
  const commit = await resolveRevision(folder, base);
  return commit.ok ? ok(commit.value.commit) : err(gitFailed(commit.failure.message, commit.failure.hint));
}

/** Where the branch left the default one; there, the last green run; else what was changed since the commit, or by it. */
async function usualBase(folder: string, run: Run, commit: string, lastGreen: string | null): Promise<string | null> {
  const mergeBase = await readMergeBase(folder, commit);
  if (mergeBase !== null && mergeBase !== commit) return mergeBase;
  if (lastGreen !== null && lastGreen !== commit) return lastGreen;
  if (run.dirty) return commit;
  const parent = await resolveRevision(folder, `${commit}^`);
  return parent.ok ? parent.value.commit : null;
}

interface ChangedFiles {
  readonly files: readonly FileLines[];
  readonly isExact: boolean;
}

/** Files that differed from their commit are only in the folder, and only as long as nobody changed them. */
async function linesOf(
  folder: string,
  run: Run,
  commit: string,
  base: string | null,
  signal: AbortSignal | undefined,
): Promise<Result<ChangedFiles, GitFailure>> {
  if (run.dirty) {
    const files = await openWorkingTree(folder, signal);
    if (!files.ok) return files;
    try {
      if (files.value.tree === run.tree) {
        const lines = await files.value.linesSince(base);
        return lines.ok ? ok({ files: lines.value, isExact: true }) : lines;
      }
    } finally {
      await files.value.close();
    }
  }
  const lines = await readChangedLines(folder, base, commit);
  return lines.ok ? ok({ files: lines.value, isExact: !run.dirty }) : lines;
}

function fileOf(path: string, map: LineMap): CoverageOfFile {
  const units = (kind: "branches" | "functions") =>
    map[kind].sorted().map(([line, found]) => ({ line, count: found.count, reached: reachedOf(found) }));
  return {
    file: { path, ...countLines(map) },
    lines: [...withMissedBranches(map)],
    branches: units("branches"),
    functions: units("functions"),
  };
}

function totalsOf(sums: CoverageSums): CoverageTotals {
  const { lines, linesCovered, branches, branchesCovered, functions, functionsCovered, statements, statementsCovered } = sums;
  return { lines, linesCovered, branches, branchesCovered, functions, functionsCovered, statements, statementsCovered };
}

function unknownChanges({ number }: Run, { code, message, hint }: GitFailure): Failure<"git-failed"> {
  if (code !== "not-a-repository") return gitFailed(message, hint);
  return gitFailed(`The folder is in no git repository any more, so nobody knows what run ${number} changed.`, "Put it under git again.");
}

/** As the contract writes it: missed lines, and the path. */
function cursorOf(after: string | null) {
  if (after === null) return null;
  const space = after.indexOf(" ");
  return { missed: Number(after.slice(0, space)), path: after.slice(space + 1) };
}

function gitFailed(message: string, hint = "See git log for the commits that are there."): Failure<"git-failed"> {
  return failure("git-failed", message, hint);
}
