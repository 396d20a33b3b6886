import type { Notice } from "../../../shared/contract/events.ts";
import {
  type CulpritId,
  type DeploymentId,
  type ProjectId,
  type ReleaseId,
  type RunId,
  runOf,
  type StageRunId,
} from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import type { Store, StoredEvent } from "../store/store.ts";

/** Hears of everything that a window may want to draw again. */
export type NoticeListener = (notice: Notice) => void;

/** The engine's one source of notices. */
export interface NoticeService {
  /** Every notice from now on, until the disposer is called. */
  watch(listener: NoticeListener): () => void;
  /** Announces what did not come from the history, such as a changed file. */
  announce(notice: Notice): void;
  close(): void;
}

/** Turns changes of the history, made by any process, into notices with the rows as they are now. */
export function createNoticeService(store: Store): NoticeService {
  const listeners = new Set<NoticeListener>();
  const announce = (notice: Notice) => {
    for (const listener of listeners) listener(notice);
  };
  const stop = store.watch((events) => {
    if (listeners.size === 0) return;
    for (const notice of noticesOf(store, events)) announce(notice);
  });
  return {
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce,
    close: () => {
      stop();
      listeners.clear();
    },
  };
}

/** A batch without events means that rows changed without a new standing: the logs of running stages grew. */
function noticesOf(store: Store, events: readonly StoredEvent[]): Notice[] {
  const runIds = new Set<RunId>();
  const newRunIds = new Set<RunId>();
  const stageRunIds = new Set<StageRunId>();
  const culprits = new Map<CulpritId, ProjectId>();
  const releases = new Map<ReleaseId, ProjectId>();
  const deployments = new Map<DeploymentId, ProjectId>();
  const environments = new Set<ProjectId>();
  const inboxes = new Set<ProjectId>();
  /** One of each, however often it changed. */
  const operated = new Map<string, Notice>();
  const notices: Notice[] = [];
  let projectsChanged = false;
  for (const event of events) {
    if (event.type === "run") {
      runIds.add(event.runId);
      if (event.status === "queued") newRunIds.add(event.runId);
    } else if (event.type === "run-facts") runIds.add(event.runId);
    else if (event.type === "stage-run") stageRunIds.add(event.stageRunId);
    else if (event.type === "project") projectsChanged = true;
    else if (event.type === "culprit") culprits.set(event.culpritId, event.projectId);
    else if (event.type === "release") releases.set(event.releaseId, event.projectId);
    else if (event.type === "deployment") deployments.set(event.deploymentId, event.projectId);
    else if (event.type === "service")
      operated.set(event.serviceId, { ...about(event), type: "service.changed", serviceId: event.serviceId });
    else if (event.type === "monitor")
      operated.set(event.monitorId, { ...about(event), type: "monitor.changed", monitorId: event.monitorId });
    else if (event.type === "alert") operated.set(event.alertId, { ...about(event), type: "alert.changed", alertId: event.alertId });
    else if (event.type === "incident")
      operated.set(event.incidentId, { ...about(event), type: "incident.changed", incidentId: event.incidentId });
    else if (event.type === "inbox") inboxes.add(event.projectId);
    else if (event.type === "environments") environments.add(event.projectId);
    else notices.push({ type: "settings.changed" });
  }
  const read = store.read((tables) => {
    const { runs, stageRuns } = tables;
    // Its health is measured without an event.
    if (events.length === 0) for (const { id, projectId } of tables.deployments.going()) deployments.set(id, projectId);
    for (const id of runIds) {
      const run = runs.get(id);
      if (run !== null) notices.push({ type: "run.changed", run });
    }
    // The stage runs of a new run are there from the start, without an event of their own.
    const planned = [...newRunIds].flatMap((id) => stageRuns.ofRun(id));
    const changed = [...planned, ...[...stageRunIds].flatMap((id) => (newRunIds.has(runOf(id)) ? [] : (stageRuns.get(id) ?? [])))];
    const growing =
      events.length === 0 ? runs.active().flatMap((run) => stageRuns.ofRun(run.id).filter(({ status }) => status === "running")) : [];
    for (const [runId, stages] of Map.groupBy([...changed, ...growing], (stage) => stage.runId)) {
      const projectId = stages[0]?.projectId;
      if (projectId !== undefined) notices.push({ type: "stages.changed", projectId, runId, stages });
    }
  });
  for (const [culpritId, projectId] of culprits) notices.push({ type: "culprit.changed", projectId, culpritId });
  for (const [releaseId, projectId] of releases) notices.push({ type: "release.changed", projectId, releaseId });
  for (const [deploymentId, projectId] of deployments) notices.push({ type: "deployment.changed", projectId, deploymentId });
  notices.push(...operated.values());
  for (const projectId of environments) notices.push({ type: "environments.changed", projectId });
  for (const projectId of inboxes) notices.push({ type: "inbox.changed", projectId });
  // What could not be read now is announced with the next change; windows read everything again when they reconnect.
  if (!read.ok) return [];
  const hasEnded = notices.some((notice) => notice.type === "run.changed" && isTerminal(notice.run.status));
  if (projectsChanged || hasEnded) notices.push({ type: "projects.changed" });
  return notices;
}

function about({ projectId }: { readonly projectId: ProjectId }): { readonly projectId: ProjectId } {
  return { projectId };
}
