import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
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

test("detect, doctor and the help tell without running or writing anything", async () => {
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ scripts: { preinstall: "touch ran", test: "touch ran" }, dependencies: { x: "1" } }),
  );
  const detected = JSON.parse((await ask("detect", "--json")).output);
  expect(detected).toMatchObject({
    project: "project",
    toolchains: ["npm"],
    stages: [
      { id: "install", phase: "build", run: "npm install", needs: [] },
      { id: "test", phase: "test", run: "npm test", needs: ["install"] },
    ],
  });
  expect(JSON.parse((await ask("doctor", "--json")).output)).toMatchObject({ ok: true, dataFolder: join(folder, "home") });
  expect((await ask("--help")).output).toContain("millrace COMMAND");
  expect((await ask("--version")).output).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(existsSync(join(project, "ran"))).toBe(false);
  expect([readdirSync(project), readdirSync(folder)]).toEqual([["package.json"], ["project"]]);
});

test("detect writes its proposal down when it is asked to, and never over a file", async () => {
  writeFileSync(join(project, "Makefile"), "test:\n\techo tested\n");
  const saved = await ask("detect", "--save", "--json");
  expect([saved.exitCode, JSON.parse(saved.output)]).toEqual([0, { path: join(project, "millrace.yml") }]);
  expect((await ask("validate")).exitCode).toBe(0);
  const text = readFileSync(join(project, "millrace.yml"), "utf8");
  const again = await ask("detect", "--save", "--json");
  expect([again.exitCode, JSON.parse(again.complaint).error.code]).toEqual([2, "file-exists"]);
  expect(readFileSync(join(project, "millrace.yml"), "utf8")).toBe(text);
});

test("detect says when a file stands above what it proposes", async () => {
  writeFileSync(join(project, "Makefile"), "test:\n\ttrue\n");
  expect((await ask("detect")).output).not.toContain("millrace.yml");
  writeFileSync(join(project, "millrace.yml"), "version: 1\nstages: { unit: { phase: test, run: echo hi } }\n");
  expect((await ask("detect")).output).toContain("note: There is a millrace.yml");
  expect(JSON.parse((await ask("detect", "--json")).output).notes).toHaveLength(1);
});

test.skipIf(process.getuid?.() === 0)("a folder that cannot be read is named (skipped for root, who reads everything)", async () => {
  chmodSync(project, 0o000);
  const answer = await ask("detect", project);
  chmodSync(project, 0o755);
  expect(answer.exitCode).toBe(2);
});
