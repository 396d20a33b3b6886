import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { versionByStatus } from "./deploy-by-commands.ts";
import { openTarget } from "./open-target.ts";
import type { LookAtTarget, LookFailure, TargetState } from "./order.ts";
import { parseJournal } from "./target/journal.ts";
import { holderOf, isDead } from "./target/lock.ts";
import { differences } from "./target/manifest.ts";
import type { Target, TargetFailure } from "./target/target.ts";
import { readManifest, readServing } from "./what-serves.ts";

/** How many differences are told. */
const mostTold = 20;

/** Asks a target which release serves and whether it is as it was put there. Changes nothing and takes no lock. */
export const lookAt: LookAtTarget = async (strategy, { projectPath, environment, signal }) => {
  if (strategy.type === "command") {
    const version = await versionByStatus(strategy, projectPath, environment, signal);
    if (version === null) return unreachable(strategy.status === null ? "There is no status command." : "The status command told nothing.");
    return ok({ serves: { id: null, version, contents: null }, drift: [], kept: [], holder: null });
  }
  const target = openTarget(strategy, { projectPath, environment, holder: "a look" });
  if (!target.ok) return unreachable(target.failure.message, target.failure.hint);
  try {
    const found = await look(target.value, signal);
    return found.ok ? found : unreachable(found.failure.message, found.failure.hint);
  } finally {
    await target.value.close();
  }
};

async function look(target: Target, signal: AbortSignal): Promise<Result<TargetState, TargetFailure>> {
  const survey = await target.survey();
  if (!survey.ok) return survey;
  const serving = await readServing(target, survey.value);
  if (!serving.ok) return serving;
  const { manifest, name, link } = serving.value;
  const found = name === null ? ok(new Map()) : await target.read(name, signal);
  if (!found.ok) return found;
  const drift =
    manifest === null ? (link === null ? [] : [`current leads to ${link}`]) : differences(manifest.entries, found.value, mostTold);
  const { lock, releases, journal } = survey.value;
  const kept: string[] = [];
  for (const other of parseJournal(journal).served.filter((one) => releases.includes(one))) {
    const known = await readManifest(target, other);
    if (!known.ok) return known;
    if (known.value !== null && !kept.includes(known.value.id)) kept.push(known.value.id);
  }
  return ok({
    serves: manifest === null ? null : { id: manifest.id, version: manifest.version, contents: manifest.contents },
    drift,
    kept,
    holder: lock === null || isDead(lock) ? null : holderOf(lock.text),
  });
}

function unreachable(message: string, hint = ""): Result<never, LookFailure> {
  return err(failure("target-unreachable", message, hint));
}
