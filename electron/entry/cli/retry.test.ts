import { realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { makeRepository } from "../../../e2e/fixtures/repository.ts";
import { readRun } from "../../../e2e/fixtures/truth.ts";
import type { RunId } from "../../../shared/ids.ts";

/*
 * What a person gets who runs something of an earlier run again.
 */

let folder: string;
let project: string;
let home: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "project");
  home = join(folder, "home");
});
afterEach(() => remove());

async function ask(...words: string[]): Promise<number | null> {
  return (await millrace({ home, cwd: project }, ...words)).exitCode;
}

async function log(...words: string[]): Promise<string> {
  return (await millrace({ home, cwd: project }, "logs", ...words)).output;
}

function stagesOf(id: string) {
  const store = openTestStore(home);
  try {
    return readRun(store, id as RunId).stages;
  } finally {
    store.close();
  }
}

/** Each stage run of a run as `name[variant] status reason`. */
function told(id: string): string[] {
  return stagesOf(id).map(({ name, variant, status, reason }) =>
    [`${name}${variant && `[${variant}]`}`, status, reason].filter((part) => part !== null).join(" "),
  );
}

test("a stage that runs again alone knows what its needs told and how they ended, also when that is run again", async () => {
  makeRepository(project, {
    "millrace.yml": `version: 1
stages:
  build:
    phase: build
    matrix: { part: [a, b] }
    run: echo "file=$MATRIX_PART.tgz" >> "$MILLRACE_OUTPUT"
  unit: { phase: test, needs: [build], run: 'echo port=80 >> "$MILLRACE_OUTPUT"; exit 1', allow-failure: true }
  deploy:
    phase: deploy
    needs: [build, unit]
    if: needs.unit.outcome == "failed" && needs.build.outputs.file.contains("b.tgz") && success()
    run: echo $NEEDS_BUILD_FILE $NEEDS_UNIT_PORT
  fail: { phase: test, needs: [build], run: exit 1 }
  after: { phase: monitor, needs: [fail], run: 'true' }
  tell: { phase: monitor, needs: [after], if: failure(), run: echo told }
`,
  });
  expect(await ask("run")).toBe(1);
  expect(await ask("runs", "retry", "1", "deploy", "--only")).toBe(0);
  expect([told("r2"), await log("2", "deploy")]).toEqual([["deploy passed"], "a.tgz b.tgz 80\n"]);
  // On other files, too: it was asked for alone.
  writeFileSync(join(project, "other.txt"), "other");
  for (const words of [["deploy", "--only"], ["--failed"], []]) expect(await ask("runs", "retry", "2", ...words)).toBe(0);
  for (const number of ["3", "4", "5"]) expect(await log(number, "deploy")).toBe("a.tgz b.tgz 80\n");
  await ask("runs", "retry", "1", "tell", "--only");
  expect(told("r6")).toEqual(["tell passed"]);
  // A run that was started alone has no earlier one.
  await ask("run", "deploy", "--only");
  expect(told("r7")).toEqual(["deploy skipped condition-false"]);
});

test("a stage that runs again alone and waits for a person knows it still when they have answered", async () => {
  makeRepository(project, {
    "millrace.yml": `version: 1
stages:
  build: { phase: build, run: 'echo version=7 >> "$MILLRACE_OUTPUT"' }
  deploy: { phase: deploy, needs: [build], approval: true, run: echo $NEEDS_BUILD_VERSION }
`,
  });
  const approved = async (run: string, running: Promise<unknown>) => {
    while ((await ask("runs", "approve", run)) !== 0);
    await running;
  };
  await approved("1", ask("run"));
  await approved("2", ask("runs", "retry", "1", "deploy", "--only"));
  expect([told("r2"), await log("2", "deploy")]).toEqual([["deploy passed"], "7\n"]);
});

test("a cached stage that runs again alone is told apart by what its needs told", async () => {
  makeRepository(project, {
    ".gitignore": "out\nversion\n",
    "millrace.yml": `version: 1
stages:
  build: { phase: build, run: 'echo "version=$(cat ../version)" >> "$MILLRACE_OUTPUT"' }
  pack:
    phase: build
    needs: [build]
    cache: { inputs: [millrace.yml], outputs: [out] }
    run: echo $NEEDS_BUILD_VERSION > out
`,
  });
  for (const version of ["1", "2"]) {
    writeFileSync(join(folder, "version"), version);
    await ask("run");
  }
  const again = async (of: string) => {
    await ask("runs", "retry", of, "pack", "--only");
    return log(of, "pack");
  };
  await again("1");
  await again("2");
  await again("1");
  expect([told("r3"), told("r4"), told("r5")]).toEqual([["pack passed"], ["pack passed"], ["pack passed cache-hit"]]);
});

test("of what did not pass, a variant that its condition left out is none, unless that may say something else now", async () => {
  const pipeline = (condition: string) => `version: 1
stages:
  unit:
    phase: test
    matrix: { os: [alpine, debian] }
    if: ${condition}
    run: 'true'
  pack: { phase: build, needs: [unit], run: 'true' }
  lint: { phase: code, run: exit 1 }
`;
  makeRepository(project, { "millrace.yml": pipeline(`matrix.os != "alpine"`) });
  await ask("run");
  await ask("runs", "retry", "1", "--failed");
  const kept = ["unit[alpine] skipped condition-false", "unit[debian] passed kept", "pack passed kept", "lint failed exit-code"];
  expect(told("r2")).toEqual(kept);
  expect(stagesOf("r2")[0]).toMatchObject({
    detail: 'Its condition is not met: matrix.os != "alpine".',
    why: "Left out as in run 1: nothing that it depends on has changed.",
    keptFrom: null,
  });
  await ask("runs", "retry", "2", "--failed");
  expect(told("r3")).toEqual(kept);
  await ask("runs", "retry", "3", "pack");
  expect(told("r4")).toEqual([...kept.slice(0, 2), "pack passed", kept[3]]);

  writeFileSync(join(project, "millrace.yml"), pipeline(`matrix.os != "alpine" || trigger == "retry"`));
  await ask("run");
  expect(told("r5")[0]).toBe("unit[alpine] skipped condition-false");
  await ask("runs", "retry", "5", "--failed");
  expect(told("r6")).toEqual(["unit[alpine] passed", "unit[debian] passed kept", "pack passed", "lint failed exit-code"]);
});
