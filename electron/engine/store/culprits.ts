import type { CulpritCommit, CulpritFile, CulpritSearch, CulpritStep } from "../../../shared/contract/culprits.ts";
import { type CulpritId, culpritId, type ProjectId, projectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** What of a search is known before it begins, and stays. */
export interface NewSearch
  extends Pick<CulpritSearch, "projectId" | "stage" | "variant" | "repeat" | "keepsBuilds" | "runId" | "good" | "bad" | "total"> {
  /** As on which branch conditions of its runs are asked: that of the failed run, else the one that was named as the bad end. */
  readonly branch: string | null;
  /** Where its driver listens. */
  readonly socket: string;
  /** The folder of its checkout among all checkouts. */
  readonly holder: string;
}

/** A search as it is kept. */
export interface StoredSearch
  extends NewSearch,
    Pick<
      CulpritSearch,
      "id" | "status" | "detail" | "hint" | "suspectCount" | "culprits" | "files" | "fileCount" | "createdAt" | "finishedAt"
    > {}

/** How a search ended, for good or for now. */
export interface SearchEnd extends Pick<StoredSearch, "status" | "detail" | "hint"> {
  readonly culprits?: readonly CulpritCommit[];
  readonly files?: readonly CulpritFile[];
  readonly fileCount?: number;
}

/** A commit that was judged, or is. */
export interface StoredStep extends CulpritStep {
  /** Its place in the order, from 1. */
  readonly place: number;
}

/** Which step of which search a run judges. */
export interface CulpritRunKey {
  readonly search: CulpritId;
  readonly place: number;
}

/** The `culprit_search`, `culprit_step` and `culprit_run` tables. Every change is an event. */
export interface CulpritTable {
  get(id: CulpritId): StoredSearch | null;
  /** The newest first. `run`: those that were asked for it, and the one that it judged for. */
  list(project: ProjectId, run: RunId | null, limit: number): StoredSearch[];
  /** Searches that are under way as far as the rows say. */
  going(): StoredSearch[];
  steps(id: CulpritId): StoredStep[];
  insert(search: NewSearch, now: number): CulpritId;
  /** Ends a search that is under way for the driver at `socket`; `null` for whoever drives it. False, and nothing changed, when it is not. */
  end(id: CulpritId, socket: string | null, end: SearchEnd, now: number): boolean;
  /** Hands a search that has ended to a new driver; a step that was begun begins again. False, and nothing changed, when somebody drives it. */
  take(id: CulpritId, socket: string, now: number): boolean;
  /** Notes a step that begins, or one that was known, for the driver at `socket`. False, and nothing changed, when it is not the driver any more. */
  addStep(id: CulpritId, socket: string, step: Omit<StoredStep, "runs"> & { readonly knownFrom: RunId | null }, now: number): boolean;
  /** Keeps the verdict on a step, as above. */
  decide(id: CulpritId, socket: string, place: number, verdict: Pick<StoredStep, "verdict" | "why">, now: number): boolean;
  /** Notes how many are left. */
  noteSuspects(id: CulpritId, count: number): void;
  /** As on which branch a run of a search runs. */
  branchOfRun(run: RunId): string | null;
  /** Notes that a run judges for a step; in the transaction that records the run. */
  addRun(run: RunId, key: CulpritRunKey, now: number): void;
}

interface SearchRow {
  id: number;
  project_id: number;
  stage: string;
  variant: string | null;
  repeat: number;
  branch: string | null;
  keeps_builds: number;
  run_id: number | null;
  good: string;
  bad: string;
  status: CulpritSearch["status"];
  detail: string | null;
  hint: string | null;
  total: number;
  suspect_count: number;
  outcome: string | null;
  socket: string | null;
  holder: string;
  created_at: number;
  finished_at: number | null;
}

interface StepRow {
  place: number;
  commit_json: string;
  position: number;
  role: CulpritStep["role"];
  verdict: CulpritStep["verdict"];
  why: string | null;
  known_from: number | null;
  started_at: number;
  decided_at: number | null;
  suspect_count: number;
}

type Outcome = Required<Pick<SearchEnd, "culprits" | "files" | "fileCount">>;

/** Gives access to the tables. */
export function culpritTable(database: Database): CulpritTable {
  const get = (id: CulpritId) => {
    const row = database.one<SearchRow>("select * from culprit_search where id = ?", rowOf(id));
    return row === undefined ? null : toSearch(row);
  };
  const announce = (id: CulpritId, now: number) =>
    void database.run(
      "insert into event (at, project_id, culprit_id) select ?, project_id, id from culprit_search where id = ?",
      ...[now, rowOf(id)],
    );
  const isDriver = (id: CulpritId, socket: string | null) =>
    database.one(
      "select 1 from culprit_search where id = ? and status = 'running' and (? is null or socket = ?)",
      ...[rowOf(id), socket, socket],
    ) !== undefined;
  return {
    get,
    list: (project, run, limit) =>
      (run === null
        ? database.all<SearchRow>("select * from culprit_search where project_id = ? order by id desc limit ?", rowOf(project), limit)
        : database.all<SearchRow>(
            `select * from culprit_search where project_id = ?
              and (run_id = ? or id = (select search_id from culprit_run where run_id = ?)) order by id desc limit ?`,
            ...[rowOf(project), rowOf(run), rowOf(run), limit],
          )
      ).map(toSearch),
    going: () =>
      database.all<SearchRow>("select * from culprit_search indexed by culprit_search_going where status = 'running'").map(toSearch),
    steps: (id) => stepsOf(database, rowOf(id)),
    insert: (search, now) => {
      const id = culpritId(insert(database, search, now));
      announce(id, now);
      return id;
    },
    end: (id, socket, end, now) => {
      if (!isDriver(id, socket)) return false;
      const { status, detail, hint, culprits, files = [], fileCount = 0 } = end;
      const outcome = culprits === undefined ? null : JSON.stringify({ culprits: [...culprits], files: [...files], fileCount });
      database.run(
        "update culprit_search set status = ?, detail = ?, hint = ?, outcome = ?, socket = null, finished_at = ? where id = ?",
        ...[status, detail, hint, outcome, now, rowOf(id)],
      );
      announce(id, now);
      return true;
    },
    take: (id, socket, now) => {
      const taken = database.one(
        `update culprit_search set status = 'running', detail = null, hint = null, socket = ?, finished_at = null
          where id = ? and status in ('interrupted', 'canceled', 'failed') returning id`,
        ...[socket, rowOf(id)],
      );
      if (taken === undefined) return false;
      database.run("update culprit_step set started_at = ? where search_id = ? and verdict is null", now, rowOf(id));
      announce(id, now);
      return true;
    },
    addStep: (id, socket, step, now) => {
      if (!isDriver(id, socket)) return false;
      database.run(
        `insert into culprit_step (search_id, place, commit_json, position, role, verdict, why, known_from, started_at, decided_at, suspect_count)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[rowOf(id), step.place, JSON.stringify(step.commit), step.position, step.role, step.verdict, step.why],
        ...[step.knownFrom === null ? null : rowOf(step.knownFrom), step.startedAt, step.decidedAt, step.suspectCount],
      );
      database.run("update culprit_search set suspect_count = ? where id = ?", step.suspectCount, rowOf(id));
      announce(id, now);
      return true;
    },
    decide: (id, socket, place, { verdict, why }, now) => {
      if (!isDriver(id, socket)) return false;
      database.run(
        "update culprit_step set verdict = ?, why = ?, decided_at = ? where search_id = ? and place = ?",
        ...[verdict, why, now, rowOf(id), place],
      );
      announce(id, now);
      return true;
    },
    noteSuspects: (id, count) => void database.run("update culprit_search set suspect_count = ? where id = ?", count, rowOf(id)),
    branchOfRun: (run) =>
      database.one<{ branch: string | null }>(
        "select branch from culprit_search where id = (select search_id from culprit_run where run_id = ?)",
        rowOf(run),
      )?.branch ?? null,
    addRun: (run, { search, place }, now) => {
      database.run("insert into culprit_run (run_id, search_id, place) values (?, ?, ?)", rowOf(run), rowOf(search), place);
      announce(search, now);
    },
  };
}

function insert(database: Database, search: NewSearch, now: number): number {
  const { stage, variant, repeat, keepsBuilds, branch, good, bad, total, socket, holder } = search;
  return database.run(
    `insert into culprit_search (project_id, stage, variant, repeat, keeps_builds, run_id, good, bad, status, total, suspect_count, socket,
      holder, branch, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?)`,
    ...[rowOf(search.projectId), stage, variant, repeat, keepsBuilds ? 1 : 0, search.runId === null ? null : rowOf(search.runId)],
    ...[JSON.stringify(good), JSON.stringify(bad), total, total, socket, holder, branch, now],
  );
}

function stepsOf(database: Database, search: number): StoredStep[] {
  const runs = Map.groupBy(
    database.all<{ run_id: number; place: number }>(
      "select run_id, place from culprit_run where search_id = ? order by place, run_id",
      search,
    ),
    ({ place }) => place,
  );
  return database.all<StepRow>("select * from culprit_step where search_id = ? order by place", search).map((row) => ({
    ...{ place: row.place, commit: JSON.parse(row.commit_json) as CulpritCommit, position: row.position, role: row.role },
    ...{ verdict: row.verdict, why: row.why, isKnown: row.known_from !== null },
    runs: row.known_from !== null ? [runId(row.known_from)] : (runs.get(row.place) ?? []).map(({ run_id }) => runId(run_id)),
    ...{ startedAt: row.started_at, decidedAt: row.decided_at, suspectCount: row.suspect_count },
  }));
}

function toSearch(row: SearchRow): StoredSearch {
  const { culprits, files, fileCount }: Outcome =
    row.outcome === null ? { culprits: [], files: [], fileCount: 0 } : (JSON.parse(row.outcome) as Outcome);
  return {
    ...{ id: culpritId(row.id), projectId: projectId(row.project_id), stage: row.stage, variant: row.variant, repeat: row.repeat },
    ...{ branch: row.branch, keepsBuilds: row.keeps_builds === 1, runId: row.run_id === null ? null : runId(row.run_id) },
    ...{ good: JSON.parse(row.good) as CulpritCommit, bad: JSON.parse(row.bad) as CulpritCommit },
    ...{ status: row.status, detail: row.detail, hint: row.hint, total: row.total, suspectCount: row.suspect_count },
    ...{ culprits: [...culprits], files: [...files], fileCount, socket: row.socket ?? "", holder: row.holder },
    ...{ createdAt: row.created_at, finishedAt: row.finished_at },
  };
}
