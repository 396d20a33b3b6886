import type { DiffSide } from "../../shared/contract/code/changes.ts";
import type { Run } from "../../shared/contract/schemas.ts";
import { CoveredDiff } from "../features/code/diff/covered-diff.tsx";
import { CoverageTab } from "../features/coverage/coverage-tab.tsx";
import { LogPanel } from "../features/log/log-panel.tsx";
import { RunPage } from "../features/run/run-page.tsx";
import { RunTests } from "../features/tests/run/run-tests.tsx";
import { type Route, replaceRoute } from "../state/route.ts";

/** What a run's file is compared with: its commit or, when it ran on files that are in none, the folder as long as it has those. */
function sideOf({ commit, dirty }: Run, base: string | null, isExact: boolean): DiffSide {
  const isOfCommit = commit !== null && (!dirty || !isExact);
  if (base === null) return { of: "whole", commit: isOfCommit ? commit : null };
  return isOfCommit ? { of: "commit", commit, base } : { of: "folder", base };
}

/** A run's page with the log, the tests and the coverage in their place. */
export function RunScreen({ route }: { route: Extract<Route, { kind: "run" }> }) {
  return (
    <RunPage
      projectId={route.projectId}
      runId={route.runId}
      stageRunId={route.stageRunId}
      // A line and a tab belong to the stage before.
      onSelectStage={(stageRunId) => replaceRoute({ ...route, stageRunId, query: {} })}
      renderLog={(stageRunId, header, facts) => (
        <LogPanel projectId={route.projectId} stageRunId={stageRunId} header={header} facts={facts} />
      )}
      renderTests={({ run, stages }) => <RunTests run={run} stages={stages} />}
      renderCoverage={({ run, stages }) => (
        <CoverageTab
          run={run}
          stages={stages}
          query={route.query}
          renderFile={({ path, base, isExact }, onClose) => (
            <CoveredDiff
              projectId={route.projectId}
              path={path}
              side={sideOf(run, base, isExact)}
              runs={[{ runId: run.id, number: run.number }]}
              isAtMissed
              onClose={onClose}
            />
          )}
        />
      )}
    />
  );
}
