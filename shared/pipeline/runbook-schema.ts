import { z } from "zod";
import { operateNameSchema } from "./service-schema.ts";
import { secretsSchema } from "./stage-schema.ts";
import { commandSchema, durationSchema, envSchema, relativePathSchema, shellSchema, variableNameSchema } from "./value-schemas.ts";

const described = { description: z.string().max(500).optional().meta({ description: "What it is for, shown beside the field." }) };
const optional = { optional: z.boolean().optional().meta({ description: "Whether it may be left empty. Default: false." }) };

/** One parameter of a runbook; its value reaches the command as a variable of that name, and in no other way. */
export const parameterSchema = z.discriminatedUnion("type", [
  z.strictObject({
    ...{ type: z.literal("text"), ...described, ...optional },
    pattern: z.string().max(1_000).optional().meta({ description: "A regular expression that the whole text must match." }),
    default: z.string().max(10_000).optional(),
  }),
  z.strictObject({
    ...{ type: z.literal("choice"), ...described, ...optional },
    choices: z.array(z.string().min(1).max(200)).min(1).max(200),
    default: z.string().optional(),
  }),
  z.strictObject({
    ...{ type: z.literal("number"), ...described, ...optional },
    min: z.number().optional(),
    max: z.number().optional(),
    /** Whether only whole numbers are taken. */
    whole: z.boolean().optional(),
    default: z.number().optional(),
  }),
  z.strictObject({ type: z.literal("secret"), ...described, ...optional }),
]);

/** One entry of `runbooks`. */
export const runbookDefinitionSchema = z
  .strictObject({
    run: commandSchema.meta({ description: "The script that the button runs." }),
    description: z.string().max(500).optional(),
    cwd: relativePathSchema.optional(),
    shell: shellSchema.optional(),
    env: envSchema.optional(),
    secrets: secretsSchema.optional(),
    timeout: durationSchema.optional().meta({ description: "How long it may take. Default: 1h." }),
    confirm: z
      .union([z.boolean(), z.string().min(1).max(200)])
      .optional()
      .meta({ description: "Asks before it runs: true, by a click; a text, by typing that text." }),
    parameters: z
      .record(variableNameSchema, parameterSchema)
      .optional()
      .meta({ description: "What is asked before it runs; each value is a variable of that name." }),
    limit: z
      .strictObject({ perHour: z.int().min(1).max(10_000).optional().meta({ description: "So many starts within any hour." }) })
      .optional()
      .meta({ description: "How often it may run. It never runs twice at a time." }),
  })
  .meta({ description: "A button for an operational command." });

/** Runbooks, by name. */
export const runbooksSchema = z
  .record(operateNameSchema, runbookDefinitionSchema)
  .meta({ description: "Buttons for operational commands." });
