import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, operateFailures, storeFailures } from "./failures.ts";
import { projectIdSchema, runIdSchema, runSchema } from "./schemas.ts";

/** One parameter of a runbook, as it is asked. */
export const runbookParameterSchema = z.object({
  /** Also the variable that the command sees. */
  name: z.string(),
  type: z.enum(["text", "choice", "number", "secret"]),
  description: z.string(),
  isOptional: z.boolean(),
  /** What a text must match as a whole; `null`: anything. */
  pattern: z.string().nullable(),
  choices: z.array(z.string()),
  min: z.number().nullable(),
  max: z.number().nullable(),
  isWhole: z.boolean(),
  /** What stands there at first; empty for nothing. Never of a secret. */
  initial: z.string(),
});
/** See {@link runbookParameterSchema}. */
export type RunbookParameter = z.infer<typeof runbookParameterSchema>;

/** A button for an operational command. */
export const runbookSchema = z.object({
  name: z.string(),
  description: z.string(),
  run: z.string(),
  parameters: z.array(runbookParameterSchema),
  /** What must be typed; empty for a plain question, `null` when nobody is asked. */
  confirm: z.string().nullable(),
  perHour: z.number().int().nullable(),
  /** When it may run next because its limit is reached; `null`: now. */
  freeAt: z.number().nullable(),
  /** Its newest run; `null` before the first. */
  lastRun: runSchema.nullable(),
  line: z.number().int(),
});
/** See {@link runbookSchema}. */
export type Runbook = z.infer<typeof runbookSchema>;

/** Buttons for operational commands. Each run is a run like any other, of trigger `runbook`, whose stage is `runbook:NAME`. */
export const runbooks = {
  /** In the order of the file. */
  list: oc
    .input(z.object({ projectId: projectIdSchema }))
    .output(z.object({ runbooks: z.array(runbookSchema), problem: z.string().nullable() }))
    .errors({ ...notFound, ...storeFailures }),
  /** Starts one. Values of secrets live in its run's process only. */
  start: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        name: z.string().max(100),
        values: z.record(z.string().max(200), z.string().max(100_000)).default({}),
        /** What was typed to confirm. */
        confirmation: z.string().max(200).default(""),
      }),
    )
    .output(z.object({ runId: runIdSchema }))
    .errors({
      ...notFound,
      ...operateFailures,
      ...storeFailures,
      /** A value is missing or does not fit; the message names the parameter. */
      BAD_PARAMETER: { message: "A parameter does not fit.", data: z.object({ hint: z.string(), parameter: z.string() }) },
      NOT_CONFIRMED: { message: "It was not confirmed.", data: z.object({ hint: z.string() }) },
      LIMIT_REACHED: { message: "It may not run now.", data: z.object({ hint: z.string(), freeAt: z.number().nullable() }) },
    }),
  /** The runs of one, the newest first. */
  runs: oc
    .input(z.object({ projectId: projectIdSchema, name: z.string().max(100), limit: z.number().int().min(1).max(500).default(20) }))
    .output(z.object({ runs: z.array(runSchema) }))
    .errors({ ...notFound, ...storeFailures }),
};
