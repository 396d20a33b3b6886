import type { DiskUse, Freed } from "../../../../shared/contract/app.ts";
import { countOf } from "../../../../shared/counts.ts";
import { ok } from "../../../../shared/result.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { visibleText } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { cleanUp, countRuns, limitsOf, readDiskUse } from "../../../engine/retention/retention.ts";
import { readSettings } from "../../../engine/service/project/settings.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { openHistory } from "../history.ts";

/** `millrace storage`: what is kept, and with `--clean-up` what was taken away. Looks at all ended runs first. */
export const executeStorage: Execute = async (invocation) => {
  const { options, isJson, print } = invocation;
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const settings = readSettings(store.value);
  if (!settings.ok) return fail(settings.failure);
  const limits = limitsOf(settings.value);
  const counted = await countRuns(store.value, systemClock());
  if (!counted.ok) return fail(counted.failure);
  const freed = options["clean-up"] === true ? await cleanUp(store.value, limits, systemClock) : ok(null);
  if (!freed.ok) return fail(freed.failure);
  const use = await readDiskUse(store.value, limits, systemClock);
  store.value.close();
  if (!use.ok) return fail(use.failure);
  if (isJson) print(`${JSON.stringify({ ...use.value, freed: freed.value })}\n`);
  else print(`${visibleText(report(use.value, freed.value))}\n`);
  return ok(exitCodes.passed);
};

function report(use: DiskUse, freed: Freed | null): string {
  const rows = use.projects.map(({ name, runs, logBytes, artifactBytes }) => [
    name,
    String(runs),
    formatBytes(logBytes),
    formatBytes(artifactBytes),
  ]);
  const table = [["Project", "Runs", "Logs", "Artifacts"], ...rows];
  const width = Math.max(...table.map(([name = ""]) => name.length));
  const lines = table.map(([name = "", ...cells]) => [name.padEnd(width), ...cells.map((cell) => cell.padStart(12))].join("  "));
  const others = [
    ["History", use.databaseBytes],
    ["Cache", use.cacheBytes],
    ["Checkouts", use.checkoutBytes],
    ["Releases", use.releaseBytes],
    ["Services", use.serviceLogBytes],
  ] as const;
  lines.push("", ...others.map(([what, bytes]) => `${what.padEnd(width)}  ${formatBytes(bytes).padStart(12)}`), "");
  if (freed !== null) lines.push(`The clean-up freed ${freedWords(freed)}.`);
  lines.push(`A clean-up ${freed === null ? "" : "more "}would free ${freedWords(use.wouldFree)}.`);
  if (freed === null) lines.push("millrace storage --clean-up does it; the limits are in the settings.");
  return lines.join("\n");
}

function freedWords({ artifactBytes, logBytes, runs }: Freed): string {
  if (artifactBytes + logBytes + runs === 0) return "nothing";
  const files = `${formatBytes(artifactBytes + logBytes)} (artifacts ${formatBytes(artifactBytes)}, logs ${formatBytes(logBytes)})`;
  return runs === 0 ? files : `${files} and the rows of ${countOf(runs, "run")}`;
}
