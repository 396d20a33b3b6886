import type { LogLine } from "../../../shared/contract/logs.ts";
import { runOf, type StageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import { type Failure, ok, type Result } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { logFile, logIndexFile } from "../data-folder.ts";
import { findMarks, type LogMarks, type LogSearchPart, readLog, type SearchPlace, searchLog, waitForGrowth } from "../log/log.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import { found, type NotFound } from "./not-there.ts";

/** The `logs` area of the contract. */
export interface LogService {
  read(input: ReadInput, signal?: AbortSignal): Promise<Result<ReadAnswer, NotFound | StoreFailure>>;
  search(
    input: SearchInput,
    signal?: AbortSignal,
  ): Promise<Result<LogSearchPart & { isLive: boolean }, NotFound | StoreFailure | Failure<"bad-pattern">>>;
  marks(input: { stageRunId: StageRunId; limit: number }, signal?: AbortSignal): Promise<Result<LogMarks, NotFound | StoreFailure>>;
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
  function findStage(id: StageRunId): Result<{ isLive: boolean }, NotFound | StoreFailure> {
    const stage = found(
      store.read(({ stageRuns }) => stageRuns.get(id)),
      `Stage run ${id}`,
    );
    return stage.ok ? ok({ isLive: !isTerminal(stage.value.status) }) : stage;
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
      const readNow = async (): Promise<Result<ReadAnswer, NotFound | StoreFailure>> => {
        // Asked before reading: what was written before the end is then read for certain.
        const stage = findStage(stageRunId);
        if (!stage.ok) return stage;
        const part = await readLog({ ...place, fromLine, limit, isLive: stage.value.isLive, now });
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
      const part = await searchLog({ ...input, ...placeOf(store, input.stageRunId), ...stage.value, ...bounds(signal) });
      return part.ok ? ok({ ...part.value, ...stage.value }) : part;
    },
    marks: async ({ stageRunId, limit }, signal) => {
      const stage = findStage(stageRunId);
      return stage.ok
        ? ok(await findMarks({ ...placeOf(store, stageRunId), ...stage.value, limit, timeLimitMs, ...bounds(signal) }))
        : stage;
    },
  };
}

function placeOf(store: Store, id: StageRunId): { path: string; indexPath: string } {
  const { sequence } = stageRunKeyOf(id);
  return { path: logFile(store.folder, runOf(id), sequence), indexPath: logIndexFile(store.folder, runOf(id), sequence) };
}
