import { type ProjectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** What is kept of one trigger. Times are epoch milliseconds. */
export interface StoredTrigger {
  readonly key: string;
  /** What it saw last; `null` before the first look and while it is paused. */
  readonly seen: string | null;
  /** How many of its runs in a row followed on what happened during a run. */
  readonly followUps: number;
  readonly isPaused: boolean;
  readonly firedAt: number | null;
  readonly runId: RunId | null;
  /** Why it did less than was asked for the last time; `null` when all is well. */
  readonly fault: string | null;
}

/** The runs of a project that have to do with one of its triggers, as far as they are not over. */
export interface RunsUnderWay {
  /** Whether one is in the project's folder and does not wait for a person. */
  readonly isFolderBusy: boolean;
  /** Those of the trigger, the oldest first. */
  readonly own: readonly RunId[];
  /** When the last one ended that was in the folder, and the last of the trigger's; `null` before the first. */
  readonly folderFreeAt: number | null;
  readonly ownEndedAt: number | null;
}

/** The `trigger_state` table, and what of the `run` table triggers ask for. */
export interface TriggerTable {
  /** Of every trigger that was ever looked at or paused. */
  ofProject(project: ProjectId): StoredTrigger[];
  /** One that nothing is kept of is as before its first look. */
  get(project: ProjectId, key: string): StoredTrigger;
  /** Keeps what a trigger saw. */
  remember(project: ProjectId, key: string, memory: Pick<StoredTrigger, "seen" | "followUps">): void;
  /** Keeps that a trigger fired, and what it had seen before, until {@link note} tells what became of it. */
  fire(project: ProjectId, key: string, seenBefore: string | null, now: number): void;
  /**
   * Whether a trigger fired at least `ageMs` ago and nothing was noted of it since: whoever started the run ended before.
   * Either way of the clock counts as age.
   */
  hasLost(project: ProjectId, ageMs: number, now: number): boolean;
  /** Has such triggers, but for `except`, see again what they fired for, unless a run came of it. */
  takeBackLost(project: ProjectId, ageMs: number, except: readonly string[], now: number): void;
  /** Keeps what became of that; without a run, why. Announced, as what follows. */
  note(project: ProjectId, key: string, outcome: { readonly runId: RunId | null; readonly fault: string | null }, now: number): void;
  pause(project: ProjectId, key: string, isPaused: boolean, now: number): void;
  /** Forgets what the triggers of a project saw: they begin anew. */
  forgetSeen(project: ProjectId): void;
  /** Forgets triggers that are not among `keys`, but for the paused ones. */
  keepOnly(project: ProjectId, keys: readonly string[]): void;
  /** Whether it is this process's turn to ask the remote: at most one does so in `everyMs`. */
  takeTurn(project: ProjectId, key: string, everyMs: number, now: number): boolean;
  /** How it stands with the runs of a project, seen from one of its triggers. */
  runsUnderWay(project: ProjectId, key: string): RunsUnderWay;
  /** Unfinished runs of the same group that are older than `run`. */
  olderOfGroup(project: ProjectId, group: string, run: RunId): RunId[];
}

interface Row {
  key: string;
  seen: string | null;
  follow_ups: number;
  paused_at: number | null;
  fired_at: number | null;
  run_id: number | null;
  fault: string | null;
}

const isLost = "seen_before is not null and paused_at is null and abs(? - fired_at) >= ?";

const columns = "key, seen, follow_ups, paused_at, fired_at, run_id, fault";

/** Gives access to the `trigger_state` table. */
export function triggerTable(database: Database): TriggerTable {
  const of = (project: ProjectId, key: string) =>
    database.one<Row>(`select ${columns} from trigger_state where project_id = ? and key = ?`, rowOf(project), key);
  function set(project: ProjectId, key: string, change: string, ...values: (string | number | null)[]): void {
    database.run("insert into trigger_state (project_id, key) values (?, ?) on conflict do nothing", rowOf(project), key);
    database.run(`update trigger_state set ${change} where project_id = ? and key = ?`, ...values, rowOf(project), key);
  }
  function announce(project: ProjectId, now: number): void {
    database.run("insert into event (at, project_id) values (?, ?)", now, rowOf(project));
  }
  return {
    ofProject: (project) =>
      database.all<Row>(`select ${columns} from trigger_state where project_id = ?`, rowOf(project)).map((row) => toTrigger(row)),
    get: (project, key) => toTrigger(of(project, key) ?? { ...nothing, key }),
    remember: (project, key, { seen, followUps }) => set(project, key, "seen = ?, follow_ups = ?", seen, followUps),
    fire: (project, key, seenBefore, now) => set(project, key, "fired_at = ?, fault = null, seen_before = ?", now, seenBefore),
    hasLost: (project, ageMs, now) =>
      database.one(`select 1 from trigger_state where project_id = ? and ${isLost}`, rowOf(project), now, ageMs) !== undefined,
    takeBackLost: (project, ageMs, except, now) => {
      database.run(
        `update trigger_state set seen_before = null, seen = case when exists (
          select 1 from run where project_id = trigger_state.project_id and created_at >= trigger_state.fired_at
            and (trigger_group = key or substr(trigger_group, 1, length(key) + 1) = key || char(10))
        ) then seen else seen_before end
        where project_id = ? and ${isLost} and key not in (select value from json_each(?))`,
        ...[rowOf(project), now, ageMs, JSON.stringify(except)],
      );
    },
    note: (project, key, { runId: run, fault }, now) => {
      set(project, key, "run_id = coalesce(?, run_id), fault = ?, seen_before = null", run === null ? null : rowOf(run), fault);
      announce(project, now);
    },
    pause: (project, key, isPaused, now) => {
      set(project, key, "paused_at = ?, seen = null, follow_ups = 0, seen_before = null", isPaused ? now : null);
      announce(project, now);
    },
    forgetSeen: (project) =>
      void database.run(
        "update trigger_state set seen = null, follow_ups = 0, seen_before = null where project_id = ? and seen is not null",
        rowOf(project),
      ),
    keepOnly: (project, keys) =>
      void database.run(
        "delete from trigger_state where project_id = ? and paused_at is null and key not in (select value from json_each(?))",
        ...[rowOf(project), JSON.stringify(keys)],
      ),
    takeTurn: (project, key, everyMs, now) => {
      const row = database.one<{ asked_at: number | null }>(
        "select asked_at from trigger_state where project_id = ? and key = ?",
        ...[rowOf(project), key],
      );
      const askedAt = row?.asked_at ?? null;
      // One from the future was written by a clock that has been put right since.
      if (askedAt !== null && askedAt <= now && now - askedAt < everyMs) return false;
      set(project, key, "asked_at = ?", now);
      return true;
    },
    runsUnderWay: (project, key) => runsUnderWay(database, rowOf(project), key),
    olderOfGroup: (project, group, run) =>
      database
        .all<{ id: number }>(
          "select id from run indexed by run_unfinished where project_id = ? and finished_at is null and trigger_group = ? and id < ? order by id",
          ...[rowOf(project), group, rowOf(run)],
        )
        .map((row) => runId(row.id)),
  };
}

const nothing: Omit<Row, "key"> = { seen: null, follow_ups: 0, paused_at: null, fired_at: null, run_id: null, fault: null };

/** So many of the newest runs are looked through for the last that ended. */
const recentRuns = 50;

function runsUnderWay(database: Database, project: number, key: string): RunsUnderWay {
  const unfinished = database.all<{ id: number; checkout: string | null; socket: string; trigger_group: string | null }>(
    "select id, checkout, coalesce(socket, '') as socket, trigger_group from run indexed by run_unfinished where project_id = ? and finished_at is null and trigger not in ('deploy', 'runbook') order by id",
    project,
  );
  const recent = database.all<{ checkout: string | null; finished_at: number; trigger_group: string | null }>(
    `select checkout, finished_at, trigger_group from (
      select * from run indexed by run_by_project where project_id = ? order by created_at desc, id desc limit ${recentRuns}
    ) where finished_at is not null and trigger not in ('deploy', 'runbook')`,
    project,
  );
  const isOwn = ({ trigger_group: group }: { trigger_group: string | null }) => group === key || (group?.startsWith(`${key}\n`) ?? false);
  const lastOf = (rows: readonly { finished_at: number }[]) => (rows.length === 0 ? null : Math.max(...rows.map((row) => row.finished_at)));
  return {
    isFolderBusy: unfinished.some(({ checkout, socket }) => checkout === null && socket !== ""),
    own: unfinished.filter(isOwn).map(({ id }) => runId(id)),
    folderFreeAt: lastOf(recent.filter(({ checkout }) => checkout === null)),
    ownEndedAt: lastOf(recent.filter(isOwn)),
  };
}

function toTrigger(row: Row): StoredTrigger {
  return {
    key: row.key,
    seen: row.seen,
    followUps: row.follow_ups,
    isPaused: row.paused_at !== null,
    firedAt: row.fired_at,
    runId: row.run_id === null ? null : runId(row.run_id),
    fault: row.fault,
  };
}
