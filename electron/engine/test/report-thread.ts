import { parentPort, workerData } from "node:worker_threads";
import { ok } from "../../../shared/result.ts";
import { systemClock } from "../clock.ts";
import { openStore } from "../store/store.ts";
import { readStageCoverage } from "./read-stage-coverage.ts";
import { readStageReports, type StageReports } from "./read-stage-reports.ts";

/*
 * A thread's own program: reads the reports of one stage run, keeps what they tell, answers and ends. Any message to it
 * stops the reading; what has been read by then is kept.
 */

/** What the thread is started with. */
export interface ThreadOrder {
  readonly dataFolder: string;
  readonly reports: StageReports;
}

async function main({ dataFolder, reports }: ThreadOrder): Promise<void> {
  const stopping = new AbortController();
  parentPort?.once("message", () => stopping.abort());
  const store = openStore(dataFolder, { now: systemClock, isSmall: true });
  if (!store.ok) {
    parentPort?.postMessage(store);
    return;
  }
  try {
    const tests = await readStageReports(store.value, reports, systemClock(), stopping.signal);
    const coverage = await readStageCoverage(store.value, reports, stopping.signal);
    parentPort?.postMessage(tests.ok ? ok({ ...tests.value, notes: [...tests.value.notes, ...coverage] }) : tests);
  } finally {
    store.value.close();
    parentPort?.close();
  }
}

void main(workerData as ThreadOrder);
