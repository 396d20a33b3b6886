import { oc } from "@orpc/contract";
import { z } from "zod";
import { maxLinesPerRead } from "../log-limits.ts";
import { logFailures, notFound, storeFailures } from "./failures.ts";
import { stageProblemsSchema } from "./problems.ts";
import { logIdSchema, stageRunIdSchema } from "./schemas.ts";

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

/** How far a search has come; hand it back unchanged to go on. */
export const searchPlaceSchema = z.object({
  bytes: z.number().int().min(0),
  lineFeeds: z.number().int().min(0),
  /** The last line that matched. */
  line: z.number().int().min(0),
});
/** See {@link searchPlaceSchema}. */
export type SearchPlace = z.infer<typeof searchPlaceSchema>;

/** A part of a search. */
export const searchPartSchema = z.object({
  /** The lines that match, in order; none when they are only counted. */
  lineNumbers: z.array(z.number().int()),
  /** How many there are in this part. */
  count: z.number().int(),
  next: searchPlaceSchema,
  /** Whether all was looked at that is there. Of a live log the last line is looked at once it is whole. */
  isAtEnd: z.boolean(),
  /** Whether the log can still grow. */
  isLive: z.boolean(),
  /** Whether a line was passed over on which the pattern took too long. */
  hasGivenUp: z.boolean(),
});
/** See {@link searchPartSchema}. */
export type SearchPart = z.infer<typeof searchPartSchema>;

/** What stages and services wrote, while they run and afterwards. */
export const logs = {
  /**
   * Lines from `fromLine` on. When there are none yet and the log is live, the answer waits up to `waitMs` for the
   * first: live tail, history, reconnect and `--follow` are this one call. An empty answer on a finished log is the end.
   */
  read: oc
    .input(
      z.object({
        logId: logIdSchema,
        fromLine: z.number().int().min(1),
        limit: z.number().int().min(1).max(maxLinesPerRead).default(200),
        waitMs: z.number().int().min(0).max(30_000).default(0),
        /** Wait also when `fromLine` is there but the log is as long as this: for a reader that has all lines but the rest of the last one. */
        knownBytes: z.number().optional(),
      }),
    )
    .output(logStateSchema.extend({ lines: z.array(logLineSchema) }))
    .errors({ ...notFound, ...logFailures, ...storeFailures }),
  /**
   * One part of a search: readers pull part after part, each from where the one before ended, so that the first matches
   * are there at once, another query costs nothing of the old one, and a log that grew is searched from there on. A part
   * ends after about `budgetMs`, with `limit` matches, or at the end of the log.
   */
  search: oc
    .input(
      z.object({
        logId: logIdSchema,
        query: z.string().min(1).max(1_000),
        isRegularExpression: z.boolean().default(false),
        isCaseSensitive: z.boolean().default(false),
        from: searchPlaceSchema.default({ bytes: 0, lineFeeds: 0, line: 0 }),
        /** 0 to count only. */
        limit: z.number().int().min(0).max(50_000).default(1_000),
        budgetMs: z.number().int().min(1).max(1_000).default(100),
      }),
    )
    .output(searchPartSchema)
    .errors({
      ...notFound,
      ...logFailures,
      ...storeFailures,
      BAD_PATTERN: { message: "This is no regular expression.", data: z.object({ hint: z.string() }) },
    }),
  /** Places in files of the project that compilers, linters, test runners and stack traces name; the first `limit` of them. */
  problems: oc
    .input(z.object({ stageRunId: stageRunIdSchema, limit: z.number().int().min(1).max(10_000).default(1_000) }))
    .output(stageProblemsSchema)
    .errors({ ...notFound, ...logFailures, ...storeFailures }),
  /** Lines that look like errors or warnings, for the minimap and "first failure"; the first `limit` of them. */
  marks: oc
    .input(z.object({ logId: logIdSchema, limit: z.number().int().min(1).max(10_000).default(2_000) }))
    .output(
      z.object({
        marks: z.array(z.object({ line: z.number().int(), kind: z.enum(["error", "warning"]) })),
        firstFailure: z.number().int().nullable(),
      }),
    )
    .errors({ ...notFound, ...logFailures, ...storeFailures }),
};
