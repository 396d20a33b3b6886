import type { Runbook } from "../../../../shared/contract/runbooks.ts";
import type { PlannedRunbook } from "../../../../shared/pipeline/planned-runbook.ts";
import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { formatAge } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { planRunbook } from "../../../engine/service/operate/plan-runbook.ts";
import { createRunbookService, findRunbook } from "../../../engine/service/operate/runbooks.ts";
import { engineOptions } from "../../engine-options.ts";
import { staySmall } from "../../stay-small.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { openProject } from "../consented-project.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { exitCodeOf, hostRun } from "../host-run.ts";
import { openKnownProject } from "../known-project.ts";
import { readSecret } from "../read-secret.ts";

/** `millrace runbooks list`. */
export const executeRunbooksList: Execute = async (invocation) => {
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const { store, project } = place.value;
  const { hostProgram } = engineOptions(invocation.dataFolder);
  const listed = await createRunbookService({ store, hostProgram, now: systemClock }).list({ projectId: project.id });
  if (!listed.ok) return fail(listed.failure);
  const { runbooks, problem } = listed.value;
  if (problem !== null) return fail(failure("pipeline-invalid", problem, "See millrace validate."), exitCodes.usage);
  if (invocation.isJson) invocation.print(`${JSON.stringify({ runbooks })}\n`);
  else if (runbooks.length === 0) invocation.print("There are no runbooks: add some under `runbooks` in millrace.yml.\n");
  else invocation.print(`${runbooks.flatMap(linesOf).map(visible).join("\n")}\n`);
  return ok(exitCodes.passed);
};

function linesOf({ name, description, parameters, lastRun, freeAt }: Runbook): string[] {
  const last = lastRun === null ? "never run" : `run ${lastRun.number} ${lastRun.status} ${formatAge(systemClock() - lastRun.createdAt)}`;
  const free = freeAt === null ? "" : `, free again at ${new Date(freeAt).toTimeString().slice(0, 5)}`;
  return [
    `${name}  ${last}${free}${description === "" ? "" : `  ${description}`}`,
    ...parameters.map((parameter) => `  ${parameter.name}  ${ruleWords(parameter)}`),
  ];
}

function ruleWords({ type, choices, pattern, min, max, isWhole, isOptional, initial, description }: Runbook["parameters"][number]): string {
  const rule = {
    text: pattern === null ? "text" : `text like ${pattern}`,
    choice: `one of ${choices.join(", ")}`,
    number: [isWhole ? "whole number" : "number", min === null ? "" : `from ${min}`, max === null ? "" : `up to ${max}`]
      .filter(Boolean)
      .join(" "),
    secret: "secret",
  }[type];
  const absent = initial !== "" ? `, else ${initial}` : isOptional ? ", or nothing" : "";
  return `${rule}${absent}${description === "" ? "" : `: ${description}`}`;
}

/** `millrace runbooks run NAME`: this process is the run's host, as with `millrace run`. */
export const executeRunbooksRun: Execute = async (invocation) => {
  const [name = "", ...words] = invocation.words;
  staySmall();
  const place = await openKnownProject(invocation, { isSmall: true });
  if (!place.ok) return place;
  const { store, project } = place.value;
  const agreed = await openProject(store, project.path);
  if (!agreed.ok) return agreed;
  const runbook = await findRunbook(project, name);
  if (!runbook.ok) return fail(runbook.failure, exitCodes.usage);
  const values = await readValues(invocation, runbook.value, words);
  if (!values.ok) return values;
  const confirmation = typeof invocation.options.confirm === "string" ? invocation.options.confirm : "";
  const planned = await planRunbook(
    store,
    { ...project, trusted: true },
    runbook.value,
    { values: values.value, confirmation },
    systemClock,
  );
  if (!planned.ok) return refuse(planned.failure);
  const run = await hostRun(invocation, store, planned.value.request, planned.value.given);
  store.close();
  return run.ok ? ok(exitCodeOf(run.value)) : run.failure.code === "limit-reached" ? refuse(run.failure) : fail(run.failure);
};

function refuse(cause: Failure): ReturnType<typeof fail> {
  if (cause.code === "not-confirmed") return fail({ ...cause, hint: `${cause.hint ?? ""} Here: --confirm TEXT.`.trim() }, exitCodes.usage);
  return fail(cause, cause.code.startsWith("store-") ? exitCodes.environment : exitCodes.usage);
}

/** What was written as PARAMETER=VALUE, and secrets as they are asked for: an argument is no place for them. */
async function readValues(
  { errorOut }: Invocation,
  { name, parameters }: PlannedRunbook,
  words: readonly string[],
): Promise<Result<Record<string, string>, CommandFailure>> {
  const values: Record<string, string> = {};
  for (const word of words) {
    const equals = word.indexOf("=");
    if (equals <= 0) return failUsage(`${JSON.stringify(word)} is no PARAMETER=VALUE.`, `See millrace runbooks list for those of ${name}.`);
    values[word.slice(0, equals)] = word.slice(equals + 1);
  }
  const secrets = parameters.filter(({ type }) => type === "secret");
  const given = secrets.find((secret) => Object.hasOwn(values, secret.name));
  if (given !== undefined)
    return failUsage(
      `${given.name} is a secret: a value is never given as an argument, where the list of processes and the shell's history would show it.`,
      "Leave it out and type it when asked, or give it on standard input.",
    );
  if (secrets.length > 1 && !process.stdin.isTTY)
    return failUsage(
      `${name} asks for ${secrets.length} secrets: standard input can give one.`,
      "Run it in a terminal, or from the window.",
    );
  for (const secret of secrets) {
    const typed = await readSecret(process.stdin, (text) => errorOut.write(text), secret.name);
    if (!typed.ok) return fail(typed.failure, typed.failure.code === "canceled" ? exitCodes.canceled : exitCodes.usage);
    values[secret.name] = typed.value;
  }
  return ok(values);
}
