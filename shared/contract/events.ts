import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import {
  alertIdSchema,
  culpritIdSchema,
  deploymentIdSchema,
  incidentIdSchema,
  monitorIdSchema,
  projectIdSchema,
  releaseIdSchema,
  runIdSchema,
  runSchema,
  serviceIdSchema,
  stageRunSchema,
} from "./schemas.ts";

/**
 * The one union of what the engine announces. Notices are small and coalesced: a slow window gets the newest state of
 * each thing, never a backlog. Log lines are never among them; readers pull those.
 */
export const noticeSchema = z.discriminatedUnion("type", [
  /** A run is new or its standing changed. */
  z.object({ type: z.literal("run.changed"), run: runSchema }),
  /** Stage runs of one run whose standing changed since the last notice. */
  z.object({ type: z.literal("stages.changed"), projectId: projectIdSchema, runId: runIdSchema, stages: z.array(stageRunSchema) }),
  /** The list of projects, or one of them, changed: read it again. */
  z.object({ type: z.literal("projects.changed") }),
  /** The pipeline's file, or what it is detected from, changed: read it again. */
  z.object({ type: z.literal("pipeline.changed"), projectId: projectIdSchema }),
  /** The branch, the commit or the changed files of a project's folder changed: read them again. */
  z.object({ type: z.literal("working-tree.changed"), projectId: projectIdSchema }),
  /** A search for a culprit is new, or has come further: read it again. */
  z.object({ type: z.literal("culprit.changed"), projectId: projectIdSchema, culpritId: culpritIdSchema }),
  /** A release is new, or has come further: read it again. */
  z.object({ type: z.literal("release.changed"), projectId: projectIdSchema, releaseId: releaseIdSchema }),
  /** A deployment is new, has come further, or was measured again: read it and its environment again. */
  z.object({ type: z.literal("deployment.changed"), projectId: projectIdSchema, deploymentId: deploymentIdSchema }),
  /** What is known of the environments changed otherwise, as by a freeze or a look at a target: read them again. */
  z.object({ type: z.literal("environments.changed"), projectId: projectIdSchema }),
  /** A service started, became ready, ended, or was told to: read it again. */
  z.object({ type: z.literal("service.changed"), projectId: projectIdSchema, serviceId: serviceIdSchema }),
  /** A monitor is new, went up or down, or was paused: read it again. Checks that change nothing are not told. */
  z.object({ type: z.literal("monitor.changed"), projectId: projectIdSchema, monitorId: monitorIdSchema }),
  /** An alert fired, is over, was silenced, read or delivered: read it again. */
  z.object({ type: z.literal("alert.changed"), projectId: projectIdSchema, alertId: alertIdSchema }),
  /** An incident was opened or changed: read it again. */
  z.object({ type: z.literal("incident.changed"), projectId: projectIdSchema, incidentId: incidentIdSchema }),
  /** A file of the plan, or what git says of its items, changed: read the board again. */
  z.object({ type: z.literal("plan.changed"), projectId: projectIdSchema }),
  /** An entry of the inbox is new or changed: read it again. */
  z.object({ type: z.literal("inbox.changed"), projectId: projectIdSchema }),
  z.object({ type: z.literal("settings.changed") }),
  /** Sent first after subscribing, so that a client knows that nothing is missed from here on. */
  z.object({ type: z.literal("watching") }),
]);
/** See {@link noticeSchema}. */
export type Notice = z.infer<typeof noticeSchema>;

/** What the engine announces. */
export const events = {
  /** All notices from now on, starting with `watching`. Ends when the engine closes. */
  watch: oc.output(eventIterator(noticeSchema)),
};
