import type { TriggerEntry, TriggerList } from "../../../shared/contract/triggers.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { nearest } from "../../../shared/nearest.ts";
import { type PlannedTrigger, whatOf } from "../../../shared/pipeline/planned-trigger.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { readHead } from "../git/git.ts";
import { loadPipeline } from "../pipeline/pipeline.ts";
import { cancelRun, type HostProgram } from "../run/run.ts";
import { parseSchedule } from "../schedule/schedule.ts";
import type { Store, StoredProject, StoredTrigger, StoreFailure } from "../store/store.ts";
import { superviseTriggers } from "../trigger/trigger.ts";
import type { NotFound } from "./not-there.ts";
import { findProject } from "./projects.ts";
import { createRunStarter } from "./runs.ts";

/** The `triggers` area of the contract. */
export interface TriggerService {
  list(input: { projectId: ProjectId }): Promise<Result<TriggerList, NotFound | StoreFailure>>;
  pause(input: { projectId: ProjectId; key: string; isPaused: boolean }): Promise<Result<undefined, NotFound | StoreFailure>>;
}

/** Tells of triggers and holds them back; from now on they fire, until `close` is called. */
export function createTriggerService(store: Store, hostProgram: HostProgram, now: Clock): TriggerService & { close(): void } {
  const start = createRunStarter(store, hostProgram, now);
  const close = superviseTriggers({
    store,
    now,
    start: async (project, { kind, stages }, { detail, group, branch, revision }) => {
      const cause = { detail, group, branch };
      const started = await start(project.id, { stages, only: false, trigger: kind, cause, usesCache: true, revision, rerun: null });
      return started.ok ? ok(started.value.runId) : started;
    },
    replace: (run) => cancelRun(store, run, null, now, "replaced-by-newer"),
  });
  return {
    close,
    list: async ({ projectId }) => {
      const project = findProject(store, projectId);
      return project.ok ? listTriggers(store, project.value, now()) : project;
    },
    pause: async ({ projectId, key, isPaused }) => {
      const project = findProject(store, projectId);
      return project.ok ? pauseTrigger(store, project.value, key, isPaused, now()) : project;
    },
  };
}

/** The triggers of a project's pipeline and how each stands. */
export async function listTriggers(store: Store, project: StoredProject, nowMs: number): Promise<Result<TriggerList, StoreFailure>> {
  const { plan, problems } = await loadPipeline(project.path);
  const needsGit = plan.triggers.some(({ kind, usesCheckout }) => kind !== "schedule" || usesCheckout);
  const head = needsGit ? await readHead(project.path) : null;
  const hasRepository = head?.ok !== false || head.failure.code !== "not-a-repository";
  const listed = store.read(({ triggers, runs }) =>
    plan.triggers.map((trigger): TriggerEntry => {
      const stored = triggers.get(project.id, trigger.key);
      const run = stored.runId === null ? null : runs.get(stored.runId);
      return {
        ...entryOf(project, trigger, stored, hasRepository, nowMs),
        lastRun: run === null ? null : { id: run.id, number: run.number, status: run.status },
      };
    }),
  );
  if (!listed.ok) return listed;
  const [first] = problems;
  return ok({
    triggers: listed.value,
    problem: first === undefined ? null : `${first.file}:${first.line}:${first.column}: ${first.message}`,
  });
}

/** Holds a trigger back, or lets it go on. */
export async function pauseTrigger(
  store: Store,
  project: StoredProject,
  key: string,
  isPaused: boolean,
  nowMs: number,
): Promise<Result<undefined, NotFound | StoreFailure>> {
  const { plan } = await loadPipeline(project.path);
  const keys = plan.triggers.map((trigger) => trigger.key);
  if (!keys.includes(key)) {
    const near = nearest(key, keys);
    const known = keys.length === 0 ? "The pipeline has no triggers." : `There are ${keys.join(", ")}.`;
    return err(failure("not-found", `There is no trigger ${JSON.stringify(key)}.`, near === null ? known : `Did you mean ${near}?`));
  }
  const written = store.write(({ triggers }) => {
    if (triggers.get(project.id, key).isPaused !== isPaused) triggers.pause(project.id, key, isPaused, nowMs);
  });
  return written.ok ? ok(undefined) : written;
}

function entryOf(
  project: StoredProject,
  trigger: PlannedTrigger,
  { isPaused, fault, firedAt }: StoredTrigger,
  hasRepository: boolean,
  nowMs: number,
): Omit<TriggerEntry, "lastRun"> {
  const { key, kind, stages, usesCheckout, cancelsOlder } = trigger;
  const isWithoutGit = !hasRepository && (kind !== "schedule" || usesCheckout);
  const state = !project.trusted ? "not-trusted" : isPaused ? "paused" : isWithoutGit ? "no-repository" : "active";
  const schedule = trigger.schedule === null || state !== "active" ? null : parseSchedule(trigger.schedule, trigger.zone);
  return {
    ...{ key, kind, what: whatOf(trigger), stages: [...stages], usesCheckout, cancelsOlder },
    ...{ state, fault, lastFiredAt: firedAt, nextDueAt: schedule?.ok ? schedule.value.nextDue(nowMs) : null },
  };
}
