import { userInfo } from "node:os";
import type { Approval, StageRun } from "../../../../shared/contract/schemas.ts";
import { failure, ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { approveStage, resumeElsewhere } from "../../../engine/run/run.ts";
import { engineOptions } from "../../engine-options.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";
import { namedStages, quotedLabel } from "../named-stages.ts";
import { stageLabel } from "../print.ts";

/** `millrace runs approve ID [STAGE] [--comment TEXT]`. */
export const executeRunsApprove: Execute = (invocation) => answer(invocation, "granted");

/** `millrace runs deny ID [STAGE] [--comment TEXT]`. */
export const executeRunsDeny: Execute = (invocation) => answer(invocation, "denied");

async function answer(invocation: Invocation, decision: NonNullable<Approval["decision"]>): Promise<Result<number, CommandFailure>> {
  const { words, options, isJson, projectFolder, dataFolder, print } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, words[0] ?? "", projectFolder);
  if (!run.ok) return run;
  const stages = store.value.read(({ stageRuns }) => stageRuns.ofRun(run.value.id));
  if (!stages.ok) return fail(stages.failure);
  const stage = findWaiting(stages.value, words[1], run.value.number);
  if (!stage.ok) return stage;
  const { id: stageRunId } = stage.value;
  const comment = typeof options.comment === "string" ? options.comment : "";
  const kept = await approveStage(store.value, { stageRunId, decision, comment, person: userInfo().username }, systemClock);
  store.value.close();
  if (!kept.ok) return fail(kept.failure);
  if (kept.value.mustResume) {
    const resumed = await resumeElsewhere(run.value.id, dataFolder, engineOptions(dataFolder).hostProgram);
    if (!resumed.ok) return fail(resumed.failure);
  }
  if (isJson) print(`${JSON.stringify({ runId: run.value.id, stageRunId, decision })}\n`);
  else print(`${visible(stageLabel(stage.value))} of run ${run.value.number} is ${decision}; the run goes on.\n`);
  return ok(exitCodes.passed);
}

/** The stage or variant that is named, or the only one that waits. Of several none is chosen for the person. */
function findWaiting(stages: readonly StageRun[], name: string | undefined, number: number): Result<StageRun, CommandFailure> {
  const named = name === undefined ? stages : namedStages(stages, name);
  const waiting = named.filter(({ status }) => status === "waiting");
  if (waiting.length > 1) {
    const labels = waiting.map(quotedLabel);
    const message = `${waiting.length} stages of run ${number} wait for approval: ${labels.join(", ")}.`;
    return fail(failure("usage", message, `Name one of them, as in: millrace runs approve ${number} ${labels[0]}`), exitCodes.usage);
  }
  // One that does not wait any more says itself who has answered.
  const stage = waiting[0] ?? (name !== undefined && named.length === 1 ? named[0] : undefined);
  if (stage !== undefined) return ok(stage);
  if (name === undefined || named.length > 0)
    return fail(
      failure("not-waiting", `No stage${name === undefined ? "" : ` ${JSON.stringify(name)}`} of run ${number} waits for approval.`),
    );
  return fail(failure("not-found", `Run ${number} has no stage ${JSON.stringify(name)}.`, "See millrace runs show."));
}
