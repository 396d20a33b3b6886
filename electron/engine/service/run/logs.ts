import type { LogLine } from "../../../../shared/contract/logs.ts";
import type { StageProblems } from "../../../../shared/contract/problems.ts";
import {
  isServiceLog,
  type LogId,
  runOf,
  type ServiceLogId,
  type StageRunId,
  serviceId,
  serviceLogKeyOf,
  stageRunKeyOf,
} from "../../../../shared/ids.ts";
import { removalWords } from "../../../../shared/removal-words.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { logFile, logIndexFile, serviceLogFile, serviceLogIndexFile } from "../../data-folder.ts";
import {
  findMarks,
  hasLog,
  type LogMarks,
  type LogSearchPart,
  readLog,
  readUnmoved,
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
  marks(input: { logId: LogId; limit: number }, signal?: AbortSignal): Promise<Result<LogMarks, NotFound | LogGone | StoreFailure>>;
}

interface ReadInput {
  readonly logId: LogId;
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
  readonly logId: LogId;
  readonly query: string;
  readonly isRegularExpression: boolean;
  readonly isCaseSensitive: boolean;
  readonly from: SearchPlace;
  readonly limit: number;
  readonly budgetMs: number;
}

/** A look for errors answers with what it has found by then: a window would rather have some than none. */
const timeLimitMs = 10 * secondMs;

/** Reads the logs of any run or service, live or long ago, straight from their files. */
export function createLogService(store: Store, now: Clock): LogService {
  /** A history that cannot be read just now says nothing about the log: the wait simply ends. */
  function isLive(id: LogId): boolean {
    const log = findLog(store, id);
    return log.ok && log.value.isLive;
  }

  function bounds(signal: AbortSignal | undefined) {
    return { now, ...(signal === undefined ? {} : { signal }) };
  }

  return {
    read: async ({ logId, fromLine, limit, waitMs, knownBytes }, signal) => {
      const readNow = async (): Promise<Result<ReadAnswer, NotFound | LogGone | StoreFailure>> => {
        // Asked before reading: what was written before the end is then read for certain.
        const log = findLog(store, logId);
        if (!log.ok) return log;
        const part = await readUnmoved(log.value.path, () => readLog({ ...log.value, fromLine, limit, now }));
        if (part.totalBytes === 0 && isGone(log.value)) return err(log.value.gone());
        return ok({ ...part, isLive: log.value.isLive });
      };
      const first = await readNow();
      if (!first.ok || !first.value.isLive || waitMs === 0) return first;
      const hasNews = knownBytes === undefined ? first.value.lines.length > 0 : first.value.totalBytes > knownBytes;
      if (hasNews) return first;
      const place = findLog(store, logId);
      if (!place.ok) return place;
      await waitForGrowth(place.value.path, first.value.totalBytes, waitMs, () => isLive(logId), signal);
      return readNow();
    },
    search: async (input, signal) => {
      const log = findLog(store, input.logId);
      if (!log.ok) return log;
      const { isLive, path, indexPath } = log.value;
      if (isGone(log.value) && !hasLog(path)) return err(log.value.gone());
      const part = await readUnmoved(path, () => searchLog({ ...input, path, indexPath, isLive, ...bounds(signal) }));
      return part.ok ? ok({ ...part.value, isLive }) : part;
    },
    problems: async (input, signal) => {
      const log = findLogFile(store, input.stageRunId);
      return log.ok ? readProblems(store, input, log.value, bounds(signal)) : log;
    },
    marks: async ({ logId, limit }, signal) => {
      const log = findLog(store, logId);
      if (!log.ok) return log;
      const { isLive, path, indexPath } = log.value;
      if (isGone(log.value) && !hasLog(path)) return err(log.value.gone());
      return ok(await readUnmoved(path, () => findMarks({ path, indexPath, isLive, limit, timeLimitMs, ...bounds(signal) })));
    },
  };
}

/** A log, which may not have been written to yet. */
interface FoundLog extends LogPlace {
  readonly isLive: boolean;
  readonly logBytes: number;
  /** Says why it is not there. */
  gone(): LogGone;
}

function findLog(store: Store, id: LogId): Result<FoundLog, NotFound | StoreFailure> {
  if (isServiceLog(id)) return findServiceLog(store, id);
  const stage = found(
    store.read(({ stageRuns }) => stageRuns.get(id)),
    `Stage run ${id}`,
  );
  if (!stage.ok) return stage;
  const { status, logBytes } = stage.value;
  return ok({ ...placeOf(store, id), isLive: !isTerminal(status), logBytes, gone: () => logGone(store, id) });
}

function findServiceLog(store: Store, id: ServiceLogId): Result<FoundLog, NotFound | StoreFailure> {
  const { serviceRow, sequence } = serviceLogKeyOf(id);
  const read = found(
    store.read(({ services }) => {
      const [log, service] = [services.log(id), services.get(serviceId(serviceRow))];
      return log === null || service === null ? null : { log, service };
    }),
    `The log ${id}`,
  );
  if (!read.ok) return read;
  const { log, service } = read.value;
  const path = serviceLogFile(store.folder, service.projectId, service.id, sequence);
  return ok({
    path,
    indexPath: serviceLogIndexFile(store.folder, service.projectId, service.id, sequence),
    isLive: log.finishedAt === null,
    logBytes: log.bytes,
    gone: () => logMissing(path),
  });
}

interface LogPlace {
  readonly path: string;
  readonly indexPath: string;
}

/** The log of a stage run, which may not have been written to yet. */
export function findLogFile(store: Store, id: StageRunId): Result<LogPlace, NotFound | LogGone | StoreFailure> {
  const log = findLog(store, id);
  if (!log.ok) return log;
  const { path, indexPath } = log.value;
  return isGone(log.value) && !hasLog(path) ? err(log.value.gone()) : ok({ path, indexPath });
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
  return logMissing(placeOf(store, id).path);
}

function logMissing(path: string): LogGone {
  return failure("log-missing", `The log's file ${path} is not there any more.`, "Something other than Millrace took it away.");
}

function placeOf(store: Store, id: StageRunId): LogPlace {
  const { sequence } = stageRunKeyOf(id);
  return { path: logFile(store.folder, runOf(id), sequence), indexPath: logIndexFile(store.folder, runOf(id), sequence) };
}
