import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "./failures.ts";
import { alertIdSchema, incidentIdSchema, monitorIdSchema, projectIdSchema } from "./schemas.ts";

/** One attempt to tell somebody. */
export const deliverySchema = z.object({
  /** `inbox`, `desktop`, or the name of a channel. */
  channel: z.string(),
  /** What was told: that it fired, that it still holds, or that it is over. */
  what: z.enum(["fired", "repeated", "recovered"]),
  state: z.enum(["waiting", "delivered", "failed", "suppressed"]),
  attempts: z.number().int(),
  /** What the last attempt was answered: `200`, `connection refused`; empty before the first. */
  detail: z.string(),
  queuedAt: z.number(),
  deliveredAt: z.number().nullable(),
  /** When it is tried again; `null` when it is not. */
  nextAt: z.number().nullable(),
});
/** See {@link deliverySchema}. */
export type Delivery = z.infer<typeof deliverySchema>;

/** A rule that fired, until what it was about is over. */
export const alertSchema = z.object({
  id: alertIdSchema,
  projectId: projectIdSchema,
  monitorId: monitorIdSchema,
  /** The monitor's name then. */
  monitor: z.string(),
  rule: z.enum(["down", "latency"]),
  /** `home is down: connection refused`. */
  summary: z.string(),
  firedAt: z.number(),
  /** `null` while it holds. */
  recoveredAt: z.number().nullable(),
  /** Why it is over: `it is up again`, `the monitor is paused`; empty while it holds. */
  ending: z.string(),
  isRead: z.boolean(),
  incidentId: incidentIdSchema.nullable(),
  deliveries: z.array(deliverySchema),
});
/** See {@link alertSchema}. */
export type Alert = z.infer<typeof alertSchema>;

/** What fired, and who was told. */
export const alerts = {
  /** The newest first, of one project or all. */
  list: oc
    .input(
      z.object({
        projectId: projectIdSchema.optional(),
        monitorId: monitorIdSchema.optional(),
        onlyOpen: z.boolean().default(false),
        before: alertIdSchema.optional(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .output(z.object({ alerts: z.array(alertSchema), next: alertIdSchema.nullable(), unread: z.number().int() }))
    .errors({ ...notFound, ...storeFailures }),
  get: oc
    .input(z.object({ alertId: alertIdSchema }))
    .output(alertSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** Marks alerts as read, or all of a project. */
  read: oc
    .input(z.object({ projectId: projectIdSchema, alertIds: z.array(alertIdSchema).max(1_000).default([]) }))
    .errors({ ...notFound, ...storeFailures }),
};
