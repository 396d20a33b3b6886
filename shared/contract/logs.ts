import { oc } from "@orpc/contract";
import { z } from "zod";
import { maxLinesPerRead } from "../log-limits.ts";
import { logFailures, notFound, storeFailures } from "./failures.ts";
import { stageRunIdSchema } from "./schemas.ts";

/** One line of a log. */
export const logLineSchema = z.object({
  /** From 1. */
  number: z.number().int(),
  /** Without its line feed; bytes that are no UTF-8 come as U+FFFD. At most `maxLineCharacters` of it. */
  text: z.string(),
  /** Its length in the file, without the line feed; more than `text` shows when it was cut. */
  bytes: z.number(),
  /** When it was seen, as exactly as the sparse index knows; `null` when it knows nothing. */
  at: z.number().nullable(),
});
/** See {@link logLineSchema}. */
export type LogLine = z.infer<typeof logLineSchema>;

/** How far a log has come. */
export const logStateSchema = z.object({
  totalLines: z.number().int(),
  totalBytes: z.number(),
  /** Whether it can still grow. */
  isLive: z.boolean(),
});

/** What stages wrote, while they run and afterwards. */
export const logs = {
  /**
   * Lines from `fromLine` on. When there are none yet and the log is live, the answer waits up to `waitMs` for the
   * first: live tail, history, reconnect and `--follow` are this one call. An empty answer on a finished log is the end.
   */
  read: oc
    .input(
      z.object({
        stageRunId: stageRunIdSchema,
        fromLine: z.number().int().min(1),
        limit: z.number().int().min(1).max(maxLinesPerRead).default(200),
        waitMs: z.number().int().min(0).max(30_000).default(0),
        /** Wait also when `fromLine` is there but the log is as long as this: for a reader that has all lines but the rest of the last one. */
        knownBytes: z.number().optional(),
      }),
    )
    .output(logStateSchema.extend({ lines: z.array(logLineSchema) }))
    .errors({ ...notFound, ...logFailures, ...storeFailures }),
  /** Lines that hold `query`, from `fromLine` on, and how many there are in all; `isComplete` is false when the search stopped at its limit of time. */
  search: oc
    .input(
      z.object({
        stageRunId: stageRunIdSchema,
        query: z.string().min(1).max(1_000),
        isRegularExpression: z.boolean().default(false),
        isCaseSensitive: z.boolean().default(false),
        fromLine: z.number().int().min(1).default(1),
        limit: z.number().int().min(1).max(10_000).default(1_000),
      }),
    )
    .output(z.object({ lineNumbers: z.array(z.number().int()), total: z.number().int(), isComplete: z.boolean() }))
    .errors({
      ...notFound,
      ...logFailures,
      ...storeFailures,
      BAD_PATTERN: { message: "This is no regular expression.", data: z.object({ hint: z.string() }) },
    }),
  /** Lines that look like errors or warnings, for the minimap and "first failure"; the first `limit` of them. */
  marks: oc
    .input(z.object({ stageRunId: stageRunIdSchema, limit: z.number().int().min(1).max(10_000).default(2_000) }))
    .output(
      z.object({
        marks: z.array(z.object({ line: z.number().int(), kind: z.enum(["error", "warning"]) })),
        firstFailure: z.number().int().nullable(),
      }),
    )
    .errors({ ...notFound, ...logFailures, ...storeFailures }),
};
