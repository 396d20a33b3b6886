import { join } from "node:path";
import { databaseFile } from "../../electron/engine/data-folder.ts";
import { type Database, openDatabase } from "../../electron/engine/store/database.ts";
import type { Phase } from "../../shared/pipeline/phases.ts";
import { planPlainStage, planPlainStep } from "../../shared/pipeline/plan.ts";
import { dayMs } from "../../shared/time.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { randomFrom } from "./random.ts";
import { branchOf } from "./seed-history.ts";
import * as sql from "./seed-million-sql.ts";

/** How large a made-up history is. Every run has five stages. */
export interface MillionOptions {
  readonly runs: number;
  readonly projects: number;
  /** The history ends here, epoch milliseconds, and goes back `days`. */
  readonly until: number;
  readonly days: number;
}

/** The stages of every run: name, phase and how long it usually takes in milliseconds. */
export const millionStages: readonly (readonly [string, Phase, number])[] = [
  ["install", "build", 4_000],
  ["lint", "code", 8_400],
  ["bundle", "build", 21_600],
  ["unit", "test", 12_400],
  ["integration", "test", 54_000],
];

/** The folder of a project in the made-up history, by its number from 0; the first has the most runs. */
export function millionProject(folder: string, number: number): string {
  return join(folder, `project-${number}`);
}

const batch = 20_000;

/**
 * Writes a history of very many runs into a new data folder: the real schema with every index, the rows and events that
 * the engine would have written, its rollups and sums, but by statements for thousands of runs at once. The same each time
 * but for the hashes of commits.
 */
export function seedMillion(folder: string, options: MillionOptions): void {
  const store = openTestStore(folder);
  const start = options.until - options.days * dayMs;
  const plan = write(store, ({ projects, plans }) => {
    for (let number = 0; number < options.projects; number += 1)
      projects.open(millionProject(folder, number), `project-${number}`, start + number);
    return plans.keep(
      millionStages.map(([name, phase]) => planPlainStage({ name, phase, steps: [planPlainStep({ run: `npm run ${name}` })] })),
    );
  });
  store.close();
  const opened = openDatabase(databaseFile(folder), { cacheMiB: 256, mapMiB: 1_024, maxCheckedBytes: 0, lockWaitMs: 0 });
  if (!opened.ok) throw new Error(opened.failure.message);
  const database = opened.value;
  database.write(() => {
    for (const statement of sql.tables) database.run(statement);
    for (const [index, [name, phase, usualMs]] of millionStages.entries()) database.run(sql.addShape, index + 1, name, phase, usualMs);
    database.run(sql.addStages);
  });
  const nextRun = dice(options, start, plan);
  for (let from = 0; from < options.runs; from += batch) {
    database.write(() => {
      for (let index = from; index < Math.min(options.runs, from + batch); index += 1) database.run(sql.throwDice, ...nextRun(index));
      for (const statement of sql.writeBatch) database.run(statement);
    });
  }
  addUp(database);
  database.close();
}

/** What becomes of each run, as values of `sql.throwDice`. The first projects have the most runs, the last the fewest. */
function dice({ runs, projects, until }: MillionOptions, start: number, plan: number) {
  const random = randomFrom(1);
  const numbers = Array.from({ length: projects }, () => 0);
  const whole = Math.log(projects + 1);
  return (index: number) => {
    const project = Math.min(projects - 1, Math.floor(Math.exp(random() * whole)) - 1);
    const number = (numbers[project] ?? 0) + 1;
    numbers[project] = number;
    // One in seven ends before its last stage has passed.
    const endsAt = random() < 0.86 ? null : 1 + Math.floor(random() * millionStages.length);
    const ending = endsAt === null ? "passed" : random() < 0.8 ? "failed" : "canceled";
    const createdAt = Math.round(start + ((until - start) * (index + random() * 0.5)) / runs);
    const selection = random() < 0.2 ? '["integration"]' : "[]";
    return [index + 1, project + 1, number, plan, createdAt, branchOf(random()), selection, endsAt, ending] as const;
  };
}

function addUp(database: Database): void {
  database.write(() => {
    for (const statement of sql.addUp) database.run(statement);
  });
}
