import { hostname } from "node:os";
import { runOf, type StageRunId } from "../../shared/ids.ts";
import { isTerminal } from "../../shared/status.ts";
import { systemClock } from "../engine/clock.ts";
import { carryOut } from "../engine/deploy/deploy.ts";
import { projectsEnvironment } from "../engine/run/run.ts";
import { runDeployment } from "../engine/service/deployment/run.ts";
import { openStore, type Store } from "../engine/store/store.ts";

/*
 * The only step of a run that deploys: carries the deployment out and writes down how it goes. What it prints is the log.
 */

async function main(): Promise<boolean> {
  const [, , dataFolder = ""] = process.argv;
  const stageRun = stageRunOf(process.env);
  const store = openStore(dataFolder, { now: systemClock, isSmall: true });
  if (!store.ok || stageRun === null) {
    console.error(store.ok ? "This is started by Millrace itself, to deploy." : store.failure.message);
    return false;
  }
  const canceling = new AbortController();
  process.on("SIGTERM", () => canceling.abort());
  const stopWatching = watchForCancel(store.value, stageRun, () => canceling.abort());
  const ended = await runDeployment(runOf(stageRun), {
    ...{ store: store.value, now: systemClock, carryOut, environment: projectsEnvironment(process.env), machine: hostname() },
    signal: canceling.signal,
    log: (line) => console.log(line),
  });
  stopWatching();
  store.value.close();
  if (!ended.ok) console.error(ended.failure.message);
  return ended.ok && ended.value === "deployed";
}

/** Where there are no signals, the history tells that the stage is to stop. */
function watchForCancel(store: Store, stageRun: StageRunId, onCancel: () => void): () => void {
  return store.watch(() => {
    const stage = store.read(({ stageRuns }) => stageRuns.get(stageRun));
    if (stage.ok && stage.value !== null && (stage.value.status === "canceling" || isTerminal(stage.value.status))) onCancel();
  });
}

/** `r12@socket.1` is the first stage run of run `r12`. */
function stageRunOf({ MILLRACE_STAGE_RUN: mark = "" }: NodeJS.ProcessEnv): StageRunId | null {
  const [, run, sequence] = /^(r\d+)@.*\.(\d+)$/.exec(mark) ?? [];
  return run === undefined ? null : (`${run}.${sequence}` as StageRunId);
}

void main().then((isDeployed) => {
  process.exitCode = isDeployed ? 0 : 1;
});
