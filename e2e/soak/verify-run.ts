import { readdirSync, statSync } from "node:fs";
import { artifactFile, logFile, logIndexFile } from "../../electron/engine/data-folder.ts";
import { readLog } from "../../electron/engine/log/log.ts";
import type { Store } from "../../electron/engine/store/store.ts";
import type { StageRun } from "../../shared/contract/schemas.ts";
import { type RunId, stageRunKeyOf } from "../../shared/ids.ts";
import { conclusionOf, isTerminal } from "../../shared/status.ts";
import { liesOfEvents, type RecordedStandings, readEvents, readRun } from "../fixtures/truth.ts";
import { bigLines, impossibleExit, scripted } from "./mixed-project.ts";

/*
 * What really happened in runs of the mixed project against what the history says of them.
 */

/** The marks that stages have left, as `begun r12.3`: the run and the number of the stage run. */
export function readMarks(folder: string): ReadonlySet<string> {
  const parts = readdirSync(folder).map((name) => /^(begun|done)-(r\d+)@[^.]*\.(\d+)$/.exec(name));
  return new Set(parts.flatMap((found) => (found === null ? [] : [`${found[1]} ${found[2]}.${found[3]}`])));
}

/** What is untrue of a run that has ended or waits for a person; empty when all is well. */
export async function liesOfRun(store: Store, id: RunId, marks: ReadonlySet<string>): Promise<string[]> {
  const recorded = readRun(store, id);
  const lies = [...liesOfRow(store, recorded), ...liesOfWaiting(store, recorded), ...liesOfEvents(store, recorded)];
  for (const stage of recorded.stages) lies.push(...(await liesOfStage(store, stage, marks)));
  return [...lies, ...liesOfArtifacts(store, id)].map((lie) => `${id}: ${lie}`);
}

function liesOfRow(store: Store, { run, stages }: RecordedStandings): string[] {
  const socket = store.read(({ runs }) => runs.socket(run.id));
  if (!socket.ok) return [socket.failure.message];
  if (run.status === "waiting") {
    const isParked = socket.value === "" && stages.some(({ status }) => status === "waiting");
    return isParked ? [] : [`it waits for a person, at ${JSON.stringify(socket.value)}`];
  }
  const lies = isTerminal(run.status) ? [] : [`the run is ${run.status}`];
  if (socket.value !== null) lies.push(`it has ended and has a host at ${socket.value}`);
  for (const { name, status } of stages) if (!isTerminal(status)) lies.push(`${name} is ${status}, and the run ${run.status}`);
  const last = stages.filter(({ isSuperseded }) => !isSuperseded).map(({ status, mayFail }) => conclusionOf(status, mayFail));
  const isWhole = last.every((status) => status === "passed" || status === "skipped");
  if (run.status === "passed" && !isWhole) lies.push(`it passed with ${last}`);
  if (run.status !== "passed" && isWhole) lies.push(`it is ${run.status} with ${last}`);
  return lies;
}

/** A run that waits for people has no process that could vanish: only an answer may end it. */
function liesOfWaiting(store: Store, { run, stages }: RecordedStandings): string[] {
  const own = readEvents(store).flatMap((event) => (event.type === "run" && event.runId === run.id ? [event.status] : []));
  const wasAnswered = stages.some(({ approval }) => approval?.decision != null);
  return own.at(-2) === "waiting" && !wasAnswered ? [`it waited for a person, was not answered, and is ${run.status}`] : [];
}

async function liesOfStage(store: Store, stage: StageRun, marks: ReadonlySet<string>): Promise<string[]> {
  const { name, status, reason, startedAt, exitCode } = stage;
  const { sequence } = stageRunKeyOf(stage.id);
  const has = (what: string) => marks.has(`${what} ${stage.runId}.${sequence}`);
  const lies: string[] = [];
  const say = (what: string) => lies.push(`${name} (${sequence}) is ${status} ${reason ?? ""}, but ${what}`);
  const isRestored = reason === "cache-hit" || reason === "kept";
  if (status === "passed" && scripted.has(name) && !isRestored && !has("done")) say("never came to its end");
  if (isRestored && has("begun")) say("was run");
  if (startedAt === null && has("begun")) say("had begun");
  if (status === "interrupted" && reason !== "host-vanished") say("nothing says why");
  if (!isTerminal(status)) return lies;
  const path = logFile(store.folder, stage.runId, sequence);
  const indexPath = logIndexFile(store.folder, stage.runId, sequence);
  const log = await readLog({ path, indexPath, fromLine: 1, limit: 20, isLive: false });
  if (exitCode === impossibleExit) say(`found what cannot be: ${log.lines.map(({ text }) => text).join(" | ")}`);
  // What is left of the stage named wild may write after its end.
  if (startedAt !== null && log.totalBytes !== stage.logBytes && name !== "wild")
    say(`counts ${stage.logBytes} bytes of ${log.totalBytes}`);
  if (name === "big" && status === "passed" && log.totalLines !== bigLines) say(`has ${log.totalLines} lines`);
  if (name === "told" && status === "passed" && stage.outputs.value === undefined) say("its output is lost");
  return lies;
}

/** Artifacts that are told of and are not there as told. */
function liesOfArtifacts(store: Store, id: RunId): string[] {
  const told = store.read(({ artifacts }) => artifacts.ofRun(id));
  if (!told.ok) return [told.failure.message];
  return told.value.flatMap(({ stageRunId, path, bytes }) => {
    const { sequence } = stageRunKeyOf(stageRunId);
    const size = statSync(artifactFile(store.folder, id, sequence, path), { throwIfNoEntry: false })?.size;
    return size === bytes ? [] : [`the artifact ${path} has ${size} bytes of ${bytes}`];
  });
}
