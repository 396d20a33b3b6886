import { availableParallelism } from "node:os";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { formatAge, formatBytes } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { clearCache, listCache, measureCache } from "../../../engine/cache/cache.ts";
import { systemClock } from "../../../engine/clock.ts";
import { settingsFrom } from "../../../engine/setting/setting.ts";
import type { Store } from "../../../engine/store/store.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { openHistory, projectAt } from "../history.ts";
import { stageLabel } from "../print.ts";

/** `millrace cache list`: of this folder's project, or of all with `--all`. */
export const executeCacheList: Execute = (invocation) =>
  withCache(invocation, async (store, project) => {
    const rows = listCache(store, project);
    if (!rows.ok) return fail(rows.failure);
    const entries = rows.value;
    if (invocation.isJson) invocation.out.write(`${JSON.stringify({ entries })}\n`);
    else if (entries.length === 0) invocation.out.write("Nothing is kept. Stages with a cache keep their results when they pass.\n");
    const now = systemClock();
    for (const { stage, variant, bytes, usedAt, runId, key } of invocation.isJson ? [] : entries) {
      const name = stageLabel({ name: stage, variant, attempt: 1 });
      const cells = [
        name.padEnd(32),
        formatBytes(bytes).padStart(10),
        `used ${formatAge(now - usedAt)}`.padEnd(20),
        runId.padEnd(8),
        key.slice(0, 12),
      ];
      invocation.out.write(`${visible(`  ${cells.join("  ")}`)}\n`);
    }
    return ok(exitCodes.passed);
  });

/** `millrace cache size`: what all of it takes on the disk, and how much it may. */
export const executeCacheSize: Execute = (invocation) =>
  withCache({ ...invocation, options: { ...invocation.options, all: true } }, async (store) => {
    const rows = listCache(store, null);
    const stored = store.read(({ settings }) => settings.read());
    if (!rows.ok) return fail(rows.failure);
    if (!stored.ok) return fail(stored.failure);
    const { cacheMaxBytes: maxBytes } = settingsFrom(stored.value, availableParallelism());
    const bytes = await measureCache(store);
    const entries = rows.value.length;
    invocation.out.write(
      invocation.isJson
        ? `${JSON.stringify({ bytes, maxBytes, entries })}\n`
        : `${entries} results take ${formatBytes(bytes)} of at most ${formatBytes(maxBytes)}.\n`,
    );
    return ok(exitCodes.passed);
  });

/** `millrace cache clear`: of this folder's project, or of all with `--all`. */
export const executeCacheClear: Execute = (invocation) =>
  withCache(invocation, async (store, project) => {
    const cleared = await clearCache(store, systemClock, project);
    if (!cleared.ok) return fail(cleared.failure);
    const { removedEntries, freedBytes } = cleared.value;
    invocation.out.write(
      invocation.isJson
        ? `${JSON.stringify(cleared.value)}\n`
        : `${removedEntries} results were removed, ${formatBytes(freedBytes)} freed.\n`,
    );
    return ok(exitCodes.passed);
  });

/** `project` is `null` for all of them. */
async function withCache(
  invocation: Invocation,
  use: (store: Store, project: ProjectId | null) => Promise<Result<number, CommandFailure>>,
): Promise<Result<number, CommandFailure>> {
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  try {
    if (invocation.options.all === true) return await use(store.value, null);
    const project = projectAt(store.value, invocation.projectFolder);
    if (!project.ok) return fail(project.failure);
    if (project.value === null) return failUsage(`No project was opened in ${invocation.projectFolder}.`, "See millrace open, or --all.");
    return await use(store.value, project.value.id);
  } finally {
    store.value.close();
  }
}
