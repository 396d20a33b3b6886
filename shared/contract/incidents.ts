import { oc } from "@orpc/contract";
import { z } from "zod";
import { severities } from "../severities.ts";
import { notFound, storeFailures } from "./failures.ts";
import { alertIdSchema, deploymentIdSchema, incidentIdSchema, projectIdSchema, runIdSchema } from "./schemas.ts";

/** Something that went wrong, from open to resolved. */
export const incidentSchema = z.object({
  id: incidentIdSchema,
  projectId: projectIdSchema,
  /** Counts up from 1 in each project. */
  number: z.number().int(),
  title: z.string(),
  severity: z.enum(severities),
  state: z.enum(["open", "acknowledged", "resolved"]),
  /** Who opened it; `an alert` for one that opened it by itself. */
  openedBy: z.string(),
  openedAt: z.number(),
  acknowledgedAt: z.number().nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: z.number().nullable(),
  resolvedBy: z.string().nullable(),
  /** From when it was opened; `null` before. */
  timeToAcknowledgeMs: z.number().nullable(),
  timeToRestoreMs: z.number().nullable(),
  /** Its alerts that still hold. */
  openAlerts: z.number().int(),
});
/** See {@link incidentSchema}. */
export type Incident = z.infer<typeof incidentSchema>;

/** What was deployed last before it began, in each environment; the likeliest cause first. */
export const suspectSchema = z.object({
  deploymentId: deploymentIdSchema,
  environment: z.string(),
  version: z.string(),
  /** The version that served before; `null` for none. */
  before: z.string().nullable(),
  at: z.number(),
  /** Whether it serves there still: then it can be rolled back. */
  isCurrent: z.boolean(),
  /** What it brought, the newest first, up to 50; of a release that was put there again, what it brought when it came. */
  commits: z.array(z.object({ commit: z.string(), subject: z.string(), author: z.string(), committedAt: z.number() })),
});
/** See {@link suspectSchema}. */
export type Suspect = z.infer<typeof suspectSchema>;

/** One line of what happened. */
export const timelineEntrySchema = z.object({
  at: z.number(),
  kind: z.enum([
    "deployment",
    "commit",
    "service",
    "alert",
    "recovered",
    "opened",
    "acknowledged",
    "changed",
    "note",
    "runbook",
    "resolved",
    "reopened",
  ]),
  text: z.string(),
  /** Who did it; `null` for what happened by itself. */
  person: z.string().nullable(),
  /** What it leads to; `null` for what leads nowhere. */
  deploymentId: deploymentIdSchema.nullable(),
  alertId: alertIdSchema.nullable(),
  runId: runIdSchema.nullable(),
  commit: z.string().nullable(),
});
/** See {@link timelineEntrySchema}. */
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

const byIncident = z.object({ incidentId: incidentIdSchema });
const incidentErrors = {
  ...notFound,
  ...storeFailures,
  /** It stands where this cannot be done: one that is resolved cannot be acknowledged. */
  INCIDENT_STANDS: { message: "The incident does not stand where this could be done.", data: z.object({ hint: z.string() }) },
};

/** What went wrong, and what was done about it. */
export const incidents = {
  /** The newest first; `state` narrows. */
  list: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        state: z.enum(["open", "acknowledged", "resolved"]).optional(),
        before: incidentIdSchema.optional(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .output(z.object({ incidents: z.array(incidentSchema), next: incidentIdSchema.nullable() }))
    .errors({ ...notFound, ...storeFailures }),
  /** One incident with what happened, the oldest first, and what may be its cause. */
  get: oc
    .input(byIncident)
    .output(z.object({ incident: incidentSchema, timeline: z.array(timelineEntrySchema), suspects: z.array(suspectSchema) }))
    .errors({ ...notFound, ...storeFailures }),
  /** Opens one by hand. */
  open: oc
    .input(
      z.object({ projectId: projectIdSchema, title: z.string().trim().min(1).max(300), severity: z.enum(severities).default("major") }),
    )
    .output(incidentSchema)
    .errors({ ...notFound, ...storeFailures }),
  acknowledge: oc.input(byIncident).output(incidentSchema).errors(incidentErrors),
  /** Adds a note, in Markdown. */
  note: oc
    .input(byIncident.extend({ text: z.string().trim().min(1).max(20_000) }))
    .output(incidentSchema)
    .errors(incidentErrors),
  /** Ends it; `text` says what the cause was and what was done, in Markdown. */
  resolve: oc
    .input(byIncident.extend({ text: z.string().max(20_000).default("") }))
    .output(incidentSchema)
    .errors(incidentErrors),
  reopen: oc.input(byIncident).output(incidentSchema).errors(incidentErrors),
  /** Changes its title or how bad it is. */
  change: oc
    .input(byIncident.extend({ title: z.string().trim().min(1).max(300).optional(), severity: z.enum(severities).optional() }))
    .output(incidentSchema)
    .errors(incidentErrors),
  /** The post-mortem: facts, timeline, suspects and notes, as Markdown. */
  export: oc
    .input(byIncident)
    .output(z.object({ fileName: z.string(), markdown: z.string() }))
    .errors({ ...notFound, ...storeFailures }),
};
