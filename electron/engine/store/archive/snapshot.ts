import type { LineOf } from "../../../../shared/history-file/lines.ts";
import type { Manifest } from "../../../../shared/history-file/manifest.ts";
import { type ProjectId, rowOf } from "../../../../shared/ids.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { databaseFile } from "../../data-folder.ts";
import { type Database, openDatabase, type Value } from "../database.ts";
import { type StoreFailure, storeFailureOf } from "../store-failure.ts";
import { type Tables, tablesOf } from "../tables.ts";
import { coverageColumns, namesOf, runColumns, stageColumns, toFile } from "./columns.ts";
import { type ProjectSnapshot, projectSnapshot } from "./project-snapshot.ts";
import { isTaken, takenRun } from "./taken.ts";

/** What of a project's history goes into a file, on one unchanging state of it. Rows keep their numbers as ids of the file. */
export interface HistorySnapshot extends ProjectSnapshot {
  /** Says which database this is. */
  readonly source: string;
  readonly tables: Tables;
  /** How much there is, and how much of it stays here. */
  facts(): SnapshotFacts;
  plans(after: number, limit: number): { readonly id: number; readonly stages: readonly PlannedStage[] }[];
  fingerprints(after: number, limit: number): { readonly id: number; readonly facts: unknown }[];
  tests(after: number, limit: number): LineOf<"test">[];
  failures(after: number, limit: number): LineOf<"failure">[];
  /** Ended runs in the order of their creation, behind `after`. */
  runs(after: LineOf<"run"> | null, limit: number): LineOf<"run">[];
  /** Of these runs, in their order and that of their plan. */
  stages(runs: readonly number[]): LineOf<"stage">[];
  artifacts(runs: readonly number[]): LineOf<"artifact">[];
  coverages(runs: readonly number[]): LineOf<"coverage">[];
  failed(runs: readonly number[]): LineOf<"failed">[];
  /** Those of these runs that have results of tests. */
  withTests(runs: readonly number[]): number[];
  close(): void;
}

/** See {@link HistorySnapshot}. */
export interface SnapshotFacts extends Pick<Manifest, "counts" | "fromMs" | "toMs" | "logBytes"> {
  /** Runs that have not ended, and runs of searches for a culprit: they stay here. */
  readonly unfinished: number;
  readonly ofSearches: number;
}

/** Opens a snapshot on a connection of its own, so that nobody has to wait for whoever reads it slowly. */
export function openSnapshot(folder: string, project: ProjectId): Result<HistorySnapshot, StoreFailure> {
  const opened = openDatabase(databaseFile(folder), { cacheMiB: 16, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 5_000 });
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    database.run("begin");
    return ok(snapshotOf(database, folder, rowOf(project)));
  } catch (error) {
    database.close();
    const known = storeFailureOf(error, databaseFile(folder));
    if (known === null) throw error;
    return { ok: false, failure: known };
  }
}

type Row = Record<string, Value>;

function snapshotOf(database: Database, folder: string, project: number): HistorySnapshot {
  const source = database.one<{ identity: string }>("select identity from history_source where id = 1")?.identity ?? "";
  const ofRuns = (sql: string, runs: readonly number[]) => database.all<Row>(sql, JSON.stringify(runs));
  const page = (sql: string, after: number, limit: number) => database.all<Row>(sql, project, after, limit);
  return {
    ...projectSnapshot(database, project),
    source,
    tables: tablesOf(database, folder),
    facts: () => factsOf(database, project),
    plans: (after, limit) =>
      page(
        `select id, json from plan where id in (select plan_id from run where project_id = ? and ${isTaken("run")}) and id > ? order by id limit ?`,
        after,
        limit,
      ).map(({ id, json }) => ({ id: id as number, stages: JSON.parse(json as string) as PlannedStage[] })),
    fingerprints: (after, limit) =>
      page(
        `select id, json from fingerprint where id in (select fingerprint_id from run where project_id = ? and ${isTaken("run")}) and id > ? order by id limit ?`,
        after,
        limit,
      ).map(({ id, json }) => ({ id: id as number, facts: JSON.parse(json as string) as unknown })),
    tests: (after, limit) =>
      page(
        `select test.id, stage.name as stage, suite_path, class_name, test.name, file, line from test join stage on stage.id = stage_id
          where project_id = ? and test.id > ? order by test.id limit ?`,
        after,
        limit,
      ).map(({ id, stage, suite_path, class_name, name, file, line }) => ({
        ...{ id, stage, suitePath: JSON.parse(suite_path as string), className: class_name, name, file, line },
      })) as LineOf<"test">[],
    failures: (after, limit) =>
      page(
        `select f.id, stage.name as stage, f.signature, f.title from failure f join stage on stage.id = f.stage_id
          where f.project_id = ? and f.id > ? order by f.id limit ?`,
        after,
        limit,
      ) as LineOf<"failure">[],
    runs: (after, limit) =>
      database
        .all<Row>(
          `select ${namesOf(runColumns, "run")}, run.id, checkout, plan_id, fingerprint_id, ${takenRun("run.retry_of")} as retry_of,
              logs_removed_at, logs_removed_rule, logs_removed_limit, artifacts_removed_at, artifacts_removed_rule, artifacts_removed_limit,
              (select identity || ' ' || source_row from imported i join history_source o on o.id = i.source_id
                where i.kind = 'run' and i.row = run.id and i.project_id = run.project_id) as origin
            from run indexed by run_by_project where project_id = ? and ${isTaken("run")} and (created_at, run.id) > (?, ?) order by created_at, run.id limit ?`,
          ...[project, after?.createdAt ?? -1, after?.id ?? 0, limit],
        )
        .map(runOf),
    stages: (runs) =>
      ofRuns(
        `select ${namesOf(stageColumns, "s")}, s.run_id, stage.name, ${takenRun("s.kept_from")} as kept_from,
            a.question, a.decision, a.comment, a.person, a.decided_at
          from json_each(?) wanted cross join run on run.id = wanted.value cross join stage_run s on s.run_id = run.id
            cross join stage on stage.id = s.stage_id left join approval a on a.run_id = s.run_id and a.sequence = s.sequence
          order by wanted.key, s.sequence`,
        runs,
      ).map(stageOf),
    artifacts: (runs) =>
      ofRuns(
        `select a.run_id as run, a.sequence as place, a.path, a.bytes, a.sha256 from json_each(?) wanted cross join artifact a on a.run_id = wanted.value
          order by wanted.key, a.sequence, a.path`,
        runs,
      ) as LineOf<"artifact">[],
    coverages: (runs) =>
      ofRuns(
        `select ${namesOf(coverageColumns, "c")}, r.run_id from json_each(?) wanted cross join coverage_run r on r.run_id = wanted.value
          join coverage_set c on c.id = r.set_id`,
        runs,
      ).map((row) => ({ run: row.run_id, ...toFile(coverageColumns, row) }) as unknown as LineOf<"coverage">),
    failed: (runs) =>
      ofRuns(
        `select f.run_id as run, f.sequence as place, f.failure_id as failure from json_each(?) wanted
          cross join stage_failure f on f.run_id = wanted.value order by wanted.key, f.sequence`,
        runs,
      ) as LineOf<"failed">[],
    withTests: (runs) =>
      ofRuns("select distinct t.run_id from json_each(?) wanted cross join test_run t on t.run_id = wanted.value", runs).map(
        ({ run_id }) => run_id as number,
      ),
    close: () => {
      database.run("rollback");
      database.close();
    },
  };
}

function factsOf(database: Database, project: number): SnapshotFacts {
  const one = <T>(sql: string) => database.one<T>(sql, project) as T;
  const counted = (sql: string) => one<{ count: number }>(`select count(*) as count from ${sql}`).count;
  const inRuns = (table: string) => counted(`run join ${table} t on t.run_id = run.id where run.project_id = ? and ${isTaken("run")}`);
  const runs = one<{ runs: number; from_ms: number | null; to_ms: number | null }>(
    `select count(*) as runs, min(created_at) as from_ms, max(created_at) as to_ms from run where project_id = ? and ${isTaken("run")}`,
  );
  const logs = one<{ bytes: number }>(
    `select coalesce(sum(s.log_bytes), 0) as bytes from run join stage_run s on s.run_id = run.id
      where run.project_id = ? and run.logs_removed_at is null and ${isTaken("run")}`,
  );
  return {
    counts: {
      runs: runs.runs,
      stages: inRuns("stage_run"),
      artifacts: inRuns("artifact"),
      tests: counted("test join stage on stage.id = stage_id where project_id = ?"),
      failures: counted("failure where project_id = ?"),
      coverages: inRuns("coverage_run"),
      releases: counted("release where project_id = ? and state in ('released', 'undone')"),
      deployments: counted(
        "deployment d join release r on r.id = d.release_id and r.state in ('released', 'undone') where d.project_id = ? and d.finished_at is not null",
      ),
      incidents: counted("incident where project_id = ?"),
    },
    ...{ fromMs: runs.from_ms, toMs: runs.to_ms, logBytes: logs.bytes },
    unfinished: counted("run where project_id = ? and finished_at is null"),
    ofSearches: counted("run where project_id = ? and trigger = 'culprit'"),
  };
}

function runOf(row: Row): LineOf<"run"> {
  const origin = (row.origin as string | null)?.split(" ");
  return {
    ...{ id: row.id, origin: origin === undefined ? null : { source: origin[0], id: Number(origin[1]) } },
    ...toFile(runColumns, row),
    ...{ isCheckout: row.checkout !== null, retryOf: row.retry_of, plan: row.plan_id, fingerprint: row.fingerprint_id },
    logsRemoved: removalOf(row.logs_removed_at, row.logs_removed_rule, row.logs_removed_limit),
    artifactsRemoved: removalOf(row.artifacts_removed_at, row.artifacts_removed_rule, row.artifacts_removed_limit),
  } as unknown as LineOf<"run">;
}

function removalOf(at: Value | undefined, rule: Value | undefined, limit: Value | undefined) {
  return at === null || rule === null ? null : { at, rule, limit: limit ?? 0 };
}

function stageOf(row: Row): LineOf<"stage"> {
  const { question, decision, comment, person, decided_at } = row;
  return {
    ...{ run: row.run_id, name: row.name, ...toFile(stageColumns, row), keptFrom: row.kept_from },
    approval: question === null ? null : { question, decision, comment, person, decidedAt: decided_at },
  } as unknown as LineOf<"stage">;
}
