import { z } from "zod";
import { environmentsSchema } from "./environment-schema.ts";
import { channelsSchema, monitorsSchema } from "./monitor-schema.ts";
import { releaseSchema } from "./release-schema.ts";
import { runbooksSchema } from "./runbook-schema.ts";
import { servicesSchema } from "./service-schema.ts";
import { concurrencySchema, secretsSchema, stageSchema } from "./stage-schema.ts";
import { triggersSchema } from "./trigger-schema.ts";
import { durationSchema, envSchema, stageNamePattern } from "./value-schemas.ts";

/*
 * What `millrace.yml` may say, as one zod schema: the checks at run time, the TypeScript types and the published JSON
 * Schema all come from here. Descriptions are shown by editors that read the JSON Schema.
 */

/** `millrace.yml`, version 1. */
export const pipelineDefinitionSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: "The version of this format." }),
    name: z.string().min(1).max(100).optional().meta({ description: "The project's name in Millrace." }),
    env: envSchema.optional(),
    secrets: secretsSchema.optional(),
    timeout: durationSchema.optional().meta({ description: "How long a whole run may take." }),
    concurrency: concurrencySchema.optional(),
    stages: z
      .record(
        z.string().regex(stageNamePattern, {
          error: "expected a stage name: up to 100 letters, digits and . _ : @ / + -, starting with a letter or a digit",
        }),
        stageSchema,
      )
      .refine((stages) => Object.keys(stages).length > 0, { error: "expected at least one stage" })
      .meta({ minProperties: 1 }),
    triggers: triggersSchema.optional(),
    release: releaseSchema.optional(),
    environments: environmentsSchema.optional(),
    services: servicesSchema.optional(),
    runbooks: runbooksSchema.optional(),
    monitors: monitorsSchema.optional(),
    channels: channelsSchema.optional(),
  })
  .meta({ title: "Millrace pipeline", description: "The stages of a project, at its root as millrace.yml." });

/** `millrace.yml` as checked: what a person wrote, with environment values turned into text. */
export type PipelineDefinition = z.infer<typeof pipelineDefinitionSchema>;

/** One stage of a {@link PipelineDefinition}. */
export type StageDefinition = PipelineDefinition["stages"][string];

/** One entry of `triggers` of a {@link PipelineDefinition}. */
export type TriggerDefinition = NonNullable<PipelineDefinition["triggers"]>[number];

/** One step of a {@link StageDefinition}. */
export type StepDefinition = NonNullable<StageDefinition["steps"]>[number];

/** The matrix of a {@link StageDefinition}. */
export type MatrixDefinition = NonNullable<StageDefinition["matrix"]>;

/**
 * Keys of the published format that this version refuses, by place. They are recognised so that the answer can be
 * "not in this version" with the place, rather than "unknown key"; nothing is ever ignored.
 */
export const refusedKeys = {
  step: ["retry"],
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
