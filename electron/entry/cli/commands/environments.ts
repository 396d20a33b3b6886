import { ok } from "../../../../shared/result.ts";
import { parseDuration } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { Execute } from "../command.ts";
import { environmentLines } from "../deploy-lines.ts";
import { openDeployPlace, refuseDeploy } from "../deploy-place.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";

/** `millrace environments`: what is where. */
export const executeEnvironments: Execute = async (invocation) => {
  const place = await openDeployPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, environments } = place.value;
  const listed = await environments.list({ projectId: project.id });
  store.close();
  if (!listed.ok) return refuseDeploy(listed.failure);
  const { problem } = listed.value;
  if (invocation.isJson) invocation.print(`${JSON.stringify(listed.value)}\n`);
  else if (problem !== null) invocation.print(`${visible(problem)}\n`);
  else if (listed.value.environments.length === 0) invocation.print("The pipeline names no environments.\n");
  else
    invocation.print(
      `${listed.value.environments
        .flatMap((one) => environmentLines(one, systemClock()))
        .map(visible)
        .join("\n")}\n`,
    );
  return ok(problem === null ? exitCodes.passed : exitCodes.usage);
};

/** `millrace environments look ENV`. */
export const executeEnvironmentsLook: Execute = async (invocation) => {
  const place = await openDeployPlace(invocation, { consents: true });
  if (!place.ok) return place;
  const { store, project, environments } = place.value;
  const looked = await environments.look({ projectId: project.id, environment: invocation.words[0] ?? "" });
  store.close();
  if (!looked.ok) return refuseDeploy(looked.failure);
  const { drift } = looked.value;
  invocation.print(
    invocation.isJson ? `${JSON.stringify({ environment: looked.value })}\n` : `${visible(`${drift?.state}: ${drift?.detail}`)}\n`,
  );
  return ok(drift?.state === "drifted" ? exitCodes.failed : exitCodes.passed);
};

/** `millrace environments freeze ENV --reason TEXT [--until TIME]`. */
export const executeEnvironmentsFreeze: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const [environment = ""] = words;
  if (typeof options.reason !== "string") return failUsage("A freeze needs a --reason.", "Whoever meets it is told.");
  const untilMs = typeof options.until === "string" ? momentOf(options.until, systemClock()) : undefined;
  if (untilMs === null) return failUsage("--until takes a day or moment such as 2026-12-24, or a time from now such as 12h.");
  const place = await openDeployPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, environments } = place.value;
  const frozen = await environments.freeze({ projectId: project.id, environment, reason: options.reason, untilMs });
  store.close();
  if (!frozen.ok) return refuseDeploy(frozen.failure);
  const until = untilMs === undefined ? "until it is lifted" : `until ${new Date(untilMs).toISOString()}`;
  print(isJson ? `${JSON.stringify({ environment, untilMs: untilMs ?? null })}\n` : `${visible(environment)} is frozen ${until}.\n`);
  return ok(exitCodes.passed);
};

/** `millrace environments unfreeze ENV`. */
export const executeEnvironmentsUnfreeze: Execute = async (invocation) => {
  const [environment = ""] = invocation.words;
  const place = await openDeployPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, environments } = place.value;
  const lifted = await environments.unfreeze({ projectId: project.id, environment });
  store.close();
  if (!lifted.ok) return refuseDeploy(lifted.failure);
  invocation.print(invocation.isJson ? `${JSON.stringify({ environment })}\n` : `${visible(environment)} is not frozen by a person.\n`);
  return ok(exitCodes.passed);
};

/** A moment as it is written, on this machine's clocks, or so long from now; `null` for neither. */
function momentOf(text: string, nowMs: number): number | null {
  const fromNowMs = parseDuration(text);
  if (fromNowMs !== null) return nowMs + fromNowMs;
  // A day without a time would be read as one of UTC.
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00`) : Date.parse(text);
  return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(at) ? at : null;
}
