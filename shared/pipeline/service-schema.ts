import { z } from "zod";
import { hostAndPortSchema, webAddressSchema } from "./probe-schema.ts";
import { secretsSchema } from "./stage-schema.ts";
import { commandSchema, durationSchema, envSchema, relativePathSchema, shellSchema, stageNamePattern } from "./value-schemas.ts";

/** The signals that may ask a service to end. */
export const stopSignals = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const;

/** When a service that ended is started again. */
export const restartPolicies = ["always", "on-failure", "never"] as const;

/** A name of a service, a monitor, a runbook or a channel: as that of a stage. */
export const operateNameSchema = z.string().regex(stageNamePattern, {
  error: "expected a name: up to 100 letters, digits and . _ : @ / + -, starting with a letter or a digit",
});

const portSchema = z.int().min(1).max(65_535);

const restartSchema = z
  .strictObject({
    policy: z.enum(restartPolicies).optional().meta({ description: "Default: on-failure." }),
    backoff: durationSchema
      .optional()
      .meta({ description: "How long to wait before the first restart; each further one waits twice as long. Default: 1s." }),
    most: durationSchema.optional().meta({ description: "The longest wait. Default: 1m." }),
    attempts: z.int().min(1).max(1_000_000).optional().meta({ description: "So many restarts in a row are given up. Default: 10." }),
    reset: durationSchema.optional().meta({ description: "Running this long makes the count and the wait begin anew. Default: 1m." }),
  })
  .meta({ description: "When and how the service is started again." });

const probeShape = {
  http: webAddressSchema.optional().meta({ description: "An address that answers with a status from 200 to 399 while all is well." }),
  tcp: hostAndPortSchema.optional().meta({ description: "A host and port that take a connection while all is well." }),
  run: commandSchema.optional().meta({ description: "A script that ends with 0 while all is well." }),
  every: durationSchema.optional().meta({ description: "How often to ask. Default: 1s until it is ready, 10s afterwards." }),
  timeout: durationSchema.optional().meta({ description: "How long one answer may take. Default: 5s." }),
};

const isMapping = ({ value }: { readonly value: unknown }) => typeof value === "object" && value !== null && !Array.isArray(value);

/** When a service is ready: then what needs it starts. */
export const readySchema = z
  .strictObject({
    ...probeShape,
    log: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: "A regular expression; a line of the log that matches says that it is ready." }),
    within: durationSchema.optional().meta({ description: "How long it may take to be ready; then it is started again. Default: 1m." }),
  })
  .refine(({ http, tcp, run, log }) => [http, tcp, run, log].filter((probe) => probe !== undefined).length === 1, {
    error: "expected exactly one of http, tcp, run and log",
    when: isMapping,
  })
  .meta({
    description:
      "How to find out that the service is ready; what needs it waits for that. Default: its first port takes connections; without a port, at once.",
  });

/** Whether a service is still well; if not, it is started again. */
export const liveSchema = z
  .strictObject({
    ...probeShape,
    failures: z.int().min(1).max(1_000).optional().meta({ description: "So many failures in a row start it again. Default: 3." }),
  })
  .refine(({ http, tcp, run }) => [http, tcp, run].filter((probe) => probe !== undefined).length === 1, {
    error: "expected exactly one of http, tcp and run",
    when: isMapping,
  })
  .meta({ description: "How to find out that the service is still well. Default: nobody asks." });

/** One entry of `services`. */
export const serviceDefinitionSchema = z
  .strictObject({
    run: commandSchema.meta({ description: "The command that goes on for as long as the service runs." }),
    description: z.string().max(500).optional(),
    cwd: relativePathSchema.optional().meta({ description: "A folder of the project to start in. Default: the project's." }),
    shell: shellSchema.optional(),
    needs: z.array(z.string()).max(1_000).optional().meta({ description: "Services that must be ready first." }),
    env: envSchema.optional(),
    secrets: secretsSchema.optional(),
    port: z
      .union([portSchema, z.array(portSchema).min(1).max(100)])
      .optional()
      .meta({ description: "The ports it listens on. A taken one is found before the start; PORT has the first." }),
    restart: z.union([z.enum(restartPolicies), restartSchema]).optional(),
    ready: readySchema.optional(),
    live: liveSchema.optional(),
    stop: z
      .strictObject({
        signal: z.enum(stopSignals).optional().meta({ description: "The signal that asks it to end. Default: SIGTERM." }),
        grace: durationSchema
          .optional()
          .meta({ description: "How long it may take; then it is killed with all it started. Default: 10s." }),
      })
      .optional(),
    logs: z
      .strictObject({
        size: z
          .string()
          .regex(/^\d+(\.\d+)?\s*(KiB|MiB|GiB)$/, { error: "expected a size such as 10MiB" })
          .optional()
          .meta({ description: "How large one file of the log grows. Default: 10MiB." }),
        keep: z.int().min(1).max(1_000).optional().meta({ description: "How many older files stay. Default: 5." }),
      })
      .optional(),
  })
  .meta({ description: "A program that Millrace keeps running." });

/** Services, by name. */
export const servicesSchema = z
  .record(operateNameSchema, serviceDefinitionSchema)
  .meta({ description: "Programs that Millrace keeps running." });
