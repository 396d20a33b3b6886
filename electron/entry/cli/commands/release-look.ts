import { ok } from "../../../../shared/result.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { projectAt } from "../history.ts";
import { detailLines, releaseLine, verificationLines } from "../release-lines.ts";
import { findRelease, openReleases } from "../release-place.ts";
import { wholeNumber } from "../whole-number.ts";

const defaultLimit = 20;
const highestLimit = 500;

/** `millrace release list`: the newest first. */
export const executeReleaseList: Execute = async (invocation) => {
  const { options, isJson, projectFolder, print } = invocation;
  const limit = options.limit === undefined ? defaultLimit : wholeNumber(options.limit, 1, highestLimit);
  if (limit === null) return failUsage(`--limit takes a whole number from 1 to ${highestLimit}.`);
  const place = await openReleases(invocation);
  if (!place.ok) return place;
  const { store, service } = place.value;
  const project = projectAt(store, projectFolder);
  if (!project.ok) return fail(project.failure);
  const listed = project.value === null ? ok({ releases: [] }) : await service.list({ projectId: project.value.id, limit });
  store.close();
  if (!listed.ok) return fail(listed.failure);
  const { releases } = listed.value;
  if (isJson) print(`${JSON.stringify({ releases })}\n`);
  else if (releases.length === 0) print("Nothing was released here yet. millrace release plan shows what would be.\n");
  else print(`${releases.map((release) => releaseLine(release, systemClock())).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** `millrace release show [RELEASE]`. */
export const executeReleaseShow: Execute = async (invocation) => {
  const place = await openReleases(invocation);
  if (!place.ok) return place;
  const { store, service } = place.value;
  const release = findRelease(store, invocation, () => true);
  if (!release.ok) return release;
  const detail = await service.get({ releaseId: release.value.id });
  store.close();
  if (!detail.ok) return fail(detail.failure);
  invocation.print(invocation.isJson ? `${JSON.stringify(detail.value)}\n` : `${detailLines(detail.value, systemClock()).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** `millrace release verify [RELEASE]`: ends with 1 when anything is not as it was. */
export const executeReleaseVerify: Execute = async (invocation) => {
  const place = await openReleases(invocation);
  if (!place.ok) return place;
  const { store, service } = place.value;
  const release = findRelease(store, invocation, ({ state }) => state === "released");
  if (!release.ok) return release;
  const verified = await service.verify({ releaseId: release.value.id });
  store.close();
  if (!verified.ok) return fail(verified.failure);
  const { isGood, checks } = verified.value;
  invocation.print(invocation.isJson ? `${JSON.stringify(verified.value)}\n` : `${verificationLines(checks).join("\n")}\n`);
  return ok(isGood ? exitCodes.passed : exitCodes.failed);
};
