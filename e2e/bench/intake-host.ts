import { closeSync, openSync, statSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { startCommand } from "../../electron/engine/process/process.ts";
import { followLog } from "../../electron/engine/run/stage-log.ts";

// A process like a run host: it runs one command, indexes its log behind it, and says on standard output what that cost.
const [script = "", path = ""] = process.argv.slice(2);
const indexPath = `${path}.idx`;
const delay = monitorEventLoopDelay({ resolution: 1 });
const outputFd = openSync(path, "a");
const startedAt = performance.now();
delay.enable();
const log = followLog(path, indexPath, () => Date.now());
const looks = setInterval(() => log.look(), 100);
const started = startCommand({ script, shell: "sh", cwd: "/", env: { PATH: process.env.PATH ?? "" }, outputFd }, () => {
  const writtenMs = performance.now() - startedAt;
  clearInterval(looks);
  closeSync(outputFd);
  log.finish(statSync(path).size, ({ bytes, lines }) => {
    const totalMs = performance.now() - startedAt;
    delay.disable();
    const rssMiB = process.resourceUsage().maxRSS / 1_024;
    // The timer of the measurement itself waits a millisecond.
    const loopP99Ms = delay.percentile(99) / 1e6 - 1;
    console.log(JSON.stringify({ writtenMs, totalMs, bytes, lines, rssMiB, loopP99Ms }));
  });
});
if (!started.ok) throw new Error(started.failure.message);
