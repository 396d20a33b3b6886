import { setClient } from "../link/call.ts";
import type { LinkOpener } from "../link/client.ts";
import { type Connector, keepConnected } from "../link/connect.ts";
import { desktopHost } from "../link/host.ts";
import { portOpener } from "../link/port-link.ts";
import { socketAddress, socketOpener } from "../link/socket-link.ts";
import { showAlertsOf } from "../state/alerts.ts";
import { setConnection, setEngineFailure } from "../state/connection.ts";
import { forgetLog, moveDock } from "../state/dock.ts";
import { showEnvironmentsOf } from "../state/environments.ts";
import { showIncidentsOf } from "../state/incidents.ts";
import { liveRunsStore } from "../state/live-runs.ts";
import { showMonitorsOf } from "../state/monitors.ts";
import { startClock } from "../state/now.ts";
import { pipelineStore, readShownProject, showProject } from "../state/pipeline.ts";
import { showPlanOf } from "../state/plan.ts";
import { type ProjectsState, projectOf, projectsStore } from "../state/projects.ts";
import { showReleasesOf } from "../state/releases.ts";
import { followAddress, projectIdOf, replaceRoute, routeStore } from "../state/route.ts";
import { showRunbooksOf } from "../state/runbooks.ts";
import { showServicesOf } from "../state/services.ts";
import { showTestsOf } from "../state/tests.ts";
import { watchEngine } from "../state/watch.ts";
import { followDesktop } from "./desktop.ts";
import { followTheme } from "./theme.ts";
import { followWaiting } from "./waiting-notices.ts";

let connector: Connector | null = null;

/** Everything that lives as long as the window: theme, address, clock and the link to the engine. */
export function startWindow(): void {
  followTheme();
  followAddress();
  startClock();
  const showRouted = () => {
    const projectId = projectIdOf(routeStore.getState().route);
    if (projectId !== pipelineStore.getState().projectId) forgetLog();
    showProject(projectId);
    showTestsOf(projectId);
    showReleasesOf(projectId);
    showEnvironmentsOf(projectId);
    showServicesOf(projectId);
    showRunbooksOf(projectId);
    showIncidentsOf(projectId);
    showMonitorsOf(projectId);
    showAlertsOf(projectId);
    showPlanOf(projectId);
  };
  showRouted();
  routeStore.subscribe(showRouted);
  projectsStore.subscribe(readMovedProject);
  followWithDock();
  showLastProject();
  followDesktop(window);
  followWaiting();
  connector = keepConnected({
    open: chooseOpener(),
    onChange: (state, link) => {
      setClient(link?.client ?? null);
      setConnection(state);
      if (link === null) return;
      // An engine that stops announcing is of no more use than one that is gone.
      void watchEngine(link.client).then(() => link.close());
    },
  });
}

/** The log below the board is drawn in a task of its own: together with many changed cards it would hold up the window. */
function followWithDock(): void {
  let isDue = false;
  liveRunsStore.subscribe(() => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      moveDock(liveRunsStore.getState);
    });
  });
}

/** Another folder, or one that may be looked into now, has another pipeline and another working tree to tell of. */
function readMovedProject(now: ProjectsState, before: ProjectsState): void {
  const { projectId } = pipelineStore.getState();
  const [is, was] = [projectOf(now, projectId), projectOf(before, projectId)];
  if (is === null || was === null) return;
  if (is.path !== was.path || is.exists !== was.exists || is.trusted !== was.trusted) readShownProject();
}

/** A window that was opened without saying where to shows the project that was opened last, once the list is there. */
function showLastProject(): void {
  if (location.hash !== "") return;
  const stop = projectsStore.subscribe(({ status, projects }) => {
    if (status !== "ready") return;
    stop();
    const last = projects.find((project) => project.exists);
    if (location.hash === "" && last !== undefined) {
      replaceRoute({ kind: "screen", projectId: last.id, screen: "loop", query: {} });
    }
  });
}

/** Tries to reach the engine at once, or to have it started again by a host that gave it up. */
export function reconnectNow(): void {
  setEngineFailure(null);
  desktopHost()?.reconnect();
  connector?.retryNow();
}

function chooseOpener(): LinkOpener {
  return desktopHost() === null ? socketOpener(socketAddress(location)) : portOpener(window);
}
