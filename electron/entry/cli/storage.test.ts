import { mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace, type ProgramEnd } from "../../../e2e/fixtures/millrace-programs.ts";

let folder: string;
let project: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "project");
  mkdirSync(project);
});
afterEach(() => remove());

function ask(...words: string[]): Promise<ProgramEnd> {
  return millrace({ home: join(folder, "home"), cwd: project }, ...words);
}

function pipeline(text: string): void {
  writeFileSync(join(project, "millrace.yml"), text);
}

test("a long log is packed when the run has ended, is written byte for byte, and one that is missing is told", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: seq 200000 }\n");
  const expected = Array.from({ length: 200_000 }, (_, place) => `${place + 1}\n`).join("");
  expect((await ask("run")).exitCode).toBe(0);
  expect((await ask("logs", "1")).output).toBe(expected);
  const use = JSON.parse((await ask("storage", "--json")).output);
  expect(use).toMatchObject({ projects: [{ name: "project", runs: 1 }], uncountedRuns: 0, freed: null });
  expect(use.projects[0].logBytes).toBeLessThan(expected.length / 2);
  const run = join(folder, "home", "runs", "r1");
  expect(readdirSync(run)).toEqual(["1.log.zst"]);
  expect((await ask("logs", "1")).output).toBe(expected);
  rmSync(join(run, "1.log.zst"));
  const gone = await ask("logs", "1", "--json");
  expect([gone.exitCode, gone.output, JSON.parse(gone.complaint).error.code]).toEqual([3, "", "log-missing"]);
});

test("a run is pinned and let go, and a clean-up says what it freed", async () => {
  pipeline("version: 1\nstages:\n  a: { phase: build, run: echo hi }\n");
  expect((await ask("run")).exitCode).toBe(0);
  expect((await ask("runs", "pin", "1")).output).toBe("Run 1 is kept, with its logs and artifacts.\n");
  expect(JSON.parse((await ask("runs", "show", "1", "--json")).output).run.pinned).toBe(true);
  expect(JSON.parse((await ask("runs", "unpin", "1", "--json")).output)).toEqual({ runId: "r1", pinned: false });
  expect((await ask("storage", "--clean-up")).output).toContain("The clean-up freed nothing.");
});
