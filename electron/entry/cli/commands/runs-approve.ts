import { userInfo } from "node:os";
import type { Approval, StageRun } from "../../../../shared/contract/schemas.ts";
import { failure, ok, type Result } from "../../../../shared/result.ts";
import { systemClock } from "../../../engine/clock.ts";
import { approveStage, launchHost } from "../../../engine/run/run.ts";
import { engineOptions } from "../../engine-options.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";
import { stageLabel } from "../print.ts";
import { visible } from "../visible.ts";

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
    const resumed = await launchHost(
      { type: "resume", runId: run.value.id, isCanceled: false },
      dataFolder,
      engineOptions(dataFolder).hostProgram,
    );
    if (!resumed.ok) return fail(resumed.failure);
  }
  if (isJson) print(`${JSON.stringify({ runId: run.value.id, stageRunId, decision })}\n`);
  else print(`${visible(stageLabel(stage.value))} of run ${run.value.number} is ${decision}; the run goes on.\n`);
  return ok(exitCodes.passed);
}

/** The stage that is named, or the only one that waits. */
function findWaiting(stages: readonly StageRun[], name: string | undefined, number: number): Result<StageRun, CommandFailure> {
  const waiting = stages.filter(({ status }) => status === "waiting");
  const named = name === undefined ? waiting : stages.filter((stage) => stage.name === name || stageLabel(stage) === name);
  const [stage] = named.length > 1 ? named.filter(({ status }) => status === "waiting") : named;
  if (name === undefined && waiting.length > 1) {
    const names = waiting.map(stageLabel).join(", ");
    return fail(failure("usage", `Several stages of run ${number} wait: ${names}.`, "Name one of them."), exitCodes.usage);
  }
  if (stage !== undefined) return ok(stage);
  if (name === undefined) return fail(failure("not-waiting", `No stage of run ${number} waits for approval.`));
  return fail(failure("not-found", `Run ${number} has no stage ${JSON.stringify(name)}.`, "See millrace runs show."));
}
