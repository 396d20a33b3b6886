import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { fileFailures, notFound, secretFailures, storeFailures } from "./failures.ts";
import { projectIdSchema, runIdSchema } from "./schemas.ts";

const told = z.object({ hint: z.string() });

/** What a file of a project's history holds. */
export const historyFileSchema = z.object({
  /** Of the format; counts up when a reader of the one before would read it wrongly. */
  version: z.number().int(),
  /** The Millrace that wrote it. */
  millrace: z.string(),
  project: z.string(),
  writtenAt: z.number(),
  runs: z.number().int(),
  logs: z.number().int(),
  /** Everything unpacked. */
  bytes: z.number(),
  /** When its first run was created and its last; `null` without runs. */
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
});
/** See {@link historyFileSchema}. */
export type HistoryFile = z.infer<typeof historyFileSchema>;

/** What a long copy tells while it goes. */
export const copyEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), doneBytes: z.number(), bytes: z.number().nullable(), what: z.string() }),
  z.object({
    type: z.literal("done"),
    path: z.string(),
    bytes: z.number(),
    history: historyFileSchema,
    /** Runs that were there already, by their ids in the file: left as they are. */
    known: z.number().int(),
    /** One sentence for each thing that was left out, such as a log that retention had taken away. */
    notes: z.array(z.string()),
  }),
]);
/** See {@link copyEventSchema}. */
export type CopyEvent = z.infer<typeof copyEventSchema>;

/** Why a file of a history was not read; nothing of it is in the history then. */
const importFailures = {
  FILE_MISSING: { message: "The file is not there.", data: told },
  /** It is none, a newer Millrace wrote it, it is damaged, or it holds what no export writes. */
  HISTORY_FILE_REFUSED: { message: "This file cannot be taken.", data: told },
} as const;

/** Runs and histories as files that others can open. */
export const sharing = {
  /**
   * A run as one HTML file that needs nothing else and runs nothing: facts, stages, logs, tests, changes, environment. Values of
   * secrets are masked once more. Comes in pieces, in their order; longer logs are cut and say so.
   */
  runPage: oc
    .input(z.object({ runId: runIdSchema }))
    .output(eventIterator(z.string()))
    .errors({ ...notFound, ...secretFailures, ...storeFailures }),
  /** Writes all that is known of a project into one file; never over one that is there. A relative path starts at the home folder. */
  exportHistory: oc
    .input(z.object({ projectId: projectIdSchema, path: z.string().min(1).max(4_096), withLogs: z.boolean().default(true) }))
    .output(eventIterator(copyEventSchema))
    .errors({ ...notFound, ...fileFailures, ...storeFailures }),
  /** What such a file says of itself, before anything of it is taken. */
  inspectHistory: oc
    .input(z.object({ path: z.string().min(1).max(4_096) }))
    .output(historyFileSchema)
    .errors({ ...importFailures, ...storeFailures }),
  /** Takes a file's runs into the history of a project; those that are there already stay as they are. All or nothing. */
  importHistory: oc
    .input(z.object({ projectId: projectIdSchema, path: z.string().min(1).max(4_096) }))
    .output(eventIterator(copyEventSchema))
    .errors({ ...notFound, ...importFailures, ...storeFailures }),
};
