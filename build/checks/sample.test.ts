import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { pipelineDefinitionSchema, pipelineSchemaUrl } from "../../shared/pipeline/definition.ts";
import { findGraphProblems } from "../../shared/pipeline/graph.ts";
import { phases } from "../../shared/pipeline/phases.ts";
import { type PlannedStage, planPipeline } from "../../shared/pipeline/plan.ts";
import { root } from "../bootstrap/root.mjs";

const sample = join(root, "build", "sample");
const text = readFileSync(join(sample, "millrace.yml"), "utf8");
const definition = pipelineDefinitionSchema.parse(parse(text));
const plan = planPipeline(definition).stages;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-sample-"));
  cpSync(sample, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the sample's pipeline is valid, names its schema, and has a stage in each of the eight phases", () => {
  expect(text.startsWith(`# yaml-language-server: $schema=${pipelineSchemaUrl}\n`)).toBe(true);
  expect(findGraphProblems(definition.stages)).toEqual([]);
  expect([...new Set(plan.map((stage) => stage.phase))].sort()).toEqual([...phases].sort());
});

test("every command is one that any shell of any platform reads alike", () => {
  const commands = plan.flatMap((stage) => stage.steps.map((step) => step.run));
  expect(commands.filter((command) => !/^node( --?[a-z-]+(=[a-z]+)?)*( [a-z/-]+\.(test\.)?mjs)+$/.test(command))).toEqual([]);
});

/** Runs the steps of a stage as a run host does, with what they wrote. */
async function run(stage: PlannedStage): Promise<{ passed: boolean; output: string }> {
  let output = "";
  for (const step of stage.steps) {
    const [, ...parameters] = step.run.split(" ");
    const child = spawn(process.execPath, parameters, {
      cwd: folder,
      env: { ...process.env, ...step.env, FORCE_COLOR: "0", NODE_TEST_CONTEXT: undefined },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    const code = await new Promise((resolve) => child.on("close", resolve));
    if (code !== 0) return { passed: false, output };
  }
  return { passed: true, output };
}

/** Runs every stage that is not done and whose needs passed, in the file's order, and answers what passed and failed. */
async function runAll(done: readonly string[]): Promise<{ passed: string[]; failed: string[]; outputs: Map<string, string> }> {
  const [passed, failed, outputs] = [[...done], [] as string[], new Map<string, string>()];
  for (const stage of plan) {
    if (done.includes(stage.name) || !stage.needs.every((need) => passed.includes(need))) continue;
    const result = await run(stage);
    outputs.set(stage.name, result.output);
    (result.passed ? passed : failed).push(stage.name);
  }
  return { passed, failed, outputs };
}

test("at first one test fails, at a place that its log names, and all that does not need it passes", async () => {
  const { passed, failed, outputs } = await runAll([]);
  expect({ passed, failed }).toEqual({ passed: ["board", "lint", "bundle", "pictures", "journey"], failed: ["unit"] });
  const [, line] = /price\.test\.mjs:(\d+):\d+\)/.exec(outputs.get("unit") ?? "") ?? [];
  const source = readFileSync(join(folder, "test", "price.test.mjs"), "utf8").split("\n");
  expect(source[Number(line) - 1]).toContain('"north"');
});

test("with the bug mended as the README says, the whole loop is green and the release is deployed", async () => {
  const file = join(folder, "src", "price.mjs");
  const before = "regionTax[region] ?? reducedTax[kind]";
  const source = readFileSync(file, "utf8");
  expect(source).toContain(before);
  writeFileSync(file, source.replace(before, "reducedTax[kind] ?? regionTax[region]"));
  const { passed, failed, outputs } = await runAll(["board", "pictures"]);
  expect({ failed: failed.map((name) => outputs.get(name)), passed }).toEqual({
    failed: [],
    passed: expect.arrayContaining(plan.map((stage) => stage.name)),
  });
  expect(readFileSync(join(folder, "out", "site", "current.txt"), "utf8")).toBe("1.4.0");
});
