import type { Database } from "../database.ts";
import type { StagedNumbers } from "./numbers.ts";

/** The first ids of what is new, by table. */
export type Bases = Readonly<Record<(typeof numberedTables)[number], number>>;

/** A staging with what all its parts need. */
export interface Ground {
  readonly database: Database;
  /** Of the project that everything goes into. */
  readonly project: number;
  readonly bases: Bases;
  readonly numbers: StagedNumbers;
  /** The next id of a table. */
  nextId(table: keyof Bases): number;
  /**
   * The row of a run that is not there and that no run will ever have, as it is below those that are; `null` when none was
   * staged.
   */
  goneRun(): number | null;
}

/** Tables whose rows get ids. */
export const numberedTables = [
  "plan",
  "fingerprint",
  "stage",
  "run",
  "test",
  "test_text",
  "coverage_set",
  "failure",
  "release",
  "deployment",
  "incident",
] as const;
