import type { ProjectId } from "../../../../shared/ids.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { minuteMs, secondMs } from "../../../../shared/time.ts";
import type { Store, StoredEvent, StoredProject } from "../../store/store.ts";
import { refuseToRun } from "../run/may-run.ts";
import { type AutomaticParts, deployAutomatically } from "./automatic.ts";
import { findEnvironment } from "./facts.ts";
import { type LookParts, lookAtEnvironment } from "./target-looks.ts";

/** What the system does not tell, such as a file that was changed, is noticed within this time. */
const tickMs = minuteMs;

/** How soon to look again at a target that could not be reached. */
const lookAgainMs = 50 * secondMs;

/** A window that opens has everything to itself first. */
const firstMs = secondMs;

/** A release, a run and a deployment change in several rows. */
const settleMs = 100;

/** A timer may come a little before its time. */
const marginMs = 20;

/**
 * Watches all trusted projects of the list: deploys what goes somewhere by itself, and looks at targets of which nobody knows
 * what they serve. Any number of processes may do so for the same history. Returns the disposer. It keeps no process alive.
 */
export function watchDeployments(automatic: AutomaticParts, looking: LookParts): () => void {
  const { store, now } = automatic;
  const waiting = new Set<ProjectId>();
  const busy = new Map<ProjectId, Promise<void>>();
  const dueMs = new Map<ProjectId, number>();
  let settling: NodeJS.Timeout | null = null;
  let ticking: NodeJS.Timeout | null = null;
  let isClosed = false;

  async function visit(project: StoredProject): Promise<void> {
    if ((await refuseToRun(project)) !== null) return;
    await makeSure(looking, project, null);
    const again = isClosed ? null : (await deployAutomatically(automatic, project)).lookAgainAtMs;
    if (again === null) dueMs.delete(project.id);
    else dueMs.set(project.id, again);
  }

  /** One visit of a project at a time; what happens meanwhile is followed by another. */
  function visitSoon(id: ProjectId): void {
    if (isClosed) return;
    if (busy.has(id)) {
      waiting.add(id);
      return;
    }
    const project = store.read(({ projects }) => projects.get(id));
    if (!project.ok || project.value?.trusted !== true) return;
    const visiting = visit(project.value).finally(() => {
      busy.delete(id);
      schedule();
      if (waiting.delete(id)) visitSoon(id);
    });
    busy.set(id, visiting);
  }

  function visitAll(): void {
    const projects = store.read((tables) => tables.projects.list());
    for (const { id } of projects.ok ? projects.value : []) visitSoon(id);
    schedule();
  }

  function schedule(): void {
    if (isClosed) return;
    if (ticking !== null) clearTimeout(ticking);
    const soonestMs = Math.min(tickMs, ...[...dueMs.values()].map((at) => Math.max(0, at - now()) + marginMs));
    ticking = setTimeout(visitAll, soonestMs).unref();
  }

  const changed = new Set<ProjectId>();
  const stopWatching = store.watch((events) => {
    for (const id of projectsOf(store, events)) changed.add(id);
    if (changed.size === 0 || isClosed) return;
    settling ??= setTimeout(() => {
      settling = null;
      for (const id of changed) visitSoon(id);
      changed.clear();
    }, settleMs).unref();
  });
  ticking = setTimeout(visitAll, firstMs).unref();
  return () => {
    isClosed = true;
    stopWatching();
    for (const timer of [settling, ticking]) if (timer !== null) clearTimeout(timer);
  };
}

/** Projects in which something happened that may let a release go somewhere. */
function projectsOf(store: Store, events: readonly StoredEvent[]): ProjectId[] {
  const ended = events.filter((event) => event.type === "run" && isTerminal(event.status));
  const ofRuns = store.read(({ runs }) => ended.flatMap((event) => ("runId" in event ? (runs.get(event.runId)?.projectId ?? []) : [])));
  const others = events.flatMap((event) => (isAboutReleases(event) ? event.projectId : []));
  return [...(ofRuns.ok ? ofRuns.value : []), ...others];
}

function isAboutReleases(event: StoredEvent): event is StoredEvent & { readonly projectId: ProjectId } {
  return event.type === "release" || event.type === "deployment" || event.type === "environments" || event.type === "project";
}

/** Looks at a target whose last deployment vanished; `null` looks at all of them, and at one out of reach now and then. */
export async function makeSure(parts: LookParts, project: StoredProject, name: string | null): Promise<void> {
  const { store, now } = parts;
  const read = store.read(({ deployments, environments }) =>
    deployments
      .lost()
      .filter(({ projectId, environment }) => projectId === project.id && (name === null || environment === name))
      .map((lost) => ({ lost, lookedAt: environments.get(project.id, lost.environment).drift?.lookedAt ?? 0 })),
  );
  if (!read.ok || !project.trusted) return;
  for (const [environment, vanished] of Map.groupBy(read.value, ({ lost }) => lost.environment)) {
    const hasLooked = vanished.every(({ lost, lookedAt }) => lookedAt >= (lost.finishedAt ?? 0) && now() - lookedAt < lookAgainMs);
    if (name === null && hasLooked) continue;
    const planned = await findEnvironment(project, environment);
    // One that the file does not name any more is where it was when it was deployed to.
    const place = planned.ok ? planned.value : vanished[0]?.lost.plan;
    if (place !== undefined) await lookAtEnvironment(parts, project, place);
  }
}
