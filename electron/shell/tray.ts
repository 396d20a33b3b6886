import { join } from "node:path";
import { Menu, type MenuItemConstructorOptions, nativeImage, systemPreferences, Tray } from "electron";
import type { Activity } from "./activity.ts";

/** What the tray's wheel shows: it turns while something runs; a red dot stays until the person looks. */
export type TrayState = "idle" | "running" | "broken";

/** The wheel has eight paddles, so that an eighth of a turn looks like a whole one. */
export const runningFrames = 4;
/** Slow enough to cost nothing, fast enough to be seen turning. */
const frameMs = 250;

export function trayState(activity: Activity): TrayState {
  // A run that waits for a person turns no wheel.
  if ([...activity.active.values()].some(({ status }) => status !== "waiting")) return "running";
  return activity.isBroken ? "broken" : "idle";
}

/** One line on what goes on, for the tooltip and the menu. */
export function trayText(activity: Activity): string {
  const names = new Map(activity.projects.map((project) => [project.id, project.name]));
  const runs = [...activity.active.values()];
  const [first] = runs;
  if (first !== undefined && runs.length === 1)
    return `Run ${first.number} of ${names.get(first.projectId) ?? "a project"} ${first.status === "waiting" ? "waits for approval" : `is ${first.status}`}`;
  if (runs.length > 1) return `${runs.length} runs are under way`;
  return activity.isBroken ? "A run broke" : "Nothing runs";
}

export interface TrayActions {
  open(): void;
  quit(): void;
}

export interface TrayIcon {
  show(activity: Activity): void;
  destroy(): void;
}

/** Puts the wheel into the system's tray. Pictures are `idle`, `broken` and `running-0` to `running-3` in `pictures`. */
export function createTray(pictures: string, platform: NodeJS.Platform, actions: TrayActions): TrayIcon {
  // macOS tints template pictures itself; the dot must stay red, so that picture is no template.
  const picture = (name: string) =>
    nativeImage.createFromPath(join(pictures, platform === "darwin" && name !== "broken" ? `${name}Template.png` : `${name}.png`));
  const tray = new Tray(picture("idle"));
  let timer: NodeJS.Timeout | null = null;
  let state: TrayState = "idle";
  let text: string | null = null;
  tray.on("click", actions.open);

  function turn(frame: number): void {
    tray.setImage(picture(`running-${frame}`));
    timer = setTimeout(() => turn((frame + 1) % runningFrames), frameMs);
  }

  function setState(next: TrayState): void {
    if (next === state) return;
    state = next;
    if (timer) clearTimeout(timer);
    timer = null;
    if (next === "running" && !systemPreferences.getAnimationSettings().prefersReducedMotion) turn(0);
    else tray.setImage(picture(next === "running" ? "running-0" : next));
  }

  return {
    show(activity) {
      setState(trayState(activity));
      // Told with every change of a run; a menu that is built anew closes under the pointer.
      if (text === trayText(activity)) return;
      text = trayText(activity);
      tray.setToolTip(`Millrace: ${text}`);
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(activity, actions)));
    },
    destroy() {
      if (timer) clearTimeout(timer);
      tray.destroy();
    },
  };
}

export function trayMenu(activity: Activity, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: trayText(activity), enabled: false },
    { type: "separator" },
    { label: "Open Millrace", click: actions.open },
    // Runs are processes of their own: nothing is lost, and the label says so where it matters.
    { label: activity.active.size > 0 ? "Quit (runs go on)" : "Quit", click: actions.quit },
  ];
}
