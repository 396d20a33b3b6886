import { closeSync, openSync, statSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { startCommand } from "../../electron/engine/process/process.ts";
import { openRedactedLog } from "../../electron/engine/run/redacted-log.ts";
import { followLog } from "../../electron/engine/run/stage-log.ts";

// A process like a run host: it runs one command, indexes its log behind it, and says on standard output what that cost.
// With a third word that is a secret, which is taken out of what the command writes.
const [script = "", path = "", secret] = process.argv.slice(2);
const indexPath = `${path}.idx`;
const delay = monitorEventLoopDelay({ resolution: 1 });
const outputFd = openSync(path, "a");
const startedAt = performance.now();
delay.enable();
const log = followLog(path, indexPath, () => Date.now());
const looks = setInterval(() => log.look(), 100);
const redacted = secret === undefined ? null : await openRedactedLog("", new Map([["SECRET", secret]]), outputFd, fail);
if (redacted?.ok === false) fail(new Error(redacted.failure.message));
const pipe = redacted?.ok === true ? redacted.value : null;
const env = { PATH: process.env.PATH ?? "" };
startCommand({ script, shell: "sh", cwd: "/", env, outputFd: pipe?.outputFd ?? outputFd }, (end) => {
  if (end.kind === "not-started") fail(new Error(end.failure.message));
  if (pipe === null) finish();
  else pipe.catchUp(finish);
});

function finish(): void {
  pipe?.close({ outputPath: `${path}.output`, summaryPath: `${path}.summary` });
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
}

function fail(error: unknown): never {
  throw error;
}
