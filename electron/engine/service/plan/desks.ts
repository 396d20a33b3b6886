import { statSync } from "node:fs";
import type { ProjectId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { minuteMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { createPlanGitKey, openPlanFolder, type PlanFault, type PlanFolder, type PlanGit, readMe, readPlanGit } from "../../plan/plan.ts";
import type { Store, StoredProject, StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import type { UndoLog } from "./undo-log.ts";
import { createUndoLog } from "./undo-log.ts";

/** Why the plan was not read or changed. */
export type PlanFailure = NotFound | StoreFailure | PlanFault | Failure<"folder-missing">;

/** A project's plan as the service keeps it. */
export interface Desk {
  readonly project: StoredProject;
  readonly folder: PlanFolder;
  readonly undo: UndoLog;
  /** The one who works here; `null` when git is not told. */
  me(): Promise<string | null>;
  /** What git says; `generation` is that of the files. Kept as long as neither moved. */
  git(generation: number): Promise<PlanGit>;
  /** One change after another: two must not take the same number. */
  inTurn<Value>(work: () => Promise<Value>): Promise<Value>;
}

/** All plans that were asked for. */
export interface Desks {
  of(projectId: ProjectId): Result<Desk, PlanFailure>;
  close(): void;
}

/** Git's settings may change where nothing tells of it. */
const longestMs = minuteMs;

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
      known?.folder.close();
      const desk = new KeptDesk(project, now, onChange === null ? null : () => onChange(projectId));
      desks.set(projectId, desk);
      return ok(desk);
    },
    close: () => {
      for (const { folder } of desks.values()) folder.close();
      desks.clear();
    },
  };
}

class KeptDesk implements Desk {
  project: StoredProject;
  readonly folder: PlanFolder;
  readonly undo = createUndoLog();
  readonly #now: Clock;
  #turn: Promise<unknown> = Promise.resolve();
  #me: { atMs: number; answer: Promise<string | null> } | null = null;
  #gitKey: Promise<() => string> | null = null;
  #git: { key: string; atMs: number; answer: Promise<PlanGit> } | null = null;

  constructor(project: StoredProject, now: Clock, onChange: (() => void) | null) {
    this.project = project;
    this.#now = now;
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

  inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}
