import type { Incident, TimelineEntry } from "../../../shared/contract/incidents.ts";
import { type IncidentId, incidentId, type MonitorId, monitorId, type ProjectId, projectId, rowOf } from "../../../shared/ids.ts";
import type { Database, Value } from "./database.ts";

/** An incident as it is kept. */
export interface StoredIncident extends Incident {
  /** Whose alert opened it; `null` when a person did. */
  readonly monitorId: MonitorId | null;
}

/** What of an incident is known when it is opened. */
export interface NewIncident extends Pick<StoredIncident, "projectId" | "title" | "severity" | "openedBy" | "monitorId"> {}

/** What people did about an incident. */
export interface StoredEntry extends Pick<TimelineEntry, "at" | "text" | "person"> {
  readonly kind: "opened" | "acknowledged" | "changed" | "note" | "resolved" | "reopened";
}

/** Which incidents to list. */
export interface IncidentFilter {
  readonly state?: Incident["state"] | undefined;
  /** Only those that are older than this one. */
  readonly before?: IncidentId | undefined;
}

/** The `incident` and `incident_entry` tables. Every change is an event. */
export interface IncidentTable {
  get(id: IncidentId): StoredIncident | null;
  /** The one that people call by its number in the project. */
  byNumber(project: ProjectId, number: number): StoredIncident | null;
  /** The newest first. */
  list(project: ProjectId, filter: IncidentFilter, limit: number): StoredIncident[];
  /** The one that alerts of a monitor opened and nobody has resolved; there is at most one. */
  openOf(monitor: MonitorId): IncidentId | null;
  /** Those of a project that were not resolved at any time between two moments, the oldest first. */
  between(project: ProjectId, fromMs: number, toMs: number, limit: number): StoredIncident[];
  /** The oldest first. */
  entries(id: IncidentId): StoredEntry[];
  open(incident: NewIncident, now: number): IncidentId;
  acknowledge(id: IncidentId, person: string, now: number): void;
  /** Keeps a note of a person. */
  note(id: IncidentId, text: string, person: string, now: number): void;
  resolve(id: IncidentId, text: string, person: string, now: number): void;
  reopen(id: IncidentId, person: string, now: number): void;
  /** `text`: what is different then, in words. */
  change(id: IncidentId, changes: Pick<Incident, "title" | "severity">, text: string, person: string, now: number): void;
  /** Announces that something about one changed, such as an alert of it. */
  announce(id: IncidentId, now: number): void;
}

interface IncidentRow {
  id: number;
  project_id: number;
  number: number;
  monitor_id: number | null;
  title: string;
  severity: Incident["severity"];
  opened_by: string;
  opened_at: number;
  acknowledged_by: string | null;
  acknowledged_at: number | null;
  resolved_by: string | null;
  resolved_at: number | null;
  open_alerts: number;
}

const select = `select i.*, (select count(*) from alert a where a.incident_id = i.id and a.recovered_at is null) as open_alerts from incident i`;

const states: Readonly<Record<Incident["state"], string>> = {
  open: "i.resolved_at is null and i.acknowledged_at is null",
  acknowledged: "i.resolved_at is null and i.acknowledged_at is not null",
  resolved: "i.resolved_at is not null",
};

/** Gives access to the tables. */
export function incidentTable(database: Database): IncidentTable {
  const all = (rest: string, ...values: Value[]) => database.all<IncidentRow>(`${select} ${rest}`, ...values).map(toIncident);
  const announce = (id: IncidentId, now: number) =>
    void database.run(
      "insert into event (at, project_id, incident_id) select ?, project_id, id from incident where id = ?",
      now,
      rowOf(id),
    );
  const enter = (id: IncidentId, kind: StoredEntry["kind"], text: string, person: string, now: number) => {
    database.run(
      "insert into incident_entry (incident_id, at, kind, text, person) values (?, ?, ?, ?, ?)",
      ...[rowOf(id), now, kind, text, person],
    );
    announce(id, now);
  };
  return {
    announce,
    get: (id) => all("where i.id = ?", rowOf(id))[0] ?? null,
    byNumber: (project, number) => all("where i.project_id = ? and i.number = ?", rowOf(project), number)[0] ?? null,
    list: (project, { state, before }, limit) =>
      all(
        `where i.project_id = ? ${state === undefined ? "" : `and ${states[state]}`} ${before === undefined ? "" : "and i.id < ?"}
          order by i.id desc limit ?`,
        ...[rowOf(project), ...(before === undefined ? [] : [rowOf(before)]), limit],
      ),
    openOf: (monitor) => {
      const row = database.one<{ id: number }>("select id from incident where monitor_id = ? and resolved_at is null", rowOf(monitor));
      return row === undefined ? null : incidentId(row.id);
    },
    between: (project, fromMs, toMs, limit) =>
      all(
        "where i.project_id = ? and i.opened_at <= ? and coalesce(i.resolved_at, ?) >= ? order by i.id limit ?",
        ...[rowOf(project), toMs, toMs, fromMs, limit],
      ),
    entries: (id) =>
      database.all<StoredEntry>("select at, kind, text, person from incident_entry where incident_id = ? order by id", rowOf(id)),
    open: ({ projectId: project, title, severity, openedBy, monitorId: monitor }, now) => {
      const row = database.run(
        `insert into incident (project_id, number, monitor_id, title, severity, opened_by, opened_at)
          values (?, (select coalesce(max(number), 0) + 1 from incident where project_id = ?), ?, ?, ?, ?, ?)`,
        ...[rowOf(project), rowOf(project), monitor === null ? null : rowOf(monitor), title, severity, openedBy, now],
      );
      enter(incidentId(row), "opened", title, openedBy, now);
      return incidentId(row);
    },
    acknowledge: (id, person, now) => {
      database.run("update incident set acknowledged_at = ?, acknowledged_by = ? where id = ?", now, person, rowOf(id));
      enter(id, "acknowledged", "", person, now);
    },
    note: (id, text, person, now) => enter(id, "note", text, person, now),
    resolve: (id, text, person, now) => {
      database.run("update incident set resolved_at = ?, resolved_by = ? where id = ?", now, person, rowOf(id));
      enter(id, "resolved", text, person, now);
    },
    reopen: (id, person, now) => {
      database.run("update incident set resolved_at = null, resolved_by = null where id = ?", rowOf(id));
      enter(id, "reopened", "", person, now);
    },
    change: (id, { title, severity }, text, person, now) => {
      database.run("update incident set title = ?, severity = ? where id = ?", title, severity, rowOf(id));
      enter(id, "changed", text, person, now);
    },
  };
}

function toIncident(row: IncidentRow): StoredIncident {
  const { opened_at: openedAt, acknowledged_at: acknowledgedAt, resolved_at: resolvedAt } = row;
  return {
    ...{ id: incidentId(row.id), projectId: projectId(row.project_id), number: row.number, title: row.title, severity: row.severity },
    monitorId: row.monitor_id === null ? null : monitorId(row.monitor_id),
    state: resolvedAt !== null ? "resolved" : acknowledgedAt !== null ? "acknowledged" : "open",
    ...{ openedBy: row.opened_by, openedAt, acknowledgedAt, acknowledgedBy: row.acknowledged_by },
    ...{ resolvedAt, resolvedBy: row.resolved_by, openAlerts: row.open_alerts },
    // The clock may have been put back meanwhile.
    timeToAcknowledgeMs: acknowledgedAt === null ? null : Math.max(0, acknowledgedAt - openedAt),
    timeToRestoreMs: resolvedAt === null ? null : Math.max(0, resolvedAt - openedAt),
  };
}
