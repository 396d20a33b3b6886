import { z } from "zod";
import { hostAndPortSchema, webAddressSchema } from "./probe-schema.ts";
import { operateNameSchema } from "./service-schema.ts";
import { secretsSchema } from "./stage-schema.ts";
import { commandSchema, durationSchema, envSchema, relativePathSchema, scalarSchema, shellSchema } from "./value-schemas.ts";

const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "expected a time such as 09:00" });

const headerNameSchema = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, { error: "expected the name of a header" });

/** A time in which failures are expected: again each week, or once. */
export const maintenanceSchema = z
  .union([
    z.strictObject({
      days: z
        .array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
        .min(1)
        .optional()
        .meta({ description: "Days of the week. Default: all." }),
      from: timeSchema,
      to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: "expected a time such as 17:00" }),
      zone: z.string().min(1).max(100).optional().meta({ description: "A time zone such as Europe/Berlin. Default: the system's." }),
    }),
    z.strictObject({
      from: z.iso.datetime({ offset: true }),
      to: z.iso.datetime({ offset: true }),
      reason: z.string().min(1).max(500).optional(),
    }),
  ])
  .meta({ description: "When failures are expected: checks go on, nothing is alerted, and the time counts for no objective." });

/** When a monitor alerts, and who is told. */
export const alertSchema = z
  .strictObject({
    after: z
      .int()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: "So many failed checks in a row. Default: 1, beyond the monitor's own retries." }),
    for: durationSchema.optional().meta({ description: "How long it must have been down. Default: not at all." }),
    latency: z
      .strictObject({
        over: durationSchema.meta({ description: "Slower than this is too slow." }),
        for: durationSchema.optional().meta({ description: "Every check of so long must have been too slow. Default: 5m." }),
      })
      .optional()
      .meta({ description: "Alerts also while it answers, but too slowly." }),
    repeat: durationSchema.optional().meta({ description: "Tells again after so long while it is still down. Default: never." }),
    notify: z
      .array(z.string().min(1).max(100))
      .max(20)
      .optional()
      .meta({ description: "Who is told: inbox, desktop, and names of `channels`. Default: inbox and desktop." }),
    incident: z.boolean().optional().meta({ description: "Whether an alert opens an incident. Default: true." }),
  })
  .meta({ description: "When somebody is told." });

/** What a monitor promises. */
export const objectiveSchema = z
  .strictObject({
    target: z.number().gt(0).lt(100).meta({ description: "Percent of the time that it is up, such as 99.9." }),
    over: durationSchema.optional().meta({ description: "The rolling window. Default: 30d." }),
  })
  .meta({ description: "The objective (SLO): what is left of the time it may be down is its error budget." });

const common = {
  description: z.string().max(500).optional(),
  every: durationSchema.optional().meta({ description: "How often it is checked, from 1s. Default: 30s." }),
  timeout: durationSchema.optional().meta({ description: "How long one check may take. Default: 10s." }),
  retries: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: "So many further failures, each checked after a second, before it is down. Default: 1." }),
  slow: durationSchema.optional().meta({ description: "Up, but degraded when the answer takes longer. Default: never." }),
  maintenance: z.union([maintenanceSchema, z.array(maintenanceSchema).min(1).max(50)]).optional(),
  alert: z
    .union([z.literal(false), alertSchema])
    .optional()
    .meta({ description: "When somebody is told; false: never." }),
  objective: objectiveSchema.optional(),
};

/** The kinds of checks: each monitor has exactly one of these keys. */
export const monitorKinds = ["http", "tcp", "tls", "dns", "run", "process", "service", "disk", "log"] as const;

const jsonSchema = z
  .record(z.string().min(1).max(500), scalarSchema)
  .meta({ description: "Values of the JSON that is answered, by path, such as { 'status': ok, 'checks.0.state': up }." });

/** One entry of `monitors`. */
export const monitorDefinitionSchema = z
  .strictObject({
    ...common,
    http: webAddressSchema.optional().meta({ description: "An address that is fetched." }),
    method: z.enum(["GET", "HEAD", "POST", "PUT", "OPTIONS"]).optional().meta({ description: "Default: GET." }),
    headers: z.record(headerNameSchema, scalarSchema).optional(),
    body: z.string().max(100_000).optional().meta({ description: "What is sent." }),
    status: z
      .union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1).max(100)])
      .optional()
      .meta({ description: "The answers that are expected. Default: 200 to 399." }),
    contains: z.string().min(1).max(1_000).optional().meta({ description: "What the answer's body must contain." }),
    json: jsonSchema.optional(),
    redirects: z.int().min(0).max(20).optional().meta({ description: "How many redirects are followed. Default: 5." }),
    insecure: z.boolean().optional().meta({ description: "Takes any certificate. Default: false." }),
    tcp: hostAndPortSchema.optional().meta({ description: "A host and port that take a connection." }),
    tls: hostAndPortSchema.optional().meta({ description: "A host and port whose certificate is looked at." }),
    expires: durationSchema.optional().meta({ description: "How long the certificate of `tls` must still be good. Default: 14d." }),
    dns: z.string().min(1).max(253).optional().meta({ description: "A name that is looked up." }),
    record: z.enum(["A", "AAAA", "CNAME", "MX", "NS", "TXT"]).optional().meta({ description: "Which record of `dns`. Default: A." }),
    answer: z
      .union([z.string(), z.array(z.string()).min(1).max(100)])
      .optional()
      .meta({ description: "What `dns` must answer, in any order." }),
    resolver: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .meta({ description: "The server that `dns` asks, as address or address:port. Default: the system's." }),
    run: commandSchema.optional().meta({ description: "A script that ends with 0 while all is well." }),
    shell: shellSchema.optional(),
    cwd: relativePathSchema.optional(),
    env: envSchema.optional(),
    secrets: secretsSchema.optional(),
    process: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: "A regular expression for the command line of a process that must be there." }),
    service: z.string().min(1).max(100).optional().meta({ description: "A service of this file that must be ready." }),
    disk: z.string().min(1).max(1_000).optional().meta({ description: "A folder whose disk must have `free` left." }),
    free: z
      .string()
      .regex(/^(\d+(\.\d+)?\s*(MiB|GiB|TiB)|\d{1,2}(\.\d+)?\s*%)$/, { error: "expected a size such as 5GiB, or a share such as 10%" })
      .optional()
      .meta({ description: "What must be free on the disk of `disk`. Default: 10%." }),
    log: z.string().min(1).max(1_000).optional().meta({
      description: "A file of the project or, as service:NAME, the log of a service, in whose new lines `pattern` is looked for.",
    }),
    pattern: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: "A regular expression; a line of `log` that matches is a failure." }),
  })
  .refine((monitor) => monitorKinds.filter((kind) => monitor[kind] !== undefined).length === 1, {
    error: `expected exactly one of ${monitorKinds.join(", ")}`,
    when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value),
  })
  .meta({ description: "A thing that is watched." });

/** Which keys belong to which kind of check only. */
export const keysOfMonitorKind = {
  http: ["method", "headers", "body", "status", "contains", "json", "redirects", "insecure"],
  tcp: [],
  tls: ["expires"],
  dns: ["record", "answer", "resolver"],
  run: ["shell", "cwd", "env"],
  process: [],
  service: [],
  disk: ["free"],
  log: ["pattern"],
} as const satisfies Record<(typeof monitorKinds)[number], readonly string[]>;

/** Monitors, by name. */
export const monitorsSchema = z.record(operateNameSchema, monitorDefinitionSchema).meta({ description: "Things that are watched." });

/** One entry of `channels`. */
export const channelDefinitionSchema = z
  .strictObject({
    webhook: webAddressSchema.optional().meta({ description: "An address that gets the alert as JSON by POST." }),
    headers: z
      .record(headerNameSchema, scalarSchema)
      .optional()
      .meta({ description: "Further headers; $NAME stands for a secret of `secrets`." }),
    run: commandSchema
      .optional()
      .meta({ description: "A script that sees ALERT_STATE, ALERT_MONITOR, ALERT_SUMMARY, ALERT_SINCE and ALERT_JSON." }),
    secrets: secretsSchema.optional(),
    timeout: durationSchema.optional().meta({ description: "How long one delivery may take. Default: 10s." }),
  })
  .refine(({ webhook, run }) => (webhook === undefined) !== (run === undefined), {
    error: "expected exactly one of webhook and run",
    when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value),
  })
  .meta({ description: "A way to tell somebody." });

/** Ways to tell somebody, by name; inbox and desktop are always there. */
export const channelsSchema = z
  .record(operateNameSchema, channelDefinitionSchema)
  .meta({ description: "Ways to tell somebody of alerts." });
