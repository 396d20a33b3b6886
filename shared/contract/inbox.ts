import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "./failures.ts";
import {
  alertIdSchema,
  culpritIdSchema,
  deploymentIdSchema,
  incidentIdSchema,
  projectIdSchema,
  releaseIdSchema,
  runIdSchema,
  serviceIdSchema,
  stageRunIdSchema,
  testIdSchema,
} from "./schemas.ts";

/** What an entry is about. */
export const inboxKindSchema = z.enum(["stage", "run", "deployment", "release", "monitor", "incident", "service", "approval", "culprit"]);
/** See {@link inboxKindSchema}. */
export type InboxKind = z.infer<typeof inboxKindSchema>;

/** Where an entry leads: to the first of these that is set. */
const placeShape = {
  runId: runIdSchema.nullable(),
  stageRunId: stageRunIdSchema.nullable(),
  testId: testIdSchema.nullable(),
  deploymentId: deploymentIdSchema.nullable(),
  releaseId: releaseIdSchema.nullable(),
  incidentId: incidentIdSchema.nullable(),
  alertId: alertIdSchema.nullable(),
  culpritId: culpritIdSchema.nullable(),
  serviceId: serviceIdSchema.nullable(),
};

/** See {@link placeShape}. */
export const inboxPlaceSchema = z.object(placeShape);
/** See {@link inboxPlaceSchema}. */
export type InboxPlace = z.infer<typeof inboxPlaceSchema>;

/** Something that broke, or asks for a person: one entry for each thing, however often it is seen again. */
export const inboxEntrySchema = z.object({
  id: z.number().int(),
  projectId: projectIdSchema,
  project: z.string(),
  kind: inboxKindSchema,
  /** What it is about: the name of a stage, an environment, a monitor. */
  subject: z.string(),
  /** The branch that it is broken on; `null` where branches mean nothing. */
  branch: z.string().nullable(),
  /** `unit fails on main since a41f9c2`. */
  title: z.string(),
  /** One sentence more: the first error, what was tried; empty mostly. */
  detail: z.string(),
  /** Since when, how often it was seen, and when last. */
  since: z.number(),
  times: z.number().int(),
  lastAt: z.number(),
  /** The commit that it is broken since; `null` when that is not known. */
  commit: z.object({ commit: z.string(), subject: z.string(), author: z.string() }).nullable(),
  /** Set when it is whole again: when, and by which commit or deed. */
  endedAt: z.number().nullable(),
  ending: z.string(),
  isRead: z.boolean(),
  snoozedUntil: z.number().nullable(),
  /** Nothing of this subject is told any more until somebody lifts it. */
  isMuted: z.boolean(),
  ...placeShape,
});
/** See {@link inboxEntrySchema}. */
export type InboxEntry = z.infer<typeof inboxEntrySchema>;

/** What of a project is told on the desktop. */
export const notifyRuleSchema = z.object({
  projectId: projectIdSchema,
  /** `change`: when something breaks or is whole again. `default`: as the settings say. */
  on: z.enum(["default", "always", "change", "failure", "never"]),
});
/** See {@link notifyRuleSchema}. */
export type NotifyRule = z.infer<typeof notifyRuleSchema>;

/** What a desktop shows. */
export const desktopNoticeSchema = z.object({
  title: z.string(),
  body: z.string(),
  /** One that is shown while an older one with the same is there takes its place. */
  tag: z.string(),
  /** Where a click leads; `null`: to the inbox of all projects. */
  target: inboxPlaceSchema.extend({ projectId: projectIdSchema }).nullable(),
  /** Whoever looks at a window of Millrace sees it happen: it need not be shown to them. */
  isSeenInWindow: z.boolean(),
});
/** See {@link desktopNoticeSchema}. */
export type DesktopNotice = z.infer<typeof desktopNoticeSchema>;

const which = z.enum(["open", "unread", "snoozed", "muted", "ended", "all"]);
const byEntries = z.object({ ids: z.array(z.number().int()).min(1).max(1_000) });

/** What broke, since when, by which commit. */
export const inbox = {
  /** The newest change first, of one project or all. `unread` counts what is open, neither read nor snoozed nor muted. */
  list: oc
    .input(
      z.object({
        projectId: projectIdSchema.optional(),
        which: which.default("open"),
        before: z.object({ lastAt: z.number(), id: z.number().int() }).nullable().default(null),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .output(
      z.object({
        entries: z.array(inboxEntrySchema),
        next: z.object({ lastAt: z.number(), id: z.number().int() }).nullable(),
        unread: z.number().int(),
        /** When the next snoozed one comes back, without an `inbox.changed`; `null` when none does. */
        wakesAt: z.number().nullable(),
      }),
    )
    .errors({ ...notFound, ...storeFailures }),
  read: oc.input(byEntries.extend({ isRead: z.boolean().default(true) })).errors(storeFailures),
  /** All that is unread, of one project or of all. */
  readAll: oc.input(z.object({ projectId: projectIdSchema.optional() })).errors(storeFailures),
  /** Out of sight until a moment, or until it changes for the worse; `null` wakes it. */
  snooze: oc.input(byEntries.extend({ untilMs: z.number().nullable() })).errors(storeFailures),
  mute: oc.input(byEntries.extend({ isMuted: z.boolean() })).errors(storeFailures),
  rules: oc.output(z.object({ rules: z.array(notifyRuleSchema) })).errors(storeFailures),
  setRule: oc.input(notifyRuleSchema).errors({ ...notFound, ...storeFailures }),
  /**
   * Takes what the desktop is to be told: whoever takes it must show it, and nobody else gets it. To be called, by those who
   * may show something, at first, after every `inbox.changed` and `alert.changed`, and at `nextAt`: until then it is quiet.
   */
  takeDesktop: oc.output(z.object({ notices: z.array(desktopNoticeSchema), nextAt: z.number().nullable() })).errors(storeFailures),
};
