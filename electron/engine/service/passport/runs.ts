import type { Passport } from "../../../../shared/contract/passports.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Tables } from "../../store/store.ts";
import { readRunTotals, readTestsOfRun } from "../../test/test.ts";

/** As many runs are told. */
const mostRuns = 100;
/** Failures come first, so that these are among them. */
const mostTests = 50;

/** Runs of a commit or its tree, the newest first. */
export function readRuns(tables: Tables, project: ProjectId, commit: { readonly commit: string; readonly tree: string }): Passport["runs"] {
  const found = tables.commitRuns.of(project, [commit], mostRuns).get(commit.commit) ?? [];
  return found.flatMap(({ runId, number, status, isWhole, isSameTree }) => {
    const run = tables.runs.get(runId);
    if (run === null) return [];
    const { trigger, triggerDetail, createdAt, durationMs } = run;
    const isHook = trigger === "cli" && triggerDetail !== null && triggerDetail.startsWith("hook ");
    return [{ runId, number, status, trigger, triggerDetail, isHook, isWhole, isSameTree, createdAt, durationMs }];
  });
}

/** The tests of the newest of these runs that read reports; `null` when none did. */
export function readTests(tables: Tables, runs: Passport["runs"]): Passport["tests"] {
  for (const { runId } of runs) {
    const totals = readRunTotals(tables, runId);
    if (totals === null) continue;
    const failed = totals.failed + totals.errored;
    const rows = failed === 0 ? [] : (readTestsOfRun(tables, { runId, text: "", after: null, limit: mostTests })?.rows ?? []);
    const newlyFailing = rows
      .filter(({ standing }) => standing === "new-failure")
      .map(({ test }) => ({ testId: test.id, name: test.name }));
    return { runId, passed: totals.passed, failed, skipped: totals.skipped, newlyFailing };
  }
  return null;
}
