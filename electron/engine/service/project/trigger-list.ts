import type { TriggerEntry, TriggerList } from "../../../../shared/contract/triggers.ts";
import { nearest } from "../../../../shared/nearest.ts";
import { type PlannedTrigger, whatOf } from "../../../../shared/pipeline/planned-trigger.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { readHead } from "../../git/git.ts";
import { loadPipeline } from "../../pipeline/pipeline.ts";
import { parseSchedule } from "../../schedule/schedule.ts";
import type { Store, StoredProject, StoredTrigger, StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";

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
