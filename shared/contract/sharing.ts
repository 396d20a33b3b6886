import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { manifestSchema } from "../history-file/manifest.ts";
import { fileFailures, notFound, secretFailures, storeFailures } from "./failures.ts";
import { projectIdSchema, runIdSchema } from "./schemas.ts";

const told = z.object({ hint: z.string() });

/** What a file of a history says of itself. */
export const historyFileSchema = z.object({
  /** Absolute. */
  path: z.string(),
  /** How long the file is. */
  bytes: z.number(),
  manifest: manifestSchema,
});
/** See {@link historyFileSchema}. */
export type HistoryFile = z.infer<typeof historyFileSchema>;

const progress = z.object({
  type: z.literal("progress"),
  /** How much of `all` is done: runs of an export, bytes of a file that is read. */
  done: z.number(),
  all: z.number(),
});

/** What an export tells while it goes, and at its end. */
export const exportEventSchema = z.discriminatedUnion("type", [progress, z.object({ type: z.literal("done"), file: historyFileSchema })]);
/** See {@link exportEventSchema}. */
export type ExportEvent = z.infer<typeof exportEventSchema>;

/** What an import tells while it goes, and at its end. */
export const importEventSchema = z.discriminatedUnion("type", [
  progress,
  z.object({
    type: z.literal("done"),
    file: historyFileSchema,
    /** Runs that are new here. */
    runs: z.number().int(),
    /** Runs that were here already and stayed as they were. */
    known: z.number().int(),
    /** What is other than in the file, one sentence each. */
    notes: z.array(z.string()),
  }),
]);
/** See {@link importEventSchema}. */
export type ImportEvent = z.infer<typeof importEventSchema>;

/** Why a file of a history was not read; nothing of it is in the history then. */
const historyFileFailures = {
  FILE_MISSING: { message: "The file is not there.", data: told },
  /** It is none, a newer Millrace wrote it, it is damaged, or it holds what no export writes. */
  HISTORY_FILE_REFUSED: { message: "This file cannot be taken.", data: told },
  DISK_FULL: storeFailures.DISK_FULL,
  CANCELED: { message: "It was canceled.", data: told },
} as const;

const path = z.string().min(1).max(4_096);

/** Runs and histories as files that others can open. Relative paths start at the home folder, `~` is that folder. */
export const sharing = {
  /**
   * A run as one HTML file that needs nothing else and runs nothing: facts, stages, logs, tests, changes, environment. Values of
   * secrets are masked once more. Comes in pieces, in their order; longer logs are cut and say so.
   */
  runPage: oc
    .input(z.object({ runId: runIdSchema }))
    .output(eventIterator(z.string()))
    .errors({ ...notFound, ...secretFailures, ...storeFailures }),
  /** Writes what is known of a project into one file, as it stands at that moment; over one that is there only when `isForced`. */
  exportHistory: oc
    .input(z.object({ projectId: projectIdSchema, path, withLogs: z.boolean().default(true), isForced: z.boolean().default(false) }))
    .output(eventIterator(exportEventSchema))
    .errors({ ...notFound, ...fileFailures, ...secretFailures, ...storeFailures, CANCELED: historyFileFailures.CANCELED }),
  /** What such a file says of itself, before anything of it is taken. */
  inspectHistory: oc.input(z.object({ path })).output(historyFileSchema).errors(historyFileFailures),
  /** Takes a file's runs into the history of a project; those that are here already stay as they are. All of it or nothing. */
  importHistory: oc
    .input(z.object({ projectId: projectIdSchema, path }))
    .output(eventIterator(importEventSchema))
    .errors({ ...notFound, ...historyFileFailures, ...storeFailures }),
};
