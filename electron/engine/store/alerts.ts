import type { Alert } from "../../../shared/contract/alerts.ts";
import {
  type AlertId,
  alertId,
  type IncidentId,
  incidentId,
  type MonitorId,
  monitorId,
  type ProjectId,
  projectId,
  rowOf,
} from "../../../shared/ids.ts";
import type { Database, Value } from "./database.ts";

/** An alert as it is kept, without what was told of it. */
export interface StoredAlert extends Omit<Alert, "deliveries"> {
  /** Since when it was so; it fired when it had been so for long enough. */
  readonly since: number;
}

/** What of an alert is known when it fires. */
export interface NewAlert extends Pick<StoredAlert, "projectId" | "monitorId" | "monitor" | "rule" | "summary" | "since"> {
  /** Whether the inbox is not told of it. */
  readonly isRead: boolean;
}

/** Which alerts to list. */
export interface AlertFilter {
  readonly projectId?: ProjectId | undefined;
  readonly monitorId?: MonitorId | undefined;
  readonly onlyOpen: boolean;
  /** Only those that are older than this one. */
  readonly before?: AlertId | undefined;
}

/** The `alert` and `alert_rule` tables. Every change of an alert is an event. */
export interface AlertTable {
  get(id: AlertId): StoredAlert | null;
  /** The newest first. */
  list(filter: AlertFilter, limit: number): StoredAlert[];
  /** How many nobody has read; of one project, or all. */
  unread(project?: ProjectId): number;
  /** Those that hold. */
  open(monitor: MonitorId): StoredAlert[];
  ofIncident(incident: IncidentId): StoredAlert[];
  /** Those of a project that held at any time between two moments, the oldest first. */
  between(project: ProjectId, fromMs: number, toMs: number, limit: number): StoredAlert[];
  /** How far the rules of a monitor are, as JSON; `null` when nothing is wrong. */
  rule(monitor: MonitorId): string | null;
  keepRule(monitor: MonitorId, state: string | null): void;
  /** Notes that a rule fired. At most one alert of each rule of a monitor holds. */
  fire(alert: NewAlert, now: number): AlertId;
  /** Ends one. */
  end(id: AlertId, ending: string, now: number): void;
  /** Puts one to an incident. */
  join(id: AlertId, incident: IncidentId): void;
  /** Notes whether somebody has read it. */
  markRead(id: AlertId, isRead: boolean, now: number): void;
  /** Marks these alerts of a project as read; all of it when none is named. */
  read(project: ProjectId, ids: readonly AlertId[], now: number): void;
  /** Announces that something about one changed. */
  announce(id: AlertId, now: number): void;
  /** Forgets up to `limit` alerts that were over before a moment, and belong to no incident. How many were forgotten. */
  forget(beforeMs: number, limit: number): number;
}

interface AlertRow {
  id: number;
  project_id: number;
  monitor_id: number;
  monitor: string;
  rule: Alert["rule"];
  summary: string;
  since: number;
  fired_at: number;
  recovered_at: number | null;
  ending: string;
  is_read: number;
  incident_id: number | null;
}

/** Gives access to the tables. */
export function alertTable(database: Database): AlertTable {
  const all = (rest: string, ...values: Value[]) => database.all<AlertRow>(`select * from alert ${rest}`, ...values).map(toAlert);
  const announce = (id: AlertId, now: number) =>
    void database.run("insert into event (at, project_id, alert_id) select ?, project_id, id from alert where id = ?", now, rowOf(id));
  return {
    announce,
    get: (id) => all("where id = ?", rowOf(id))[0] ?? null,
    list: ({ projectId: project, monitorId: monitor, onlyOpen, before }, limit) => {
      const conditions: string[] = [];
      const values: Value[] = [];
      const add = (condition: string, id: ProjectId | MonitorId | AlertId | undefined) => {
        if (id === undefined) return;
        conditions.push(condition);
        values.push(rowOf(id));
      };
      add("project_id = ?", project);
      add("monitor_id = ?", monitor);
      add("id < ?", before);
      if (onlyOpen) conditions.push("recovered_at is null");
      return all(`${conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`} order by id desc limit ?`, ...values, limit);
    },
    unread: (project) =>
      (project === undefined
        ? database.one<{ count: number }>("select count(*) as count from alert where is_read = 0")
        : database.one<{ count: number }>("select count(*) as count from alert where is_read = 0 and project_id = ?", rowOf(project))
      )?.count ?? 0,
    open: (monitor) => all("where monitor_id = ? and recovered_at is null order by id", rowOf(monitor)),
    ofIncident: (incident) => all("where incident_id = ? order by id", rowOf(incident)),
    between: (project, fromMs, toMs, limit) =>
      all(
        "where project_id = ? and fired_at <= ? and coalesce(recovered_at, ?) >= ? order by id limit ?",
        ...[rowOf(project), toMs, toMs, fromMs, limit],
      ),
    rule: (monitor) => database.one<{ state: string }>("select state from alert_rule where monitor_id = ?", rowOf(monitor))?.state ?? null,
    keepRule: (monitor, state) => {
      if (state === null) database.run("delete from alert_rule where monitor_id = ?", rowOf(monitor));
      else
        database.run(
          "insert into alert_rule (monitor_id, state) values (?, ?) on conflict do update set state = excluded.state",
          rowOf(monitor),
          state,
        );
    },
    fire: (alert, now) => {
      const row = database.run(
        "insert into alert (project_id, monitor_id, monitor, rule, summary, since, fired_at, is_read) values (?, ?, ?, ?, ?, ?, ?, ?)",
        ...[rowOf(alert.projectId), rowOf(alert.monitorId), alert.monitor, alert.rule, alert.summary, alert.since, now],
        alert.isRead ? 1 : 0,
      );
      announce(alertId(row), now);
      return alertId(row);
    },
    end: (id, ending, now) => {
      database.run("update alert set recovered_at = ?, ending = ? where id = ? and recovered_at is null", now, ending, rowOf(id));
      announce(id, now);
    },
    join: (id, incident) => void database.run("update alert set incident_id = ? where id = ?", rowOf(incident), rowOf(id)),
    markRead: (id, isRead, now) => {
      database.run("update alert set is_read = ? where id = ?", isRead ? 1 : 0, rowOf(id));
      announce(id, now);
    },
    read: (project, ids, now) => {
      const some = ids.length === 0 ? "" : "and id in (select value from json_each(?))";
      const values = [rowOf(project), ...(ids.length === 0 ? [] : [JSON.stringify(ids.map(rowOf))])];
      const changed = all(`where project_id = ? and is_read = 0 ${some} order by id desc`, ...values);
      database.run(`update alert set is_read = 1 where project_id = ? and is_read = 0 ${some}`, ...values);
      // One is enough for whoever counts; each for whoever shows a few.
      for (const { id } of changed.slice(0, mostAnnounced)) announce(id, now);
    },
    forget: (beforeMs, limit) => {
      const rows = all("where recovered_at < ? and incident_id is null order by id limit ?", beforeMs, limit);
      for (const { id } of rows) {
        database.run("delete from delivery where alert_id = ?", rowOf(id));
        database.run("delete from alert where id = ?", rowOf(id));
      }
      return rows.length;
    },
  };
}

const mostAnnounced = 100;

function toAlert(row: AlertRow): StoredAlert {
  return {
    ...{ id: alertId(row.id), projectId: projectId(row.project_id), monitorId: monitorId(row.monitor_id), monitor: row.monitor },
    ...{ rule: row.rule, summary: row.summary, since: row.since, firedAt: row.fired_at, recoveredAt: row.recovered_at },
    ...{ ending: row.ending, isRead: row.is_read === 1 },
    incidentId: row.incident_id === null ? null : incidentId(row.incident_id),
  };
}
