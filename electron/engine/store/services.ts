import type { ServiceLog, ServiceStart, ServiceState } from "../../../shared/contract/services.ts";
import {
  type ProjectId,
  projectId,
  rowOf,
  type ServiceId,
  type ServiceLogId,
  serviceId,
  serviceLogId,
  serviceLogKeyOf,
} from "../../../shared/ids.ts";
import type { PlannedService } from "../../../shared/pipeline/planned-service.ts";
import type { Database, Value } from "./database.ts";

/** What a person can ask of a service. */
export type ServiceAsk = "start" | "stop" | "restart";

/** What its host knows of where a service stands. */
export interface StoredLife {
  readonly state: ServiceState;
  readonly detail: string;
  readonly since: number;
  readonly isWanted: boolean;
  /** Why it is started next, or was started. */
  readonly cause: string;
  /** Why it is to end, or is ending; `null` while it goes on. */
  readonly ending: "stop" | "restart" | "fail" | null;
  /** Restarts in a row. */
  readonly attempts: number;
  /** Restarts by itself since a person started it. */
  readonly restarts: number;
  /** Bad answers in a row. */
  readonly failures: number;
  readonly nextStartAt: number | null;
  readonly startedAt: number | null;
}

/** A process of a service: known by its cookie before it is started, by its pid and identity afterwards. */
export interface StoredProcess {
  readonly cookie: string;
  readonly pid: number | null;
  readonly identity: string | null;
}

/** How the process of a service ended; nothing of it is known when nobody saw it. */
export interface StoredExit {
  readonly at: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A service as it is kept. */
export interface StoredService {
  readonly id: ServiceId;
  readonly projectId: ProjectId;
  readonly name: string;
  /** As what runs was started; of one that does not run, as it was the last time. */
  readonly plan: PlannedService;
  /** As it is started next; `null` when that is the same. */
  readonly nextPlan: PlannedService | null;
  readonly life: StoredLife;
  /** What its host has not heard yet. */
  readonly ask: ServiceAsk | null;
  readonly process: StoredProcess | null;
  readonly lastExit: StoredExit | null;
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  /** The newest of its starts; 0 before the first. */
  readonly startNumber: number;
  /** Where in the newest file of its log it begins what the newest start writes. */
  readonly logOffset: number;
  /** The newest file of its log; 0 before the first. */
  readonly logSequence: number;
}

/** A start that is about to be made. */
export interface NewServiceStart {
  readonly cookie: string;
  readonly cause: string;
  /** Whether a new file of its log begins with it; else it goes on with the newest one, which is `logOffset` long. */
  readonly hasNewLog: boolean;
  readonly logOffset: number;
}

/** What all processes of a service use. */
export interface ServiceUse {
  readonly id: ServiceId;
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  /** How long the newest file of its log is. */
  readonly logBytes: number;
}

/** The tables of services. Every change of where one stands is an event. Who calls for its host makes sure that it is that. */
export interface ServiceTable {
  get(id: ServiceId): StoredService | null;
  ofProject(project: ProjectId): StoredService[];
  /** Makes those known that are not yet. */
  add(project: ProjectId, plans: readonly PlannedService[], now: number): void;
  /** Asks its host for something; what was asked before is void. `plan`: how it is started from then on; `null` leaves that. */
  ask(id: ServiceId, what: ServiceAsk, plan: PlannedService | null, now: number): void;
  /** Keeps where it stands. */
  keep(id: ServiceId, life: StoredLife, now: number): void;
  /** Notes that its host has heard what was asked. */
  heard(id: ServiceId): void;
  /** Notes that it is about to be started as was asked last, with a new file for its log or with the newest one. */
  begin(id: ServiceId, start: NewServiceStart, now: number): void;
  /** Notes its process. */
  began(id: ServiceId, pid: number, identity: string | null): void;
  /** Notes that the newest start is ready. */
  ready(id: ServiceId, now: number): void;
  /** Notes that nothing of it is left. `exit`: how its first process ended, `null` when there was none. */
  ended(id: ServiceId, exit: StoredExit | null): void;
  /** Notes what services use, without an event. */
  noteUse(uses: readonly ServiceUse[]): void;
  /** Up to `limit`, the newest first. */
  starts(id: ServiceId, limit: number): ServiceStart[];
  /** The newest first. */
  logs(id: ServiceId): ServiceLog[];
  log(id: ServiceLogId): ServiceLog | null;
  /** Ends the newest file of its log: nothing of it runs any more. */
  endLog(id: ServiceId, bytes: number, now: number): void;
  /** Ends the newest file of its log with so many bytes, and begins another one. */
  nextLog(id: ServiceId, bytes: number, now: number): void;
  /** Forgets files of its log. */
  removeLogs(id: ServiceId, sequences: readonly number[]): void;
  /** Where the project's host listens; `null` when there is none. */
  host(project: ProjectId): string | null;
  hosts(): { readonly projectId: ProjectId; readonly socket: string }[];
  /** Projects whose services ask for a host: wanted ones that may be started, ones that run, and what was not heard yet. */
  needingHost(): ProjectId[];
  /** Becomes the host in place of the one at `former`. False, and nothing changed, when that is not it any more. */
  claim(project: ProjectId, former: string | null, socket: string): boolean;
  /** Is the host no more. False, and nothing changed, when something was asked, or it is not. */
  leave(project: ProjectId, socket: string): boolean;
}

interface ServiceRow {
  id: number;
  project_id: number;
  name: string;
  plan: string;
  is_wanted: number;
  ask: ServiceAsk | null;
  ask_plan: string | null;
  state: ServiceState;
  detail: string;
  since: number;
  cause: string;
  ending: StoredLife["ending"];
  attempts: number;
  restarts: number;
  failures: number;
  next_start_at: number | null;
  start_number: number;
  log_offset: number;
  log_sequence: number;
  cookie: string | null;
  pid: number | null;
  identity: string | null;
  started_at: number | null;
  exited_at: number | null;
  exit_code: number | null;
  exit_signal: string | null;
  cpu_percent: number | null;
  memory_bytes: number | null;
}

interface LogRow {
  service_id: number;
  sequence: number;
  started_at: number;
  finished_at: number | null;
  bytes: number;
}

/** So many starts of one service are remembered. */
const mostStarts = 1_000;

/** Gives access to the tables. */
export function serviceTable(database: Database): ServiceTable {
  const announce = (row: number, now: number) =>
    void database.run("insert into event (at, project_id, service_id) select ?, project_id, id from service where id = ?", now, row);
  const set = (id: ServiceId, change: string, ...values: Value[]) =>
    void database.run(`update service set ${change} where id = ?`, ...values, rowOf(id));
  const beginLog = (id: ServiceId, now: number) => {
    database.run("update service_log set finished_at = ? where service_id = ? and finished_at is null", now, rowOf(id));
    database.run(
      "insert into service_log (service_id, sequence, started_at) select id, log_sequence, ? from service where id = ?",
      ...[now, rowOf(id)],
    );
  };
  const endLog = (id: ServiceId, bytes: number, now: number) =>
    void database.run(
      "update service_log set finished_at = ?, bytes = ? where service_id = ? and finished_at is null",
      ...[now, bytes, rowOf(id)],
    );
  const host = (project: ProjectId) =>
    database.one<{ socket: string }>("select socket from service_host where project_id = ?", rowOf(project))?.socket ?? null;
  return {
    get: (id) => {
      const row = database.one<ServiceRow>("select * from service where id = ?", rowOf(id));
      return row === undefined ? null : toService(row);
    },
    ofProject: (project) =>
      database.all<ServiceRow>("select * from service where project_id = ? order by name", rowOf(project)).map(toService),
    add: (project, plans, now) => {
      for (const plan of plans)
        database.run(
          "insert into service (project_id, name, plan, since) values (?, ?, ?, ?) on conflict do nothing",
          ...[rowOf(project), plan.name, JSON.stringify(plan), now],
        );
    },
    ask: (id, what, plan, now) => {
      const text = plan === null ? null : JSON.stringify(plan);
      set(id, "ask = ?, ask_plan = coalesce(?, ask_plan), is_wanted = ?", what, text, what === "stop" ? 0 : 1);
      announce(rowOf(id), now);
    },
    keep: (id, life, now) => {
      set(
        id,
        `state = ?, detail = ?, since = ?, is_wanted = ?, cause = ?, ending = ?, attempts = ?, restarts = ?, failures = ?,
          next_start_at = ?, started_at = ?`,
        ...[life.state, life.detail, life.since, life.isWanted ? 1 : 0, life.cause, life.ending, life.attempts, life.restarts],
        ...[life.failures, life.nextStartAt, life.startedAt],
      );
      announce(rowOf(id), now);
    },
    heard: (id) => set(id, "ask = null"),
    begin: (id, { cookie, cause, hasNewLog, logOffset }, now) => {
      const row = rowOf(id);
      set(
        id,
        `plan = coalesce(ask_plan, plan), ask_plan = null, cookie = ?, pid = null, identity = null, start_number = start_number + 1,
          log_sequence = log_sequence + ?, log_offset = ?`,
        ...[cookie, hasNewLog ? 1 : 0, hasNewLog ? 0 : logOffset],
      );
      database.run(
        "insert into service_start (service_id, number, started_at, cause) select id, start_number, ?, ? from service where id = ?",
        ...[now, cause, row],
      );
      database.run(
        "delete from service_start where service_id = ? and number <= (select start_number from service where id = ?) - ?",
        ...[row, row, mostStarts],
      );
      if (hasNewLog) beginLog(id, now);
    },
    began: (id, pid, identity) => set(id, "pid = ?, identity = ?", pid, identity),
    ready: (id, now) =>
      void database.run(
        `update service_start set ready_at = ? where service_id = ? and number = (select start_number from service where id = ?)
          and ready_at is null`,
        ...[now, rowOf(id), rowOf(id)],
      ),
    ended: (id, exit) => {
      set(id, "cookie = null, pid = null, identity = null, cpu_percent = null, memory_bytes = null");
      if (exit === null) {
        database.run(
          "delete from service_start where service_id = ? and number = (select start_number from service where id = ?)",
          ...[rowOf(id), rowOf(id)],
        );
        return;
      }
      set(id, "exited_at = ?, exit_code = ?, exit_signal = ?", exit.at, exit.exitCode, exit.signal);
      database.run(
        `update service_start set finished_at = ?, exit_code = ?, exit_signal = ?
          where service_id = ? and number = (select start_number from service where id = ?)`,
        ...[exit.at, exit.exitCode, exit.signal, rowOf(id), rowOf(id)],
      );
    },
    noteUse: (uses) => {
      for (const { id, cpuPercent, memoryBytes, logBytes } of uses) {
        set(id, "cpu_percent = ?, memory_bytes = ?", cpuPercent, memoryBytes);
        database.run("update service_log set bytes = ? where service_id = ? and finished_at is null", logBytes, rowOf(id));
      }
    },
    starts: (id, limit) =>
      database
        .all<{
          started_at: number;
          ready_at: number | null;
          finished_at: number | null;
          exit_code: number | null;
          exit_signal: string | null;
          cause: string;
        }>("select * from service_start where service_id = ? order by number desc limit ?", rowOf(id), limit)
        .map((row) => ({
          ...{ startedAt: row.started_at, readyAt: row.ready_at, finishedAt: row.finished_at },
          ...{ exitCode: row.exit_code, signal: row.exit_signal, cause: row.cause },
        })),
    logs: (id) => database.all<LogRow>("select * from service_log where service_id = ? order by sequence desc", rowOf(id)).map(toLog),
    log: (id) => {
      const { serviceRow, sequence } = serviceLogKeyOf(id);
      const row = database.one<LogRow>("select * from service_log where service_id = ? and sequence = ?", serviceRow, sequence);
      return row === undefined ? null : toLog(row);
    },
    endLog,
    nextLog: (id, bytes, now) => {
      endLog(id, bytes, now);
      set(id, "log_sequence = log_sequence + 1");
      beginLog(id, now);
      announce(rowOf(id), now);
    },
    removeLogs: (id, sequences) => {
      for (const sequence of sequences) database.run("delete from service_log where service_id = ? and sequence = ?", rowOf(id), sequence);
    },
    host,
    hosts: () =>
      database
        .all<{ project_id: number; socket: string }>("select * from service_host")
        .map((row) => ({ projectId: projectId(row.project_id), socket: row.socket })),
    needingHost: () =>
      database
        .all<{ project_id: number }>(
          `select distinct project_id from service
            where ask is not null or cookie is not null or state not in ('stopped', 'given-up')`,
        )
        .map((row) => projectId(row.project_id)),
    claim: (project, former, socket) => {
      if (host(project) !== former) return false;
      database.run(
        "insert into service_host (project_id, socket) values (?, ?) on conflict do update set socket = ?",
        ...[rowOf(project), socket, socket],
      );
      return true;
    },
    leave: (project, socket) => {
      const asked = database.one("select 1 from service where project_id = ? and ask is not null", rowOf(project));
      if (asked !== undefined || host(project) !== socket) return false;
      database.run("delete from service_host where project_id = ?", rowOf(project));
      return true;
    },
  };
}

function toService(row: ServiceRow): StoredService {
  const { cookie, exited_at, ask, ask_plan } = row;
  return {
    id: serviceId(row.id),
    projectId: projectId(row.project_id),
    name: row.name,
    plan: JSON.parse(row.plan) as PlannedService,
    nextPlan: ask_plan === null ? null : (JSON.parse(ask_plan) as PlannedService),
    life: {
      ...{ state: row.state, detail: row.detail, since: row.since, isWanted: row.is_wanted === 1, cause: row.cause },
      ...{ ending: row.ending, attempts: row.attempts, restarts: row.restarts, failures: row.failures },
      ...{ nextStartAt: row.next_start_at, startedAt: row.started_at },
    },
    ask,
    process: cookie === null ? null : { cookie, pid: row.pid, identity: row.identity },
    lastExit: exited_at === null ? null : { at: exited_at, exitCode: row.exit_code, signal: row.exit_signal },
    ...{ cpuPercent: row.cpu_percent, memoryBytes: row.memory_bytes },
    ...{ startNumber: row.start_number, logOffset: row.log_offset, logSequence: row.log_sequence },
  };
}

function toLog(row: LogRow): ServiceLog {
  const { service_id, sequence, started_at, finished_at, bytes } = row;
  return { id: serviceLogId(service_id, sequence), startedAt: started_at, finishedAt: finished_at, bytes };
}
