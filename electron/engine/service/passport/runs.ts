import type { Passport } from "../../../../shared/contract/passports.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Tables } from "../../store/store.ts";
import { readRunTotals, readTestsOfRun } from "../../test/test.ts";

/** As many runs are told. */
const mostRuns = 100;
/** Failures that are new come first. */
const mostTests = 10;

/** Runs of a commit or its tree, the newest first. */
export function readRuns(tables: Tables, project: ProjectId, commit: { readonly commit: string; readonly tree: string }): Passport["runs"] {
  const found = tables.commitRuns.of(project, [commit], mostRuns).get(commit.commit) ?? [];
  return found.flatMap(({ runId, number, status, isWhole, isSameTree }) => {
    const run = tables.runs.get(runId);
    if (run === null) return [];
    const { trigger, triggerDetail, createdAt, durationMs } = run;
    const isHook = trigger === "cli" && triggerDetail !== null && triggerDetail.startsWith("hook ");
    const otherCommit = run.commit === commit.commit ? null : run.commit;
    return [{ runId, number, status, trigger, triggerDetail, isHook, isWhole, isSameTree, otherCommit, createdAt, durationMs }];
  });
}

/** The tests of the newest of these runs that read reports; `null` when none did. */
export function readTests(tables: Tables, runs: Passport["runs"]): Passport["tests"] {
  for (const { runId } of runs) {
    const totals = readRunTotals(tables, runId);
    if (totals === null) continue;
    const failed = totals.failed + totals.errored;
    const read = failed === 0 ? null : readTestsOfRun(tables, { runId, text: "", after: null, limit: mostTests });
    const newlyFailing = (read?.rows ?? [])
      .slice(0, read?.newlyFailing ?? 0)
      .map(({ test: { id: testId, name }, standing }) => ({ testId, name, hadPassed: standing === "new-failure" }));
    const news = { newlyFailing, newlyFailingCount: read?.newlyFailing ?? 0 };
    return { runId, passed: totals.passed, failed, skipped: totals.skipped, ...news };
  }
  return null;
}
