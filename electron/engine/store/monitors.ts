import type { Check, MonitorSpan, MonitorState, PhasesOfCheck } from "../../../shared/contract/monitors.ts";
import { type MonitorId, monitorId, type ProjectId, projectId, rowOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** How a monitor stands, as its checks left it. Times are epoch milliseconds. */
export interface MonitorStanding {
  readonly state: Exclude<MonitorState, "paused">;
  readonly detail: string;
  readonly since: number;
  /** The end of its last check; `null` before the first. */
  readonly seenAt: number | null;
  /** Until when that check speaks for the monitor, if no other does: later it is unknown. */
  readonly knownUntil: number;
  /** Failed checks in a row. */
  readonly failures: number;
  /** When the first of them began; `null` when the last was good. */
  readonly failingSince: number | null;
}

/** What is kept of one monitor. */
export interface StoredMonitor {
  readonly id: MonitorId;
  readonly projectId: ProjectId;
  readonly name: string;
  readonly standing: MonitorStanding;
  readonly lastCheck: Check | null;
  /** `null` when it is not paused. */
  readonly pausedAt: number | null;
  readonly silencedUntil: number | null;
}

/** A time in which a monitor stood one way. */
export type StoredSpan = MonitorSpan;

/** A check to be kept, and what it made of the monitor. */
export interface NewCheck {
  readonly check: Check;
  readonly standing: MonitorStanding;
  /** When the standing before ended, where this one is another; the time from then until it begins is unknown. */
  readonly endedAt: number | null;
}

/** The `monitor`, `monitor_span`, `monitor_check` and `monitor_host` tables. Only another state is an event. */
export interface MonitorTable {
  get(id: MonitorId): StoredMonitor | null;
  /** All that a project ever had, also those that its file does not name any more. */
  ofProject(project: ProjectId): StoredMonitor[];
  /** Makes rows for the names that have none. */
  ensure(project: ProjectId, names: readonly string[], now: number): void;
  /** Keeps what a check found, and tells what a person has asked of the monitor. A paused one keeps its state. */
  keep(id: MonitorId, found: NewCheck, now: number): Pick<StoredMonitor, "pausedAt" | "silencedUntil"> | null;
  /** The newest first. */
  checks(id: MonitorId, limit: number): Check[];
  /** The newest first, of those that were not over at `from`; from the last `limit`. */
  spans(id: MonitorId, from: number, to: number, limit: number): StoredSpan[];
  pause(id: MonitorId, isPaused: boolean, now: number): void;
  silence(id: MonitorId, until: number | null, now: number): void;
  /** Takes away checks that began before `before`, and all beyond the newest `most`; in steps, true while there are more. */
  dropChecks(before: number, most: number): boolean;
  /** The same for how monitors stood: what ended before `before`, and of each one all beyond the newest `most`. */
  dropSpans(before: number, most: number): boolean;
  /** Where the process listens that watches; empty when none does. */
  hostSocket(): string;
  /** Makes `socket` that place, unless it is not `known` any more. */
  claimHost(known: string, socket: string): boolean;
}

interface MonitorRow {
  id: number;
  project_id: number;
  name: string;
  state: MonitorStanding["state"];
  detail: string;
  since: number;
  seen_at: number | null;
  known_until: number;
  failures: number;
  failing_since: number | null;
  paused_at: number | null;
  silenced_until: number | null;
  last_check: string | null;
}

interface CheckRow {
  id: number;
  previous_id: number | null;
  at: number;
  is_good: number;
  duration_us: number;
  detail: string;
  phases: string | null;
}

const checkJson = "json_object('at', at, 'is_good', is_good, 'duration_us', duration_us, 'detail', detail, 'phases', phases)";
const select = `select m.id, m.project_id, m.name, m.state, m.detail, m.since, m.seen_at, m.known_until, m.failures, m.failing_since,
  m.paused_at, m.silenced_until, (select ${checkJson} from monitor_check where id = m.last_check_id) as last_check from monitor m`;

/** So many checks are taken away at once. */
const mostDropped = 5_000;

/** Gives access to the tables. */
export function monitorTable(database: Database): MonitorTable {
  const announce = (id: MonitorId, now: number) =>
    void database.run("insert into event (at, project_id, monitor_id) select ?, project_id, id from monitor where id = ?", now, rowOf(id));
  const get = (id: MonitorId) => {
    const row = database.one<MonitorRow>(`${select} where m.id = ?`, rowOf(id));
    return row === undefined ? null : toMonitor(row);
  };
  return {
    get,
    ofProject: (project) =>
      database.all<MonitorRow>(`${select} where m.project_id = ? order by m.id`, rowOf(project)).map((row) => toMonitor(row)),
    ensure: (project, names, now) => {
      for (const name of names)
        database.run(
          "insert into monitor (project_id, name, since) values (?, ?, ?) on conflict do nothing",
          ...[rowOf(project), name, now],
        );
    },
    keep: (id, { check, standing, endedAt }, now) => {
      const row = database.one<{ last_check_id: number | null; paused_at: number | null; silenced_until: number | null }>(
        "select last_check_id, paused_at, silenced_until from monitor where id = ?",
        rowOf(id),
      );
      if (row === undefined) return null;
      const asked = { pausedAt: row.paused_at, silencedUntil: row.silenced_until };
      const checkRow = database.run(
        "insert into monitor_check (monitor_id, previous_id, at, is_good, duration_us, detail, phases) values (?, ?, ?, ?, ?, ?, ?)",
        ...[rowOf(id), row.last_check_id, Math.round(check.at), check.isGood ? 1 : 0, Math.round(check.durationMs * 1_000), check.detail],
        check.phases === null ? null : phasesText(check.phases),
      );
      database.run("update monitor set last_check_id = ? where id = ?", checkRow, rowOf(id));
      if (row.paused_at !== null) return asked;
      database.run(
        `update monitor set state = ?, detail = ?, since = ?, seen_at = ?, known_until = ?, failures = ?, failing_since = ? where id = ?`,
        ...[standing.state, standing.detail, standing.since, standing.seenAt, standing.knownUntil, standing.failures],
        ...[standing.failingSince, rowOf(id)],
      );
      if (endedAt === null) return asked;
      beginSpan(database, rowOf(id), { from: standing.since, endedAt, state: standing.state, detail: standing.detail });
      announce(id, now);
      return asked;
    },
    checks: (id, limit) => checksOf(database, rowOf(id), limit),
    spans: (id, from, to, limit) =>
      database
        .all<{ from_at: number; to_at: number | null; state: MonitorState; detail: string }>(
          `select from_at, to_at, state, detail from monitor_span
            where monitor_id = ? and from_at < ? and (to_at is null or to_at > ?) order by from_at desc limit ?`,
          ...[rowOf(id), to, from, limit],
        )
        .map(({ from_at, to_at, state, detail }) => ({ from: from_at, to: to_at, state, detail })),
    pause: (id, isPaused, now) => {
      const monitor = get(id);
      if (monitor === null || (monitor.pausedAt !== null) === isPaused) return;
      const { seenAt, knownUntil } = monitor.standing;
      const endedAt = now > knownUntil ? (seenAt ?? now) : now;
      beginSpan(database, rowOf(id), { from: now, endedAt, state: isPaused ? "paused" : "unknown", detail: "" });
      database.run(
        `update monitor set paused_at = ?, state = 'unknown', detail = '', since = ?, failures = 0, failing_since = null, known_until = 0,
          seen_at = null where id = ?`,
        ...[isPaused ? now : null, now, rowOf(id)],
      );
      announce(id, now);
    },
    silence: (id, until, now) => {
      database.run("update monitor set silenced_until = ? where id = ?", until, rowOf(id));
      announce(id, now);
    },
    dropChecks: (before, most) => {
      const newest = database.one<{ id: number | null }>("select max(id) as id from monitor_check")?.id ?? 0;
      const dropped = database.all(
        `delete from monitor_check where id in (
          select c.id from monitor_check c
            where (c.id <= ? or c.at < ?) and not exists (select 1 from monitor m where m.id = c.monitor_id and m.last_check_id = c.id)
            order by c.id limit ${mostDropped}
        ) returning id`,
        ...[newest - most, before],
      );
      return dropped.length === mostDropped;
    },
    dropSpans: (before, most) => {
      let dropped = 0;
      for (const { id } of database.all<{ id: number }>("select id from monitor")) {
        dropped += database.all(
          `delete from monitor_span where (monitor_id, from_at) in (
            select monitor_id, from_at from monitor_span where monitor_id = ? and to_at is not null and from_at <= max(
              coalesce((select from_at from monitor_span where monitor_id = ? order by from_at desc limit 1 offset ?), 0),
              coalesce((select max(from_at) from monitor_span where monitor_id = ? and from_at < ? and to_at < ?), 0)
            ) order by from_at limit ${mostDropped}
          ) returning 1`,
          ...[id, id, most, id, before, before],
        ).length;
        if (dropped >= mostDropped) return true;
      }
      return false;
    },
    hostSocket: () => database.one<{ socket: string }>("select socket from monitor_host")?.socket ?? "",
    claimHost: (known, socket) =>
      database.one("update monitor_host set socket = ? where socket = ? returning id", socket, known) !== undefined,
  };
}

/** Ends the last span and begins another one. What a clock that has been put back since has written beyond `from` goes. */
function beginSpan(
  database: Database,
  monitor: number,
  {
    from,
    endedAt,
    state,
    detail,
  }: { readonly from: number; readonly endedAt: number; readonly state: MonitorState; readonly detail: string },
): void {
  database.run("delete from monitor_span where monitor_id = ? and from_at >= ?", monitor, from);
  database.run(
    "update monitor_span set to_at = min(?, coalesce(to_at, ?)) where monitor_id = ? and (to_at is null or to_at > ?)",
    ...[from, Math.min(endedAt, from), monitor, Math.min(endedAt, from)],
  );
  // Of what ended as it began, nobody knows anything.
  database.run("delete from monitor_span where monitor_id = ? and to_at <= from_at", monitor);
  if (state !== "unknown")
    database.run(
      "insert into monitor_span (monitor_id, from_at, to_at, state, detail) values (?, ?, null, ?, ?)",
      monitor,
      from,
      state,
      detail,
    );
}

function checksOf(database: Database, monitor: number, limit: number): Check[] {
  const checks: Check[] = [];
  let next = database.one<{ id: number | null }>("select last_check_id as id from monitor where id = ?", monitor)?.id ?? null;
  while (next !== null && checks.length < limit) {
    const row = database.one<CheckRow>(
      "select id, previous_id, at, is_good, duration_us, detail, phases from monitor_check where id = ?",
      next,
    );
    if (row === undefined) break;
    checks.push(toCheck(row));
    next = row.previous_id;
  }
  return checks;
}

function toMonitor(row: MonitorRow): StoredMonitor {
  return {
    ...{ id: monitorId(row.id), projectId: projectId(row.project_id), name: row.name },
    standing: {
      ...{ state: row.state, detail: row.detail, since: row.since, seenAt: row.seen_at, knownUntil: row.known_until },
      ...{ failures: row.failures, failingSince: row.failing_since },
    },
    lastCheck: row.last_check === null ? null : toCheck(JSON.parse(row.last_check) as CheckRow),
    ...{ pausedAt: row.paused_at, silencedUntil: row.silenced_until },
  };
}

function toCheck({ at, is_good, duration_us, detail, phases }: Omit<CheckRow, "id" | "previous_id">): Check {
  return { at, isGood: is_good === 1, durationMs: duration_us / 1_000, detail, phases: phases === null ? null : phasesOf(phases) };
}

function phasesText({ lookupMs, connectMs, tlsMs, firstByteMs, bodyMs }: PhasesOfCheck): string {
  return [lookupMs, connectMs, tlsMs, firstByteMs, bodyMs].map((ms) => (ms === null ? "" : Math.round(ms * 1_000))).join(",");
}

function phasesOf(text: string): PhasesOfCheck {
  const [lookupMs = null, connectMs = null, tlsMs = null, firstByteMs = null, bodyMs = null] = text
    .split(",")
    .map((part) => (part === "" ? null : Number(part) / 1_000));
  return { lookupMs, connectMs, tlsMs, firstByteMs, bodyMs };
}
