import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "./failures.ts";
import { projectIdSchema, runIdSchema, stageRunIdSchema, statusSchema, testIdSchema } from "./schemas.ts";

/** How a test ended. `errored`: something else than the test's own claim broke; `skipped`: also "to do" and "inconclusive". */
export const testStatusSchema = z.enum(["passed", "failed", "errored", "skipped"]);
/** See {@link testStatusSchema}. */
export type TestStatus = z.infer<typeof testStatusSchema>;

/** A test as the project knows it over all runs: what tells it apart is its stage, its suites, its class and its name. */
export const testSchema = z.object({
  id: testIdSchema,
  projectId: projectIdSchema,
  stage: z.string(),
  /** The suites around it, outermost first; empty when its report names none. */
  suitePath: z.array(z.string()),
  /** The class, module or package; `null` when its report says none. */
  className: z.string().nullable(),
  name: z.string(),
  /** Where it is written, relative to the project with `/` where that is known, else as the report has it; `null` when unknown. */
  file: z.string().nullable(),
  /** From 1; `null` when unknown. */
  line: z.number().int().nullable(),
});
/** See {@link testSchema}. */
export type Test = z.infer<typeof testSchema>;

/** One outcome of one test: the worst of its variant's attempts is not told, only the last attempt counts. */
export const testOutcomeSchema = z.object({
  runId: runIdSchema,
  runNumber: z.number().int(),
  stageRunId: stageRunIdSchema,
  variant: z.string(),
  status: testStatusSchema,
  /** `null` when the report says none. */
  durationMs: z.number().nullable(),
  /** When its run was created. */
  at: z.number(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  /** Git's hash of the files that ran. */
  tree: z.string().nullable(),
  /** The first line of what went wrong; `null` without one. */
  message: z.string().nullable(),
  /** The number of the run that made the result, when it was used again: from the cache, or of an earlier run. */
  restoredFrom: z.number().int().nullable(),
});
/** See {@link testOutcomeSchema}. */
export type TestOutcome = z.infer<typeof testOutcomeSchema>;

/**
 * How a test stands against the run before it on the same branch that has it: `new-failure` did not fail there (or is
 * new), `still-failing` did, `fixed` passes now and failed there.
 */
export const testStandingSchema = z.enum(["new-failure", "still-failing", "fixed", "passed", "skipped"]);
/** See {@link testStandingSchema}. */
export type TestStanding = z.infer<typeof testStandingSchema>;

/**
 * That a test passed and failed on one tree, in the same variant (PRODUCT: flaky by tree hash). Cleared after five straight passes.
 */
export const flakySchema = z.object({
  /** How many trees have both outcomes. */
  trees: z.number().int(),
  /** How often it failed on such trees, and how often it ran on them. */
  failures: z.number().int(),
  outcomes: z.number().int(),
  lastAt: z.number(),
  /** Passes in a row since; at five it is not flaky any more. */
  passesSince: z.number().int(),
});
/** See {@link flakySchema}. */
export type Flaky = z.infer<typeof flakySchema>;

/** A row of a list of tests: a test and where it stands. */
export const testRowSchema = z.object({
  test: testSchema,
  standing: testStandingSchema,
  last: testOutcomeSchema,
  /** `null` when it is not. */
  flaky: flakySchema.nullable(),
  /** The first outcome of the failures that it stands in, or of the passes after a fix; `null` when that is `last` itself or before all that is kept. */
  since: testOutcomeSchema.nullable(),
  /** Outcomes, the newest last, at most 20: what the small bars are drawn of. */
  recent: z.array(testOutcomeSchema.pick({ runId: true, runNumber: true, status: true, durationMs: true })),
  /** Of its passes among `recent`, as far as their durations are known; `null` without any. */
  medianMs: z.number().nullable(),
});
/** See {@link testRowSchema}. */
export type TestRow = z.infer<typeof testRowSchema>;

/** How many tests ended how. */
export const testTotalsSchema = z.object({
  tests: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  errored: z.number().int(),
  skipped: z.number().int(),
  /** The sum over the tests; tests at the same time count each. */
  durationMs: z.number(),
});
/** See {@link testTotalsSchema}. */
export type TestTotals = z.infer<typeof testTotalsSchema>;

/** Which tests a list has. `failing` is new and still failing together, new first. `slowest` is ordered by the median. */
export const testViewSchema = z.enum(["failing", "new-failures", "still-failing", "fixed", "flaky", "skipped", "slowest", "all"]);
/** See {@link testViewSchema}. */
export type TestView = z.infer<typeof testViewSchema>;

/** Where a project's tests stand on a branch, from the newest finished stage run of each stage that has reports. */
export const testOverviewSchema = z.object({
  /** The branch that is told of; `null` for runs without one. */
  branch: z.string().nullable(),
  totals: testTotalsSchema,
  counts: z.record(testViewSchema, z.number().int()),
  /** What it is read from, the newest first; empty before the first report. */
  stages: z.array(
    z.object({
      stage: z.string(),
      runId: runIdSchema,
      runNumber: z.number().int(),
      at: z.number(),
      status: statusSchema,
      totals: testTotalsSchema,
    }),
  ),
  /** The last run of the branch whose stages with tests all passed; `null` without one. */
  lastGreen: z.object({ runId: runIdSchema, runNumber: z.number().int(), commit: z.string().nullable(), at: z.number() }).nullable(),
  /** Per run, the newest last, at most 60: the trend. */
  trend: z.array(z.object({ runId: runIdSchema, runNumber: z.number().int(), at: z.number(), totals: testTotalsSchema })),
  /** Branches that have tests, the most recent first. */
  branches: z.array(z.string()),
});
/** See {@link testOverviewSchema}. */
export type TestOverview = z.infer<typeof testOverviewSchema>;

/** A report that a stage wrote, and how reading it went. */
export const testReportSchema = z.object({
  stageRunId: stageRunIdSchema,
  stage: z.string(),
  variant: z.string(),
  /** Relative to the project. */
  path: z.string(),
  /** Such as `junit` or `tap`; `null` when nothing could be read. */
  format: z.string().nullable(),
  totals: testTotalsSchema.nullable(),
  /** What could not be read, with its place, as sentences; empty for a sound report. At most 20. */
  problems: z.array(z.string()),
  problemCount: z.number().int(),
});
/** See {@link testReportSchema}. */
export type TestReport = z.infer<typeof testReportSchema>;

/** What one test said when it did not pass. Texts are cut at 64 KiB each. */
export const testFailureSchema = z.object({
  message: z.string().nullable(),
  /** Stack, difference, diagnostics. */
  details: z.string().nullable(),
  /** What the test printed. */
  output: z.string().nullable(),
  isCut: z.boolean(),
});
/** See {@link testFailureSchema}. */
export type TestFailure = z.infer<typeof testFailureSchema>;

const page = { after: z.string().nullable().default(null), limit: z.number().int().min(1).max(500).default(100) };

/** Tests over all runs, from the reports that stages write. */
export const tests = {
  overview: oc
    .input(z.object({ projectId: projectIdSchema, branch: z.string().optional() }))
    .output(testOverviewSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** One view of the overview. `after` is the `next` of the page before; `next` is `null` at the end. */
  page: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        branch: z.string().optional(),
        view: testViewSchema,
        /** Only tests whose name, suite, class or file contains this, without regard to case. */
        text: z.string().max(200).default(""),
        stage: z.string().optional(),
        ...page,
      }),
    )
    .output(z.object({ rows: z.array(testRowSchema), next: z.string().nullable() }))
    .errors({ ...notFound, ...storeFailures }),
  /** One test with its outcomes, newest first, of all branches or of one. */
  history: oc
    .input(z.object({ testId: testIdSchema, branch: z.string().optional(), ...page }))
    .output(z.object({ row: testRowSchema, outcomes: z.array(testOutcomeSchema), next: z.string().nullable() }))
    .errors({ ...notFound, ...storeFailures }),
  /** What a test said in one stage run. */
  failure: oc
    .input(z.object({ stageRunId: stageRunIdSchema, testId: testIdSchema }))
    .output(testFailureSchema)
    .errors({ ...notFound, ...storeFailures }),
  /**
   * The tests of one run, against the last green run before it on its branch (by tree), or `base`: failures first, then
   * what was fixed, is new or is gone, then the rest by duration.
   */
  ofRun: oc
    .input(z.object({ runId: runIdSchema, base: runIdSchema.optional(), text: z.string().max(200).default(""), ...page }))
    .output(
      z.object({
        totals: testTotalsSchema,
        base: z.object({ runId: runIdSchema, runNumber: z.number().int(), totals: testTotalsSchema }).nullable(),
        reports: z.array(testReportSchema),
        /** Tests that the base has and this run has not; at most 100. */
        gone: z.array(testSchema),
        rows: z.array(
          testRowSchema.extend({ isNew: z.boolean(), baseStatus: testStatusSchema.nullable(), baseDurationMs: z.number().nullable() }),
        ),
        next: z.string().nullable(),
      }),
    )
    .errors({ ...notFound, ...storeFailures }),
};
