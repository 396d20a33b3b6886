import { ok } from "../../../../shared/result.ts";
import { systemClock } from "../../../engine/clock.ts";
import { stopRun } from "../../../engine/run/run.ts";
import { engineOptions } from "../../engine-options.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";

/** `millrace runs cancel ID`: answers when the run was told to stop. */
export const executeRunsCancel: Execute = async (invocation) => {
  const { words, isJson, projectFolder, dataFolder, print } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, words[0] ?? "", projectFolder);
  if (!run.ok) return run;
  const told = await stopRun(store.value, run.value.id, null, engineOptions(dataFolder).hostProgram, systemClock);
  store.value.close();
  if (!told.ok) return fail(told.failure);
  print(isJson ? `${JSON.stringify({ runId: run.value.id })}\n` : `Run ${run.value.number} was told to stop.\n`);
  return ok(exitCodes.passed);
};
