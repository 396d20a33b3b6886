import { DeploymentPage } from "../features/deployment/deployment-page.tsx";
import { LogPanel } from "../features/log/log-panel.tsx";
import type { Route } from "../state/route.ts";

/** A deployment's page with its log in its place. */
export function DeploymentScreen({ route }: { route: Extract<Route, { kind: "deployment" }> }) {
  const { projectId, deploymentId, query } = route;
  return (
    <DeploymentPage
      projectId={projectId}
      deploymentId={deploymentId}
      query={query}
      renderLog={(stageRunId, header) => <LogPanel projectId={projectId} stageRunId={stageRunId} header={header} overview="marks" />}
    />
  );
}
