import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { stageRunKeyOf } from "../../../../shared/ids.ts";
import { nearest } from "../../../../shared/nearest.ts";
import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { logFile } from "../../../engine/data-folder.ts";
import { copyLog } from "../../../engine/log/log.ts";
import { logGone } from "../../../engine/service/run/logs.ts";
import type { CommandFailure, Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { hasFailed } from "../first-failure.ts";
import { findRun, openHistory } from "../history.ts";
import { namedStages, quotedLabel } from "../named-stages.ts";

/** `millrace logs RUN [STAGE]`: what the stage wrote, byte for byte, and nothing else on standard output. */
export const executeLogs: Execute = async (invocation) => {
  const { words, options, projectFolder, dataFolder, out } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, words[0] ?? "", projectFolder);
  if (!run.ok) return run;
  const stages = store.value.read(({ stageRuns }) => stageRuns.ofRun(run.value.id));
  if (!stages.ok) return fail(stages.failure);
  const stage = chooseStage(stages.value, words[1]);
  if (!stage.ok) return stage;
  const { id, runId } = stage.value;
  const isLive = () => {
    const current = store.value.read(({ stageRuns }) => stageRuns.get(id));
    return current.ok && current.value !== null && !isTerminal(current.value.status);
  };
  const path = logFile(dataFolder, runId, stageRunKeyOf(id).sequence);
  const copied = await copyLog(path, out, options.follow === true ? { isLive } : {});
  const after = store.value.read(({ stageRuns }) => stageRuns.get(id));
  const gone = copied.isMissing && after.ok && (after.value?.logBytes ?? 0) > 0 && !isLive() ? logGone(store.value, id) : null;
  store.value.close();
  if (gone !== null) return fail(gone);
  return copied.damage.length === 0 ? ok(exitCodes.passed) : fail(damaged(path, copied.damage));
};

function damaged(path: string, parts: readonly { readonly from: number; readonly to: number }[]): Failure {
  const places = parts.map(({ from, to }) => `${from} to ${to}`).join(", ");
  return failure("log-damaged", `${path} is damaged: bytes ${places} were left out.`, "Everything else of the log was written.");
}

/** The stage that is named; of its variants, and without a name of all stages, the only one, else the first that did not end well. */
function chooseStage(stages: readonly StageRun[], word: string | undefined): Result<StageRun, CommandFailure> {
  const names = [...new Set(stages.map(({ name }) => name))];
  const named = word === undefined ? stages.filter(({ isSuperseded }) => !isSuperseded) : namedStages(stages, word);
  if (word !== undefined && named.length === 0) {
    const near = nearest(word, names);
    return fail(
      failure(
        "unknown-stage",
        `The run has no stage ${JSON.stringify(word)}.`,
        near === null ? `It has ${names.join(", ")}.` : `Did you mean ${near}?`,
      ),
    );
  }
  const chosen = named.length === 1 ? named[0] : named.find(hasFailed);
  if (chosen !== undefined) return ok(chosen);
  const labels = word === undefined ? names : named.map((stage) => quotedLabel({ ...stage, attempt: 1 })).sort();
  const what = word === undefined ? "The run has several stages" : `${word} has several variants`;
  return fail(failure("usage", `${what}, and none of them failed.`, `Name one: ${labels.join(", ")}.`), exitCodes.usage);
}
