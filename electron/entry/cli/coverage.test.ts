import { realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace, type ProgramEnd } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, git, makeRepository } from "../../../e2e/fixtures/repository.ts";

let folder: string;
let project: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "project");
});
afterEach(() => remove());

function ask(...words: string[]): Promise<ProgramEnd> {
  return millrace({ home: join(folder, "home"), cwd: project }, ...words);
}

/** The tool: lines that hold the word "dead" are not reached. */
const tool = `awk 'FNR == 1 { if (NR > 1) print "end_of_record"; print "SF:" FILENAME } { print "DA:" FNR "," (/dead/ ? 0 : 1) } END { print "end_of_record" }' a.js b.js > lcov.info`;

const files = {
  "millrace.yml": `version: 1\nstages:\n  unit:\n    phase: test\n    run: ${JSON.stringify(tool)}\n    reports: { coverage: [lcov.info] }\n`,
  ".gitignore": "lcov.info\n",
  "a.js": "one\ntwo\ndead\n",
  "b.js": "one\ndead\ndead\ndead\n",
};

test("a run's coverage is told by file, and that of what its branch and its working files changed", async () => {
  makeRepository(project, files);
  const none = await ask("coverage");
  expect(none.exitCode).toBe(2);
  expect((await ask("run")).exitCode).toBe(0);
  expect((await ask("coverage")).output).toBe(
    "Run 1: 42.8 % of lines (3/7), 2 files\n  25.0 %          1/4  b.js\n  66.6 %          2/3  a.js\n",
  );
  git(project, "switch", "--quiet", "--create", "feature");
  const base = git(project, "rev-parse", "HEAD");
  commitAll(project, "feat: more", { "a.js": "one\ntwo\ndead\nfour\ndead five\n", "README.md": "x\n" });
  await ask("run");
  expect((await ask("coverage", "--changes")).output).toBe(
    `Run 2 against ${base.slice(0, 7)}: 50.0 % of the changed lines, 1/2\n  50.0 %  a.js  not reached: 5\n  in no report: README.md\n`,
  );
  expect((await ask("coverage", "--changes", "--csv")).output).toBe("path,lines,covered,missed,partly\r\na.js,2,1,5,\r\nREADME.md,,,,\r\n");
  expect((await ask("coverage", "1", "--csv", "--limit", "1")).output).toMatch(/^path,lines,linesCovered,.*\r\nb\.js,4,1,.*\r\na\.js,3,2,/);
  expect((await ask("coverage", "trend", "--csv")).output).toMatch(
    /^run,at,branch,.*\r\n2,20.*Z,feature,.*,9,4,.*\r\n1,20.*Z,main,.*,7,3,/,
  );
  expect((await ask("coverage", "trend", "--branch", "main")).output).toMatch(/^ {4}1 .* main .* 42\.8 % of lines \(3\/7\)\n$/);
  expect((await ask("coverage", "trend", "--csv", "--json")).exitCode).toBe(2);
  writeFileSync(join(project, "b.js"), "one\nalive\ndead\ndead\n");
  await ask("run");
  const dirty = JSON.parse((await ask("coverage", "3", "--changes", "--base", "HEAD", "--json")).output);
  expect(dirty).toMatchObject({ isExact: true, lines: 1, covered: 1, files: [{ path: "b.js" }], unmeasured: [] });
  writeFileSync(join(project, "b.js"), "one\n");
  const gone = JSON.parse((await ask("coverage", "3", "--changes", "--json")).output);
  expect(gone).toMatchObject({ base, isExact: false, lines: 2, covered: 1, files: [{ path: "a.js", missed: [{ from: 5, to: 5 }] }] });
  const unknown = await ask("coverage", "--changes", "--base", "--output=x", "--json");
  expect(unknown.exitCode).not.toBe(0);
  expect(JSON.parse((await ask("coverage", "--base", "HEAD", "--json")).complaint).error.code).toBe("usage");
  rmSync(join(project, ".git"), { recursive: true });
  expect((await ask("coverage", "3", "--changes")).complaint).toContain(
    "is in no git repository any more, so nobody knows what run 3 changed.",
  );
  await ask("run");
  expect((await ask("coverage", "--changes")).complaint).toContain("Run 4 belongs to no commit, so nobody knows what changed.");
});
