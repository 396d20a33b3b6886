import type { InboxKind, InboxPlace } from "../../../shared/contract/inbox.ts";
import {
  type AlertId,
  alertId,
  culpritId,
  deploymentId,
  incidentId,
  type ProjectId,
  projectId,
  releaseId,
  rowOf,
  runId,
  serviceId,
  stageRunId,
  stageRunKeyOf,
  testId,
} from "../../../shared/ids.ts";
import type { Database, Value } from "./database.ts";

/** Which subject an entry is about: there is one entry for each. */
export interface InboxSubject {
  readonly projectId: ProjectId;
  readonly kind: InboxKind;
  /** Tells the subjects of a kind apart. */
  readonly key: string;
  readonly branch: string | null;
}

/** A commit as an entry names it. */
export interface InboxCommit {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
}

/** An entry as it is kept. */
export interface StoredInboxEntry extends InboxSubject, InboxPlace {
  readonly id: number;
  readonly subject: string;
  /** Without the commit that it is broken since. */
  readonly title: string;
  readonly detail: string;
  readonly since: number;
  readonly times: number;
  readonly lastAt: number;
  readonly endedAt: number | null;
  readonly ending: string;
  readonly isRead: boolean;
  readonly snoozedUntil: number | null;
  readonly isMuted: boolean;
  readonly weight: number;
  readonly evidence: number | null;
  readonly commit: InboxCommit | null;
  /** Whether files differed from that commit when it broke. */
  readonly isDirty: boolean;
  /** The last commit before that was whole; `null` when none is known. */
  readonly wholeCommit: string | null;
  /** How many commits lie between the two; `null` until that was counted, -1 when it cannot be. */
  readonly commitsBetween: number | null;
}

/** All of an entry that is written. */
export type NewInboxEntry = Omit<StoredInboxEntry, "id">;

/** Which entries to list. */
export interface InboxFilter {
  readonly projectId?: ProjectId | undefined;
  readonly which: "open" | "unread" | "snoozed" | "muted" | "ended" | "all";
  /** Only those that changed before this one. */
  readonly before: { readonly lastAt: number; readonly id: number } | null;
}

/** The `inbox` table. Every change is an event of its project. */
export interface InboxTable {
  get(id: number): StoredInboxEntry | null;
  /** The entry of a subject, ended or not; `null` before its first. */
  of(subject: InboxSubject): StoredInboxEntry | null;
  /** What is broken of these kinds on a branch of a project; `undefined`: wherever. */
  open(project: ProjectId, kinds: readonly InboxKind[], branch?: string | null): StoredInboxEntry[];
  /** The branches that something of these kinds is broken on. */
  openBranches(project: ProjectId, kinds: readonly InboxKind[]): string[];
  /** What is broken of which it is not known yet how many commits may have broken it, though two are known between which they lie. */
  uncounted(project: ProjectId, limit: number): StoredInboxEntry[];
  /** What is broken and leads to one thing, such as an alert. */
  openBy(column: "alert_id" | "incident_id" | "run_id", row: number): StoredInboxEntry[];
  /** The newest change first; nothing of projects that were removed. */
  list(filter: InboxFilter, now: number, limit: number): StoredInboxEntry[];
  /** How many are open and neither read nor snoozed nor muted. */
  unread(project: ProjectId | undefined, now: number): number;
  /** When the next snoozed one comes back; `null` when none does. */
  nextWake(project: ProjectId | undefined, now: number): number | null;
  /** Writes the entry of a subject. */
  keep(entry: NewInboxEntry, now: number): number;
  markRead(ids: readonly number[], isRead: boolean, now: number): void;
  readAll(project: ProjectId | undefined, now: number): void;
  /** Marks those as read that lead to these alerts of a project; none named: to any. */
  readAlerts(project: ProjectId, alerts: readonly AlertId[], now: number): void;
  snooze(ids: readonly number[], until: number | null, now: number): void;
  mute(ids: readonly number[], isMuted: boolean, now: number): void;
  /** Keeps how many commits lie between the whole one and the broken one; -1: that cannot be counted. */
  noteBetween(id: number, commits: number, now: number): void;
  /** Whether any ended before a moment, and is not muted. */
  hasEndedBefore(beforeMs: number): boolean;
  /** Forgets up to `limit` that ended before a moment, and are not muted. How many were forgotten. */
  forget(beforeMs: number, limit: number): number;
}

interface Row {
  id: number;
  project_id: number;
  kind: InboxKind;
  key: string;
  branch: string | null;
  subject: string;
  title: string;
  detail: string;
  since: number;
  times: number;
  last_at: number;
  ended_at: number | null;
  ending: string;
  is_read: number;
  snoozed_until: number | null;
  is_muted: number;
  weight: number;
  evidence: number | null;
  commit_hash: string | null;
  commit_subject: string | null;
  commit_author: string | null;
  is_dirty: number;
  whole_hash: string | null;
  commits_between: number | null;
  run_id: number | null;
  stage_sequence: number | null;
  test_id: number | null;
  deployment_id: number | null;
  release_id: number | null;
  incident_id: number | null;
  alert_id: number | null;
  culprit_id: number | null;
  service_id: number | null;
}

const columns = [
  ...["project_id", "kind", "key", "branch", "subject", "title", "detail", "since", "times", "last_at", "ended_at", "ending", "is_read"],
  ...["snoozed_until", "is_muted", "weight", "evidence", "commit_hash", "commit_subject", "commit_author", "is_dirty", "whole_hash"],
  ...["commits_between", "run_id", "stage_sequence", "test_id", "deployment_id", "release_id", "incident_id", "alert_id", "culprit_id"],
  "service_id",
];

const upsert = `insert into inbox (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})
  on conflict (project_id, kind, key, coalesce(branch, '')) do update set ${columns.map((name) => `${name} = excluded.${name}`).join(", ")}
  returning id`;

/** Each is given the time. */
const conditions: Readonly<Record<InboxFilter["which"], string>> = {
  open: "ended_at is null and is_muted = 0 and coalesce(snoozed_until, 0) <= ?",
  unread: "ended_at is null and is_muted = 0 and coalesce(snoozed_until, 0) <= ? and is_read = 0",
  snoozed: "ended_at is null and is_muted = 0 and snoozed_until > ?",
  muted: "is_muted = 1 and ? is not null",
  ended: "ended_at is not null and is_muted = 0 and ? is not null",
  all: "? is not null",
};

const ofListed = "project_id in (select id from project where removed_at is null)";

/** Gives access to the table. */
export function inboxTable(database: Database): InboxTable {
  const all = (rest: string, ...values: Value[]) => database.all<Row>(`select * from inbox ${rest}`, ...values).map(toEntry);
  const announce = (project: number, now: number) =>
    void database.run("insert into event (at, project_id, about_inbox) values (?, ?, 1)", now, project);
  const announceAll = (rows: readonly { readonly project_id: number }[], now: number) => {
    for (const project of new Set(rows.map(({ project_id }) => project_id))) announce(project, now);
  };
  const change = (set: string, ids: readonly number[], now: number, ...values: Value[]) =>
    announceAll(
      database.all<{ project_id: number }>(
        `update inbox set ${set} where id in (select value from json_each(?)) returning project_id`,
        ...[...values, JSON.stringify(ids)],
      ),
      now,
    );
  const of = (project: ProjectId | undefined) => (project === undefined ? "" : "and project_id = ?");
  const valuesOf = (project: ProjectId | undefined) => (project === undefined ? [] : [rowOf(project)]);
  return {
    get: (id) => all("where id = ?", id)[0] ?? null,
    of: ({ projectId: project, kind, key, branch }) =>
      all("where project_id = ? and kind = ? and key = ? and coalesce(branch, '') = ?", rowOf(project), kind, key, branch ?? "")[0] ?? null,
    open: (project, kinds, branch) =>
      all(
        `where project_id = ? and ended_at is null and kind in (${kinds.map(() => "?").join(", ")})
          ${branch === undefined ? "" : "and branch is ?"} order by id`,
        ...[rowOf(project), ...kinds, ...(branch === undefined ? [] : [branch])],
      ),
    openBranches: (project, kinds) =>
      database
        .all<{ branch: string }>(
          `select distinct branch from inbox where project_id = ? and ended_at is null and branch is not null
            and kind in (${kinds.map(() => "?").join(", ")})`,
          ...[rowOf(project), ...kinds],
        )
        .map(({ branch }) => branch),
    uncounted: (project, limit) =>
      all(
        `where project_id = ? and ended_at is null and commits_between is null and commit_hash is not null and whole_hash is not null
          order by id limit ?`,
        ...[rowOf(project), limit],
      ),
    openBy: (column, row) => all(`where ${column} = ? and ended_at is null`, row),
    list: ({ projectId: project, which, before }, now, limit) =>
      all(
        `where ${conditions[which]} and ${ofListed} ${of(project)} ${before === null ? "" : `and (last_at, id) < (?, ?)`}
          order by last_at desc, id desc limit ${limit}`,
        ...[now, ...valuesOf(project), ...(before === null ? [] : [before.lastAt, before.id])],
      ),
    unread: (project, now) =>
      database.one<{ count: number }>(
        `select count(*) as count from inbox where ${conditions.unread} and ${ofListed} ${of(project)}`,
        ...[now, ...valuesOf(project)],
      )?.count ?? 0,
    nextWake: (project, now) =>
      database.one<{ at: number | null }>(
        `select min(snoozed_until) as at from inbox where ${conditions.snoozed} and ${ofListed} ${of(project)}`,
        ...[now, ...valuesOf(project)],
      )?.at ?? null,
    keep: (entry, now) => {
      const { id } = database.one<{ id: number }>(upsert, ...valuesIn(entry)) ?? { id: 0 };
      announce(rowOf(entry.projectId), now);
      return id;
    },
    markRead: (ids, isRead, now) => change("is_read = ?", ids, now, isRead ? 1 : 0),
    readAll: (project, now) =>
      announceAll(
        database.all<{ project_id: number }>(
          `update inbox set is_read = 1 where ${conditions.unread} ${of(project)} returning project_id`,
          ...[now, ...valuesOf(project)],
        ),
        now,
      ),
    readAlerts: (project, alerts, now) =>
      announceAll(
        database.all<{ project_id: number }>(
          `update inbox set is_read = 1 where project_id = ? and is_read = 0 and kind = 'monitor'
            and (? = '[]' or alert_id in (select value from json_each(?))) returning project_id`,
          ...[rowOf(project), JSON.stringify(alerts.map(rowOf)), JSON.stringify(alerts.map(rowOf))],
        ),
        now,
      ),
    snooze: (ids, until, now) => change("snoozed_until = ?", ids, now, until),
    mute: (ids, isMuted, now) => change("is_muted = ?", ids, now, isMuted ? 1 : 0),
    noteBetween: (id, commits, now) => change("commits_between = ?", [id], now, commits),
    hasEndedBefore: (beforeMs) => database.one("select 1 from inbox where ended_at < ? and is_muted = 0 limit 1", beforeMs) !== undefined,
    forget: (beforeMs, limit) =>
      database.all(
        "delete from inbox where id in (select id from inbox where ended_at < ? and is_muted = 0 order by ended_at limit ?) returning id",
        ...[beforeMs, limit],
      ).length,
  };
}

function valuesIn(entry: NewInboxEntry): Value[] {
  const { runId: run, stageRunId: stage } = entry;
  const row = (id: Parameters<typeof rowOf>[0] | null) => (id === null ? null : rowOf(id));
  return [
    ...[rowOf(entry.projectId), entry.kind, entry.key, entry.branch, entry.subject, entry.title, entry.detail],
    ...[entry.since, entry.times, entry.lastAt, entry.endedAt, entry.ending, entry.isRead ? 1 : 0],
    ...[entry.snoozedUntil, entry.isMuted ? 1 : 0, entry.weight, entry.evidence],
    ...[entry.commit?.commit ?? null, entry.commit?.subject ?? null, entry.commit?.author ?? null, entry.isDirty ? 1 : 0],
    ...[entry.wholeCommit, entry.commitsBetween, row(run), stage === null ? null : stageRunKeyOf(stage).sequence],
    ...[row(entry.testId), row(entry.deploymentId), row(entry.releaseId), row(entry.incidentId), row(entry.alertId)],
    ...[row(entry.culpritId), row(entry.serviceId)],
  ];
}

function toEntry(row: Row): StoredInboxEntry {
  return {
    ...{ id: row.id, projectId: projectId(row.project_id), kind: row.kind, key: row.key, branch: row.branch, subject: row.subject },
    ...{ title: row.title, detail: row.detail, since: row.since, times: row.times, lastAt: row.last_at, endedAt: row.ended_at },
    ...{ ending: row.ending, isRead: row.is_read === 1, snoozedUntil: row.snoozed_until, isMuted: row.is_muted === 1 },
    ...{ weight: row.weight, evidence: row.evidence, isDirty: row.is_dirty === 1 },
    commit:
      row.commit_hash === null ? null : { commit: row.commit_hash, subject: row.commit_subject ?? "", author: row.commit_author ?? "" },
    ...{ wholeCommit: row.whole_hash, commitsBetween: row.commits_between },
    runId: row.run_id === null ? null : runId(row.run_id),
    stageRunId: row.run_id === null || row.stage_sequence === null ? null : stageRunId(row.run_id, row.stage_sequence),
    testId: row.test_id === null ? null : testId(row.test_id),
    deploymentId: row.deployment_id === null ? null : deploymentId(row.deployment_id),
    releaseId: row.release_id === null ? null : releaseId(row.release_id),
    incidentId: row.incident_id === null ? null : incidentId(row.incident_id),
    alertId: row.alert_id === null ? null : alertId(row.alert_id),
    culpritId: row.culprit_id === null ? null : culpritId(row.culprit_id),
    serviceId: row.service_id === null ? null : serviceId(row.service_id),
  };
}
