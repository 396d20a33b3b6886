import { type DeploymentId, idPatterns } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { Execute } from "../command.ts";
import { deploymentLine, detailLines } from "../deploy-lines.ts";
import { openDeployPlace } from "../deploy-place.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { wholeNumber } from "../whole-number.ts";

const mostListed = 500;

/** `millrace deployments list [ENV]`. */
export const executeDeploymentsList: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const limit = options.limit === undefined ? 20 : wholeNumber(options.limit, 1, mostListed);
  if (limit === null) return failUsage(`--limit takes a whole number from 1 to ${mostListed}.`);
  const place = await openDeployPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, deployments } = place.value;
  const listed = deployments.list({ projectId: project.id, environment: words[0], limit });
  store.close();
  if (!listed.ok) return fail(listed.failure);
  if (isJson) print(`${JSON.stringify(listed.value)}\n`);
  else if (listed.value.deployments.length === 0) print("Nothing was deployed yet.\n");
  else print(`${listed.value.deployments.map((one) => visible(deploymentLine(one, systemClock()))).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** `millrace deployments show ID`. */
export const executeDeploymentsShow: Execute = async (invocation) => {
  const { words, isJson, print } = invocation;
  const [word = ""] = words;
  if (!idPatterns.deployment.test(word)) return failUsage(`${JSON.stringify(word)} is no deployment.`, "See millrace deployments list.");
  const place = await openDeployPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const detail = await place.value.deployments.get({ deploymentId: word as DeploymentId });
  place.value.store.close();
  if (!detail.ok) return fail(detail.failure);
  print(isJson ? `${JSON.stringify(detail.value)}\n` : `${detailLines(detail.value, systemClock()).map(visible).join("\n")}\n`);
  return ok(exitCodes.passed);
};
