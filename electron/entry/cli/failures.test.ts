import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, makeRepository } from "../../../e2e/fixtures/repository.ts";
import type { FailureGroup } from "../../../shared/contract/failure-groups.ts";

test("runs that fail alike are one failure, also with other numbers, and it is told what mended it", async () => {
  const { folder, remove } = temporaryFolder();
  const home = join(realpathSync(folder), "home");
  const cwd = join(realpathSync(folder), "shop");
  mkdirSync(cwd);
  const ask = (...words: string[]) => millrace({ home, cwd }, ...words);
  const pipeline = (run: string) => ({ "millrace.yml": `version: 1\nstages:\n  unit: { phase: test, run: ${JSON.stringify(run)} }\n` });
  makeRepository(cwd, pipeline('echo "src/wheel.js:4:17: error: no water in port $$"; exit 1'));
  expect((await ask("failures")).exitCode).toBe(2);
  await ask("run");
  await ask("run");
  commitAll(cwd, "fix: water", pipeline("true"));
  await ask("run");
  commitAll(cwd, "feat: all else fails", pipeline("exit 3"));
  await ask("run");

  const { failures } = JSON.parse((await ask("failures", "--json")).output) as { failures: FailureGroup[] };
  expect(failures.map(({ title, runCount, first, last, end }) => [title, runCount, first.runNumber, last.runNumber, end?.subject])).toEqual(
    [
      ["It ended with exit code 3.", 1, 4, 4, undefined],
      [expect.stringMatching(/^src\/wheel\.js: no water in port \d+$/), 2, 1, 2, "fix: water"],
    ],
  );
  expect((await ask("failures", "WATER")).output).toMatch(
    /^unit {2}src\/wheel\.js: no water in port \d+\n {2}2 runs, 1 to 2, last .* on main; gone since [0-9a-f]{7} "fix: water" \(run 3\)\n$/,
  );
  expect((await ask("runs", "show", "2")).output).toContain("            same failure as run 1\n");
  expect((await ask("failures", "nowhere")).output).toBe("No failure holds this text.\n");
  remove();
});
