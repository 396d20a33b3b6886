import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { MutantNews } from "./mutant-reader.ts";
import type { Scenario } from "./scenario.ts";

/** A thousand inputs of a few thousand bytes take about one second of a processor. */
const hangMs = 60_000;

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
    const cpuMs = async () => {
      const { user, system } = await worker.cpuUsage();
      return (user + system) / 1_000;
    };
    let saidAtMs = 0;
    let hasNews = true;
    worker.on("message", (news: MutantNews) => {
      last = news;
      hasNews = true;
      violations.push(...news.violations);
      say(`${news.done} inputs, heap ${news.heapMib} MiB, slowest ${news.slowest}`);
    });
    worker.on("error", (error) => violations.push(`behind input ${last.done}: ${error.stack ?? error.message}`));
    worker.on("exit", () => {
      isOver = true;
    });
    while (!isOver) {
      await sleep(200);
      const nowMs = await cpuMs().catch(() => null);
      // It has not begun yet, or has ended meanwhile.
      if (nowMs === null) continue;
      if (hasNews) saidAtMs = nowMs;
      hasNews = false;
      if (nowMs - saidAtMs < hangMs) continue;
      violations.push(`behind input ${last.done}: a processor was busy for ${hangMs} ms without an end`);
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
