import { type FSWatcher, watch } from "node:fs";
import { basename, dirname, join } from "node:path";
import { findPlan, planPath } from "./plan-place.ts";

/** Watches the plan of a project, also one that is not there yet. */
export interface PlanWatch {
  /** The files that changed since this was asked last; `null` when that is not known. */
  take(planFolder: string): Set<string> | null;
  close(): void;
}

/** An editor writes several times within one save, and git many files within one command. */
const settleMs = 150;
/** More changed files are not told apart. */
const mostNames = 5_000;

/** Starts to watch; `onChange` is called once things are quiet. Watching never keeps a process alive by itself. */
export function watchPlan(projectFolder: string, onChange: () => void): PlanWatch {
  return new WatchedPlan(projectFolder, onChange);
}

class WatchedPlan implements PlanWatch {
  readonly #projectFolder: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | null = null;
  /** What is watched: the plan's folder, or the next one above it that is there. */
  #place: string | null = null;
  #changed: Set<string> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(projectFolder: string, onChange: () => void) {
    this.#projectFolder = projectFolder;
    this.#onChange = onChange;
    this.#arm();
  }

  take(planFolder: string): Set<string> | null {
    if (this.#place !== planFolder) this.#arm();
    const taken = this.#changed;
    this.#changed = this.#place === planFolder && this.#watcher !== null ? new Set() : null;
    return taken;
  }

  close(): void {
    this.#isClosed = true;
    this.#disarm();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #disarm(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#place = null;
    this.#changed = null;
  }

  /** Until the first look afterwards nothing is known of what changed before. */
  #arm(): void {
    this.#disarm();
    if (this.#isClosed) return;
    const plan = findPlan(this.#projectFolder);
    if (plan.kind === "outside") return;
    const last = join(this.#projectFolder, planPath);
    const places = plan.kind === "there" ? [plan.folder] : [dirname(last), this.#projectFolder];
    for (const place of places) {
      try {
        const watcher = watch(place, { persistent: false }, (event, name) => this.#onEvent(place, plan.kind === "there", event, name));
        watcher.on("error", () => this.#disarm());
        this.#watcher = watcher;
        this.#place = place;
        return;
      } catch {
        // It is not there: the one above tells when it is.
      }
    }
  }

  #onEvent(place: string, isPlan: boolean, event: string, name: string | null): void {
    if (this.#isClosed || this.#place !== place) return;
    if (!isPlan) {
      if (name !== null && !planPath.split("/").includes(name)) return;
      this.#arm();
    } else if (name === null || (event === "rename" && name === basename(place))) this.#arm();
    else if (name.startsWith(".")) return;
    else if (this.#changed !== null) {
      if (this.#changed.size < mostNames) this.#changed.add(name);
      else this.#changed = null;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#onChange();
    }, settleMs).unref();
  }
}
