import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "./failures.ts";
import { projectIdSchema, runIdSchema, statusSchema } from "./schemas.ts";

const byProject = z.object({ projectId: projectIdSchema });

/** One trigger of a project's pipeline, and how it stands. */
export const triggerEntrySchema = z.object({
  /** By which it is called: its name, else what it is. */
  key: z.string(),
  kind: z.enum(["save", "commit", "branch", "remote", "schedule"]),
  /** What it reacts to, as the file says it: `commit`, `schedule 0 6 * * * Europe/Berlin`. */
  what: z.string(),
  /** The stages that it runs; empty for all. */
  stages: z.array(z.string()),
  usesCheckout: z.boolean(),
  cancelsOlder: z.boolean(),
  /** `no-repository`: it needs git, and the folder is in no repository. */
  state: z.enum(["active", "paused", "not-trusted", "no-repository"]),
  /** Why it did less than was asked for the last time; `null` when all is well. */
  fault: z.string().nullable(),
  lastFiredAt: z.number().nullable(),
  /** The last run that it started, as far as it is kept. */
  lastRun: z.object({ id: runIdSchema, number: z.number().int(), status: statusSchema }).nullable(),
  /** When a schedule that is active is due next; `null` for others. */
  nextDueAt: z.number().nullable(),
});
/** See {@link triggerEntrySchema}. */
export type TriggerEntry = z.infer<typeof triggerEntrySchema>;

/** The triggers of a project. */
export const triggerListSchema = z.object({
  /** In the order of the file. */
  triggers: z.array(triggerEntrySchema),
  /** Why the file's triggers cannot be told: its first fault, with the place; `null` when it can be read. */
  problem: z.string().nullable(),
});
/** See {@link triggerListSchema}. */
export type TriggerList = z.infer<typeof triggerListSchema>;

/** What starts a project's runs by itself. Triggers fire while Millrace is open. */
export const triggers = {
  list: oc
    .input(byProject)
    .output(triggerListSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** Holds a trigger back, or lets it go on. What happens meanwhile is not caught up. */
  pause: oc.input(byProject.extend({ key: z.string().max(500), isPaused: z.boolean() })).errors({ ...notFound, ...storeFailures }),
};
