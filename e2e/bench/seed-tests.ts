import { hash } from "node:crypto";
import type { Store } from "../../electron/engine/store/store.ts";
import { packFailure } from "../../electron/engine/test/failure-text.ts";
import { keepResults } from "../../electron/engine/test/keep-results.ts";
import type { KeptResult } from "../../electron/engine/test/result-block.ts";
import { type ProjectId, type RunId, rowOf, stageRunId } from "../../shared/ids.ts";
import { newRun, plannedStage, write } from "../fixtures/history.ts";
import { randomFrom } from "./random.ts";

/** Tests whose rows are made in one transaction. */
const batchSize = 1_000;

/** One in so many tests fails at a time; it goes on for about as many runs as it has siblings. */
const failing = { every: 1_000, changesEvery: 40, texts: 50 };

/** Writes tests of one stage, and runs in which all of them have a result; the last run is told. */
export function seedTests(store: Store, project: ProjectId, tests: number, runs: number, onRun: (index: number) => void): RunId {
  const random = randomFrom(7);
  let last: RunId | null = null;
  let rows: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    onRun(index);
    const tree = hash("sha1", `tree ${Math.floor(index / 1.1)}`);
    const { id } = write(store, (tables) => {
      const run = tables.runs.insert(newRun(project, { stages: [plannedStage("unit")], tree, commit: tree, socket: "" }), index * 60_000);
      tables.stageRuns.insert(project, run.id, [plannedStage("unit")]);
      return run;
    });
    if (index === 0) rows = seedIdentities(store, project, tests);
    const stageRun = stageRunId(rowOf(id), 1);
    const texts = new Map<number, ReturnType<typeof packFailure>>();
    const results = rows.map((testRow, place): KeptResult => {
      const isFailing = (place * 7 + Math.floor(index / failing.changesEvery)) % failing.every === 0;
      if (isFailing) texts.set(testRow, textOf(place % failing.texts));
      return { testRow, status: isFailing ? "failed" : "passed", durationMs: Math.round(random() * 10_000) / 100, failedAttempts: 0 };
    });
    const failed = texts.size;
    const totals = { tests, passed: tests - failed, failed, errored: 0, skipped: 0, durationMs: tests * 50 };
    write(store, (tables) => {
      keepResults(tables, { id: stageRun, totals, atMs: index * 60_000 }, { results, texts, leftOut: 0, textsLeftOut: 0 });
      const ended = { status: failed > 0 ? "failed" : "passed", reason: null, startedAt: 0, finishedAt: 1, durationMs: 1 } as const;
      tables.stageRuns.change(stageRun, ended, index * 60_000);
      tables.runs.change(id, ended, index * 60_000);
    });
    last = id;
  }
  if (last === null) throw new Error("There is one run at least.");
  return last;
}

function seedIdentities(store: Store, project: ProjectId, tests: number): number[] {
  const rows: number[] = [];
  for (let from = 0; from < tests; from += batchSize)
    write(store, (tables) => {
      const stageRow = tables.tests.stageRow(project, "unit") ?? 0;
      for (let index = from; index < Math.min(tests, from + batchSize); index += 1) {
        const identity = {
          suitePath: [`packages/shop/src/module-${index % 400}.test.ts`],
          className: `module ${index % 400}`,
          name: `does what number ${index} says when it is asked`,
          file: `packages/shop/src/module-${index % 400}.test.ts`,
          line: (index % 900) + 1,
        };
        rows.push(tables.tests.insert(stageRow, hash("sha256", `${index}`, "buffer").subarray(0, 16), identity));
      }
    });
  return rows;
}

function textOf(number: number): ReturnType<typeof packFailure> {
  const details = Array.from({ length: 30 }, (_, line) => `    at step${line} (packages/shop/src/module-${number}.ts:${line}:7)`);
  return packFailure({ message: `expected ${number} to be ${number + 1}`, details: details.join("\n"), output: null, isCut: false });
}
