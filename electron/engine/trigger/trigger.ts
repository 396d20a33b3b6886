import type { ProjectId } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import { secondMs } from "../../../shared/time.ts";
import { ProjectTriggers, type TriggerPorts } from "./project-triggers.ts";

export type { Firing } from "./decide.ts";
export type { TriggerPorts } from "./project-triggers.ts";
export { watchSaves } from "./watch-saves.ts";

/** What the system does not tell (a watch that was lost, a clock that was put) is noticed within this time. */
const tickMs = 30 * secondMs;

/** A window that opens has everything to itself first. */
const firstMs = secondMs;

/** Projects change in several rows. */
const settleMs = 100;

/** A timer may come a little before its time. */
const marginMs = 20;

/**
 * Watches all listed projects that are trusted, and fires their triggers. Any number of processes may do so for the same
 * history: each change fires once. Returns the disposer. It keeps no process alive.
 */
export function superviseTriggers(ports: TriggerPorts): () => void {
  const { store, now } = ports;
  const projects = new Map<ProjectId, { readonly triggers: ProjectTriggers; paused: string }>();
  let tickTimer: NodeJS.Timeout | null = null;
  let syncTimer: NodeJS.Timeout | null = null;
  let isClosed = false;

  function sync(): void {
    syncTimer = null;
    const listed = store.read(({ projects: table, triggers }) =>
      table.list().map((project) => ({ project, states: triggers.ofProject(project.id) })),
    );
    if (!listed.ok || isClosed) return;
    const trusted = listed.value.filter(({ project }) => project.trusted);
    for (const [id, { triggers }] of projects) {
      if (trusted.some(({ project }) => project.id === id && project.path === triggers.path)) continue;
      triggers.close();
      projects.delete(id);
    }
    for (const { project, states } of listed.value) {
      // What happens while a project is not trusted is never caught up.
      if (!project.trusted && states.some(({ seen }) => seen !== null)) store.write(({ triggers }) => triggers.forgetSeen(project.id));
    }
    for (const { project, states } of trusted) {
      const paused = JSON.stringify(states.filter(({ isPaused }) => isPaused).map(({ key }) => key));
      const known = projects.get(project.id);
      if (known === undefined) {
        const triggers = new ProjectTriggers(project, ports);
        projects.set(project.id, { triggers, paused });
        void triggers.refresh().then(schedule);
      } else if (known.paused !== paused) {
        known.paused = paused;
        known.triggers.look();
      }
    }
  }

  function schedule(): void {
    if (isClosed) return;
    if (tickTimer !== null) clearTimeout(tickTimer);
    const nowMs = now();
    const due = [...projects.values()].flatMap(({ triggers }) => triggers.nextDue(nowMs) ?? []);
    tickTimer = setTimeout(tick, Math.min(tickMs, ...due.map((at) => Math.max(0, at - nowMs) + marginMs))).unref();
  }

  function tick(): void {
    void Promise.all([...projects.values()].map(({ triggers }) => triggers.tick())).then(schedule);
  }

  syncTimer = setTimeout(sync, firstMs).unref();
  const stopWatching = store.watch((events) => {
    if (events.some(({ type }) => type === "project")) syncTimer ??= setTimeout(sync, settleMs).unref();
    if (events.some((event) => event.type === "run" && (isTerminal(event.status) || event.status === "waiting")))
      for (const { triggers } of projects.values()) triggers.runEnded();
  });
  return () => {
    isClosed = true;
    stopWatching();
    for (const timer of [tickTimer, syncTimer]) if (timer !== null) clearTimeout(timer);
    for (const { triggers } of projects.values()) triggers.close();
    projects.clear();
  };
}
