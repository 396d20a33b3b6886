import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parsePipeline } from "../../electron/engine/pipeline/parse-pipeline.ts";
import { commands } from "../../electron/entry/cli/commands.ts";
import { pipelineDefinitionSchema, refusedKeys } from "../../shared/pipeline/definition.ts";
import { alertSchema, channelDefinitionSchema, monitorDefinitionSchema, objectiveSchema } from "../../shared/pipeline/monitor-schema.ts";
import { phases } from "../../shared/pipeline/phases.ts";
import { parameterSchema, runbookDefinitionSchema } from "../../shared/pipeline/runbook-schema.ts";
import { liveSchema, readySchema, serviceDefinitionSchema } from "../../shared/pipeline/service-schema.ts";
import { statusReasons } from "../../shared/status.ts";
import { root } from "../bootstrap/root.mjs";

/*
 * The reference of the pipeline's file says what is true: its examples are valid, and nothing of the format is missing.
 */

const page = readFileSync(join(root, "docs", "pipeline-file.md"), "utf8");
const examplesOf = (text: string) => [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, example = ""]) => example);
const sections = page.split(/^## /m).map((text) => [text.split("\n", 1)[0] ?? "", text] as const);

test.each(sections.filter(([, text]) => examplesOf(text).length > 0))("the examples of %s are valid", (_, text) => {
  for (const example of examplesOf(text)) {
    const { problems } = parsePipeline(example, "millrace.yml");
    expect(problems).toEqual([]);
  }
});

test("the pipelines of the read-me are valid", () => {
  const examples = examplesOf(readFileSync(join(root, "README.md"), "utf8"));
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(parsePipeline(example, "millrace.yml").problems).toEqual([]);
});

/** A key stands in an example, or by name in the text. */
function isTold(key: string): boolean {
  return page.includes(`\`${key}\``) || new RegExp(`(^|[{ ,])${key}:`, "m").test(page);
}

test("every key, phase and refused key of the format is told", () => {
  const { release, environments } = pipelineDefinitionSchema.shape;
  const environment = environments.unwrap().valueType.shape;
  const stage = pipelineDefinitionSchema.shape.stages.valueType.shape;
  const keys = [
    ...Object.keys(pipelineDefinitionSchema.shape),
    ...Object.keys(stage),
    ...Object.keys(stage.steps.unwrap().element.shape),
    ...Object.keys(stage.retry.unwrap().shape),
    ...Object.keys(stage.cache.unwrap().shape),
    ...Object.keys(stage.concurrency.unwrap().shape),
    ...Object.keys(stage.reports.unwrap().shape),
    ...Object.keys(pipelineDefinitionSchema.shape.triggers.unwrap().element.shape),
    ...Object.keys(release.unwrap().shape),
    ...Object.keys(environment),
    ...environment.deploy.options.flatMap(({ shape }) => Object.keys(shape)),
    ...Object.keys(environment.health.unwrap().shape),
    ...Object.keys(serviceDefinitionSchema.shape),
    ...[serviceDefinitionSchema.shape.restart.unwrap().options[1], readySchema, liveSchema].flatMap(({ shape }) => Object.keys(shape)),
    ...[serviceDefinitionSchema.shape.stop, serviceDefinitionSchema.shape.logs].flatMap((part) => Object.keys(part.unwrap().shape)),
    ...Object.keys(runbookDefinitionSchema.shape),
    ...parameterSchema.options.flatMap(({ shape }) => Object.keys(shape)),
    ...[monitorDefinitionSchema, alertSchema, objectiveSchema, channelDefinitionSchema].flatMap(({ shape }) => Object.keys(shape)),
    ...["include", "exclude", ...phases, ...Object.values(refusedKeys).flat()],
  ];
  expect(keys.filter((key) => !isTold(key))).toEqual([]);
});

test("every example of an anchor leads to a heading", () => {
  const anchors = sections.map(([title]) => title.toLowerCase().replaceAll(" ", "-"));
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
  expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
});

test("commands and reasons that are named are there", () => {
  const named = [
    ...page.matchAll(/`millrace ((?:runs |secrets |cache |triggers |release |deployments |services |runbooks |monitors )?[a-z]+)/g),
  ].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(10);
  const known = commands.map(({ name }) => name);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
  const reasons = ["cache-hit", "approval-denied"].filter((reason) => page.includes(`\`${reason}\``));
  expect(reasons.filter((reason) => !(statusReasons as readonly string[]).includes(reason))).toEqual([]);
});
