import { Worker } from "node:worker_threads";
import { percentile } from "../../../shared/percentile.ts";

const program = `
const { parentPort, workerData } = require("node:worker_threads");
const late = [];
let due = performance.now() + workerData.everyMs;
let timer = setTimeout(tick, workerData.everyMs);
function tick() {
  late.push(performance.now() - due);
  due += workerData.everyMs;
  timer = setTimeout(tick, Math.max(0, due - performance.now()));
}
parentPort.once("message", () => {
  clearTimeout(timer);
  parentPort.postMessage(late);
});`;

/** Starts a thread that has nothing to do but a timer; what it gives tells at the end how late that came at P99, in milliseconds. */
export function startIdleTimer(everyMs: number): () => Promise<number> {
  const worker = new Worker(program, { eval: true, workerData: { everyMs } });
  return async () => {
    const told = new Promise<number[]>((resolve) => worker.once("message", resolve));
    worker.postMessage("end");
    const late = await told;
    await worker.terminate();
    return percentile(late, 0.99) ?? Number.NaN;
  };
}
