import type { Database, Value } from "../database.ts";

/** What people call by a number that is there once in a project, or once in each environment of it. */
export type Numbered = "run" | "deployment" | "incident";

/** The numbers of what is staged: those that it had, as far as nobody else has them. */
export interface StagedNumbers {
  /** The number itself, or one below 0 that {@link settle} replaces; `environment` of a deployment. */
  numberOf(table: Numbered, number: number, environment?: string): number;
  /** Gives those whose numbers were taken the next free ones, behind all others, in their order; answers how many runs that were. */
  settle(): number;
}

/** Looks after the numbers in a staging. */
export function stagedNumbers(database: Database, project: number): StagedNumbers {
  let taken = 0;
  const rest = (environment: string | undefined) => (environment === undefined ? "" : "and environment = ?");
  const both = (what: string, table: Numbered, environment: string | undefined) => {
    const values: Value[] = environment === undefined ? [project] : [project, environment];
    return {
      sql: ["live", "main"].map((schema) => `select ${what} as number from ${schema}.${table} where project_id = ? ${rest(environment)}`),
      values: [...values, ...values],
    };
  };
  return {
    numberOf: (table, number, environment) => {
      const { sql, values } = both("1", table, environment);
      const [live = "", main = ""] = sql.map((part) => `${part} and number = ?`);
      const of = values.slice(0, values.length / 2);
      if (database.one(`${live} union all ${main}`, ...of, number, ...of, number) === undefined) return number;
      taken += 1;
      return -taken;
    },
    settle: () => {
      const settled = (["run", "deployment", "incident"] as const).map((table) => {
        const rows = database.all<{ id: number; environment?: string }>(
          `select id${table === "deployment" ? ", environment" : ""} from main.${table} where project_id = ? and number < 0 order by id`,
          project,
        );
        for (const { id, environment } of rows) {
          const { sql, values } = both("max(number)", table, environment);
          const highest = database.all<{ number: number | null }>(sql.join(" union all "), ...values).map((row) => row.number ?? 0);
          database.run(`update main.${table} set number = ? where id = ?`, Math.max(0, ...highest) + 1, id);
        }
        return rows.length;
      });
      return settled[0] ?? 0;
    },
  };
}
