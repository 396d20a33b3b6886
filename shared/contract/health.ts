import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "./failures.ts";
import { fingerprintDifferenceSchema } from "./fingerprint.ts";
import { projectIdSchema, runIdSchema, runSchema, stageRunIdSchema, testIdSchema } from "./schemas.ts";

/** One week of a project's runs. The last week ends with the period; the first may be shorter. */
export const healthWeekSchema = z.object({
  fromDay: z.number().int(),
  toDay: z.number().int(),
  runs: z.number().int(),
  /** From when a run was asked for until it started; `null` without one. */
  queueMedianMs: z.number().nullable(),
  queueP90Ms: z.number().nullable(),
  /** How long people waited for runs that they, or their commits, had started: queue and run together. */
  waitedMs: z.number(),
  /** Stage runs that the cache brought back, those that ran, and what the first would have taken by the usual time. */
  cacheHits: z.number().int(),
  cacheMisses: z.number().int(),
  savedMs: z.number(),
  /** Items of the plan that came into a column that counts as done, and their median time since work on them began. */
  itemsDone: z.number().int(),
  cycleMedianMs: z.number().nullable(),
});
/** See {@link healthWeekSchema}. */
export type HealthWeek = z.infer<typeof healthWeekSchema>;

/** How well the builds of a project work. */
export const healthSchema = z.object({
  fromDay: z.number().int(),
  toDay: z.number().int(),
  weeks: z.array(healthWeekSchema),
  /** Of the whole period. */
  total: healthWeekSchema.omit({ fromDay: true, toDay: true }),
  /** The same of the period before, just as long. */
  previous: healthWeekSchema.omit({ fromDay: true, toDay: true }),
  /** Stages by how often they were on the critical path of a run of the whole pipeline, the most often first. */
  criticalPath: z.array(
    z.object({
      stage: z.string(),
      /** Runs in which it was on the path, of `runs`. */
      onPath: z.number().int(),
      runs: z.number().int(),
      /** Its share of the time on the paths, as a fraction. */
      share: z.number(),
    }),
  ),
  /** Tests that passed and failed on the same files, the likeliest to fail first, at most 20. */
  flakiest: z.array(
    z.object({
      testId: testIdSchema,
      name: z.string(),
      suite: z.string(),
      failed: z.number().int(),
      ran: z.number().int(),
      /** Failures of those that ran, and the 95 % interval of Wilson around it. */
      rate: z.number(),
      low: z.number(),
      high: z.number(),
    }),
  ),
  /** Items of the plan that are under way, and the oldest of them; `null` without a plan. */
  plan: z.object({ underWay: z.number().int(), oldestMs: z.number().nullable() }).nullable(),
  /** Older runs are still being counted, from the newest back: those up to this day may be missing. `null` when none is. */
  uncountedTo: z.number().int().nullable(),
});
/** See {@link healthSchema}. */
export type Health = z.infer<typeof healthSchema>;

/** A line of the overview over all projects. */
export const projectHealthSchema = z.object({
  projectId: projectIdSchema,
  name: z.string(),
  runs: z.number().int(),
  passRate: z.number().nullable(),
  medianMs: z.number().nullable(),
  /** Each day of the period: how many passed and failed. */
  days: z.array(z.object({ day: z.number().int(), passed: z.number().int(), failed: z.number().int(), other: z.number().int() })),
});
/** See {@link projectHealthSchema}. */
export type ProjectHealth = z.infer<typeof projectHealthSchema>;

/** One thing that is other in one run than in another. */
export const runDifferenceSchema = z.object({
  kind: z.enum([
    "newly-failing",
    "fixed",
    "slower",
    "faster",
    "new-stage",
    "gone-stage",
    "test",
    "environment",
    "file",
    "commit",
    "pipeline",
  ]),
  /** The stage, test, file, tool or commit. */
  name: z.string(),
  /** One sentence: `unit failed, it had passed`, `node is 24.1.0, it was 22.3.0`. */
  text: z.string(),
  /** How likely it explains a different end, from 0 to 1: what the order goes by. */
  weight: z.number(),
  /** Where it is seen; `null` mostly. */
  stageRunId: stageRunIdSchema.nullable(),
  testId: testIdSchema.nullable(),
  commit: z.string().nullable(),
  path: z.string().nullable(),
});
/** See {@link runDifferenceSchema}. */
export type RunDifference = z.infer<typeof runDifferenceSchema>;

/** Why one run is other than another. */
export const runComparisonSchema = z.object({
  run: runSchema,
  /** `null` when there is no run that passed before and none was named. */
  against: runSchema.nullable(),
  /** The likeliest explanation first. */
  differences: z.array(runDifferenceSchema),
  stages: z.array(
    z.object({
      name: z.string(),
      variant: z.string(),
      before: z.object({ status: z.string(), durationMs: z.number().nullable() }).nullable(),
      after: z.object({ status: z.string(), durationMs: z.number().nullable() }).nullable(),
      /** Whether the difference is more than its times usually differ; `null` without both. */
      isUnusual: z.boolean().nullable(),
      stageRunId: stageRunIdSchema.nullable(),
    }),
  ),
  /** The newest first, at most 200; empty when git cannot tell. */
  commits: z.array(z.object({ commit: z.string(), subject: z.string(), author: z.string(), committedAt: z.number() })),
  files: z.array(z.object({ path: z.string(), change: z.string() })),
  environment: z.array(fingerprintDifferenceSchema),
  /** Why something could not be compared; empty mostly. */
  notes: z.array(z.string()),
});
/** See {@link runComparisonSchema}. */
export type RunComparison = z.infer<typeof runComparisonSchema>;

const days = z.union([z.literal(30), z.literal(90), z.literal(365)]);
const errors = { ...notFound, ...storeFailures };

/** The health of builds and comparisons; part of the `insights` area. */
export const health = {
  health: oc
    .input(z.object({ projectId: projectIdSchema, days }))
    .output(healthSchema)
    .errors(errors),
  /** All projects, those with the newest runs first; read from rollups. */
  projects: oc
    .input(z.object({ days }))
    .output(z.object({ projects: z.array(projectHealthSchema) }))
    .errors(storeFailures),
  /** This run against the last one of its branch that passed, or against another one of the project. */
  compare: oc
    .input(z.object({ runId: runIdSchema, against: runIdSchema.optional() }))
    .output(runComparisonSchema)
    .errors(errors),
};
