import { oc } from "@orpc/contract";
import { z } from "zod";
import { severities } from "../severities.ts";
import { commitHashSchema } from "./code/shared.ts";
import { notFound, storeFailures } from "./failures.ts";
import { deploymentIdSchema, incidentIdSchema, projectIdSchema, runIdSchema } from "./schemas.ts";

/** What is counted, and what counts as a failure: visible, changeable, and tried out before it is kept. */
export const doraRuleSchema = z.object({
  /** What a deployment is: one into an environment, or a tag of the repository whose name fits a pattern with `*`. */
  source: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("environment"), environment: z.string().min(1).max(100) }),
    z.object({ kind: z.literal("tags"), pattern: z.string().min(1).max(200) }),
  ]),
  /** It was rolled back, by its health or by a person. */
  countsRollbacks: z.boolean(),
  /** An incident at least this bad was opened within `incidentWithinMs` after it, and before the next; `null` for none. */
  incidentSeverity: z.enum(severities).nullable(),
  incidentWithinMs: z.number().int().min(0),
  /** The next one came within `hotfixWithinMs` and is only a patch: its version, or all its commits are fixes; 0 for none. */
  hotfixWithinMs: z.number().int().min(0),
});
/** See {@link doraRuleSchema}. */
export type DoraRule = z.infer<typeof doraRuleSchema>;

/** Where a team stands, by the published survey. */
export const doraBandSchema = z.enum(["low", "medium", "high", "elite"]);
/** See {@link doraBandSchema}. */
export type DoraBand = z.infer<typeof doraBandSchema>;

/** Which part of the numbers: a day, so that weeks never overlap. Days are UTC since 1970-01-01. */
const span = { fromDay: z.number().int(), toDay: z.number().int() };

/** The four keys of one period. */
export const doraSchema = z.object({
  ...span,
  rule: doraRuleSchema,
  /** Environments of the file or of the history, and whether there are tags. */
  sources: z.object({ environments: z.array(z.string()), tags: z.number().int() }),
  /** Why a number is missing, or less than it seems: `the folder is not trusted, so git was not asked`; empty mostly. */
  notes: z.array(z.string()),
  frequency: z.object({
    deployments: z.number().int(),
    /** Of all days of the period: quiet ones count. */
    perWeek: z.number(),
    daysWith: z.number().int(),
    days: z.number().int(),
    band: doraBandSchema.nullable(),
    /** Of the period before, just as long; `null` when nothing is known of it. */
    previousPerWeek: z.number().nullable(),
  }),
  /** From a commit to the first deployment that holds it. */
  leadTime: z.object({
    medianMs: z.number().nullable(),
    p90Ms: z.number().nullable(),
    commits: z.number().int(),
    band: doraBandSchema.nullable(),
    previousMedianMs: z.number().nullable(),
  }),
  /** Deployments that failed, of all that served. */
  failures: z.object({
    rate: z.number().nullable(),
    failed: z.number().int(),
    deployments: z.number().int(),
    band: doraBandSchema.nullable(),
    previousRate: z.number().nullable(),
  }),
  /** From when a failed deployment began to serve until what it broke was whole again. */
  recovery: z.object({
    medianMs: z.number().nullable(),
    longestMs: z.number().nullable(),
    recovered: z.number().int(),
    /** Not whole again yet. */
    open: z.number().int(),
    band: doraBandSchema.nullable(),
    previousMedianMs: z.number().nullable(),
  }),
  /** Week by week, the last one ending with the period; the first may be shorter. */
  weeks: z.array(
    z.object({
      ...span,
      deployments: z.number().int(),
      leadMedianMs: z.number().nullable(),
      failed: z.number().int(),
      recoveryMedianMs: z.number().nullable(),
    }),
  ),
});
/** See {@link doraSchema}. */
export type Dora = z.infer<typeof doraSchema>;

/** A deployment as it was counted. */
export const doraDeploymentSchema = z.object({
  /** `null` for a tag. */
  deploymentId: deploymentIdSchema.nullable(),
  runId: runIdSchema.nullable(),
  /** Version or tag. */
  name: z.string(),
  commit: commitHashSchema,
  /** When it began to serve, or the tag's time. */
  at: z.number(),
  /** Commits that came with it. */
  commits: z.number().int(),
  leadMedianMs: z.number().nullable(),
  /** Why it counts as failed: one sentence for each reason; empty when it does not. */
  failures: z.array(
    z.object({ why: z.enum(["rolled-back", "incident", "hotfix"]), text: z.string(), incidentId: incidentIdSchema.nullable() }),
  ),
  /** When what it broke was whole again, and how that is known; `null` when it did not fail, or is not whole yet. */
  recoveredAt: z.number().nullable(),
  recoveredBy: z.string().nullable(),
});
/** See {@link doraDeploymentSchema}. */
export type DoraDeployment = z.infer<typeof doraDeploymentSchema>;

/** A commit as its lead time was counted. */
export const doraChangeSchema = z.object({
  commit: commitHashSchema,
  subject: z.string(),
  author: z.string(),
  committedAt: z.number(),
  /** The deployment that brought it first. */
  deployment: z.string(),
  deployedAt: z.number(),
  leadMs: z.number(),
  /** Set when it is a squash or a rebase of this commit, by its patch id: the time is that one's. */
  squashOf: commitHashSchema.nullable(),
});
/** See {@link doraChangeSchema}. */
export type DoraChange = z.infer<typeof doraChangeSchema>;

const asked = {
  projectId: projectIdSchema,
  days: z.union([z.literal(30), z.literal(90), z.literal(365)]),
  /** A rule to try out; the one that is kept when left out. */
  rule: doraRuleSchema.optional(),
};
const errors = { ...notFound, ...storeFailures };

/** DORA's keys; part of the `insights` area. */
export const dora = {
  dora: oc.input(z.object(asked)).output(doraSchema).errors(errors),
  /** The rows behind the numbers of some days, the newest first. `failed` narrows to those that failed. */
  doraDeployments: oc
    .input(z.object({ ...asked, ...span, failed: z.boolean().default(false) }))
    .output(z.object({ deployments: z.array(doraDeploymentSchema) }))
    .errors(errors),
  /** The commits behind the lead time, the slowest first, at most 1,000. */
  doraChanges: oc
    .input(z.object({ ...asked, ...span }))
    .output(z.object({ changes: z.array(doraChangeSchema), isCut: z.boolean() }))
    .errors(errors),
  /** Keeps a rule for the project. */
  setDoraRule: oc.input(z.object({ projectId: projectIdSchema, rule: doraRuleSchema })).errors(errors),
};
