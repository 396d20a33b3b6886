import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { pipelineDefinitionSchema } from "../../../shared/pipeline/definition.ts";
import { testStageOf } from "../../../shared/pipeline/report-snippet.ts";
import { recipeOf, recipes, testReportSnippet } from "./report-recipes.ts";

const commands = [
  "node --test",
  "npx vitest run",
  "jest --ci",
  "mocha",
  "python3 -m pytest -q",
  "go test ./...",
  "vendor/bin/phpunit",
  "ctest",
  "./gradlew test",
  "mvn -B verify",
];

test("every snippet is a pipeline that Millrace accepts, whatever the stage is called and runs", () => {
  const hostile = ["echo '#' : \"x\" # y", "a: b", "- x", "{ }", "*.x", "@x", "", "  two\n  lines"];
  for (const command of [...commands, ...hostile]) {
    for (const name of ["unit", "unit tests: all", "it's"]) {
      const text = `version: 1\nstages:\n${testReportSnippet({ name, commands: [command] })}`;
      const stages = (parseDocument(text).toJS() as { stages: Record<string, { run?: string }> }).stages;
      const [key = "", stage = {}] = Object.entries(stages)[0] ?? [];
      if (!command.includes("\n")) expect([key, stage.run ?? ""]).toEqual([name, command]);
      if (name === "unit" && command !== "" && !command.includes("\n"))
        expect(pipelineDefinitionSchema.safeParse(parseDocument(text).toJS()).error, text).toBeUndefined();
    }
  }
});

test("the tool is known by its command", () => {
  expect(commands.map((command) => recipeOf({ commands: [command] })?.tool)).toEqual(recipes.map(({ tool }) => tool));
  expect([recipeOf({ commands: ["npm test"] }), recipeOf(null)]).toEqual([null, null]);
});

test("the stage that runs tests is the one of that phase, else one that is called so", () => {
  const lint = { name: "lint", phase: "code" } as const;
  const unit = { name: "unit", phase: "build" } as const;
  const checks = { name: "checks", phase: "test" } as const;
  expect([testStageOf([lint, unit, checks]), testStageOf([lint, unit]), testStageOf([lint])]).toEqual([checks, unit, null]);
});
