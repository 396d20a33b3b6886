import type { Settings } from "../../../shared/contract/app.ts";
import type { NotifyRule } from "../../../shared/contract/inbox.ts";
import { type ProjectId, projectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** What a desktop is to be told. */
export interface NewDesktopNotice {
  readonly projectId: ProjectId;
  /** The entry that it is about; `null` when it is about a run alone. */
  readonly entry: number | null;
  readonly runId: RunId | null;
  readonly news: "broke" | "again" | "worse" | "whole" | "fine";
  readonly title: string;
  readonly body: string;
}

/** One that waits to be shown. */
export interface WaitingNotice extends NewDesktopNotice {
  readonly row: number;
  readonly queuedAt: number;
}

/** The `desktop_notice` and `notify_rule` tables. */
export interface DesktopNoticeTable {
  /** What a project tells, the settings asked where it has no rule; `null`: nobody ever chose. */
  ruleOf(project: ProjectId): Settings["notifyOn"] | null;
  /** The rules that projects of the list have of their own. */
  rules(): NotifyRule[];
  setRule(rule: NotifyRule, now: number): void;
  queue(notice: NewDesktopNotice, now: number): void;
  hasWaiting(): boolean;
  /** In the order in which they came. */
  waiting(): WaitingNotice[];
  drop(rows: readonly number[]): void;
}

/** Where no desktop ever asks, as on a build machine, no more of these are kept. */
const mostWaiting = 200;

/** Gives access to the tables. */
export function desktopNoticeTable(database: Database): DesktopNoticeTable {
  return {
    ruleOf: (project) =>
      database.one<{ tells: Settings["notifyOn"] | null }>(
        `select coalesce((select tells from notify_rule where project_id = ?), (select json ->> '$' from setting where name = 'notifyOn')) as tells`,
        rowOf(project),
      )?.tells ?? null,
    rules: () =>
      database
        .all<{ id: number; tells: NotifyRule["on"] | null }>(
          "select p.id, n.tells from project p left join notify_rule n on n.project_id = p.id where p.removed_at is null order by p.name, p.id",
        )
        .map(({ id, tells }) => ({ projectId: projectId(id), on: tells ?? "default" })),
    setRule: ({ projectId: project, on }, now) => {
      if (on === "default") database.run("delete from notify_rule where project_id = ?", rowOf(project));
      else database.run("insert into notify_rule values (?, ?) on conflict do update set tells = excluded.tells", rowOf(project), on);
      database.run("insert into event (at, project_id, about_inbox) values (?, ?, 1)", now, rowOf(project));
    },
    queue: ({ projectId: project, entry, runId: run, news, title, body }, now) => {
      const row = database.run(
        "insert into desktop_notice (project_id, inbox_id, run_id, news, title, body, queued_at) values (?, ?, ?, ?, ?, ?, ?)",
        ...[rowOf(project), entry, run === null ? null : rowOf(run), news, title, body, now],
      );
      database.run("delete from desktop_notice where id <= ?", row - mostWaiting);
      database.run("insert into event (at, project_id, about_inbox) values (?, ?, 1)", now, rowOf(project));
    },
    hasWaiting: () => database.one("select 1 from desktop_notice limit 1") !== undefined,
    waiting: () =>
      database
        .all<{
          id: number;
          project_id: number;
          inbox_id: number | null;
          run_id: number | null;
          news: WaitingNotice["news"];
          title: string;
          body: string;
          queued_at: number;
        }>("select * from desktop_notice order by id")
        .map((row) => ({
          ...{ row: row.id, projectId: projectId(row.project_id), entry: row.inbox_id, news: row.news, title: row.title, body: row.body },
          ...{ runId: row.run_id === null ? null : runId(row.run_id), queuedAt: row.queued_at },
        })),
    drop: (rows) => void database.run("delete from desktop_notice where id in (select value from json_each(?))", JSON.stringify(rows)),
  };
}
