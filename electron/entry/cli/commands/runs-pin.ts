import { ok, type Result } from "../../../../shared/result.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { findRun, openHistory } from "../history.ts";

/** `millrace runs pin ID`. */
export const executeRunsPin: Execute = (invocation) => pin(invocation, true);

/** `millrace runs unpin ID`. */
export const executeRunsUnpin: Execute = (invocation) => pin(invocation, false);

async function pin(invocation: Invocation, isPinned: boolean): Promise<Result<number, CommandFailure>> {
  const { words, isJson, projectFolder, out } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const run = findRun(store.value, words[0] ?? "", projectFolder);
  if (!run.ok) return run;
  const { id, number, pinned } = run.value;
  const written = store.value.write(({ keptRuns }) => pinned !== isPinned && keptRuns.pin(id, isPinned, systemClock()));
  store.value.close();
  if (!written.ok) return fail(written.failure);
  const told = isPinned ? `Run ${number} is kept, with its logs and artifacts.` : `The limits decide about run ${number} again.`;
  out.write(isJson ? `${JSON.stringify({ runId: id, pinned: isPinned })}\n` : `${told}\n`);
  return ok(exitCodes.passed);
}
