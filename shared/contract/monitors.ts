import { oc } from "@orpc/contract";
import { z } from "zod";
import { monitorKinds } from "../pipeline/monitor-schema.ts";
import { mostDateMs } from "../time.ts";
import { notFound, operateFailures, storeFailures } from "./failures.ts";
import { monitorIdSchema, projectIdSchema } from "./schemas.ts";

/**
 * How a monitor stands. `degraded`: up, but slower than it should be. `maintenance`: failures are expected now. `unknown`:
 * nobody looks, or nobody has looked for long: Millrace was not there, or the machine slept. `paused`: by a person.
 */
export const monitorStates = ["up", "degraded", "down", "maintenance", "unknown", "paused"] as const;
/** See {@link monitorStates}. */
export type MonitorState = (typeof monitorStates)[number];

/** How long the parts of a check over the web took; `null` for a part that was not needed or not reached. */
export const phasesOfCheckSchema = z.object({
  lookupMs: z.number().nullable(),
  connectMs: z.number().nullable(),
  tlsMs: z.number().nullable(),
  firstByteMs: z.number().nullable(),
  bodyMs: z.number().nullable(),
});
/** See {@link phasesOfCheckSchema}. */
export type PhasesOfCheck = z.infer<typeof phasesOfCheckSchema>;

/** One measurement. */
export const checkSchema = z.object({
  at: z.number(),
  isGood: z.boolean(),
  durationMs: z.number(),
  /** What was found: `200`, `connection refused`, `the certificate ends in 3 d`, `exit code 1`. */
  detail: z.string(),
  /** `null` for all but checks over the web. */
  phases: phasesOfCheckSchema.nullable(),
});
/** See {@link checkSchema}. */
export type Check = z.infer<typeof checkSchema>;

/** A time in which a monitor stood one way. */
export const monitorSpanSchema = z.object({
  from: z.number(),
  /** `null` while it lasts. */
  to: z.number().nullable(),
  state: z.enum(monitorStates),
  detail: z.string(),
});
/** See {@link monitorSpanSchema}. */
export type MonitorSpan = z.infer<typeof monitorSpanSchema>;

/** What is left of a promise. Maintenance and unknown times count neither way. */
export const objectiveSchema = z.object({
  /** Percent. */
  target: z.number(),
  overMs: z.number(),
  /** Percent of the known time that it was up, in the window; `null` when nothing is known. */
  reached: z.number().nullable(),
  /** How long it may be down in the window, and how long of that is left; below zero when it was down longer. */
  budgetMs: z.number(),
  leftMs: z.number(),
  /** How fast the budget goes, over the last hour: 1 uses it up exactly by the end of the window. */
  burnRate: z.number().nullable(),
});
/** See {@link objectiveSchema}. */
export type Objective = z.infer<typeof objectiveSchema>;

/** A thing that is watched, as its file says and as it stands. */
export const monitorSchema = z.object({
  id: monitorIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  description: z.string(),
  kind: z.enum(monitorKinds),
  /** What is looked at, for a person: `GET http://127.0.0.1:8080/`, `disk of /srv`. */
  target: z.string(),
  everyMs: z.number(),
  state: z.enum(monitorStates),
  /** What the last check found. */
  detail: z.string(),
  /** Since when it stands there. */
  since: z.number(),
  /** `null` before the first. */
  lastCheck: checkSchema.nullable(),
  /** Percent of the known time that it was up; `null` when nothing is known. */
  uptime: z.object({ day: z.number().nullable(), week: z.number().nullable(), month: z.number().nullable() }),
  /** In milliseconds, over the last day; `null` when nothing was answered. */
  latency: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
  objective: objectiveSchema.nullable(),
  /** Until when nobody is told; `null`: everybody is. */
  silencedUntil: z.number().nullable(),
  /** When somebody is told, in words: `after 3 failures: inbox, desktop, ops`; `null`: never. */
  alert: z.string().nullable(),
  line: z.number().int(),
});
/** See {@link monitorSchema}. */
export type Monitor = z.infer<typeof monitorSchema>;

/** One bar of the bars of uptime: how long it stood each way. What is missing to the bar's length nobody knows. */
export const uptimeBarSchema = z.object({
  from: z.number(),
  upMs: z.number(),
  degradedMs: z.number(),
  downMs: z.number(),
  maintenanceMs: z.number(),
});
/** See {@link uptimeBarSchema}. */
export type UptimeBar = z.infer<typeof uptimeBarSchema>;

const byMonitor = z.object({ monitorId: monitorIdSchema });

/** Things that are watched on a schedule, by a process of their own. */
export const monitors = {
  /**
   * In the order of the file. `problem`: why the file cannot be read; until it can, they are told and watched as they were
   * before. `isWatched`: whether somebody looks now.
   */
  list: oc
    .input(z.object({ projectId: projectIdSchema }))
    .output(z.object({ monitors: z.array(monitorSchema), problem: z.string().nullable(), isWatched: z.boolean() }))
    .errors({ ...notFound, ...storeFailures }),
  /** One monitor with its last checks, the newest first, up to 100, and how it stood, the newest first, up to 200. */
  get: oc
    .input(byMonitor)
    .output(z.object({ monitor: monitorSchema, checks: z.array(checkSchema), spans: z.array(monitorSpanSchema) }))
    .errors({ ...notFound, ...storeFailures }),
  /** Bars of uptime of several monitors between two moments, `bars` of each. */
  bars: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        from: z.number(),
        to: z.number(),
        bars: z.number().int().min(1).max(400).default(90),
        /** Empty: all. */
        monitorIds: z.array(monitorIdSchema).max(1_000).default([]),
      }),
    )
    .output(z.object({ monitors: z.array(z.object({ monitorId: monitorIdSchema, bars: z.array(uptimeBarSchema) })) }))
    .errors({ ...notFound, ...storeFailures }),
  /** Looks now, and answers what it found; that counts like any other check. */
  check: oc
    .input(byMonitor)
    .output(checkSchema)
    .errors({ ...notFound, ...operateFailures, ...storeFailures }),
  /** Looks no more until it is resumed. */
  pause: oc.input(byMonitor).errors({ ...notFound, ...storeFailures }),
  resume: oc.input(byMonitor).errors({ ...notFound, ...storeFailures }),
  /** Tells nobody until a moment; `null` ends that. */
  silence: oc.input(byMonitor.extend({ until: z.number().min(0).max(mostDateMs).nullable() })).errors({ ...notFound, ...storeFailures }),
};
