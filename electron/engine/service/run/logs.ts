import type { LogLine } from "../../../../shared/contract/logs.ts";
import type { StageProblems } from "../../../../shared/contract/problems.ts";
import { runOf, type StageRunId, stageRunKeyOf } from "../../../../shared/ids.ts";
import { removalWords } from "../../../../shared/removal-words.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { logFile, logIndexFile } from "../../data-folder.ts";
import {
  findMarks,
  hasLog,
  type LogMarks,
  type LogSearchPart,
  readLog,
  type SearchPlace,
  searchLog,
  waitForGrowth,
} from "../../log/log.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { readProblems } from "./problems.ts";

/** Why a log cannot be shown although its stage wrote something. */
export type LogGone = Failure<"log-removed" | "log-missing">;

/** The `logs` area of the contract. */
export interface LogService {
  read(input: ReadInput, signal?: AbortSignal): Promise<Result<ReadAnswer, NotFound | LogGone | StoreFailure>>;
  search(
    input: SearchInput,
    signal?: AbortSignal,
  ): Promise<Result<LogSearchPart & { isLive: boolean }, NotFound | LogGone | StoreFailure | Failure<"bad-pattern">>>;
  problems(
    input: { stageRunId: StageRunId; limit: number },
    signal?: AbortSignal,
  ): Promise<Result<StageProblems, NotFound | LogGone | StoreFailure>>;
  marks(
    input: { stageRunId: StageRunId; limit: number },
    signal?: AbortSignal,
  ): Promise<Result<LogMarks, NotFound | LogGone | StoreFailure>>;
}

interface ReadInput {
  readonly stageRunId: StageRunId;
  readonly fromLine: number;
  readonly limit: number;
  readonly waitMs: number;
  readonly knownBytes?: number | undefined;
}

interface ReadAnswer {
  readonly lines: LogLine[];
  readonly totalLines: number;
  readonly totalBytes: number;
  readonly isLive: boolean;
}

interface SearchInput {
  readonly stageRunId: StageRunId;
  readonly query: string;
  readonly isRegularExpression: boolean;
  readonly isCaseSensitive: boolean;
  readonly from: SearchPlace;
  readonly limit: number;
  readonly budgetMs: number;
}

/** A look for errors answers with what it has found by then: a window would rather have some than none. */
const timeLimitMs = 10 * secondMs;

/** Reads the logs of any run, live or long ago, straight from their files. */
export function createLogService(store: Store, now: Clock): LogService {
  function findStage(id: StageRunId): Result<{ isLive: boolean; logBytes: number }, NotFound | StoreFailure> {
    const stage = found(
      store.read(({ stageRuns }) => stageRuns.get(id)),
      `Stage run ${id}`,
    );
    return stage.ok ? ok({ isLive: !isTerminal(stage.value.status), logBytes: stage.value.logBytes }) : stage;
  }

  /** A history that cannot be read just now says nothing about the stage: the wait simply ends. */
  function isLive(id: StageRunId): boolean {
    const stage = findStage(id);
    return stage.ok && stage.value.isLive;
  }

  function bounds(signal: AbortSignal | undefined) {
    return { now, ...(signal === undefined ? {} : { signal }) };
  }

  return {
    read: async ({ stageRunId, fromLine, limit, waitMs, knownBytes }, signal) => {
      const place = placeOf(store, stageRunId);
      const readNow = async (): Promise<Result<ReadAnswer, NotFound | LogGone | StoreFailure>> => {
        // Asked before reading: what was written before the end is then read for certain.
        const stage = findStage(stageRunId);
        if (!stage.ok) return stage;
        const part = await readLog({ ...place, fromLine, limit, isLive: stage.value.isLive, now });
        if (part.totalBytes === 0 && isGone(stage.value)) return err(logGone(store, stageRunId));
        return ok({ ...part, isLive: stage.value.isLive });
      };
      const first = await readNow();
      if (!first.ok || !first.value.isLive || waitMs === 0) return first;
      const hasNews = knownBytes === undefined ? first.value.lines.length > 0 : first.value.totalBytes > knownBytes;
      if (hasNews) return first;
      await waitForGrowth(place.path, first.value.totalBytes, waitMs, () => isLive(stageRunId), signal);
      return readNow();
    },
    search: async (input, signal) => {
      const stage = findStage(input.stageRunId);
      if (!stage.ok) return stage;
      const place = placeOf(store, input.stageRunId);
      if (isGone(stage.value) && !hasLog(place.path)) return err(logGone(store, input.stageRunId));
      const { isLive } = stage.value;
      const part = await searchLog({ ...input, ...place, isLive, ...bounds(signal) });
      return part.ok ? ok({ ...part.value, isLive }) : part;
    },
    problems: async (input, signal) => {
      const log = findLogFile(store, input.stageRunId);
      return log.ok ? readProblems(store, input, log.value, bounds(signal)) : log;
    },
    marks: async ({ stageRunId, limit }, signal) => {
      const stage = findStage(stageRunId);
      if (!stage.ok) return stage;
      const place = placeOf(store, stageRunId);
      if (isGone(stage.value) && !hasLog(place.path)) return err(logGone(store, stageRunId));
      return ok(await findMarks({ ...place, isLive: stage.value.isLive, limit, timeLimitMs, ...bounds(signal) }));
    },
  };
}

interface LogPlace {
  readonly path: string;
  readonly indexPath: string;
}

/** The log of a stage run, which may not have been written to yet. */
export function findLogFile(store: Store, id: StageRunId): Result<LogPlace, NotFound | LogGone | StoreFailure> {
  const stage = found(
    store.read(({ stageRuns }) => stageRuns.get(id)),
    `Stage run ${id}`,
  );
  if (!stage.ok) return stage;
  const { status, logBytes } = stage.value;
  const place = placeOf(store, id);
  if (isGone({ isLive: !isTerminal(status), logBytes }) && !hasLog(place.path)) return err(logGone(store, id));
  return ok(place);
}

/** Whether a stage has ended and wrote something, so that a log that is not there was taken away. */
function isGone({ isLive, logBytes }: { isLive: boolean; logBytes: number }): boolean {
  return !isLive && logBytes > 0;
}

/** Says why the log of a stage that wrote something is not there. */
export function logGone(store: Store, id: StageRunId): LogGone {
  const run = store.read(({ runs }) => runs.get(runOf(id)));
  const removal = run.ok ? (run.value?.logsRemoved ?? null) : null;
  if (removal !== null)
    return failure("log-removed", removalWords("The log", removal), "Settings say how long logs are kept; a pinned run keeps its own.");
  const { path } = placeOf(store, id);
  return failure("log-missing", `The log's file ${path} is not there any more.`, "Something other than Millrace took it away.");
}

function placeOf(store: Store, id: StageRunId): LogPlace {
  const { sequence } = stageRunKeyOf(id);
  return { path: logFile(store.folder, runOf(id), sequence), indexPath: logIndexFile(store.folder, runOf(id), sequence) };
}
