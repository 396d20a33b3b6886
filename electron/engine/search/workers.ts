import { type MessagePort, Worker } from "node:worker_threads";
import { type LogNews, PieceBuffers } from "../log/log.ts";
import { type BatchEnd, createLane, type SearchBatch, type SearchLane } from "./batch.ts";

/** What a worker is told. */
type ToWorker =
  | { readonly type: "search"; readonly id: number; readonly batch: SearchBatch }
  | { readonly type: "stop"; readonly id: number };

/** What a worker tells. */
type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "found"; readonly id: number; readonly place: number; readonly news: LogNews }
  | { readonly type: "end"; readonly id: number; readonly end: BatchEnd };

/** The lanes of other threads. */
export interface SearchWorkers {
  /**
   * Hands over each lane as soon as it is ready, and starts what is not running yet; `onNone` is called when none can be
   * started. The disposer ends the handing over.
   */
  lend(take: (lane: SearchLane) => void, onNone: () => void): () => void;
  /** Ends all threads. */
  close(): void;
}

/** Threads that nobody needs are let go after this long. */
const idleMs = 30_000;

/** No threads: everything is searched where it is asked for. */
export const noWorkers: SearchWorkers = {
  lend: (_take, onNone) => {
    onNone();
    return () => {};
  },
  close: () => {},
};

/**
 * Keeps up to `count` threads that run the program `program`, from the first search on until a while after the last. One
 * that dies is gone for what it did; the next search starts another.
 */
export function createSearchWorkers(program: string, count: number): SearchWorkers {
  const lanes = new Map<Worker, SearchLane | null>();
  const borrowers = new Set<{ readonly take: (lane: SearchLane) => void; readonly onNone: () => void }>();
  let idle: ReturnType<typeof setTimeout> | undefined;

  function start(): void {
    // Of what this process was started with nothing concerns them, such as a debugger's port.
    const worker = new Worker(program, { execArgv: [], name: "log search" });
    worker.unref();
    lanes.set(worker, null);
    const { lane, hear } = laneOf(worker, () => {
      lanes.set(worker, lane);
      for (const { take } of borrowers) take(lane);
    });
    worker.on("message", hear);
    worker.on("error", () => {});
    worker.on("exit", () => {
      lanes.delete(worker);
      hear(null);
      if (lanes.size === 0) for (const { onNone } of borrowers) onNone();
    });
  }

  function close(): void {
    clearTimeout(idle);
    for (const worker of lanes.keys()) void worker.terminate();
    lanes.clear();
  }

  return {
    lend: (take, onNone) => {
      clearTimeout(idle);
      const borrower = { take, onNone };
      borrowers.add(borrower);
      for (const lane of lanes.values()) if (lane !== null) take(lane);
      while (lanes.size < count) start();
      return () => {
        borrowers.delete(borrower);
        if (borrowers.size > 0) return;
        clearTimeout(idle);
        idle = setTimeout(close, idleMs).unref();
      };
    },
    close,
  };
}

interface OpenBatch {
  readonly tell: (place: number, news: LogNews) => void;
  readonly end: (end: BatchEnd | null) => void;
}

/** A worker as a lane. `hear` takes what it says, and `null` when it is gone: what it had in hand fails then. */
function laneOf(worker: Worker, onReady: () => void): { lane: SearchLane; hear: (message: FromWorker | null) => void } {
  const open = new Map<number, OpenBatch>();
  let lastId = 0;
  let isGone = false;
  const say = (message: ToWorker) => worker.postMessage(message);
  return {
    lane: (batch, tell, signal) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        const id = lastId;
        const stop = () => say({ type: "stop", id });
        signal.addEventListener("abort", stop, { once: true });
        open.set(id, {
          tell,
          end: (end) => {
            open.delete(id);
            signal.removeEventListener("abort", stop);
            if (end === null) reject(new Error("A thread that searches logs is gone."));
            else resolve(end);
          },
        });
        if (isGone) open.get(id)?.end(null);
        else say({ type: "search", id, batch });
      }),
    hear: (message) => {
      if (message === null) {
        isGone = true;
        for (const { end } of [...open.values()]) end(null);
      } else if (message.type === "ready") onReady();
      else if (message.type === "found") open.get(message.id)?.tell(message.place, message.news);
      else open.get(message.id)?.end(message.end);
    },
  };
}

/** In a thread of its own a log is read at once up to this size. */
const readNowBytes = 1024 * 1024;

/** The other side: searches what `port` asks for. */
export function answerSearches(port: MessagePort): void {
  const lane = createLane(new PieceBuffers(readNowBytes));
  const running = new Map<number, AbortController>();
  const say = (message: FromWorker) => port.postMessage(message);
  port.on("message", (message: ToWorker) => {
    if (message.type === "stop") running.get(message.id)?.abort();
    else void search(message.id, message.batch);
  });
  say({ type: "ready" });

  async function search(id: number, batch: SearchBatch): Promise<void> {
    const stop = new AbortController();
    running.set(id, stop);
    const end = await lane(batch, (place, news) => say({ type: "found", id, place, news }), stop.signal);
    running.delete(id);
    say({ type: "end", id, end });
  }
}
