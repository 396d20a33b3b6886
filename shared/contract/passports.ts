import { oc } from "@orpc/contract";
import { z } from "zod";
import { codeFailures, commitHashSchema } from "./code/shared.ts";
import { deploymentStateSchema } from "./deployments.ts";
import { notFound, storeFailures } from "./failures.ts";
import { itemKeySchema } from "./plan.ts";
import {
  alertIdSchema,
  deploymentIdSchema,
  incidentIdSchema,
  projectIdSchema,
  releaseIdSchema,
  runIdSchema,
  statusSchema,
  testIdSchema,
  triggerSchema,
} from "./schemas.ts";

/** One page per commit: everything that is known of it, through all eight phases. */
export const passportSchema = z.object({
  commit: commitHashSchema,
  tree: commitHashSchema,
  parents: z.array(commitHashSchema),
  subject: z.string(),
  message: z.string(),
  author: z.string(),
  email: z.string(),
  authoredAt: z.number(),
  committedAt: z.number(),
  files: z.object({ count: z.number().int(), added: z.number().int(), removed: z.number().int() }),
  /** Branches that hold it, at most 20, and tags that point to it. */
  branches: z.array(z.string()),
  tags: z.array(z.string()),
  /** Items of the plan that its message, or a branch of it, names. */
  items: z.array(
    z.object({ key: itemKeySchema, number: z.number().int(), title: z.string(), column: z.string(), by: z.enum(["message", "branch"]) }),
  ),
  /** Runs of this commit or its tree, the newest first, at most 100; those of hooks are told by their trigger's detail. */
  runs: z.array(
    z.object({
      runId: runIdSchema,
      number: z.number().int(),
      status: statusSchema,
      trigger: triggerSchema,
      triggerDetail: z.string().nullable(),
      isHook: z.boolean(),
      isWhole: z.boolean(),
      /** Whether it ran on exactly the commit's files. */
      isSameTree: z.boolean(),
      /** The commit that it ran on, where that is another one with the same files. */
      otherCommit: z.string().nullable(),
      createdAt: z.number(),
      durationMs: z.number().nullable(),
    }),
  ),
  /** Of the newest run that read reports; `null` without one. */
  tests: z
    .object({
      runId: runIdSchema,
      passed: z.number().int(),
      failed: z.number().int(),
      skipped: z.number().int(),
      /** Failed here and did not in the run before on its branch: the first ten. */
      newlyFailing: z.array(z.object({ testId: testIdSchema, name: z.string(), hadPassed: z.boolean() })),
      /** How many there are of these. */
      newlyFailingCount: z.number().int(),
    })
    .nullable(),
  /** The first release that holds it, and the newest; `null` as long as none does. */
  release: z
    .object({
      releaseId: releaseIdSchema.nullable(),
      version: z.string(),
      tag: z.string(),
      at: z.number(),
      laterReleases: z.number().int(),
    })
    .nullable(),
  /** Where it came to, in the order of the file. */
  environments: z.array(
    z.object({
      environment: z.string(),
      /** Whether what serves there now holds it; `null` when nobody knows. */
      isThere: z.boolean().nullable(),
      /** The deployment that brought it first; `null` when none did. */
      deploymentId: deploymentIdSchema.nullable(),
      state: deploymentStateSchema.nullable(),
      version: z.string().nullable(),
      at: z.number().nullable(),
      /** From the commit until it served there. */
      leadMs: z.number().nullable(),
      /** The rollback that took it away; `null` mostly. */
      rolledBackBy: deploymentIdSchema.nullable(),
    }),
  ),
  /** Incidents that began after a deployment that brought it and before the next one. */
  incidents: z.array(
    z.object({
      incidentId: incidentIdSchema,
      number: z.number().int(),
      title: z.string(),
      state: z.enum(["open", "acknowledged", "resolved"]),
      openedAt: z.number(),
      environment: z.string(),
      deploymentId: deploymentIdSchema,
      /** The item of the plan that was made of it; `null` without. */
      item: z.object({ key: itemKeySchema, number: z.number().int() }).nullable(),
    }),
  ),
  /** Alarms that began in the same time, the oldest first, at most 50. */
  alerts: z.array(
    z.object({
      alertId: alertIdSchema,
      monitor: z.string(),
      summary: z.string(),
      since: z.number(),
      /** `null` as long as it holds. */
      recoveredAt: z.number().nullable(),
      environment: z.string(),
      deploymentId: deploymentIdSchema,
    }),
  ),
  /** The commits that took it back, or that it takes back, by git's own words in the message. */
  reverts: z.array(commitHashSchema),
  revertedBy: z.array(commitHashSchema),
  /** Commits of the same patch elsewhere: what it was squashed, rebased or picked from or into; at most 20. */
  samePatch: z.array(commitHashSchema),
  /** Why something is not told; empty mostly. */
  notes: z.array(z.string()),
});
/** See {@link passportSchema}. */
export type Passport = z.infer<typeof passportSchema>;

/** Passports of commits. */
export const passports = {
  get: oc
    .input(z.object({ projectId: projectIdSchema, revision: z.string().min(1).max(1_000) }))
    .output(passportSchema)
    .errors({ ...notFound, ...codeFailures, ...storeFailures }),
};
