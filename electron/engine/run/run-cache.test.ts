import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkshop, scriptStage, scriptStep, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { liesOfEvents, readRun } from "../../../e2e/fixtures/truth.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { type RunId, stageRunKeyOf } from "../../../shared/ids.ts";
import type { CachePolicy, PlannedStage, PlannedStep } from "../../../shared/pipeline/plan.ts";
import { systemClock } from "../clock.ts";
import { cacheFolder, logFile, runFolder, summaryFile } from "../data-folder.ts";
import { approveStage, cancelRun, type RunEvent, resumeRun, secretsFrom } from "./run.ts";

/*
 * The cache as the stages of real runs meet it.
 */

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
  put("src/a", "one\n");
});
afterEach(() => workshop.close());

function put(path: string, content: string): void {
  const file = join(workshop.projectPath, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
}

function cached(name: string, run: string, cache: Partial<CachePolicy> = {}, changes: Partial<PlannedStage> = {}): PlannedStage {
  return scriptStage(name, run, { cache: { inputs: ["src/**"], outputs: ["dist"], env: [], tools: [], ...cache }, ...changes });
}

function run(stages: readonly PlannedStage[], changes = {}, onEvent?: (event: RunEvent) => void) {
  return workshop.run(workshop.request(stages, changes), onEvent);
}

function stagesOf(id: RunId): StageRun[] {
  const { run: row, stages } = readRun(workshop.store, id);
  expect(liesOfEvents(workshop.store, { run: row, stages })).toEqual([]);
  return [...stages];
}

/** Runs them and answers how each of them came about: `hit`, or why it ran. */
async function ways(stages: readonly PlannedStage[], changes = {}): Promise<string[]> {
  const ended = await run(stages, changes);
  return stagesOf(ended.run.id).map(({ status, reason, why }) => (reason === "cache-hit" ? "hit" : `${status}: ${why}`));
}

function log({ runId, id }: StageRun): string {
  return readFileSync(logFile(workshop.dataFolder, runId, stageRunKeyOf(id).sequence), "utf8");
}

const pack =
  'mkdir -p dist; cat src/* > dist/out; echo packed; echo "bytes=$(wc -c < dist/out)" >> $MILLRACE_OUTPUT; echo "# Packed" >> $MILLRACE_SUMMARY';

describe("a stage whose inputs did not change", () => {
  test("is not run, and everything that it made is there again", async () => {
    const stages = [
      cached("pack", `${pack}; date +%N >> ran`, {}, { artifacts: ["dist/*"] }),
      scriptStage("say", "echo $NEEDS_PACK_BYTES", { needs: ["pack"] }),
    ];
    const first = await run(stages);
    rmSync(join(workshop.projectPath, "dist"), { recursive: true });
    const second = await run(stages);
    const [before, after, say] = [...stagesOf(first.run.id).slice(0, 1), ...stagesOf(second.run.id)] as [StageRun, StageRun, StageRun];
    expect([after.reason, after.why, log(after), after.outputs, log(say)]).toEqual([
      ...["cache-hit", "Inputs are the same as in run 1.", log(before), before.outputs, "4\n"],
    ]);
    expect(readFileSync(join(workshop.projectPath, "dist/out"), "utf8")).toBe("one\n");
    expect(readFileSync(summaryFile(workshop.dataFolder, second.run.id, 1), "utf8")).toBe("# Packed\n");
    const artifacts = workshop.store.read((tables) =>
      [first, second].map(({ run: { id } }) => tables.artifacts.ofRun(id).map(({ path, sha256 }) => [path, sha256])),
    );
    expect(artifacts.ok && artifacts.value[1]).toEqual(artifacts.ok && artifacts.value[0]);
    expect(readFileSync(join(workshop.projectPath, "ran"), "utf8").trim().split("\n").length).toBe(1);
  });

  test("is run when an input, its command, its variables or a variable of the machine changed, and says what", async () => {
    const stage = cached("pack", pack);
    expect(await ways([stage])).toEqual([expect.stringContaining("passed: Ran because")]);
    put("src/a", "two\n");
    expect(await ways([stage])).toEqual(["passed: Ran because src/a changed."]);
    expect(await ways([cached("pack", `${pack}; true`)])).toEqual(["passed: Ran because its command changed."]);
    const ofMachine = cached("pack", pack, { env: ["SOME_VARIABLE"] });
    await run([ofMachine]);
    process.env.SOME_VARIABLE = "x";
    expect(await ways([ofMachine])).toEqual(["passed: Ran because SOME_VARIABLE changed."]);
    delete process.env.SOME_VARIABLE;
    await run([stage]);
    expect(await ways([cached("pack", pack, {}, { steps: [scriptStep(pack, { env: { MODE: "x" } })] })])).toEqual([
      expect.stringContaining("MODE was added"),
    ]);
    put("src/a", "one\n");
    expect(await ways([stage])).toEqual(["hit"]);
  });

  test("is run when it is asked to, and its new result counts", async () => {
    const stage = cached("pack", `${pack}; echo $RANDOM_FILE; cat other >> dist/out`);
    put("other", "1");
    await run([stage]);
    put("other", "2");
    expect(await ways([stage], { usesCache: false })).toEqual(["passed: Ran because it was asked to run whatever the cache has."]);
    expect(await ways([stage])).toEqual(["hit"]);
    expect(readFileSync(join(workshop.projectPath, "dist/out"), "utf8")).toBe("one\n2");
  });

  test("is run in two runs at once without harm, and once more by neither", async () => {
    const stage = cached("pack", `sleep 0.2; ${pack}`);
    const both = await Promise.all([run([stage]), run([stage])]);
    expect(both.map((ended) => ended.run.status)).toEqual(["passed", "passed"]);
    expect(await Promise.all([ways([stage]), ways([stage])])).toEqual([["hit"], ["hit"]]);
  });

  test("is a hit for each variant by itself", async () => {
    const unit = (value: string, script = `echo ${value}`) =>
      cached(
        "unit",
        script,
        { outputs: [] },
        { variant: value, matrix: { v: value }, steps: [scriptStep(script, { env: { MATRIX_V: value } })] },
      );
    await run([unit("a"), unit("b")]);
    expect(await ways([unit("a"), unit("b", "echo other"), unit("c")])).toEqual([
      "hit",
      "passed: Ran because its command changed.",
      expect.stringMatching(/^passed: Ran because/),
    ]);
  });
});

describe("a stage that does not pass", () => {
  test("is never brought back, and its next attempt runs", async () => {
    const stage = cached(
      "unit",
      'test "$MILLRACE_ATTEMPT" = 2',
      { outputs: [] },
      {
        retry: { attempts: 2, backoffMs: 0, factor: 1, maxBackoffMs: null, onExitCodes: null },
      },
    );
    const first = await run([stage]);
    expect(stagesOf(first.run.id).map(({ status }) => status)).toEqual(["failed", "passed"]);
    expect(await ways([stage])).toEqual(["hit"]);
    const broken = cached("broken", "exit 3", { outputs: [] });
    await run([broken]);
    expect(await ways([broken])).toEqual(
      ["failed: Ran because its last run with these inputs did not pass."].map(() => expect.stringContaining("did not pass")),
    );
  });
});

describe("what a stage needs", () => {
  const producer = (value: string) => scriptStage("build", `echo v=${value} >> $MILLRACE_OUTPUT`);
  const gate = scriptStage("gate", "", { steps: [], approval: "", needs: ["build"] });
  const consumer = cached("pack", "mkdir -p dist; echo $NEEDS_BUILD_V > dist/out", {}, { needs: ["build", "gate"] });

  async function granted(stages: readonly PlannedStage[]): Promise<StageRun[]> {
    const parked = await run(stages);
    const waiting = stagesOf(parked.run.id).find(({ status }) => status === "waiting");
    const { store, vault } = workshop;
    await approveStage(store, { stageRunId: waiting?.id as never, decision: "granted", comment: "", person: "ada" }, systemClock);
    const parts = {
      store,
      now: systemClock,
      environment: process.env,
      version: "test",
      secrets: secretsFrom(store, vault),
      onEvent: () => {},
    };
    const resumed = await resumeRun(parked.run.id, { isCanceled: false }, parts);
    expect(resumed.ok && resumed.value.status).toBe("passed");
    return stagesOf(parked.run.id);
  }

  test("counts also when a person was waited for in between", async () => {
    const out = () => readFileSync(join(workshop.projectPath, "dist/out"), "utf8");
    await granted([producer("1"), gate, consumer]);
    expect([(await granted([producer("2"), gate, consumer]))[2]?.reason, out()]).toEqual([null, "2\n"]);
    expect([(await granted([producer("1"), gate, consumer]))[2]?.reason, out()]).toEqual(["cache-hit", "1\n"]);
  });

  test("makes it run when nothing is known of it any more", async () => {
    const [first] = await granted([producer("1"), gate, consumer]);
    rmSync(join(runFolder(workshop.dataFolder, first?.runId as RunId), "cache.json"));
    const kept = [{ place: 0, leftOut: null, from: first?.runId as RunId, fromNumber: 1, outputs: { v: "1" } }];
    const stages = [producer("1"), { ...consumer, needs: ["build"] }];
    await run(stages);
    expect((await ways(stages, { kept }))[1]).toMatch(/it needs build, which produced something else/);
  });

  test("counts when it is kept from an earlier run", async () => {
    const stages = (value: string) => [producer(value), { ...consumer, needs: ["build"] }];
    const first = await run(stages("1"));
    await run(stages("2"));
    const kept = [{ place: 0, leftOut: null, from: first.run.id, fromNumber: 1, outputs: { v: "1" } }];
    expect((await ways(stages("9"), { kept }))[1]).toBe("hit");
    expect(readFileSync(join(workshop.projectPath, "dist/out"), "utf8")).toBe("1\n");
  });

  test("counts with how it ended where a step asks for that", async () => {
    const steps: PlannedStep[] = [
      scriptStep("mkdir -p dist; echo well > dist/out"),
      scriptStep("echo ill > dist/out", { condition: 'needs.unit.outcome == "failed"' }),
    ];
    const report = cached("report", "", {}, { steps, needs: ["unit"], condition: "always()" });
    const unit = (script: string) => scriptStage("unit", script, { mayFail: true });
    await run([unit("true"), report]);
    expect((await ways([unit("exit 1"), report]))[1]).toContain("how the stages before it ended changed");
    expect(readFileSync(join(workshop.projectPath, "dist/out"), "utf8")).toBe("ill\n");
    expect((await ways([unit("true"), report]))[1]).toBe("hit");
  });
});

describe("a stage with secrets", () => {
  const token = "hunter2-and-more";
  beforeEach(async () => {
    await workshop.vault.set({ project: workshop.projectPath, environment: "", name: "TOKEN", value: token });
  });

  test("is kept and brought back without them", async () => {
    const stage = cached("publish", 'mkdir -p dist; echo done > dist/out; echo "with $TOKEN"', {}, { secrets: ["TOKEN"] });
    await run([stage]);
    const second = await run([stage]);
    expect(stagesOf(second.run.id).map((row) => [row.reason, log(row)])).toEqual([["cache-hit", "with ***\n"]]);
  });

  test("is not kept when what it makes holds one", async () => {
    const stage = cached("publish", 'mkdir -p dist; echo "$TOKEN" | base64 > dist/out', {}, { secrets: ["TOKEN"] });
    expect(await ways([stage])).toEqual([expect.stringMatching(/Its result was not kept: dist\/out holds a secret\.$/)]);
    expect(await ways([stage])).toEqual([expect.stringContaining("passed: Ran because")]);
    const files = readdirSync(cacheFolder(workshop.dataFolder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const encoded = Buffer.from(token).toString("base64").slice(0, 16);
    for (const entry of files) expect(readFileSync(join(entry.parentPath, entry.name), "latin1")).not.toContain(encoded);
  });
});

test("a cancel while the cache is asked ends the stage, and leaves its outputs as they are", async () => {
  for (let index = 0; index < 3_000; index += 1) put(`src/${index}`, String(index));
  const ended = await run([cached("pack", "touch ran")], {}, (event) => {
    if (event.type === "stage.started") void cancelRun(workshop.store, event.runId, null, systemClock);
  });
  expect([ended.run.status, existsSync(join(workshop.projectPath, "ran"))]).toEqual(["canceled", false]);
});

test("a cached stage may have steps, of which some are left out", async () => {
  const steps = [
    scriptStep("echo a", { condition: "false" }),
    scriptStep("echo b"),
    scriptStep("echo c", { condition: 'branch == "main"' }),
  ];
  const stage = cached("steps", "", { outputs: [] }, { steps });
  const first = await run([stage]);
  expect(stagesOf(first.run.id).map(log)).toEqual(["b\nc\n"]);
  expect(await ways([stage])).toEqual(["hit"]);
  expect(await ways([stage], { branch: "other" })).toEqual(["passed: Ran because branch changed."]);
});
