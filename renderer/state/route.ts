import { createStore } from "zustand/vanilla";
import type { InboxPlace } from "../../shared/contract/inbox.ts";
import {
  type AlertId,
  type DeploymentId,
  type IncidentId,
  idPatterns,
  type MonitorId,
  type ProjectId,
  type ReleaseId,
  type RunId,
  type ServiceId,
  type StageRunId,
} from "../../shared/ids.ts";

/** The eleven entries of the rail, as they stand in an address. */
export const screens = [
  "loop",
  "runs",
  "tests",
  "plan",
  "code",
  "releases",
  "environments",
  "services",
  "monitors",
  "insights",
  "settings",
] as const;

/** One of {@link screens}. */
export type Screen = (typeof screens)[number];

/** What belongs to a screen besides its name: filters, tabs, the stage that is open. */
export type RouteQuery = Readonly<Record<string, string>>;

/** Where the window is. */
export type Route =
  | { readonly kind: "welcome" }
  | { readonly kind: "settings" }
  /** What is broken, of one project or of all. */
  | { readonly kind: "inbox"; readonly projectId: ProjectId | null; readonly query: RouteQuery }
  | { readonly kind: "screen"; readonly projectId: ProjectId; readonly screen: Screen; readonly query: RouteQuery }
  | {
      readonly kind: "run";
      readonly projectId: ProjectId;
      readonly runId: RunId;
      /** The stage whose log is open; `null` lets the page choose (the first failure). */
      readonly stageRunId: StageRunId | null;
      readonly query: RouteQuery;
    }
  /** The passport of a commit, by its hash or the beginning of it. */
  | { readonly kind: "commit"; readonly projectId: ProjectId; readonly commit: string; readonly query: RouteQuery }
  | { readonly kind: "deployment"; readonly projectId: ProjectId; readonly deploymentId: DeploymentId; readonly query: RouteQuery }
  | { readonly kind: "service"; readonly projectId: ProjectId; readonly serviceId: ServiceId; readonly query: RouteQuery }
  | { readonly kind: "incident"; readonly projectId: ProjectId; readonly incidentId: IncidentId; readonly query: RouteQuery }
  | { readonly kind: "monitor"; readonly projectId: ProjectId; readonly monitorId: MonitorId; readonly query: RouteQuery };

/** Reads a route from an address' hash. Anything unknown leads home. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [project = "", screen = "loop", page] = path.split("/").filter((part) => part !== "");
  if (project === "settings") return { kind: "settings" };
  if (project === "inbox" || (screen === "inbox" && idPatterns.project.test(project)))
    return {
      ...{ kind: "inbox", projectId: project === "inbox" ? null : (project as ProjectId) },
      query: Object.fromEntries(new URLSearchParams(search)),
    };
  if (!idPatterns.project.test(project) || !isScreen(screen)) return { kind: "welcome" };
  const projectId = project as ProjectId;
  const query = Object.fromEntries(new URLSearchParams(search));
  if (screen === "code" && page !== undefined && commitPattern.test(page)) return { kind: "commit", projectId, commit: page, query };
  if (screen === "environments" && page !== undefined && idPatterns.deployment.test(page)) {
    return { kind: "deployment", projectId, deploymentId: page as DeploymentId, query };
  }
  if (screen === "services" && page !== undefined) {
    if (idPatterns.service.test(page)) return { kind: "service", projectId, serviceId: page as ServiceId, query };
    if (idPatterns.incident.test(page)) return { kind: "incident", projectId, incidentId: page as IncidentId, query };
  }
  if (screen === "monitors" && page !== undefined && idPatterns.monitor.test(page)) {
    return { kind: "monitor", projectId, monitorId: page as MonitorId, query };
  }
  if (screen !== "runs" || page === undefined || !idPatterns.run.test(page)) return { kind: "screen", projectId, screen, query };
  const { stage, ...rest } = query;
  const stageRunId = stage !== undefined && idPatterns.stageRun.test(stage) ? (stage as StageRunId) : null;
  return { kind: "run", projectId, runId: page as RunId, stageRunId, query: rest };
}

/** As much of a hash as git takes for one. */
const commitPattern = /^[0-9a-f]{4,64}$/;

function isScreen(name: string): name is Screen {
  return (screens as readonly string[]).includes(name);
}

/** Writes a route as an address' hash: the inverse of {@link parseRoute}. */
export function formatRoute(route: Route): string {
  switch (route.kind) {
    case "welcome":
      return "#/";
    case "settings":
      return "#/settings";
    case "inbox":
      return `#/${route.projectId === null ? "inbox" : `${route.projectId}/inbox`}${formatQuery(route.query)}`;
    case "screen":
      return `#/${route.projectId}/${route.screen}${formatQuery(route.query)}`;
    case "run": {
      const stage: RouteQuery = route.stageRunId === null ? {} : { stage: route.stageRunId };
      return `#/${route.projectId}/runs/${route.runId}${formatQuery({ ...stage, ...route.query })}`;
    }
    case "commit":
      return `#/${route.projectId}/code/${route.commit}${formatQuery(route.query)}`;
    case "deployment":
      return `#/${route.projectId}/environments/${route.deploymentId}${formatQuery(route.query)}`;
    case "service":
      return `#/${route.projectId}/services/${route.serviceId}${formatQuery(route.query)}`;
    case "incident":
      return `#/${route.projectId}/services/${route.incidentId}${formatQuery(route.query)}`;
    case "monitor":
      return `#/${route.projectId}/monitors/${route.monitorId}${formatQuery(route.query)}`;
  }
}

function formatQuery(query: RouteQuery): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? "" : `?${text}`;
}

/** The address of a screen of a project, for links. */
export function screenAddress(projectId: ProjectId, screen: Screen, query: RouteQuery = {}): string {
  return formatRoute({ kind: "screen", projectId, screen, query });
}

/** The address of a run, for links; with a stage, its log is open. */
export function runAddress(projectId: ProjectId, runId: RunId, stageRunId: StageRunId | null = null): string {
  return formatRoute({ kind: "run", projectId, runId, stageRunId, query: {} });
}

/** The address of one of a run's tabs, for links. */
export function runTabAddress(projectId: ProjectId, runId: RunId, tab: string): string {
  return formatRoute({ kind: "run", projectId, runId, stageRunId: null, query: { tab } });
}

/** The address of a commit with its changes, for links. */
export function commitAddress(projectId: ProjectId, commit: string): string {
  return screenAddress(projectId, "code", { view: "history", commit });
}

/** The address of a commit's passport, for links. */
export function passportAddress(projectId: ProjectId, commit: string): string {
  return formatRoute({ kind: "commit", projectId, commit, query: {} });
}

/** The address of a deployment's page, for links. */
export function deploymentAddress(projectId: ProjectId, deploymentId: DeploymentId): string {
  return formatRoute({ kind: "deployment", projectId, deploymentId, query: {} });
}

/** The address of a service's page, for links. */
export function serviceAddress(projectId: ProjectId, serviceId: ServiceId): string {
  return formatRoute({ kind: "service", projectId, serviceId, query: {} });
}

/** The address of an incident's page, for links. */
export function incidentAddress(projectId: ProjectId, incidentId: IncidentId): string {
  return formatRoute({ kind: "incident", projectId, incidentId, query: {} });
}

/** The address of a monitor's page, for links. */
export function monitorAddress(projectId: ProjectId, monitorId: MonitorId): string {
  return formatRoute({ kind: "monitor", projectId, monitorId, query: {} });
}

/** The address of an alert, open beside the list of alerts, for links. */
export function alertAddress(projectId: ProjectId, alertId: AlertId): string {
  return screenAddress(projectId, "monitors", { view: "alerts", alert: alertId });
}

/** The address of an item of the plan, open beside the board, for links. */
export function itemAddress(projectId: ProjectId, key: string): string {
  return screenAddress(projectId, "plan", { item: key });
}

/** The address of the inbox of one project, or of all. */
export function inboxAddress(projectId: ProjectId | null, query: RouteQuery = {}): string {
  return formatRoute({ kind: "inbox", projectId, query });
}

/** Where an entry of the inbox leads: to the run at the stage that failed, the deployment, the incident, else its project's inbox. */
export function placeAddress(projectId: ProjectId, place: InboxPlace): string {
  const { deploymentId, runId, stageRunId, releaseId, incidentId, alertId, serviceId, culpritId } = place;
  if (deploymentId !== null) return deploymentAddress(projectId, deploymentId);
  if (runId !== null && culpritId !== null) return formatRoute({ kind: "run", projectId, runId, stageRunId, query: { tab: "culprit" } });
  if (runId !== null) return runAddress(projectId, runId, stageRunId);
  if (releaseId !== null) return releaseAddress(projectId, releaseId);
  if (incidentId !== null) return incidentAddress(projectId, incidentId);
  if (alertId !== null) return alertAddress(projectId, alertId);
  if (serviceId !== null) return serviceAddress(projectId, serviceId);
  return inboxAddress(projectId);
}

/** The address of a release, open beside the list of releases, for links. */
export function releaseAddress(projectId: ProjectId, releaseId: ReleaseId): string {
  return screenAddress(projectId, "releases", { release: releaseId });
}

export const routeStore = createStore<{
  readonly route: Route;
  /** Where the window was before this address, as long as it is open; `null` at its first. */
  readonly previous: Route | null;
}>()(() => ({ route: { kind: "welcome" }, previous: null }));

/** The project that a route belongs to; `null` on pages without one. */
export function projectIdOf(route: Route): ProjectId | null {
  return "projectId" in route ? route.projectId : null;
}

/** The screen that a route is or belongs to; `null` on pages without one. */
export function screenOf(route: Route): Screen | null {
  switch (route.kind) {
    case "welcome":
    case "inbox":
      return null;
    case "settings":
      return "settings";
    case "screen":
      return route.screen;
    case "run":
      return "runs";
    case "commit":
      return "code";
    case "deployment":
      return "environments";
    case "service":
    case "incident":
      return "services";
    case "monitor":
      return "monitors";
  }
}

/** Whether a route is a page of its own, with a list that it can be left to. */
export function isPage(route: Route): route is Exclude<Route, { kind: "welcome" | "settings" | "inbox" | "screen" }> {
  return route.kind !== "welcome" && route.kind !== "settings" && route.kind !== "inbox" && route.kind !== "screen";
}

/** Goes somewhere, so that the browser's Back leads here again. */
export function navigate(route: Route): void {
  location.hash = formatRoute(route);
}

/** Closes the page of one thing: back to the screen that led to it with all its filters, or to its list. */
export function leavePage(): void {
  const { route, previous } = routeStore.getState();
  const screen = screenOf(route);
  if (!isPage(route) || screen === null) return;
  const query: RouteQuery = route.kind === "incident" ? { view: "incidents" } : {};
  if (previous?.kind === "screen") history.back();
  else navigate({ kind: "screen", projectId: route.projectId, screen, query });
}

/** Changes the present address without a step in the browser's history: for filters, tabs and the like. */
export function replaceRoute(route: Route): void {
  history.replaceState(null, "", formatRoute(route));
  routeStore.setState({ route });
}

/** Sets parts of the present route's query; an empty text takes the part out. Nothing happens on pages without a query. */
export function changeQuery(change: RouteQuery): void {
  const { route } = routeStore.getState();
  if (!("query" in route)) return;
  const query = Object.fromEntries(Object.entries({ ...route.query, ...change }).filter(([, value]) => value !== ""));
  replaceRoute({ ...route, query });
}

/** Follows the address from now on. Returns a way to stop. */
export function followAddress(): () => void {
  const read = () => routeStore.setState(({ route }) => ({ route: parseRoute(location.hash), previous: route }));
  routeStore.setState({ route: parseRoute(location.hash), previous: null });
  addEventListener("hashchange", read);
  return () => removeEventListener("hashchange", read);
}
