import { once } from "node:events";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

const program = `
const { parentPort, workerData } = require("node:worker_threads");
const database = new (require(workerData.sqlite))(workerData.file, { timeout: 600000 });
const write = database.prepare("insert or replace into setting (name, json) values ('bench', '1')");
let longest = 0;
const timer = setInterval(() => {
  const startedAt = performance.now();
  write.run();
  longest = Math.max(longest, performance.now() - startedAt);
}, 5);
parentPort.once("message", () => {
  clearInterval(timer);
  database.close();
  parentPort.postMessage(longest);
  parentPort.close();
});
`;

/** Somebody else who writes a little into the same history all the time: how long they waited for it at most, in ms. */
export function longestWait(file: string): { end(): Promise<number> } {
  const worker = new Worker(program, {
    eval: true,
    workerData: { file, sqlite: createRequire(import.meta.url).resolve("better-sqlite3") },
  });
  return {
    end: async () => {
      worker.postMessage("end");
      const [longest] = (await once(worker, "message")) as [number];
      return longest;
    },
  };
}
