import { z } from "zod";

/** A place in a file of the project that the log of a stage complains about. */
export const problemSchema = z.object({
  /** Relative to the project, with `/`. */
  path: z.string(),
  /** Whether there is such a file in the project's folder now; of a relative path nobody knows which folder it means. */
  isFound: z.boolean(),
  /** From 1. */
  line: z.number().int(),
  /** From 1; `null` when it was not told. */
  column: z.number().int().nullable(),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  /** The tool's own name for it, such as `TS2304` or `no-undef`; `null` mostly. */
  code: z.string().nullable(),
  /** The line of the log that names the place first, from 1. */
  logLine: z.number().int(),
  /** How often the log says it. */
  count: z.number().int(),
});
/** See {@link problemSchema}. */
export type Problem = z.infer<typeof problemSchema>;

/** What the log of one stage run complains about. */
export const stageProblemsSchema = z.object({
  /** Each once, in the log's order; the first ones when there are too many. */
  problems: z.array(problemSchema),
  /** How many of those that were looked at are outside of the project, and left out. */
  outside: z.number().int(),
  /** How many distinct ones there are, those outside included. */
  total: z.number().int(),
  /** Whether the whole log was looked at. */
  isComplete: z.boolean(),
});
/** See {@link stageProblemsSchema}. */
export type StageProblems = z.infer<typeof stageProblemsSchema>;
