import { LogPanel } from "../features/log/log-panel.tsx";
import { RunPage } from "../features/run/run-page.tsx";
import { RunTests } from "../features/tests/run/run-tests.tsx";
import { type Route, replaceRoute } from "../state/route.ts";

/** A run's page with the log and the tests in their place. */
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
    />
  );
}
