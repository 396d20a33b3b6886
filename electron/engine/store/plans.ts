import { type RunId, rowOf } from "../../../shared/ids.ts";
import { type PlannedStage, planPlainStage } from "../../../shared/pipeline/plan.ts";
import type { Database } from "./database.ts";
import { lateCrypto } from "./late-crypto.ts";

/** The `plan` table: the stages of a run as they were decided, once for all runs that were alike. */
export interface PlanTable {
  /** The row of these stages, written when they are new. */
  keep(stages: readonly PlannedStage[]): number;
  /** The stages in row `row`, read once and kept. One of an older version says what it could; the rest is as in a plain stage. */
  get(row: number): readonly PlannedStage[];
  /** The stages of a run in their order; empty when there is no such run. */
  ofRun(id: RunId): readonly PlannedStage[];
}

/** Plans that are kept in memory: enough for every project on a board, little when each has thousands of stages. */
const maxKept = 32;

/** Gives access to the `plan` table. */
export function planTable(database: Database): PlanTable {
  const kept = new Map<number, readonly PlannedStage[]>();
  function get(row: number): readonly PlannedStage[] {
    const known = kept.get(row);
    if (known !== undefined) return known;
    const found = database.one<{ json: string }>("select json from plan where id = ?", row);
    const stages = found === undefined ? [] : (JSON.parse(found.json) as PlannedStage[]).map(planPlainStage);
    const oldest = kept.size >= maxKept ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(row, stages);
    return stages;
  }
  return {
    keep: (stages) => {
      const json = JSON.stringify(stages);
      const key = digestOf(json);
      const found = database.one<{ id: number }>("select id from plan where hash = ?", key);
      return found?.id ?? database.run("insert into plan (hash, json) values (?, ?)", key, json);
    },
    get,
    ofRun: (id) => {
      const run = database.one<{ plan_id: number }>("select plan_id from run where id = ?", rowOf(id));
      return run === undefined ? [] : get(run.plan_id);
    },
  };
}

function digestOf(text: string): string {
  return lateCrypto().hash("sha256", text);
}
