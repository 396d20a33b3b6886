import type { Phase } from "../../../../shared/pipeline/phases.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import { lateCrypto } from "../late-crypto.ts";
import type { TestIdentity } from "../tests.ts";
import type { Ground } from "./ground.ts";

/** What many rows share. What the real history has already is used again: its row is copied here under its own id. */
export interface StagedShared {
  plan(stages: readonly PlannedStage[]): number;
  fingerprint(facts: unknown): number;
  /** The row of a stage with this name. */
  stage(name: string, phase: Phase): number;
  test(stageRow: number, key: Uint8Array, test: TestIdentity): number;
  failure(stageRow: number, hash: Uint8Array, signature: string, title: string): number;
  /** The row that this one of another database became, or is, if it was this one; `null` when it is not here. `at`: when it was made. */
  known(kind: ImportedKind, source: string, row: number, at: number): number | null;
  /** Notes where a row comes from. */
  noteOrigin(kind: ImportedKind, source: string, sourceRow: number, row: number): void;
}

/** What is known again when it comes a second time. */
export type ImportedKind = "run" | "release" | "deployment" | "incident";

const madeAt: Readonly<Record<ImportedKind, string>> = {
  run: "created_at",
  release: "created_at",
  deployment: "created_at",
  incident: "opened_at",
};

/** Adds to a staging. */
export function stagedShared({ database, project, bases, nextId }: Ground): StagedShared {
  const stages = new Map<string, { readonly row: number; phase: Phase }>();
  const sources = new Map<string, number>();
  const byHash = (table: "plan" | "fingerprint", json: string) => {
    const hash = digestOf(json);
    const here = database.one<{ id: number }>(`select id from main.${table} where hash = ?`, hash);
    if (here !== undefined) return here.id;
    const there = database.one<{ id: number }>(`select id from live.${table} where hash = ?`, hash);
    return database.run(`insert into main.${table} (id, hash, json) values (?, ?, ?)`, there?.id ?? nextId(table), hash, json);
  };
  const sourceRow = (identity: string) => {
    const known =
      sources.get(identity) ?? database.one<{ id: number }>("select id from main.history_source where identity = ?", identity)?.id;
    const row = known ?? database.run("insert into main.history_source (identity) values (?)", identity);
    sources.set(identity, row);
    return row;
  };
  return {
    plan: (planned) => byHash("plan", JSON.stringify(planned)),
    fingerprint: (facts) => byHash("fingerprint", JSON.stringify(facts)),
    stage: (name, phase) => {
      const known = stages.get(name);
      if (known !== undefined) {
        // The phase that it had last. One that was here keeps its own.
        if (known.phase !== phase && known.row >= bases.stage)
          database.run("update main.stage set phase = ? where id = ?", phase, known.row);
        known.phase = phase;
        return known.row;
      }
      const there = database.one<{ id: number }>("select id from live.stage where project_id = ? and name = ?", project, name);
      const row = there?.id ?? nextId("stage");
      database.run("insert into main.stage (id, project_id, name, phase) values (?, ?, ?, ?)", row, project, name, phase);
      if (there !== undefined) for (const statement of adoptTests) database.run(statement, row);
      stages.set(name, { row, phase });
      return row;
    },
    test: (stageRow, key, test) => {
      const known = database.one<{ id: number }>("select id from main.test where stage_id = ? and key = ?", stageRow, key);
      if (known !== undefined) return known.id;
      const { suitePath, className, name, file, line } = test;
      const search = [name, className, ...suitePath, file]
        .filter((part) => part !== null)
        .join("\n")
        .toLowerCase();
      return database.run(
        "insert into main.test (id, stage_id, key, suite_path, class_name, name, file, line, search) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ...[nextId("test"), stageRow, key, JSON.stringify(suitePath), className, name, file, line, search],
      );
    },
    failure: (stageRow, hash, signature, title) => {
      const find = (schema: string) =>
        database.one<{ id: number; last_run_id: number }>(
          `select id, last_run_id from ${schema}.failure where stage_id = ? and hash = ?`,
          stageRow,
          hash,
        );
      const here = find("main");
      if (here !== undefined) return here.id;
      const there = find("live");
      return database.run(
        "insert into main.failure (id, project_id, stage_id, hash, signature, title, last_run_id) values (?, ?, ?, ?, ?, ?, ?)",
        ...[there?.id ?? nextId("failure"), project, stageRow, hash, signature, title, there?.last_run_id ?? 0],
      );
    },
    known: (kind, source, row, at) => {
      const id = sourceRow(source);
      const from = database.one<{ row: number }>(
        "select row from live.imported where project_id = ? and kind = ? and source_id = ? and source_row = ?",
        ...[project, kind, id, row],
      );
      const wanted = from?.row ?? (id === ownSource ? row : null);
      if (wanted === null) return null;
      // A copy of the data folder has the same id and goes its own way: it is the same only when it was made at the same moment.
      const found = database.one<{ id: number }>(
        `select id from live.${kind} where id = ? and project_id = ? and ${madeAt[kind]} = ?`,
        ...[wanted, project, at],
      );
      if (found === undefined) return null;
      if (kind === "release") database.run(adoptRelease, found.id);
      return found.id;
    },
    noteOrigin: (kind, source, sourceOf, row) => {
      database.run(
        "insert or replace into main.imported (project_id, kind, source_id, source_row, row) values (?, ?, ?, ?, ?)",
        ...[project, kind, sourceRow(source), sourceOf, row],
      );
    },
  };
}

/** The row of this very database among the sources. */
const ownSource = 1;

/** Deployments that come may lead to it. */
export const adoptRelease = "insert or ignore into main.release select * from live.release where id = ?";

/** Tests of a stage that was there before, and where each of them stands. */
const adoptTests = [
  "insert into main.test select * from live.test where stage_id = ?",
  "insert into main.test_standing select * from live.test_standing where stage_id = ?",
  "insert into main.test_flaky select f.* from live.test_flaky f join live.test t on t.id = f.test_id where t.stage_id = ?",
];

function digestOf(text: string): string {
  return lateCrypto().hash("sha256", text);
}
