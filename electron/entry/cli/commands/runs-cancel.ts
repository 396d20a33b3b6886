import { ok } from "../../../../shared/result.ts";
import { systemClock } from "../../../engine/clock.ts";
import { cancelRun, launchHost } from "../../../engine/run/run.ts";
import { engineOptions } from "../../engine-options.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";

/** `millrace runs cancel ID`: answers when the run was told to stop. */
export const executeRunsCancel: Execute = async (invocation) => {
  const { words, isJson, projectFolder, print } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, words[0] ?? "", projectFolder);
  if (!run.ok) return run;
  const told = await cancelRun(store.value, run.value.id, null, systemClock);
  store.value.close();
  if (!told.ok && told.failure.code === "parked") {
    // It has no process that could clean up after it.
    const order = { type: "resume", runId: run.value.id, isCanceled: true } as const;
    const resumed = await launchHost(order, invocation.dataFolder, engineOptions(invocation.dataFolder).hostProgram);
    if (!resumed.ok) return fail(resumed.failure);
  } else if (!told.ok) return fail(told.failure);
  print(isJson ? `${JSON.stringify({ runId: run.value.id })}\n` : `Run ${run.value.number} was told to stop.\n`);
  return ok(exitCodes.passed);
};
