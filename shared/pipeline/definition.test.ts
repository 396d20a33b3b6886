import { describe, expect, it } from "vitest";
import { pipelineDefinitionSchema, pipelineJsonSchema } from "./definition.ts";

type Schema = Readonly<Record<string, unknown>>;

/**
 * As much of JSON Schema (2020-12) as the published file uses. A keyword that is not known here fails the test, so that
 * the comparison cannot pass by looking away.
 */
function accepts(schema: Schema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, rule]) => (checks[keyword] ?? unknownKeyword(keyword))(rule, value, schema));
}

function unknownKeyword(keyword: string): never {
  throw new Error(`The test's checker does not know the keyword ${keyword}`);
}

function always(): boolean {
  return true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasType(type: unknown, value: unknown): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

const checks: Record<string, (rule: unknown, value: unknown, schema: Schema) => boolean> = {
  $schema: always,
  $id: always,
  title: always,
  description: always,
  type: (rule, value) => [rule].flat().some((type) => hasType(type, value)),
  const: (rule, value) => rule === value,
  enum: (rule, value) => (rule as unknown[]).includes(value),
  pattern: (rule, value) => typeof value !== "string" || new RegExp(String(rule)).test(value),
  minLength: (rule, value) => typeof value !== "string" || value.length >= Number(rule),
  maxLength: (rule, value) => typeof value !== "string" || value.length <= Number(rule),
  minimum: (rule, value) => typeof value !== "number" || value >= Number(rule),
  maximum: (rule, value) => typeof value !== "number" || value <= Number(rule),
  not: (rule, value) => !accepts(rule as Schema, value),
  anyOf: (rule, value) => (rule as Schema[]).some((option) => accepts(option, value)),
  minItems: (rule, value) => !Array.isArray(value) || value.length >= Number(rule),
  maxItems: (rule, value) => !Array.isArray(value) || value.length <= Number(rule),
  minProperties: (rule, value) => !isObject(value) || Object.keys(value).length >= Number(rule),
  required: (rule, value) => !isObject(value) || (rule as string[]).every((key) => Object.hasOwn(value, key)),
  items: (rule, value) => !Array.isArray(value) || value.every((item) => accepts(rule as Schema, item)),
  propertyNames: (rule, value) => !isObject(value) || Object.keys(value).every((key) => accepts(rule as Schema, key)),
  oneOf: (rule, value) => (rule as Schema[]).filter((option) => accepts(option, value)).length === 1,
  properties: (rule, value) =>
    !isObject(value) ||
    Object.entries(rule as Record<string, Schema>).every(([key, inner]) => !Object.hasOwn(value, key) || accepts(inner, value[key])),
  additionalProperties: (rule, value, schema) => {
    if (!isObject(value)) return true;
    const known = (schema.properties ?? {}) as Schema;
    return Object.keys(value)
      .filter((key) => !Object.hasOwn(known, key))
      .every((key) => rule !== false && accepts(rule as Schema, value[key]));
  },
};

const stage = { phase: "test", run: "true" };
const withStage = (extra: object) => ({ version: 1, stages: { unit: { ...stage, ...extra } } });
const withTriggers = (...triggers: unknown[]) => ({ ...withStage({}), triggers });
const withSteps = (...steps: unknown[]) => ({ version: 1, stages: { unit: { phase: "test", steps } } });

const accepted: readonly (readonly [string, unknown])[] = [
  ["the least", withStage({})],
  [
    "everything",
    {
      version: 1,
      name: "shop",
      env: { A: 1, b: true, C_3: "x" },
      stages: { unit: { ...stage, needs: ["a"], shell: "bash", cwd: "a/b", env: {}, timeout: "1h 30m", artifacts: ["*.tgz"] } },
    },
  ],
  ["steps", withSteps({ run: "a" }, { name: "b", run: "b", shell: "sh", cwd: "x", env: { A: "1" }, timeout: "90s" })],
  ["a fraction of a minute", withStage({ timeout: "1.5m" })],
  ["two dots in a file's name", withStage({ cwd: "a..b/..c/d.." })],
  [
    "a matrix",
    withStage({
      matrix: { shard: [1, 2], os: ["a"], include: [{ shard: 3 }], exclude: [{ shard: 1 }] },
      "max-parallel": 2,
      "fail-fast": true,
    }),
  ],
  [
    "a retry",
    withStage({ retry: { attempts: 3, backoff: "2s", factor: 2, "max-backoff": "1m", "on-exit-codes": [75] }, "allow-failure": true }),
  ],
  ["conditions", withStage({ if: 'branch == "main"' })],
  ["conditions of steps", withSteps({ run: "a", "allow-failure": true }, { run: "b", if: "always()" })],
  ["an approval", withStage({ approval: true })],
  ["an approval in words", withStage({ approval: "Ship it?" })],
  ["a stage that only waits", { version: 1, stages: { gate: { phase: "deploy", approval: true } } }],
  ["groups", { ...withStage({ concurrency: { group: "db" } }), concurrency: { group: "main", "cancel-in-progress": true }, timeout: "2h" }],
  ["a cache", withStage({ cache: { inputs: ["src/**"], outputs: ["out"], env: ["CI"], tools: ["node"] } })],
  ["secrets", { ...withStage({ secrets: ["NPM_TOKEN"] }), secrets: ["OTHER"] }],
  ["no trigger", withTriggers()],
  ["triggers", withTriggers({ on: "commit" }, { schedule: "0 6 * * 1-5", zone: "Europe/Berlin", stages: ["unit"], checkout: true })],
  ["a trigger of saved files", withTriggers({ on: "save", name: "tests", paths: ["src/**"], cancel: true })],
  ["triggers of branches", withTriggers({ on: "branch", branches: ["main"] }, { on: "remote", branches: ["feature/**"], every: "5m" })],
  ["a schedule in a word", withTriggers({ schedule: "@daily" })],
  ["names with all that is allowed", { version: 1, stages: { "a.b_c:d@e/f+g-1": stage } }],
];

const refused: readonly (readonly [string, unknown])[] = [
  ["nothing", null],
  ["a list", []],
  ["no version", { stages: { unit: stage } }],
  ["another version", { version: 2, stages: { unit: stage } }],
  ["a version in quotes", { version: "1", stages: { unit: stage } }],
  ["no stages", { version: 1 }],
  ["no stage", { version: 1, stages: {} }],
  ["stages as a list", { version: 1, stages: [stage] }],
  ["an unknown key", { ...withStage({}), stage: {} }],
  ["an unknown key of a stage", withStage({ need: [] })],
  ["an unknown key of a step", withSteps({ run: "a", need: [] })],
  ["an empty name", { ...withStage({}), name: "" }],
  ["a name of 101 characters", { ...withStage({}), name: "x".repeat(101) }],
  ["a stage's name with a space", { version: 1, stages: { "a b": stage } }],
  ["a stage's name of 101 characters", { version: 1, stages: { ["x".repeat(101)]: stage } }],
  ["no phase", { version: 1, stages: { unit: { run: "a" } } }],
  ["an unknown phase", withStage({ phase: "check" })],
  ["neither run nor steps", { version: 1, stages: { unit: { phase: "test" } } }],
  ["both run and steps", withStage({ steps: [{ run: "a" }] })],
  ["no step", withSteps()],
  ["101 steps", withSteps(...Array.from({ length: 101 }, () => ({ run: "a" })))],
  ["a step without run", withSteps({ name: "a" })],
  ["a step's name that is empty", withSteps({ name: "", run: "a" })],
  ["an empty command", withStage({ run: " \n" })],
  ["a command that is a number", withStage({ run: 1 })],
  ["needs that are no list", withStage({ needs: "a" })],
  ["a need that is a number", withStage({ needs: [1] })],
  ["an empty shell", withStage({ shell: "" })],
  ["a duration without a unit", withStage({ timeout: "90" })],
  ["a duration that is a number", withStage({ timeout: 90 })],
  ["a duration in words", withStage({ timeout: "ten minutes" })],
  ["a folder outside", withStage({ cwd: "a/../../b" })],
  ["a folder outside, on Windows", withStage({ cwd: "..\\b" })],
  ["an absolute folder", withStage({ cwd: "/a" })],
  ["an absolute folder, on Windows", withStage({ cwd: "C:/a" })],
  ["a folder at home", withStage({ cwd: "~/a" })],
  ["an artifact outside", withStage({ artifacts: ["../*.tgz"] })],
  ["artifacts that are no list", withStage({ artifacts: "*.tgz" })],
  ["a variable with a dash", withStage({ env: { "A-B": "1" } })],
  ["a variable of Millrace's own", withStage({ env: { MILLRACE_RUN: "1" } })],
  ["a variable that is nothing", withStage({ env: { A: null } })],
  ["a variable that is a list", withStage({ env: { A: [] } })],
  ["variables that are a list", withStage({ env: ["A=1"] })],
  ["a matrix that is a list", withStage({ matrix: [1] })],
  ["an axis that is no list", withStage({ matrix: { shard: 1 } })],
  ["an axis without values", withStage({ matrix: { shard: [] } })],
  ["an axis with a space in its name", withStage({ matrix: { "a b": [1] } })],
  ["a retry that is a number", withStage({ retry: 2 })],
  ["one attempt", withStage({ retry: { attempts: 1 } })],
  ["half an attempt", withStage({ retry: { attempts: 2.5 } })],
  ["no attempts", withStage({ retry: { backoff: "2s" } })],
  ["an exit code that is none", withStage({ retry: { attempts: 2, "on-exit-codes": [0] } })],
  ["a factor below one", withStage({ retry: { attempts: 2, factor: 0.5 } })],
  ["an unknown key of a retry", withStage({ retry: { attempts: 2, jitter: true } })],
  ["an empty condition", withStage({ if: " " })],
  ["a condition that is no text", withStage({ if: true })],
  ["permission to fail in words", withStage({ "allow-failure": "yes" })],
  ["an approval that is a number", withStage({ approval: 1 })],
  ["a stage that neither runs nor waits", { version: 1, stages: { gate: { phase: "deploy", approval: false } } }],
  ["a group without a name", withStage({ concurrency: {} })],
  ["a group that is a text", withStage({ concurrency: "db" })],
  ["a cache without inputs", withStage({ cache: { outputs: ["out"] } })],
  ["an input outside", withStage({ cache: { inputs: ["../a"] } })],
  ["a tool with a path", withStage({ cache: { inputs: ["a"], tools: ["./node"] } })],
  ["secrets that are a mapping", withStage({ secrets: { A: 1 } })],
  ["a secret of Millrace's own", withStage({ secrets: ["MILLRACE_RUN"] })],
  ["triggers as a mapping", { ...withStage({}), triggers: { on: "commit" } }],
  ["a trigger in a word", withTriggers("commit")],
  ["a trigger of nothing", withTriggers({ stages: ["unit"] })],
  ["a trigger of two things", withTriggers({ on: "commit", schedule: "@daily" })],
  ["a trigger of something unknown", withTriggers({ on: "push" })],
  ["a schedule of four fields", withTriggers({ schedule: "0 6 * *" })],
  ["a schedule of six fields", withTriggers({ schedule: "0 0 6 * * *" })],
  ["a trigger of no stages", withTriggers({ on: "commit", stages: [] })],
  ["paths outside", withTriggers({ on: "save", paths: ["../src"] })],
  ["a branch with a space", withTriggers({ on: "commit", branches: ["a b"] })],
  ["an unknown key of a trigger", withTriggers({ on: "commit", branch: ["main"] })],
  ["no variants at once", withStage({ matrix: { a: [1] }, "max-parallel": 0 })],
];

describe("the format and its JSON Schema", () => {
  const schema = pipelineJsonSchema() as Schema;

  it.each(accepted)("both accept %s", (_, value) => {
    expect([pipelineDefinitionSchema.safeParse(value).success, accepts(schema, value)]).toEqual([true, true]);
  });

  it.each(refused)("both refuse %s", (_, value) => {
    expect([pipelineDefinitionSchema.safeParse(value).success, accepts(schema, value)]).toEqual([false, false]);
  });

  it("names every key of the schema with a description for editors", () => {
    const stages = (schema.properties as Record<string, Schema>).stages?.additionalProperties as Record<string, Record<string, Schema>>;
    const undescribed = Object.entries(stages.properties ?? {}).filter(([, rule]) => typeof rule.description !== "string");
    expect(undescribed.map(([key]) => key)).toEqual([]);
  });
});
