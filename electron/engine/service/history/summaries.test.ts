import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { runId, stageRunId } from "../../../../shared/ids.ts";
import { runFolder, summaryFile } from "../../data-folder.ts";
import { mostSummaryBytes, readSummaries } from "./summaries.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-summaries-"));
  mkdirSync(runFolder(folder, runId(1)), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function stage(sequence: number, name: string, change: Partial<StageRun> = {}): StageRun {
  return { id: stageRunId(1, sequence), name, variant: "", attempt: 1, hasSummary: true, ...change } as StageRun;
}

function write(sequence: number, text: string): void {
  writeFileSync(summaryFile(folder, runId(1), sequence), text);
}

test("what each stage told, of its last attempt only", async () => {
  write(1, "# Broken");
  write(2, "# Linted");
  write(3, "# Mended");
  const stages = [
    stage(1, "unit"),
    stage(2, "lint"),
    stage(3, "unit", { attempt: 2 }),
    stage(4, "quiet", { hasSummary: false }),
    stage(5, "gone"),
  ];
  expect((await readSummaries(folder, stages)).map(({ stageRunId, name, text, isCut }) => [stageRunId, name, text, isCut])).toEqual([
    ["r1.3", "unit", "# Mended", false],
    ["r1.2", "lint", "# Linted", false],
  ]);
});

test("a long one ends with a whole line, and says how long it is", async () => {
  const line = `${"ü".repeat(49)}\n`;
  write(1, line.repeat(2_000));
  const [summary] = await readSummaries(folder, [stage(1, "unit")]);
  expect([summary?.isCut, summary?.bytes, summary?.text.length]).toEqual([true, 198_000, Math.floor(mostSummaryBytes / 99) * 50]);
});

test("of very many the last are only named", async () => {
  const stages = Array.from({ length: 12 }, (_, index) => stage(index + 1, `s${index}`));
  for (const index of stages.keys()) write(index + 1, "x".repeat(200_000));
  const lengths = (await readSummaries(folder, stages)).map(({ text }) => text.length);
  expect([lengths.length, lengths[0], lengths.at(-1)]).toEqual([12, mostSummaryBytes, 0]);
});
