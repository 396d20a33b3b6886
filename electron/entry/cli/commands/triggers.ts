import type { TriggerEntry } from "../../../../shared/contract/triggers.ts";
import { failure, ok, type Result } from "../../../../shared/result.ts";
import { formatAge } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { listTriggers, pauseTrigger } from "../../../engine/service/project/trigger-list.ts";
import type { Store, StoredProject } from "../../../engine/store/store.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";

/** `millrace triggers list`. */
export const executeTriggersList: Execute = (invocation) =>
  withProject(invocation, async (store, project) => {
    const now = systemClock();
    const listed = await listTriggers(store, project, now);
    if (!listed.ok) return fail(listed.failure);
    const { triggers, problem } = listed.value;
    if (invocation.isJson) invocation.print(`${JSON.stringify({ triggers, problem })}\n`);
    else if (problem !== null) invocation.print(`${visible(problem)}\n`);
    else if (triggers.length === 0)
      invocation.print("The pipeline has no triggers. [{ on: commit }] as `triggers` of millrace.yml makes one.\n");
    else
      invocation.print(
        `${triggers.map((trigger) => triggerLines(trigger, now)).join("\n")}\nThey fire while Millrace is open, as a window or as millrace serve.\n`,
      );
    return ok(exitCodes.passed);
  });

/** `millrace triggers pause [TRIGGER]`: all without a word. */
export const executeTriggersPause: Execute = (invocation) => setPaused(invocation, true);

/** `millrace triggers resume [TRIGGER]`. */
export const executeTriggersResume: Execute = (invocation) => setPaused(invocation, false);

function setPaused(invocation: Invocation, isPaused: boolean): Promise<Result<number, CommandFailure>> {
  return withProject(invocation, async (store, project) => {
    const now = systemClock();
    const listed = await listTriggers(store, project, now);
    if (!listed.ok) return fail(listed.failure);
    if (listed.value.problem !== null) return fail(failure("pipeline-invalid", listed.value.problem));
    // A key may have spaces, as `schedule 0 6 * * *` has, and the shell's quotes are easily forgotten.
    const keys = invocation.words.length === 0 ? listed.value.triggers.map(({ key }) => key) : [invocation.words.join(" ")];
    for (const key of keys) {
      const paused = await pauseTrigger(store, project, key, isPaused, now);
      if (!paused.ok) return fail(paused.failure);
    }
    if (invocation.isJson) invocation.print(`${JSON.stringify({ keys, isPaused })}\n`);
    else if (keys.length === 0) invocation.print("The pipeline has no triggers.\n");
    else invocation.print(`${visible(keys.join(", "))}: ${isPaused ? "paused" : "active"}.\n`);
    return ok(exitCodes.passed);
  });
}

async function withProject(
  invocation: Invocation,
  action: (store: Store, project: StoredProject) => Promise<Result<number, CommandFailure>>,
): Promise<Result<number, CommandFailure>> {
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  try {
    const project = projectAt(store.value, invocation.projectFolder);
    if (!project.ok) return fail(project.failure);
    if (project.value === null)
      return fail(
        failure("not-found", `No project was opened in ${invocation.projectFolder}.`, "millrace open puts a folder on the list."),
      );
    return await action(store.value, project.value);
  } finally {
    store.value.close();
  }
}

function triggerLines({ key, what, stages, state, fault, lastFiredAt, lastRun, nextDueAt }: TriggerEntry, now: number): string {
  const last = lastFiredAt === null ? "never fired" : `fired ${formatAge(now - lastFiredAt)}`;
  const run = lastRun === null ? "" : ` (run ${lastRun.number}, ${lastRun.status})`;
  const next =
    nextDueAt === null ? "" : `  next ${new Date(nextDueAt).toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" })}`;
  const name = key === what ? what : `${key} (${what})`;
  const line = `${name.padEnd(40)}  ${state.replaceAll("-", " ").padEnd(13)}  ${stages.length === 0 ? "all stages" : stages.join(" ")}  ${last}${run}${next}`;
  return visible(fault === null ? line : `${line}\n  ${fault}`);
}
