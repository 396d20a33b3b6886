import type { Settings } from "../../shared/contract/app.ts";
import type { Notice } from "../../shared/contract/events.ts";
import type { DesktopNotice } from "../../shared/contract/inbox.ts";
import { type Activity, noActivity, withRun } from "./activity.ts";
import type { EngineHost } from "./engine-host.ts";
import { type EngineLink, followNotices, linkEngine } from "./engine-link.ts";

/** What the desktop around the window is told. */
export interface WatchListeners {
  activity(activity: Activity): void;
  settings(settings: Settings): void;
  /** Whether notices could be shown now: what is taken must be. */
  canShowNotices(): boolean;
  /** Something that the desktop is to be told, once. */
  notice(notice: DesktopNotice): void;
}

export interface EngineWatch {
  activity(): Activity;
  /** The person looked at the window: what broke has been seen. */
  markSeen(): void;
}

/** Follows the engine over a port of its own, through every restart. */
export function watchEngine(host: EngineHost, listeners: WatchListeners): EngineWatch {
  let activity = noActivity;
  let quietTimer: NodeJS.Timeout | undefined;

  function change(next: Activity): void {
    activity = next;
    listeners.activity(activity);
  }

  async function readAll(engine: EngineLink): Promise<void> {
    const [active, projects, settings] = await Promise.all([engine.runs.active(), engine.projects.list(), engine.app.settings()]);
    listeners.settings(settings);
    change({ ...activity, projects, active: new Map(active.map(({ run }) => [run.id, run])) });
  }

  async function showNotices(engine: EngineLink): Promise<void> {
    if (!listeners.canShowNotices()) return;
    clearTimeout(quietTimer);
    const { notices, nextAt } = await engine.inbox.takeDesktop();
    for (const notice of notices) listeners.notice(notice);
    // Nothing announces that quiet hours are over.
    if (nextAt !== null) quietTimer = setTimeout(() => void showNotices(engine).catch(() => {}), Math.max(0, nextAt - Date.now())).unref();
  }

  async function onNotice(engine: EngineLink, notice: Notice): Promise<void> {
    if (notice.type === "watching") {
      await readAll(engine);
      await showNotices(engine);
    } else if (notice.type === "inbox.changed" || notice.type === "alert.changed") await showNotices(engine);
    else if (notice.type === "run.changed") change(withRun(activity, notice.run));
    else if (notice.type === "projects.changed") change({ ...activity, projects: await engine.projects.list() });
    else if (notice.type === "settings.changed") {
      listeners.settings(await engine.app.settings());
      // It may not be quiet any more.
      await showNotices(engine);
    }
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
