import { realpathSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace, type ProgramEnd } from "../../../e2e/fixtures/millrace-programs.ts";
import { makeRepository, writeFiles } from "../../../e2e/fixtures/repository.ts";

let folder: string;
let project: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = makeRepository(join(folder, "project"), { "millrace.yml": fileWith("[{ on: commit, stages: [a] }, { schedule: '@daily' }]") });
});
afterEach(() => remove());

function fileWith(triggers: string): string {
  return `version: 1\nstages:\n  a: { phase: build, run: echo hi }\ntriggers: ${triggers}\n`;
}

function ask(...words: string[]): Promise<ProgramEnd> {
  return millrace({ home: join(folder, "home"), cwd: project }, ...words);
}

const states = async () =>
  JSON.parse((await ask("triggers", "list", "--json")).output).triggers.map(({ state }: { state: string }) => state);

test("triggers are listed with their state, held back and let go, one or all", async () => {
  expect((await ask("triggers", "list")).complaint).toContain("No project was opened in");
  await ask("open");
  expect(await states()).toEqual(["not-trusted", "not-trusted"]);
  await ask("run");
  expect((await ask("triggers", "list")).output).toMatch(
    /^commit +active +a {2}never fired\nschedule @daily +active +all stages {2}never fired {2}next \d{4}-/,
  );
  expect((await ask("triggers", "pause", "commit")).output).toBe("commit: paused.\n");
  expect(await states()).toEqual(["paused", "active"]);
  expect(JSON.parse((await ask("triggers", "pause", "--json")).output)).toEqual({ keys: ["commit", "schedule @daily"], isPaused: true });
  expect((await ask("triggers", "resume", "schedule", "@daily")).output).toBe("schedule @daily: active.\n");
  expect(await states()).toEqual(["paused", "active"]);
  expect((await ask("triggers", "pause", "comit")).complaint).toContain("Did you mean commit?");
});

test("a file with a fault tells it in place of its triggers", async () => {
  await ask("open");
  writeFiles(project, { "millrace.yml": fileWith("[{ on: comit }]") });
  const listed = JSON.parse((await ask("triggers", "list", "--json")).output);
  expect(listed).toEqual({ triggers: [], problem: expect.stringContaining("millrace.yml:4:18: `on` of trigger 1") });
  expect((await ask("triggers", "pause")).exitCode).toBe(2);
});
