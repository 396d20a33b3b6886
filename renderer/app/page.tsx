import { useStore } from "zustand";
import { connectionStore } from "../state/connection.ts";
import { projectOf, projectsStore } from "../state/projects.ts";
import { projectIdOf, type Route, routeStore } from "../state/route.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { MillWheel } from "../ui/mill-wheel.tsx";
import { Prose } from "../ui/prose.tsx";
import { Loading } from "../ui/skeleton.tsx";
import { FirstRun } from "./first-run.tsx";
import {
  Code,
  DeploymentScreen,
  Environments,
  Failures,
  History,
  Inbox,
  IncidentPage,
  Insights,
  LogSearch,
  MonitorPage,
  Monitors,
  PassportPage,
  Plan,
  Releases,
  RunScreen,
  ServiceScreen,
  Services,
  Settings,
  Tests,
} from "./lazy-parts.ts";
import { LoopPage } from "./loop-page.tsx";
import styles from "./page.module.css";
import { reconnectNow } from "./start.ts";

/** What the address says, below the title bar and beside the rail. */
export function Page() {
  const route = useStore(routeStore, (state) => state.route);
  const project = useStore(projectsStore, (state) => projectOf(state, projectIdOf(route)));
  const status = useStore(projectsStore, (state) => state.status);
  const failure = useStore(projectsStore, (state) => state.failure);
  const link = useStore(connectionStore, (state) => state.state);
  const engineFailure = useStore(connectionStore, (state) => state.failure);

  if (route.kind === "settings") return <Settings />;
  if (status === "loading" && engineFailure !== null) {
    return (
      <EmptyState isPage title="Millrace could not start" actions={<Button onClick={reconnectNow}>Try again</Button>}>
        <Prose text={`${engineFailure.message} ${engineFailure.hint}`} />
      </EmptyState>
    );
  }
  if (status === "loading") return <Starting isLost={link === "lost"} />;
  if (status === "failed") {
    return (
      <EmptyState isPage title="The projects could not be read">
        <Prose text={`${failure?.message ?? ""} ${failure?.hint ?? ""}`} />
      </EmptyState>
    );
  }
  if (route.kind === "welcome") return <FirstRun />;
  if (route.kind === "inbox" && route.projectId === null) return <Inbox projectId={null} query={route.query} />;
  if (project === null) {
    return (
      <EmptyState
        isPage
        title="This project is not on the list"
        actions={
          <a className={styles.link} href="#/">
            Show all projects
          </a>
        }
      >
        It may have been removed. Opening its folder again brings it back with its history.
      </EmptyState>
    );
  }
  // A key for each project: nothing of one project, such as a scroll place or a half-typed filter, may show in another.
  return <ProjectPage key={project.id} route={route} />;
}

function ProjectPage({ route }: { route: Exclude<Route, { kind: "welcome" | "settings" }> }) {
  if (route.kind === "inbox") return <Inbox projectId={route.projectId} query={route.query} />;
  if (route.kind === "run") return <RunScreen key={route.runId} route={route} />;
  if (route.kind === "commit") return <PassportPage key={route.commit} projectId={route.projectId} commit={route.commit} />;
  if (route.kind === "deployment") return <DeploymentScreen key={route.deploymentId} route={route} />;
  if (route.kind === "service") return <ServiceScreen key={route.serviceId} route={route} />;
  if (route.kind === "monitor")
    return <MonitorPage key={route.monitorId} projectId={route.projectId} monitorId={route.monitorId} query={route.query} />;
  if (route.kind === "incident") return <IncidentPage key={route.incidentId} projectId={route.projectId} incidentId={route.incidentId} />;
  switch (route.screen) {
    case "loop":
      return <LoopPage projectId={route.projectId} />;
    case "runs":
      if (route.query.view === "logs") return <LogSearch projectId={route.projectId} query={route.query} />;
      if (route.query.view === "failures") return <Failures projectId={route.projectId} query={route.query} />;
      return <History projectId={route.projectId} query={route.query} />;
    case "tests":
      return <Tests projectId={route.projectId} query={route.query} />;
    case "code":
      return <Code projectId={route.projectId} query={route.query} />;
    case "releases":
      return <Releases projectId={route.projectId} query={route.query} />;
    case "environments":
      return <Environments projectId={route.projectId} query={route.query} />;
    case "services":
      return <Services projectId={route.projectId} query={route.query} />;
    case "monitors":
      return <Monitors projectId={route.projectId} query={route.query} />;
    case "insights":
      return <Insights projectId={route.projectId} query={route.query} />;
    case "settings":
      return <Settings />;
    case "plan":
      return <Plan projectId={route.projectId} query={route.query} />;
  }
}

function Starting({ isLost }: { isLost: boolean }) {
  return (
    <div className={styles.starting}>
      <Loading label={isLost ? "" : "Starting"}>
        <MillWheel size={44} isTurning />
      </Loading>
    </div>
  );
}
