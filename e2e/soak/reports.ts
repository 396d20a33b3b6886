import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { MutantNews } from "./mutant-reader.ts";
import type { Scenario } from "./scenario.ts";

/** A reader that needs as long for a few thousand bytes hangs. */
const hangMs = 30_000;

/** What reading small inputs one after the other may take, garbage included. */
const largestHeapMib = 256;

/**
 * Gives the readers of reports, of tests and of coverage, real reports with bytes cut out, put in and written over. A round is
 * one such input. They are read in a thread, so that one that never ends is seen.
 */
export const reports: Scenario = {
  name: "reports",
  usualRounds: 20_000,
  run: async ({ rounds, random, say }) => {
    const violations: string[] = [];
    const worker = new Worker(new URL("mutant-reader.ts", import.meta.url), { workerData: { rounds, seed: random.below(2 ** 31) } });
    let last: MutantNews = { done: 0, refused: 0, damaged: 0, whole: 0, heapMib: 0, slowest: "", violations: [] };
    let isOver = false;
    let lookedAt = performance.now();
    worker.on("message", (news: MutantNews) => {
      last = news;
      lookedAt = performance.now();
      violations.push(...news.violations);
      say(`${news.done} inputs, heap ${news.heapMib} MiB, slowest ${news.slowest}`);
    });
    worker.on("error", (error) => violations.push(`behind input ${last.done}: ${error.stack ?? error.message}`));
    worker.on("exit", () => {
      isOver = true;
    });
    while (!isOver) {
      await sleep(200);
      if (performance.now() - lookedAt < hangMs) continue;
      violations.push(`behind input ${last.done}: nothing was read for ${hangMs} ms`);
      await worker.terminate();
    }
    if (last.heapMib > largestHeapMib) violations.push(`the heap grew to ${last.heapMib} MiB`);
    const { done, refused, damaged, whole, heapMib, slowest } = last;
    return {
      done: `${done} damaged reports (${whole} read whole, ${damaged} in part, ${refused} refused by name), largest heap ${heapMib} MiB, slowest ${slowest}`,
      violations,
    };
  },
};
