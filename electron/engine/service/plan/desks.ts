import { statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { minuteMs, secondMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { planLockFile } from "../../data-folder.ts";
import {
  createPlanGitKey,
  openPlanFolder,
  type PlanFault,
  type PlanFolder,
  type PlanGit,
  readMe,
  readPlanGit,
  refused,
} from "../../plan/plan.ts";
import { createProcessLock, type ProcessLock, type Store, type StoredProject, type StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { createSources, type Sources } from "./sources.ts";
import type { UndoLog } from "./undo-log.ts";
import { createUndoLog } from "./undo-log.ts";

/** Why the plan was not read or changed. */
export type PlanFailure = NotFound | StoreFailure | PlanFault | Failure<"folder-missing">;

/** A project's plan as the service keeps it. */
export interface Desk {
  readonly project: StoredProject;
  readonly folder: PlanFolder;
  readonly undo: UndoLog;
  readonly sources: Sources;
  /** The one who works here; `null` when git is not told. */
  me(): Promise<string | null>;
  /** What git says; `generation` is that of the files. Kept as long as neither moved. */
  git(generation: number): Promise<PlanGit>;
  /** One change after another, also of other processes: none may overwrite another one, or take its number. */
  inTurn<Value>(work: () => Promise<Result<Value, PlanFailure>>): Promise<Result<Value, PlanFailure>>;
}

/** All plans that were asked for. */
export interface Desks {
  of(projectId: ProjectId): Result<Desk, PlanFailure>;
  close(): void;
}

/** Git's settings may change where nothing tells of it. */
const longestMs = minuteMs;
/** A change takes some milliseconds; one that has git stage a merge may take longer. */
const longestWaitMs = 20 * secondMs;
const stepMs = 10;

/** `onChange` makes every plan that is looked at watched; without it none is. */
export function createDesks(store: Store, now: Clock, onChange: ((projectId: ProjectId) => void) | null): Desks {
  const desks = new Map<ProjectId, KeptDesk>();
  return {
    of: (projectId) => {
      const found = findProject(store, projectId);
      if (!found.ok) return found;
      const project = found.value;
      if (statSync(project.path, { throwIfNoEntry: false })?.isDirectory() !== true) {
        return err(failure("folder-missing", `${project.path} is not there.`, "Put it back, or take the project off the list."));
      }
      const known = desks.get(projectId);
      if (known?.project.path === project.path) {
        // Its trust may have changed.
        known.project = project;
        return ok(known);
      }
      known?.close();
      const parts = { now, lock: createProcessLock(planLockFile(store.folder, projectId)), sources: createSources(store, projectId) };
      const desk = new KeptDesk(project, parts, onChange === null ? null : () => onChange(projectId));
      desks.set(projectId, desk);
      return ok(desk);
    },
    close: () => {
      for (const desk of desks.values()) desk.close();
      desks.clear();
    },
  };
}

class KeptDesk implements Desk {
  project: StoredProject;
  readonly folder: PlanFolder;
  readonly undo = createUndoLog();
  readonly sources: Sources;
  readonly #now: Clock;
  readonly #lock: ProcessLock;
  #turn: Promise<unknown> = Promise.resolve();
  #me: { atMs: number; answer: Promise<string | null> } | null = null;
  #gitKey: Promise<() => string> | null = null;
  #git: { key: string; atMs: number; answer: Promise<PlanGit> } | null = null;

  constructor(
    project: StoredProject,
    { now, lock, sources }: { now: Clock; lock: ProcessLock; sources: Sources },
    onChange: (() => void) | null,
  ) {
    this.project = project;
    this.sources = sources;
    this.#now = now;
    this.#lock = lock;
    this.folder = openPlanFolder(project.path, now, onChange);
  }

  me(): Promise<string | null> {
    const atMs = this.#now();
    if (this.#me === null || atMs - this.#me.atMs > longestMs) {
      this.#me = { atMs, answer: readMe(this.project.path, { isTrusted: this.project.trusted }) };
    }
    return this.#me.answer;
  }

  async git(generation: number): Promise<PlanGit> {
    const atMs = this.#now();
    const isOld = this.#git === null || atMs - this.#git.atMs > longestMs;
    // Where there was no repository there may be one by now.
    if (isOld) this.#gitKey = null;
    this.#gitKey ??= createPlanGitKey(this.project.path);
    const key = `${(await this.#gitKey)()} ${generation} ${this.project.trusted}`;
    if (isOld || this.#git === null || this.#git.key !== key) {
      this.#git = { key, atMs, answer: readPlanGit(this.project.path, { isTrusted: this.project.trusted }) };
    }
    return this.#git.answer;
  }

  inTurn<Value>(work: () => Promise<Result<Value, PlanFailure>>): Promise<Result<Value, PlanFailure>> {
    const result = this.#turn.then(() => this.#alone(work));
    this.#turn = result.catch(() => {});
    return result;
  }

  close(): void {
    this.folder.close();
    this.#lock.close();
  }

  async #alone<Value>(work: () => Promise<Result<Value, PlanFailure>>): Promise<Result<Value, PlanFailure>> {
    for (let waitedMs = 0; ; waitedMs += stepMs) {
      const taken = this.#lock.take();
      if (!taken.ok) return taken;
      if (taken.value) break;
      if (waitedMs >= longestWaitMs) return err(refused("Another program is changing the plan.", "Try again when it is done."));
      await sleep(stepMs);
    }
    try {
      this.folder.doubt();
      return await work();
    } finally {
      this.#lock.give();
    }
  }
}
