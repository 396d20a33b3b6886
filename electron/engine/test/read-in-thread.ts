import { basename, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Result } from "../../../shared/result.ts";
import { minuteMs, secondMs } from "../../../shared/time.ts";
import type { StoreFailure } from "../store/store.ts";
import type { ReadReports, StageReports } from "./read-stage-reports.ts";
import type { ThreadOrder } from "./report-thread.ts";

/** Bundled, all programs are flat in one folder. */
const here = import.meta.dirname;
const program = join(here, basename(here) === "node" ? "report-thread.js" : "report-thread.ts");

/** No honest reports take as long. */
const longestMs = 10 * minuteMs;

/** How long a thread that was stopped may take to keep what it has read. */
const stopGraceMs = 2 * secondMs;

/** What the most tests that are kept take, with room. */
const mostHeapMib = 256;

/**
 * Reads the reports of a stage run in a thread of its own: whatever is in them, nothing of the run waits for it, and a
 * reader that never ends, or takes all its memory, ends with its thread. With this process, too, so that nothing is
 * written by halves. When `stop` says so, what was read by then is kept.
 */
export function readReports(dataFolder: string, reports: StageReports, stop: AbortSignal): Promise<ReadReports> {
  const order: ThreadOrder = { dataFolder, reports };
  const thread = new Worker(program, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: mostHeapMib } });
  return new Promise((resolve) => {
    let killing: NodeJS.Timeout | undefined;
    function halt(): void {
      thread.postMessage("stop");
      killing ??= setTimeout(() => void thread.terminate(), stopGraceMs);
    }
    const limit = setTimeout(halt, longestMs);
    function end(read: ReadReports): void {
      clearTimeout(limit);
      clearTimeout(killing);
      stop.removeEventListener("abort", halt);
      resolve(read);
    }
    if (stop.aborted) halt();
    stop.addEventListener("abort", halt);
    let answer: ReadReports | null = null;
    thread.on("message", (read: Result<ReadReports, StoreFailure>) => {
      answer = read.ok ? read.value : nothingKept(read.failure.message);
    });
    thread.on("error", (error: Error) => {
      answer ??= nothingKept(error.message);
    });
    thread.on("exit", () => end(answer ?? nothingKept("reading them took too long.")));
  });
}

function nothingKept(why: string): ReadReports {
  const sentence = why.endsWith(".") ? why : `${why}.`;
  return { totals: null, notes: [`Nothing of the test reports was kept: ${sentence}`], read: new Map() };
}
