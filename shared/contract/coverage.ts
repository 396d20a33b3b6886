import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "./failures.ts";
import { projectIdSchema, runIdSchema } from "./schemas.ts";

const count = z.number().int().nonnegative();

/** How much there is, and how much of it was reached. A line that was reached partly counts as covered, as in every tool. */
export const coverageTotalsSchema = z.object({
  lines: count,
  linesCovered: count,
  /** 0 where the reports say nothing of branches; so are the next ones. */
  branches: count,
  branchesCovered: count,
  functions: count,
  functionsCovered: count,
  /** Go counts by these, and istanbul besides. */
  statements: count,
  statementsCovered: count,
});
/** See {@link coverageTotalsSchema}. */
export type CoverageTotals = z.infer<typeof coverageTotalsSchema>;

/** One file of a run. */
export const coverageFileSchema = coverageTotalsSchema.extend({
  /** Relative to the project with `/` where that is known, else as its report has it. */
  path: z.string(),
});
/** See {@link coverageFileSchema}. */
export type CoverageFile = z.infer<typeof coverageFileSchema>;

/** Lines that follow each other and fared alike, both included, from 1. `partly`: reached, but not all of what is on them. */
export const coverageRunOfLinesSchema = z.object({
  from: z.number().int(),
  to: z.number().int(),
  state: z.enum(["missed", "partly", "covered"]),
});
/** See {@link coverageRunOfLinesSchema}. */
export type CoverageRunOfLines = z.infer<typeof coverageRunOfLinesSchema>;

/** How many branches or functions a line has. Line 0 stands for those whose line is not known. */
export const coverageUnitsSchema = z.object({ line: z.number().int(), count, reached: count });

const lineRangeSchema = z.object({ from: z.number().int(), to: z.number().int() });

/** How the changed lines of one file fared. */
export const changedFileCoverageSchema = z.object({
  path: z.string(),
  /** Changed lines that can be reached at all. */
  lines: count,
  covered: count,
  /** Which were not reached, in order. */
  missed: z.array(lineRangeSchema),
  /** Which were reached partly, in order; they count as covered. */
  partly: z.array(lineRangeSchema),
});
/** See {@link changedFileCoverageSchema}. */
export type ChangedFileCoverage = z.infer<typeof changedFileCoverageSchema>;

/** How what a run brought against another commit fared. */
export const changedCoverageSchema = z.object({
  /** The commit that it is compared with; `null` when there is none, and every line is new. */
  base: z.string().nullable(),
  /** `false`: the files that ran are not there any more, so only what their commit brought is told. */
  isExact: z.boolean(),
  lines: count,
  covered: count,
  /** Changed files with lines that can be reached, the most missed lines first; at most 5,000. */
  files: z.array(changedFileCoverageSchema),
  /** Changed files of which no report tells, in the order of their paths; at most 1,000. */
  unmeasured: z.array(z.string()),
  /** How many such files there are. */
  unmeasuredCount: count,
});
/** See {@link changedCoverageSchema}. */
export type ChangedCoverage = z.infer<typeof changedCoverageSchema>;

/** What a run's coverage came to. */
export const coverageOfRunSchema = z.object({
  totals: coverageTotalsSchema,
  /** How many files there are, and how many of them hold the text that was asked for. */
  files: count,
  matching: count,
  /** What could not be read or placed, a sentence each. */
  notes: z.array(z.string()),
  /** The files with the most missed lines first. */
  rows: z.array(coverageFileSchema),
  /** The `after` of the next page; `null` at the end. */
  next: z.string().nullable(),
});
/** See {@link coverageOfRunSchema}. */
export type CoverageOfRun = z.infer<typeof coverageOfRunSchema>;

/** One file of a run, line by line. */
export const coverageOfFileSchema = z.object({
  file: coverageFileSchema,
  /** Lines that can be reached, in order. */
  lines: z.array(coverageRunOfLinesSchema),
  branches: z.array(coverageUnitsSchema),
  functions: z.array(coverageUnitsSchema),
});
/** See {@link coverageOfFileSchema}. */
export type CoverageOfFile = z.infer<typeof coverageOfFileSchema>;

/** One run of a trend. */
export const coveragePointSchema = z.object({
  runId: runIdSchema,
  runNumber: z.number().int(),
  /** When the run was created. */
  at: z.number(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  totals: coverageTotalsSchema,
});
/** See {@link coveragePointSchema}. */
export type CoveragePoint = z.infer<typeof coveragePointSchema>;

/** Which lines the tests of runs reach, from the reports that stages write. A run without any report is not found. */
export const coverage = {
  run: oc
    .input(
      z.object({
        runId: runIdSchema,
        /** Only files whose path holds it, without regard to case. */
        text: z.string().max(200).default(""),
        after: z
          .string()
          .max(4_200)
          .regex(/^\d{1,9} ./s)
          .nullable()
          .default(null),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(coverageOfRunSchema)
    .errors({ ...notFound, ...storeFailures }),
  file: oc
    .input(z.object({ runId: runIdSchema, path: z.string().max(4_096) }))
    .output(coverageOfFileSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** The newest runs of a project that have coverage, the newest first; of all branches, or of one. */
  trend: oc
    .input(z.object({ projectId: projectIdSchema, branch: z.string().optional(), limit: z.number().int().min(1).max(1_000).default(100) }))
    .output(z.object({ points: z.array(coveragePointSchema) }))
    .errors({ ...notFound, ...storeFailures }),
  /**
   * The changed lines of a run, against the commit `base`; without one, against where its branch left the default branch, or,
   * on that branch itself, against the last green run before.
   */
  changes: oc
    .input(z.object({ runId: runIdSchema, base: z.string().min(1).max(250).optional() }))
    .output(changedCoverageSchema)
    .errors({
      ...notFound,
      ...storeFailures,
      GIT_FAILED: { message: "Git could not tell the changes.", data: z.object({ hint: z.string() }) },
    }),
};
