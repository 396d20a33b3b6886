import type { Database } from "../database.ts";
import { addSketches } from "../duration-sketch.ts";
import type { Bases, Ground } from "./ground.ts";

/** What became of taking a staging over. `changed`: others wrote what it was made for otherwise; it must be made anew. */
export type MergeOutcome = "merged" | "changed";

/** What a merge needs to know beside the staging. */
export interface MergeInput {
  /** The folder whose logs follow. */
  readonly name: string;
  /** Whether the real history still has the tests that were staged upon. */
  readonly isSame: () => boolean;
}

/** The real history takes a staging over. It has the lock for as long as the rows need that come to it, and for nothing else. */
export function merge({ database, project, bases }: Ground, { name, isSame }: MergeInput): MergeOutcome {
  for (const statement of sharedTexts) database.run(statement, bases.test_text);
  try {
    return database.write(() => {
      if (!isSame() || !hasRoom(database, bases)) return "changed";
      for (const { table, rows, first, and = "" } of taken)
        database.run(`insert into live.${table} select * from main.${table} where ${rows} >= ${bases[first]} ${and}`);
      for (const statement of others) database.run(statement, project);
      database.run("update live.failure as l set last_run_id = m.last_run_id from main.failure m where m.id = l.id");
      addDays(database, project);
      database.run("insert into live.history_import (folder) values (?)", name);
      return "merged";
    });
  } catch (error) {
    // A number, a stage or a test of the same name came to it meanwhile.
    if ((error as { code?: string }).code?.startsWith("SQLITE_CONSTRAINT") === true) return "changed";
    throw error;
  }
}

/** Texts that the real history has already. */
const sharedTexts = [
  `update main.test_failure set text_id = (select l.id from main.test_text m join live.test_text l on l.hash = m.hash where m.id = text_id)
    where text_id >= ? and exists (select 1 from main.test_text m join live.test_text l on l.hash = m.hash where m.id = text_id)`,
  "delete from main.test_text where id < ? or exists (select 1 from live.test_text l where l.hash = main.test_text.hash)",
];

interface Taken {
  readonly table: string;
  /** The column that tells what is new. */
  readonly rows: string;
  readonly first: keyof Bases;
  readonly and?: string;
}

/** In the order in which one leads to another. */
const taken: readonly Taken[] = [
  { table: "plan", rows: "id", first: "plan", and: "and id in (select plan_id from main.run)" },
  { table: "fingerprint", rows: "id", first: "fingerprint", and: "and id in (select fingerprint_id from main.run)" },
  { table: "stage", rows: "id", first: "stage" },
  { table: "run", rows: "id", first: "run" },
  ...["stage_run", "approval", "artifact"].map((table) => ({ table, rows: "run_id", first: "run" }) as const),
  { table: "test", rows: "id", first: "test" },
  { table: "test_text", rows: "id", first: "test_text" },
  ...["test_run", "test_report", "test_block", "test_failure"].map((table) => ({ table, rows: "run_id", first: "run" }) as const),
  { table: "coverage_set", rows: "id", first: "coverage_set" },
  { table: "coverage_run", rows: "run_id", first: "run" },
  { table: "failure", rows: "id", first: "failure" },
  { table: "stage_failure", rows: "run_id", first: "run" },
  { table: "release", rows: "id", first: "release" },
  ...["release_step", "release_artifact"].map((table) => ({ table, rows: "release_id", first: "release" }) as const),
  { table: "deployment", rows: "id", first: "deployment" },
  { table: "deployment_step", rows: "deployment_id", first: "deployment" },
  { table: "incident", rows: "id", first: "incident" },
];

/** What has no id that leads anywhere, or is there once for each project. */
const others = [
  "insert into live.health_sample (deployment_id, at, is_good, duration_ms, detail) select deployment_id, at, is_good, duration_ms, detail from main.health_sample where ? is not null order by id",
  "insert into live.incident_entry (incident_id, at, kind, text, person) select incident_id, at, kind, text, person from main.incident_entry where ? is not null order by id",
  "insert or ignore into live.environment_state select * from main.environment_state where project_id = ?",
  "insert or replace into live.test_standing select * from main.test_standing where stage_id in (select stage_id from main.test_run where project_id = ?)",
  "delete from live.test_flaky where test_id in (select id from main.test where stage_id in (select stage_id from main.test_run where project_id = ?))",
  `insert into live.test_flaky select f.* from main.test_flaky f join main.test t on t.id = f.test_id
    where t.stage_id in (select stage_id from main.test_run where project_id = ?)`,
  "insert or ignore into live.history_source (identity) select identity from main.history_source where ? is not null",
  `insert or replace into live.imported select i.project_id, i.kind, l.id, i.source_row, i.row from main.imported i
    join main.history_source m on m.id = i.source_id join live.history_source l on l.identity = m.identity where i.project_id = ?`,
];

/** Whether nobody has come so far with the ids of what they wrote meanwhile. */
function hasRoom(database: Database, bases: Bases): boolean {
  return (Object.entries(bases) as [keyof Bases, number][]).every(
    ([table, first]) => (database.one<{ id: number | null }>(`select max(id) as id from live.${table}`)?.id ?? 0) < first,
  );
}

interface Day {
  readonly stage_id: number;
  readonly day: number;
  readonly durations: Uint8Array;
  readonly known: Uint8Array | null;
}

const ends = ["passed", "failed", "canceled", "skipped", "errored", "interrupted"];
const sums = ["waited_ms", "hits", "misses", "saved_ms", "paths"];
const added = (columns: readonly string[]) => columns.map((column) => `${column} = ${column} + excluded.${column}`).join(", ");

/** Adds the sums by day to those that are there. */
function addDays(database: Database, project: number): void {
  const days = database.all<Day>(
    `select m.stage_id, m.day, m.durations, l.durations as known from main.outcome_day m
      join live.outcome_day l on l.project_id = m.project_id and l.stage_id = m.stage_id and l.day = m.day where m.project_id = ?`,
    project,
  );
  for (const { stage_id, day, durations, known } of days)
    database.run(
      "update main.outcome_day set durations = ? where project_id = ? and stage_id = ? and day = ?",
      ...[addSketches(known ?? new Uint8Array(), durations), project, stage_id, day],
    );
  database.run(
    `insert into live.outcome_day select * from main.outcome_day where project_id = ?
      on conflict do update set ${added(ends)}, durations = excluded.durations`,
    project,
  );
  const queues = database.all<Omit<Day, "stage_id">>(
    `select m.day, m.queued as durations, l.queued as known from main.health_day m
      join live.health_day l on l.project_id = m.project_id and l.day = m.day where m.project_id = ?`,
    project,
  );
  for (const { day, durations, known } of queues)
    database.run(
      "update main.health_day set queued = ? where project_id = ? and day = ?",
      ...[addSketches(known ?? new Uint8Array(), durations), project, day],
    );
  database.run(
    `insert into live.health_day select * from main.health_day where project_id = ? on conflict do update set ${added(sums)}, queued = excluded.queued`,
    project,
  );
  database.run(
    `insert into live.path_day select * from main.path_day where project_id = ? on conflict do update set ${added(["on_path", "path_ms"])}`,
    project,
  );
}
