import type { Service, ServiceLog, ServiceStart } from "../../../../shared/contract/services.ts";
import type { ProjectId, ServiceId } from "../../../../shared/ids.ts";
import { nearest } from "../../../../shared/nearest.ts";
import type { PlannedService } from "../../../../shared/pipeline/planned-service.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { type HostFailure, makeSureOfHost, neededBy, needing, type ServiceHostProgram } from "../../operate/operate.ts";
import { createOperationsReader, pipelineFileName } from "../../pipeline/pipeline.ts";
import type { ServiceAsk, Store, StoredProject, StoredService, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { refuseToRun } from "../run/may-run.ts";

type ByNames = { readonly projectId: ProjectId; readonly names: readonly string[] };

/** Why nothing was told to the host of services. */
type AskFailure = NotFound | StoreFailure | HostFailure | Failure<"folder-missing" | "not-trusted" | "pipeline-invalid" | "unknown-name">;

/** The `services` area of the contract. */
export interface ServiceService {
  list(input: { projectId: ProjectId }): Promise<Result<ServiceList, NotFound | StoreFailure>>;
  get(input: { serviceId: ServiceId }): Promise<Result<ServicePage, NotFound | StoreFailure>>;
  start(input: ByNames): Promise<Result<undefined, AskFailure>>;
  stop(input: ByNames): Promise<Result<undefined, AskFailure>>;
  restart(input: ByNames): Promise<Result<undefined, AskFailure>>;
  /** Ends all that a project keeps running, whatever its file or its folder has become. */
  stopAll(projectId: ProjectId): Promise<Result<undefined, StoreFailure | HostFailure>>;
}

interface ServiceList {
  readonly services: Service[];
  readonly source: string;
  readonly problem: string | null;
}

interface ServicePage {
  readonly service: Service;
  readonly starts: ServiceStart[];
  readonly logs: ServiceLog[];
}

/** So many starts are told. */
const mostStarts = 100;

/** What the service needs to know of the rest. */
export interface ServiceParts {
  readonly store: Store;
  /** `null` where none can be started. */
  readonly serviceHost: ServiceHostProgram | null;
  readonly now: Clock;
}

/** Tells of services, and tells their host what a person wants. */
export function createServiceService({ store, serviceHost, now }: ServiceParts): ServiceService {
  const readOperations = createOperationsReader();

  async function load(project: StoredProject): Promise<Result<Loaded, StoreFailure>> {
    const { operations, problem } = await readOperations(project.path);
    const known = store.read(({ services }) => services.ofProject(project.id));
    if (!known.ok) return known;
    if (operations === null) return ok({ ...asLastStarted(known.value), stored: known.value, problem });
    const names = new Set(known.value.map(({ name }) => name));
    const loaded = { planned: operations.services, source: operations.servicesSource, lines: operations.lines.services, problem };
    if (operations.services.every(({ name }) => names.has(name))) return ok({ ...loaded, stored: known.value });
    const added = store.write(({ services }) => {
      services.add(project.id, operations.services, now());
      return services.ofProject(project.id);
    });
    return added.ok ? ok({ ...loaded, stored: added.value }) : added;
  }

  /** What of the project is asked for; the project may be started from only where it `runs` something. */
  async function prepare(projectId: ProjectId): Promise<Result<{ project: StoredProject; loaded: Loaded }, NotFound | StoreFailure>> {
    const project = findProject(store, projectId);
    if (!project.ok) return project;
    const loaded = await load(project.value);
    return loaded.ok ? ok({ project: project.value, loaded: loaded.value }) : loaded;
  }

  async function tell(
    project: ProjectId,
    asked: readonly StoredService[],
    what: ServiceAsk,
    plans: readonly PlannedService[],
  ): Promise<Result<undefined, StoreFailure | HostFailure>> {
    if (asked.length === 0) return ok(undefined);
    const written = store.write(({ services }) => {
      for (const { id, name } of asked) services.ask(id, what, plans.find((plan) => plan.name === name) ?? null, now());
    });
    if (!written.ok) return written;
    const told = await makeSureOfHost(store, project, serviceHost);
    return told.ok ? ok(undefined) : told;
  }

  async function bring({ projectId, names }: ByNames, what: "start" | "restart"): Promise<Result<undefined, AskFailure>> {
    const prepared = await prepare(projectId);
    if (!prepared.ok) return prepared;
    const { project, loaded } = prepared.value;
    const refused = await refuseToRun(project);
    if (refused !== null) return err(refused);
    const { planned, stored, problem } = loaded;
    if (problem !== null) return err(failure("pipeline-invalid", problem, "See millrace validate."));
    const unknown = refuseUnknown(names, planned);
    if (unknown !== null) return err(unknown);
    const named = new Set(names.length === 0 ? planned.map(({ name }) => name) : names);
    const needed = neededBy(planned, named);
    const of = (wanted: ReadonlySet<string>) => stored.filter(({ name }) => wanted.has(name));
    if (what === "start") return tell(projectId, of(needed), "start", planned);
    // What the named ones need is only started.
    const started = await tell(
      projectId,
      of(needed).filter(({ name }) => !named.has(name)),
      "start",
      planned,
    );
    return started.ok ? tell(projectId, of(named), "restart", planned) : started;
  }

  return {
    list: async ({ projectId }) => {
      const prepared = await prepare(projectId);
      if (!prepared.ok) return prepared;
      const { planned, lines, stored, source, problem } = prepared.value.loaded;
      const inFile = planned.flatMap((plan) => stored.filter(({ name }) => name === plan.name).map((one) => [one, plan] as const));
      const others = stored.filter((one) => isThere(one) && !planned.some(({ name }) => name === one.name));
      const read = store.read(({ services }) =>
        [...inFile, ...others.map((one) => [one, null] as const)].map(([one, plan]) =>
          describe(one, plan, lines, services.logs(one.id)[0] ?? null),
        ),
      );
      if (!read.ok) return read;
      return ok({ services: read.value, source, problem });
    },
    get: async ({ serviceId }) => {
      const stored = found(
        store.read(({ services }) => services.get(serviceId)),
        `Service ${serviceId}`,
      );
      if (!stored.ok) return stored;
      const prepared = await prepare(stored.value.projectId);
      if (!prepared.ok) return prepared;
      const { planned, lines } = prepared.value.loaded;
      const plan = planned.find(({ name }) => name === stored.value.name) ?? null;
      return store.read(({ services }) => {
        const logs = services.logs(serviceId);
        const service = describe(stored.value, plan, lines, logs[0] ?? null);
        return { service, starts: services.starts(serviceId, mostStarts), logs };
      });
    },
    start: (input) => bring(input, "start"),
    stop: async ({ projectId, names }) => {
      const prepared = await prepare(projectId);
      if (!prepared.ok) return prepared;
      const { stored, planned } = prepared.value.loaded;
      const unknown = refuseUnknown(names, [...planned, ...stored]);
      if (unknown !== null) return err(unknown);
      const running = stored.map(({ plan }) => plan);
      const named = new Set(names.length === 0 ? stored.map(({ name }) => name) : names);
      const stopped = needing(running, named);
      return tell(
        projectId,
        stored.filter((one) => stopped.has(one.name) && isThere(one)),
        "stop",
        [],
      );
    },
    restart: (input) => bring(input, "restart"),
    stopAll: async (projectId) => {
      const stored = store.read(({ services }) => services.ofProject(projectId));
      return stored.ok ? tell(projectId, stored.value.filter(isThere), "stop", []) : stored;
    },
  };
}

interface Loaded {
  readonly planned: readonly PlannedService[];
  readonly source: string;
  readonly lines: Readonly<Record<string, number>>;
  readonly stored: readonly StoredService[];
  readonly problem: string | null;
}

/** What is known of services whose file cannot be read. Their lines are not: the file is opened at its first one. */
function asLastStarted(stored: readonly StoredService[]): Pick<Loaded, "planned" | "source" | "lines"> {
  return {
    planned: stored.filter(isThere).map(({ plan }) => plan),
    source: pipelineFileName,
    lines: Object.fromEntries(stored.map(({ name }) => [name, 1])),
  };
}

/** Whether something of it runs, or would. */
function isThere({ life, ask, process }: StoredService): boolean {
  return process !== null || ask !== null || life.isWanted || life.state !== "stopped";
}

function refuseUnknown(names: readonly string[], known: readonly { readonly name: string }[]): Failure<"unknown-name"> | null {
  const all = known.map(({ name }) => name);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown === undefined) return null;
  const near = nearest(unknown, all);
  const hint = near === null ? "See millrace services list." : `Did you mean ${near}?`;
  return failure("unknown-name", `There is no service ${JSON.stringify(unknown)}.`, hint);
}

/** `plan`: as the file says now; `null` when it has the service no more. */
function describe(stored: StoredService, plan: PlannedService | null, lines: Loaded["lines"], log: ServiceLog | null): Service {
  const { life, process } = stored;
  const { description, run, needs, ports } = plan ?? stored.plan;
  return {
    ...{ id: stored.id, projectId: stored.projectId, name: stored.name, description, run },
    ...{ needs: [...needs], ports: [...ports], line: plan === null ? 0 : (lines[plan.name] ?? 0), log },
    ...{ state: life.state, detail: life.detail, isWanted: life.isWanted, since: life.since },
    ...{ restarts: life.restarts, nextStartAt: life.state === "backing-off" ? life.nextStartAt : null },
    pid: process?.pid ?? null,
    startedAt: process === null ? null : life.startedAt,
    lastExit: stored.lastExit,
    ...{ cpuPercent: stored.cpuPercent, memoryBytes: stored.memoryBytes },
    isCurrent: process === null || (plan !== null && JSON.stringify(plan) === JSON.stringify(stored.plan)),
  };
}
