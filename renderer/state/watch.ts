import type { Notice } from "../../shared/contract/events.ts";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import type { ProjectId, RunId, StageRunId } from "../../shared/ids.ts";
import { assertNever } from "../../shared/result.ts";
import { isTerminal } from "../../shared/status.ts";
import type { Client } from "../link/client.ts";
import { alertsStore, readAlertsSoon } from "./alerts.ts";
import { readFollowedCulprits } from "./culprits.ts";
import { noticeDeployment } from "./deployment.ts";
import { showDesktopNoticesSoon } from "./desktop-notices.ts";
import { readEngineInfo, readSettings } from "./engine.ts";
import { environmentsStore, readEnvironmentsSoon } from "./environments.ts";
import { readInboxSoon } from "./inbox.ts";
import { incidentsStore, readIncidentsSoon } from "./incidents.ts";
import { applyToLiveRuns, readActiveRuns } from "./live-runs.ts";
import { noticeMonitor, readMonitorsSoon } from "./monitors.ts";
import { noticePassport } from "./passport.ts";
import { pipelineStore, readHistorySoon, readPipeline, readShownProject, readWorkingTree } from "./pipeline.ts";
import { planStore, readPlanSoon } from "./plan.ts";
import { applyRunsToProjects, readProjects } from "./projects.ts";
import { readReleasesSoon, releasesStore } from "./releases.ts";
import { readRunbooksSoon, runbooksStore } from "./runbooks.ts";
import { readServicesSoon, servicesStore } from "./services.ts";
import { followTestsOf, readTestsSoon } from "./tests.ts";

/**
 * Follows one engine until its link ends: subscribes first, then reads everything once, so that nothing can fall
 * between. Resolves when the notices end, for whatever reason.
 */
export async function watchEngine(client: Client): Promise<void> {
  const inbox = createInbox();
  try {
    const notices = await client.events.watch();
    for await (const notice of notices) inbox.take(notice);
  } catch {
    // A broken link ends here like an orderly one; the connector brings the next.
  } finally {
    inbox.close();
  }
}

/** Reads everything that a window shows without being asked. */
export function readEverything(): void {
  void readEngineInfo();
  void readSettings();
  void readProjects();
  void readActiveRuns();
  readShownProject();
  readTestsSoon();
  readReleasesSoon();
  readEnvironmentsSoon();
  readServicesSoon();
  readRunbooksSoon();
  readIncidentsSoon();
  readMonitorsSoon();
  readAlertsSoon();
  readInboxSoon();
  readPlanSoon();
  showDesktopNoticesSoon();
}

// As often as the screen shows a picture, but in a task of its own: cards that come in by scrolling have the frame's.
const framePauseMs = 16;
// Drawing this many changed cards takes most of a frame; then six pictures a second are better than sixty late ones.
const manyStages = 40;
const manyStagesPauseMs = 160;

/** Collects notices and hands them to the stores about once per frame: the newest state of each thing wins. */
export function createInbox(): { take(notice: Notice): void; close(): void } {
  const runs = new Map<RunId, Run>();
  const stages = new Map<StageRunId, StageRun>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = framePauseMs;

  function flush(): void {
    timer = undefined;
    const changedRuns = [...runs.values()];
    const changedStages = [...stages.values()];
    pauseMs = changedStages.length > manyStages ? manyStagesPauseMs : framePauseMs;
    runs.clear();
    stages.clear();
    applyToLiveRuns(changedRuns, changedStages);
    if (changedRuns.length > 0) applyRunsToProjects(changedRuns);
    if (changedRuns.some(isOfRunbook)) readRunbooksSoon();
    refreshHistory(changedRuns);
    followTestsOf(changedRuns, changedStages);
  }

  function take(notice: Notice): void {
    noticePassport();
    switch (notice.type) {
      case "run.changed":
        runs.set(notice.run.id, notice.run);
        timer ??= setTimeout(flush, pauseMs);
        return;
      case "stages.changed":
        for (const stage of notice.stages) stages.set(stage.id, stage);
        timer ??= setTimeout(flush, pauseMs);
        return;
      case "projects.changed":
        void readProjects();
        return;
      case "pipeline.changed":
        if (notice.projectId === pipelineStore.getState().projectId) {
          void readPipeline();
          readHistorySoon(0);
          readEnvironmentsSoon();
          readServicesSoon();
          readRunbooksSoon();
          readMonitorsSoon();
          // A pipeline also changes when its whole folder goes away.
          void readProjects();
        }
        return;
      case "working-tree.changed":
        if (notice.projectId === pipelineStore.getState().projectId) {
          void readWorkingTree();
          // A new commit is one more that is not deployed yet.
          if (hasEnvironments()) readEnvironmentsSoon();
        }
        followPlan(notice.projectId);
        return;
      case "culprit.changed":
        void readFollowedCulprits(notice.projectId);
        return;
      case "release.changed":
        if (notice.projectId === releasesStore.getState().projectId) readReleasesSoon();
        followPlan(notice.projectId);
        return;
      case "deployment.changed":
        noticeDeployment();
        followPlan(notice.projectId);
        // What an incident suspects may serve only now, or serve no more.
        if (notice.projectId === incidentsStore.getState().projectId && incidentsStore.getState().open !== null) readIncidentsSoon();
        if (notice.projectId === environmentsStore.getState().projectId) {
          readEnvironmentsSoon();
          // Each release says where it is now.
          readReleasesSoon();
        }
        return;
      case "environments.changed":
        if (notice.projectId === environmentsStore.getState().projectId) readEnvironmentsSoon();
        return;
      case "service.changed":
        if (notice.projectId === servicesStore.getState().projectId) readServicesSoon();
        return;
      case "monitor.changed":
        noticeMonitor(notice.projectId);
        return;
      case "alert.changed":
        showDesktopNoticesSoon();
        if (notice.projectId === alertsStore.getState().projectId) readAlertsSoon();
        if (notice.projectId === incidentsStore.getState().projectId) readIncidentsSoon();
        return;
      case "incident.changed":
        if (notice.projectId === incidentsStore.getState().projectId) readIncidentsSoon();
        return;
      case "plan.changed":
        followPlan(notice.projectId);
        return;
      case "inbox.changed":
        showDesktopNoticesSoon();
        readInboxSoon();
        return;
      case "settings.changed":
        void readSettings();
        // It may not be quiet any more.
        showDesktopNoticesSoon();
        return;
      case "watching":
        readEverything();
        return;
      default:
        assertNever(notice);
    }
  }

  return { take, close: () => clearTimeout(timer) };
}

/** Branches, commits, releases and deployments move its items. */
function followPlan(projectId: ProjectId): void {
  if (projectId === planStore.getState().projectId) readPlanSoon();
}

function isOfRunbook({ trigger, projectId }: Run): boolean {
  return trigger === "runbook" && projectId === runbooksStore.getState().projectId;
}

function hasEnvironments(): boolean {
  return (environmentsStore.getState().environments?.length ?? 0) > 0;
}

/**
 * What is expected of the shown project's stages changes when a run ends. While it goes on the board adds what was
 * announced by itself: reading the past of two thousand stages again each second would take most of that second.
 */
function refreshHistory(runs: readonly Run[]): void {
  const { projectId } = pipelineStore.getState();
  if (runs.some((run) => run.projectId === projectId && isTerminal(run.status))) readHistorySoon(0);
}
