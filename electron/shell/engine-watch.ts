import type { DesktopNotification } from "../../shared/contract/alerts.ts";
import type { Settings } from "../../shared/contract/app.ts";
import type { Notice } from "../../shared/contract/events.ts";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import type { ProjectId, StageRunId } from "../../shared/ids.ts";
import { type Activity, noActivity, withRun } from "./activity.ts";
import type { EngineHost } from "./engine-host.ts";
import { type EngineLink, followNotices, linkEngine } from "./engine-link.ts";

/** What the desktop around the window is told. */
export interface WatchListeners {
  activity(activity: Activity): void;
  settings(settings: Settings): void;
  /** A run that was under way has ended. */
  ended(run: Run, projectName: string): void;
  /** A stage has begun to wait for a person. */
  waits(stage: StageRun, projectName: string): void;
  /** Whether alerts could be shown now: what is taken must be. */
  canShowAlerts(): boolean;
  /** An alert fired, holds still, or is over. */
  alert(notification: DesktopNotification): void;
}

export interface EngineWatch {
  activity(): Activity;
  /** The person looked at the window: what broke has been seen. */
  markSeen(): void;
}

/** Follows the engine over a port of its own, through every restart. */
export function watchEngine(host: EngineHost, listeners: WatchListeners): EngineWatch {
  let activity = noActivity;
  /** Stages that have been told to wait, or that waited before anybody looked. */
  const waiting = new Set<StageRunId>();

  function change(next: Activity): void {
    activity = next;
    listeners.activity(activity);
  }

  function onRun(run: Run): void {
    const { activity: next, hasEnded } = withRun(activity, run);
    change(next);
    if (hasEnded) listeners.ended(run, nameOf(run.projectId));
  }

  function onStage(stage: StageRun): void {
    if (stage.status !== "waiting") waiting.delete(stage.id);
    else if (!waiting.has(stage.id)) {
      waiting.add(stage.id);
      listeners.waits(stage, nameOf(stage.projectId));
    }
  }

  function nameOf(id: ProjectId): string {
    return activity.projects.find((project) => project.id === id)?.name ?? "Millrace";
  }

  async function readAll(engine: EngineLink): Promise<void> {
    const [active, projects, settings] = await Promise.all([engine.runs.active(), engine.projects.list(), engine.app.settings()]);
    listeners.settings(settings);
    for (const stage of active.flatMap(({ stages }) => stages)) if (stage.status === "waiting") waiting.add(stage.id);
    change({ ...activity, projects, active: new Map(active.map(({ run }) => [run.id, run])) });
  }

  async function showAlerts(engine: EngineLink): Promise<void> {
    if (!listeners.canShowAlerts()) return;
    for (const notification of await engine.alerts.takeDesktop()) listeners.alert(notification);
  }

  async function onNotice(engine: EngineLink, notice: Notice): Promise<void> {
    if (notice.type === "watching") {
      await readAll(engine);
      await showAlerts(engine);
    } else if (notice.type === "alert.changed") await showAlerts(engine);
    else if (notice.type === "run.changed") onRun(notice.run);
    else if (notice.type === "stages.changed") notice.stages.forEach(onStage);
    else if (notice.type === "projects.changed") change({ ...activity, projects: await engine.projects.list() });
    else if (notice.type === "settings.changed") listeners.settings(await engine.app.settings());
  }

  host.connect({
    receive(port) {
      let isOver = false;
      port.once("close", () => {
        isOver = true;
      });
      // The desktop only decorates: when the engine ends, the page says so, and a new port will come. Any other
      // failure is met and shown by the page, too; here the last known state stays.
      const report = (reason: unknown) => {
        if (!isOver) console.error("The desktop cannot follow the engine:", reason);
      };
      const engine = linkEngine(port);
      void followNotices(engine, (notice) => onNotice(engine, notice).catch(report)).catch(report);
    },
    fail: () => change({ ...activity, active: new Map() }),
  });

  return {
    activity: () => activity,
    markSeen: () => {
      if (activity.isBroken) change({ ...activity, isBroken: false });
    },
  };
}
