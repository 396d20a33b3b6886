import type { Check, Monitor, MonitorSpan, UptimeBar } from "../../../../shared/contract/monitors.ts";
import type { MonitorId, ProjectId } from "../../../../shared/ids.ts";
import type { PlannedMonitor } from "../../../../shared/pipeline/planned-monitor.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { observe } from "../../alert/alert.ts";
import type { Clock } from "../../clock.ts";
import {
  askForCheck,
  barsOf,
  connectToWatch,
  endedSpans,
  type MonitorHostFailure,
  type MonitorHostProgram,
  standingAt,
  withUnknown,
} from "../../monitor/monitor.ts";
import { createOperationsReader, type OperationsReader } from "../../pipeline/pipeline.ts";
import type { Store, StoredMonitor, StoredProject, StoreFailure, Tables } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { describeMonitor, mostSpans } from "./describe.ts";

/** The `monitors` area of the contract. */
export interface MonitorService {
  list(input: {
    projectId: ProjectId;
  }): Promise<Result<{ monitors: Monitor[]; problem: string | null; isWatched: boolean }, NotFound | StoreFailure>>;
  get(input: {
    monitorId: MonitorId;
  }): Promise<Result<{ monitor: Monitor; checks: Check[]; spans: MonitorSpan[] }, NotFound | StoreFailure>>;
  bars(input: {
    projectId: ProjectId;
    from: number;
    to: number;
    bars: number;
    monitorIds: readonly MonitorId[];
  }): Promise<Result<{ monitors: { monitorId: MonitorId; bars: UptimeBar[] }[] }, NotFound | StoreFailure>>;
  check(input: { monitorId: MonitorId }): Promise<Result<Check, NotFound | StoreFailure | CheckFailure>>;
  pause(input: { monitorId: MonitorId }): Result<undefined, NotFound | StoreFailure>;
  resume(input: { monitorId: MonitorId }): Result<undefined, NotFound | StoreFailure>;
  silence(input: { monitorId: MonitorId; until: number | null }): Result<undefined, NotFound | StoreFailure>;
}

/** Why nobody looked. */
export type CheckFailure = MonitorHostFailure | Failure<"not-trusted" | "unknown-name">;

/** What the area works with. */
export interface MonitorParts {
  readonly store: Store;
  /** `null` where none can be started. */
  readonly monitorHost: MonitorHostProgram | null;
  readonly now: Clock;
}

/** What is told of one monitor at once. */
const mostChecks = 100;
const mostToldSpans = 200;

/** How monitors stand, and what a person asks of them. */
export function createMonitorService({ store, monitorHost, now }: MonitorParts): MonitorService {
  const change = (monitorId: MonitorId, action: (tables: Tables, monitor: StoredMonitor) => void) => {
    const known = findMonitor(store, monitorId);
    if (!known.ok) return known;
    const written = store.write((tables) => action(tables, known.value));
    return written.ok ? ok(undefined) : written;
  };
  const pause = (monitorId: MonitorId, isPaused: boolean) =>
    change(monitorId, (tables, { projectId, name, silencedUntil }) => {
      const at = now();
      tables.monitors.pause(monitorId, isPaused, at);
      const project = tables.projects.get(projectId)?.name ?? "";
      // Whatever the file says: what is not looked at alerts nobody.
      if (isPaused)
        observe(tables, { projectId, project, monitorId, name, rule: null, silencedUntil }, { at, state: "paused", check: null });
    });
  const readOperations = createOperationsReader();
  const isWatched = async () => {
    const socket = await connectToWatch(store);
    socket?.destroy();
    return socket !== null;
  };
  return {
    list: async ({ projectId }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const { operations, problem } = await readOperations(project.value.path);
      const monitors = operations?.monitors ?? [];
      const rows = rowsOf(store, project.value, monitors, now());
      if (!rows.ok) return rows;
      const described = store.read((tables) =>
        monitors.flatMap((planned) => {
          const row = rows.value.get(planned.name);
          return row === undefined ? [] : [describeMonitor(tables, row, planned, operations?.lines.monitors[planned.name] ?? 0, now())];
        }),
      );
      if (!described.ok) return described;
      return ok({ monitors: described.value, problem, isWatched: await isWatched() });
    },
    get: async ({ monitorId }) => {
      const known = await plannedMonitor(store, monitorId, readOperations);
      if (!known.ok) return known;
      const { stored, planned, line } = known.value;
      const nowMs = now();
      return store.read((tables) => {
        const spans = endedSpans(tables.monitors.spans(monitorId, 0, nowMs, mostToldSpans), stored, nowMs);
        const isOver = stored.pausedAt === null && standingAt(stored.standing, nowMs).state === "unknown";
        return {
          monitor: describeMonitor(tables, stored, planned, line, nowMs),
          checks: tables.monitors.checks(monitorId, mostChecks),
          spans: withUnknown(spans, isOver, nowMs).slice(0, mostToldSpans),
        };
      });
    },
    bars: async ({ projectId, from, to, bars: count, monitorIds }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const { operations } = await readOperations(project.value.path);
      const rows = rowsOf(store, project.value, operations?.monitors ?? [], now());
      if (!rows.ok) return rows;
      const nowMs = now();
      return store.read(({ monitors }) => ({
        monitors: [...rows.value.values()]
          .filter(({ id }) => monitorIds.length === 0 || monitorIds.includes(id))
          .map((row) => ({
            monitorId: row.id,
            bars: barsOf(endedSpans(monitors.spans(row.id, from, to, mostSpans), row, nowMs), { from, to, count }),
          })),
      }));
    },
    check: async ({ monitorId }) => {
      const known = await plannedMonitor(store, monitorId, readOperations);
      if (!known.ok) return known;
      const { project, planned } = known.value;
      if (!project.trusted) return err(failure("not-trusted", `${project.name} has not been trusted yet.`, "Run something of it first."));
      const checked = await askForCheck(store, monitorHost, monitorId, planned.timeoutMs);
      if (!checked.ok) return checked;
      if (checked.value === null) return err(failure("unknown-name", `Nobody watches ${planned.name}.`, "Look at the file's problems."));
      return ok(checked.value);
    },
    pause: ({ monitorId }) => pause(monitorId, true),
    resume: ({ monitorId }) => pause(monitorId, false),
    silence: ({ monitorId, until }) => change(monitorId, ({ monitors }) => monitors.silence(monitorId, until, now())),
  };
}

function findMonitor(store: Store, id: MonitorId): Result<StoredMonitor, NotFound | StoreFailure> {
  return found(
    store.read(({ monitors }) => monitors.get(id)),
    `Monitor ${id}`,
  );
}

/** A monitor as it is kept and as its file says. */
async function plannedMonitor(
  store: Store,
  id: MonitorId,
  readOperations: OperationsReader,
): Promise<
  Result<
    { readonly stored: StoredMonitor; readonly planned: PlannedMonitor; readonly line: number; readonly project: StoredProject },
    NotFound | StoreFailure
  >
> {
  const stored = findMonitor(store, id);
  if (!stored.ok) return stored;
  const project = findProject(store, stored.value.projectId);
  if (!project.ok) return project;
  const { operations, problem } = await readOperations(project.value.path);
  if (operations === null) return err(failure("not-found", problem ?? "", "What its file watches is not known until it can be read."));
  const planned = operations.monitors.find(({ name }) => name === stored.value.name);
  if (planned === undefined)
    return err(failure("not-found", `The file of ${project.value.name} does not name the monitor ${stored.value.name} any more.`));
  return ok({ stored: stored.value, planned, line: operations.lines.monitors[planned.name] ?? 0, project: project.value });
}

/** The rows of these monitors by name, in their order; those that were never looked at get theirs now. */
function rowsOf(
  store: Store,
  project: StoredProject,
  planned: readonly PlannedMonitor[],
  nowMs: number,
): Result<ReadonlyMap<string, StoredMonitor>, StoreFailure> {
  const names = planned.map(({ name }) => name);
  const read = () =>
    store.read(({ monitors }) => {
      const known = new Map(monitors.ofProject(project.id).map((row) => [row.name, row]));
      return new Map(names.flatMap((name) => (known.has(name) ? [[name, known.get(name) as StoredMonitor]] : [])));
    });
  const first = read();
  if (!first.ok || first.value.size === names.length) return first;
  const made = store.write(({ monitors }) => monitors.ensure(project.id, names, nowMs));
  return made.ok ? read() : made;
}
