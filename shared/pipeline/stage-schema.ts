import { z } from "zod";
import { phases } from "./phases.ts";
import {
  commandSchema,
  durationSchema,
  envSchema,
  relativePathSchema,
  scalarSchema,
  shellSchema,
  variableNameSchema,
} from "./value-schemas.ts";

/** An expression in CEL (Common Expression Language). What it may ask for is checked where it is compiled. */
const conditionSchema = z
  .string()
  .max(2_000)
  .refine((text) => text.trim() !== "", { error: "expected a condition" })
  .meta({ pattern: "\\S" });

/** The axes' names become variables, as `shard` becomes `MATRIX_SHARD`. */
const axisNamePattern = "^[A-Za-z][A-Za-z0-9_-]{0,49}$";

const axisNameSchema = z.string().regex(new RegExp(axisNamePattern), {
  error: "expected the name of an axis: up to 50 letters, digits, _ and -, starting with a letter",
});

const cellsSchema = z.array(
  z.record(axisNameSchema, scalarSchema).refine((cell) => Object.keys(cell).length > 0, { error: "expected at least one value" }),
);

const matrixSchema = z
  .object({
    include: cellsSchema.optional().meta({
      description: "Values that are added to the variants they fit, or variants of their own where they fit none.",
    }),
    exclude: cellsSchema.optional().meta({ description: "Variants to leave out: all that have these values." }),
  })
  .catchall(z.array(scalarSchema).min(1).max(1_000))
  .refine((matrix) => Object.keys(matrix).every((name) => new RegExp(axisNamePattern).test(name)), {
    error: "expected names of axes: up to 50 letters, digits, _ and -, starting with a letter",
  })
  .refine((matrix) => Object.keys(matrix).some((name) => name !== "exclude"), { error: "expected at least one axis" })
  .meta({
    description: "Runs the stage once for each combination of these values, which it sees as MATRIX_<AXIS>.",
    propertyNames: { pattern: axisNamePattern },
    minProperties: 1,
  });

const retrySchema = z
  .strictObject({
    attempts: z.int().min(2).max(100).meta({ description: "How often the stage is run at most, the first time included." }),
    backoff: durationSchema.optional().meta({ description: "How long to wait before the second attempt. Default: not at all." }),
    factor: z
      .number()
      .min(1)
      .max(10)
      .optional()
      .meta({ description: "By how much each further wait is longer. Default: 1, always the same." }),
    "max-backoff": durationSchema.optional().meta({ description: "How long a wait may become." }),
    "on-exit-codes": z
      .array(z.int().min(1).max(255))
      .min(1)
      .max(255)
      .optional()
      .meta({ description: "Try again only after these exit codes. Default: after every failure." }),
  })
  .meta({ description: "Tries a stage that failed again; each attempt has a log of its own." });

const globsSchema = z.array(relativePathSchema).min(1).max(1_000);

const cacheSchema = z
  .strictObject({
    inputs: globsSchema.meta({ description: "Files that the result depends on, as globs relative to the project." }),
    outputs: globsSchema.optional().meta({ description: "Files and folders that the stage makes, which a hit brings back." }),
    env: z.array(variableNameSchema).max(1_000).optional().meta({ description: "Variables of the machine that the result depends on." }),
    tools: z
      .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/, { error: "expected the name of a program on the PATH" }))
      .max(100)
      .optional()
      .meta({ description: "Programs whose version the result depends on; asked with --version." }),
  })
  .meta({ description: "Leaves the stage out when nothing that it depends on has changed, and brings back what it made." });

const reportsSchema = z
  .strictObject({
    tests: globsSchema.optional().meta({
      description:
        "Test reports that the stage writes, as globs relative to the project: JUnit-style XML, NUnit, xUnit.net, TRX, TAP, go test -json, the JSON of Jest and Vitest.",
    }),
    coverage: globsSchema.optional().meta({
      description:
        "Coverage reports that the stage writes, as globs relative to the project: lcov, Cobertura, JaCoCo, Clover, go test -coverprofile, coverage-final.json.",
    }),
  })
  .meta({ description: "Files that tell what the stage found out; they are read when it has ended, passed or failed." });

/** Who must not run at the same time. */
export const concurrencySchema = z
  .strictObject({
    group: z
      .string()
      .min(1)
      .max(100)
      .regex(/^(?!.*\$[A-Za-z{(])/, { error: "expected a name as it stands: nothing is substituted in it" })
      .meta({ description: "Only one of a project's runs or stages with this name runs at a time." }),
    "cancel-in-progress": z.boolean().optional().meta({ description: "Cancel the one that runs, instead of waiting for it." }),
  })
  .meta({ description: "Keeps what must not meet apart." });

/** Names of secrets; their values are kept outside the file. */
export const secretsSchema = z
  .array(variableNameSchema)
  .max(1_000)
  .meta({ description: "Names of secrets, which are given as environment variables and never shown." });

const stepSchema = z
  .strictObject({
    name: z.string().min(1).max(100).optional().meta({ description: "Shown above the step's lines in the log." }),
    run: commandSchema.meta({ description: "A script; the step fails when it ends with another exit code than 0." }),
    shell: shellSchema.optional(),
    cwd: relativePathSchema.optional().meta({ description: "Where the step runs, relative to the project." }),
    env: envSchema.optional(),
    timeout: durationSchema.optional(),
    if: conditionSchema
      .optional()
      .meta({ description: "Runs the step only when this is true. After a failed step: only with failure() or always()." }),
    "allow-failure": z.boolean().optional().meta({ description: "Go on with the next step when this one fails." }),
  })
  .meta({ description: "One step of a stage. Steps run one after another and share the stage's working folder." });

/** A node of the pipeline, as the file writes it. */
export const stageSchema = z
  .strictObject({
    phase: z.enum(phases).meta({ description: "The column of the board that the stage stands in." }),
    needs: z.array(z.string()).optional().meta({ description: "Stages that must pass first." }),
    if: conditionSchema.optional().meta({
      description:
        'Runs the stage only when this is true, such as branch == "main". Without always(), failure() or canceled() its needs must have passed, too.',
    }),
    approval: z
      .union([z.boolean(), z.string().min(1).max(1_000)])
      .optional()
      .meta({ description: "Waits for a person before it runs: true, or the question that is asked." }),
    run: commandSchema.optional().meta({ description: "A script; short for one step." }),
    steps: z.array(stepSchema).min(1).max(100).optional().meta({ description: "Steps, run one after another." }),
    shell: shellSchema.optional(),
    cwd: relativePathSchema.optional().meta({ description: "Where the stage runs, relative to the project." }),
    env: envSchema.optional(),
    secrets: secretsSchema.optional(),
    timeout: durationSchema.optional(),
    matrix: matrixSchema.optional(),
    "max-parallel": z.int().min(1).max(256).optional().meta({ description: "How many variants of the matrix run at once at most." }),
    "fail-fast": z.boolean().optional().meta({ description: "Cancel the other variants of the matrix when one fails. Default: false." }),
    retry: retrySchema.optional(),
    "allow-failure": z.boolean().optional().meta({ description: "What needs this stage, and the run, take its failure for a pass." }),
    concurrency: concurrencySchema.optional(),
    cache: cacheSchema.optional(),
    artifacts: z
      .array(relativePathSchema)
      .optional()
      .meta({ description: "Files to keep, as globs relative to the project; each must match something." }),
    reports: reportsSchema.optional(),
  })
  .refine((stage) => stage.run === undefined || stage.steps === undefined, {
    error: "expected either run or steps, and not both",
    // Told along with the stage's other faults, not after they are mended.
    when: isMapping,
  })
  .refine((stage) => stage.run !== undefined || stage.steps !== undefined || (stage.approval ?? false) !== false, {
    error: "expected run, steps or approval",
    when: isMapping,
  })
  .meta({
    description: "A node of the pipeline.",
    not: { required: ["run", "steps"] },
    anyOf: [
      { required: ["run"] },
      { required: ["steps"] },
      { required: ["approval"], properties: { approval: { not: { const: false } } } },
    ],
  });

function isMapping({ value }: { readonly value: unknown }): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
