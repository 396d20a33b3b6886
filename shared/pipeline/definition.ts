import { z } from "zod";
import { parseDuration } from "../time.ts";
import { phases } from "./phases.ts";

/*
 * What `millrace.yml` may say, as one zod schema: the checks at run time, the TypeScript types and the published JSON
 * Schema all come from here. Descriptions are shown by editors that read the JSON Schema.
 */

/** How a stage is named: it becomes an article's name, a folder and part of a variable, so it stays simple. */
export const stageNamePattern = /^[A-Za-z0-9][A-Za-z0-9._:@/+-]{0,99}$/;

/** An environment variable's name (POSIX.1-2024, 8.1; lower case is allowed because tools use it). */
export const variableNamePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables that carry the product's own meaning into a stage; a file may not set them. */
export const reservedVariablePrefix = "MILLRACE_";

/*
 * What a check in code refuses, JSON Schema says as a pattern wherever it can, so that editors refuse it, too. A test
 * holds the two together.
 */
const durationPattern = "^\\s*\\d+(\\.\\d+)?(ms|s|m|h|d)(\\s+\\d+(\\.\\d+)?(ms|s|m|h|d))*\\s*$";
const insidePattern = "^(?![/~]|[A-Za-z]:)(?!(.*[/\\\\])?\\.\\.([/\\\\]|$))";
const variableKeyPattern = `^(?!${reservedVariablePrefix})[A-Za-z_][A-Za-z0-9_]*$`;

const durationSchema = z
  .string()
  .refine((text) => parseDuration(text) !== null, {
    error: 'expected a duration above zero and up to 30 days, such as "90s", "10m" or "1h 30m"',
  })
  .meta({ description: "A duration, such as 90s, 10m or 1h 30m.", pattern: durationPattern });

const variableSchema = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((value) => String(value))
  .refine((value) => !value.includes("\0"), { error: "an environment variable cannot hold a NUL character" });

const envSchema = z
  .record(
    z
      .string()
      .regex(variableNamePattern, { error: "expected a variable name: letters, digits and _, not starting with a digit" })
      .refine((name) => !name.startsWith(reservedVariablePrefix), {
        error: `names that start with ${reservedVariablePrefix} are set by Millrace itself`,
      })
      .meta({ pattern: variableKeyPattern }),
    variableSchema,
  )
  .meta({ description: "Environment variables. Values reach the command only this way; nothing is substituted in its text." });

const commandSchema = z
  .string()
  .refine((text) => text.trim() !== "", { error: "expected a command" })
  .refine((text) => !text.includes("\0"), { error: "a command cannot hold a NUL character" })
  .meta({ pattern: "\\S" });

const shellSchema = z.string().min(1).meta({
  description:
    "The shell that runs the script: sh, bash, zsh, fish, pwsh, powershell, cmd, node, python, or a command line such as `bash -euo pipefail -c`, to which the script is added as the last argument. Default: sh -e, on Windows PowerShell.",
});

/** A folder or file inside the project, written with `/`. Leaving the project is refused here already. */
const relativePathSchema = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith("/") && !/^[A-Za-z]:/.test(path) && !path.startsWith("~"), {
    error: "expected a path inside the project, written relative to its folder",
  })
  .refine((path) => !path.split(/[\\/]/).includes(".."), { error: 'a path may not leave the project (it has "..")' })
  .meta({ pattern: insidePattern });

const stepSchema = z
  .strictObject({
    name: z.string().min(1).max(100).optional().meta({ description: "Shown above the step's lines in the log." }),
    run: commandSchema.meta({ description: "A script; the step fails when it ends with another exit code than 0." }),
    shell: shellSchema.optional(),
    cwd: relativePathSchema.optional().meta({ description: "Where the step runs, relative to the project." }),
    env: envSchema.optional(),
    timeout: durationSchema.optional(),
  })
  .meta({ description: "One step of a stage. Steps run one after another and share the stage's working folder." });

const stageSchema = z
  .strictObject({
    phase: z.enum(phases).meta({ description: "The column of the board that the stage stands in." }),
    needs: z.array(z.string()).optional().meta({ description: "Stages that must pass first." }),
    run: commandSchema.optional().meta({ description: "A script; short for one step." }),
    steps: z.array(stepSchema).min(1).max(100).optional().meta({ description: "Steps, run one after another." }),
    shell: shellSchema.optional(),
    cwd: relativePathSchema.optional().meta({ description: "Where the stage runs, relative to the project." }),
    env: envSchema.optional(),
    timeout: durationSchema.optional(),
    artifacts: z
      .array(relativePathSchema)
      .optional()
      .meta({ description: "Files to keep, as globs relative to the project; each must match something." }),
  })
  .refine((stage) => (stage.run === undefined) !== (stage.steps === undefined), {
    error: "expected either run or steps, and not both",
    // Told along with the stage's other faults, not after they are mended.
    when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value),
  })
  .meta({ description: "A node of the pipeline.", oneOf: [{ required: ["run"] }, { required: ["steps"] }] });

/** `millrace.yml`, version 1. */
export const pipelineDefinitionSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: "The version of this format." }),
    name: z.string().min(1).max(100).optional().meta({ description: "The project's name in Millrace." }),
    env: envSchema.optional(),
    stages: z
      .record(
        z.string().regex(stageNamePattern, {
          error: "expected a stage name: up to 100 letters, digits and . _ : @ / + -, starting with a letter or a digit",
        }),
        stageSchema,
      )
      .refine((stages) => Object.keys(stages).length > 0, { error: "expected at least one stage" })
      .meta({ minProperties: 1 }),
  })
  .meta({ title: "Millrace pipeline", description: "The stages of a project, at its root as millrace.yml." });

/** `millrace.yml` as checked: what a person wrote, with environment values turned into text. */
export type PipelineDefinition = z.infer<typeof pipelineDefinitionSchema>;

/** One stage of a {@link PipelineDefinition}. */
export type StageDefinition = PipelineDefinition["stages"][string];

/** One step of a {@link StageDefinition}. */
export type StepDefinition = NonNullable<StageDefinition["steps"]>[number];

/**
 * Keys of the published format that this version refuses, by place. They are recognised so that the answer can be
 * "not in this version" with the place, rather than "unknown key"; nothing is ever ignored.
 */
export const refusedKeys = {
  pipeline: ["secrets", "environments", "services", "monitors", "runbooks", "triggers"],
  stage: ["matrix", "retry", "cache", "reports", "if", "max-parallel", "fail-fast", "allow-failure", "concurrency", "approval", "secrets"],
  step: ["if", "retry", "allow-failure"],
} as const;

/** The JSON Schema (draft 2020-12) of `millrace.yml`, made from the same source as the checks. */
export function pipelineJsonSchema(): object {
  return {
    ...z.toJSONSchema(pipelineDefinitionSchema, { io: "input", unrepresentable: "any" }),
    $id: pipelineSchemaUrl,
  };
}

/** Where editors find the JSON Schema; named in the first line of a file that Millrace writes. */
export const pipelineSchemaUrl = "https://millrace.dev/schema/v1/millrace.schema.json";
