import { z } from "zod";
import { hostAndPortSchema } from "./probe-schema.ts";
import { secretsSchema } from "./stage-schema.ts";
import { commandSchema, durationSchema, envSchema, shellSchema, stageNamePattern } from "./value-schemas.ts";

const pathOnTarget = z
  .string()
  .min(1)
  .max(1_000)
  .refine((path) => !path.includes("\0") && !path.includes("\n"), {
    error: "expected a path on one line",
  });

const keepSchema = z.int().min(2).max(1_000).meta({ description: "How many releases stay on the target, for going back. Default: 5." });

const afterSchema = commandSchema.meta({
  description: "A script that is run on the target after the switch, in the release's folder, such as a restart of its service.",
});

const unpackSchema = z.boolean().meta({
  description: "Whether archives (.tar, .tar.gz, .tgz, .zip) are unpacked into the release's folder. Default: a single archive is.",
});

const directorySchema = z.strictObject({
  type: z.literal("directory"),
  path: pathOnTarget.meta({ description: "The folder that holds releases/ and the link current: absolute, or with ~/." }),
  keep: keepSchema.optional(),
  unpack: unpackSchema.optional(),
  after: afterSchema.optional(),
});

const sshSchema = z.strictObject({
  type: z.literal("ssh"),
  host: z
    .string()
    .max(300)
    .regex(/^(?!-)[^\s'"`$\\]+$/, { error: "expected a host as ssh knows it, such as deploy@shop or a Host of its configuration" })
    .meta({ description: "The host, as for ssh: keys, jump hosts and known hosts are ssh's own business." }),
  port: z.int().min(1).max(65_535).optional(),
  path: pathOnTarget.meta({ description: "The folder on the host that holds releases/ and the link current: absolute, or with ~/." }),
  keep: keepSchema.optional(),
  unpack: unpackSchema.optional(),
  after: afterSchema.optional(),
});

const commandStrategySchema = z.strictObject({
  type: z.literal("command"),
  run: commandSchema.meta({
    description:
      "A script that deploys. It sees MILLRACE_RELEASE, MILLRACE_RELEASE_FOLDER (its files), MILLRACE_ENVIRONMENT and, where there is one, MILLRACE_PREVIOUS_RELEASE.",
  }),
  status: commandSchema
    .optional()
    .meta({ description: "A script that prints the version that serves, on its last line; without it, drift is not known." }),
  rollback: commandSchema
    .optional()
    .meta({ description: "A script that goes back to MILLRACE_RELEASE. Default: run, with the earlier release." }),
  shell: shellSchema.optional(),
});

const healthSchema = z
  .strictObject({
    http: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ description: "An address that answers while all is well." }),
    status: z.int().min(100).max(599).optional().meta({ description: "The answer that is expected. Default: 200 to 399." }),
    contains: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: "What the answer's body must contain; $MILLRACE_RELEASE stands for the version." }),
    tcp: hostAndPortSchema.optional().meta({ description: "A host and port that take a connection while all is well." }),
    run: commandSchema.optional().meta({ description: "A script that ends with 0 while all is well." }),
    within: durationSchema.optional().meta({ description: "How long the first good answer may take. Default: 30s." }),
    for: durationSchema.optional().meta({ description: "How long to watch after that. Default: 30s." }),
    every: durationSchema.optional().meta({ description: "How often to ask. Default: 2s." }),
    timeout: durationSchema.optional().meta({ description: "How long one answer may take. Default: 5s." }),
    failures: z.int().min(1).max(1_000).optional().meta({ description: "How many failures in a row are too many. Default: 3." }),
  })
  .refine((health) => [health.http, health.tcp, health.run].filter((probe) => probe !== undefined).length === 1, {
    error: "expected exactly one of http, tcp and run",
    when: isMapping,
  })
  .refine((health) => health.http !== undefined || (health.status === undefined && health.contains === undefined), {
    error: "status and contains belong to http",
    when: isMapping,
  })
  .meta({ description: "How to find out after a deployment whether all is well; if not, what was there before comes back." });

const windowSchema = z
  .strictObject({
    days: z
      .array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
      .min(1)
      .optional()
      .meta({ description: "Days of the week. Default: all." }),
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "expected a time such as 09:00" }),
    to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: "expected a time such as 17:00" }),
    zone: z.string().min(1).max(100).optional().meta({ description: "A time zone such as Europe/Berlin. Default: the system's." }),
  })
  .meta({ description: "When deployments may begin." });

const freezeSchema = z
  .strictObject({
    from: z.iso.datetime({ local: true, offset: true }).or(z.iso.date()),
    to: z.iso.datetime({ local: true, offset: true }).or(z.iso.date()).meta({ description: "The moment it ends; a day is meant whole." }),
    reason: z.string().min(1).max(500),
  })
  .meta({ description: "A time in which nothing is deployed, in the window's time zone." });

/** One entry of `environments`. */
export const environmentDefinitionSchema = z
  .strictObject({
    deploy: z.discriminatedUnion("type", [directorySchema, sshSchema, commandStrategySchema]).meta({
      description: "How a release gets there: a folder on this machine, one on a host over ssh, or commands of one's own.",
    }),
    auto: z
      .union([z.boolean(), z.enum(["release", "green"])])
      .optional()
      .meta({
        description:
          "Deploys by itself: true or release, every release that may go there; green, also the artifacts of every green run of the whole pipeline on a branch for releases. Default: false.",
      }),
    needs: z
      .array(z.string())
      .max(100)
      .optional()
      .meta({ description: "Environments that must have had a release in good health before it goes here." }),
    approval: z
      .union([z.boolean(), z.string().min(1).max(1_000)])
      .optional()
      .meta({ description: "Waits for a person: true, or the question that is asked." }),
    window: z.union([windowSchema, z.array(windowSchema).min(1).max(50)]).optional(),
    freeze: z.array(freezeSchema).max(100).optional(),
    health: healthSchema.optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ description: "The address that people open." }),
    env: envSchema.optional(),
    secrets: secretsSchema.optional(),
    timeout: durationSchema.optional().meta({ description: "How long a deployment may take without its watch over health. Default: 10m." }),
  })
  .meta({ description: "A place to deploy." });

/** Places to deploy, by name. */
export const environmentsSchema = z
  .record(
    z.string().regex(stageNamePattern, {
      error: "expected a name: up to 100 letters, digits and . _ : @ / + -, starting with a letter or a digit",
    }),
    environmentDefinitionSchema,
  )
  .meta({ description: "Places to deploy." });

function isMapping({ value }: { readonly value: unknown }): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
