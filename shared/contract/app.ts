import { oc } from "@orpc/contract";
import { z } from "zod";
import { editorFailures, notFound, storeFailures } from "./failures.ts";
import { projectIdSchema, stageRunIdSchema } from "./schemas.ts";

const timeOfDay = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d)?$/, "expected a time such as 22:00, or nothing");

/** What the person may choose; all have a default and are kept in the database. */
export const settingsSchema = z.object({
  theme: z.enum(["system", "dark", "light"]),
  density: z.enum(["comfortable", "compact"]),
  /** How many stages may run at once on this machine, over all runs. */
  stagesAtOnce: z.number().int().min(1).max(256),
  /** How many runs may run at once; more wait as queued. */
  runsAtOnce: z.number().int().min(1).max(64),
  /** How long a stage may take to obey the polite signal before it is killed. */
  stopGraceMs: z.number().int().min(0).max(600_000),
  /** How much room results of stages may take that can be brought back; those not used for longest go first. */
  cacheMaxBytes: z.number().int().min(0),
  /** A command line that opens a file, with `{file}`, `{line}` and `{column}`; empty chooses a known editor. */
  editorCommand: z.string().max(1_000),
  /** What the desktop is told, of projects that have no rule of their own: `change` when something breaks or is whole again. */
  notifyOn: z.enum(["always", "change", "failure", "never"]),
  /** From when the desktop is told nothing, as in `22:00` of this machine's time; empty: it is never quiet. */
  quietFrom: timeOfDay,
  /** Until when; what happened meanwhile is told then, in one message. */
  quietTo: timeOfDay,
  /** On which days of the week quiet begins, from 0 for Sunday; empty: on every one. */
  quietDays: z.array(z.number().int().min(0).max(6)).max(7),
  /** How long the logs of runs are kept; 0 for ever. */
  keepLogsDays: z.number().int().min(0).max(36_500),
  /** How long the copies of artifacts are kept; 0 for ever. */
  keepArtifactsDays: z.number().int().min(0).max(36_500),
  /** How long runs themselves are kept, with all that is known of them; 0 for ever. */
  keepRunsDays: z.number().int().min(0).max(36_500),
  /** How many runs of each project are kept; 0 for all. */
  keepRunsPerProject: z.number().int().min(0).max(100_000_000),
  /** What logs and artifacts of all projects may take together, in bytes; 0 for any size. */
  keepBytes: z.number().int().min(0),
  /** What artifacts alone may take, in bytes; 0 for any size. */
  keepArtifactBytes: z.number().int().min(0),
  /** Whether monitors are looked at, too, while neither a window nor a command that needs them is there. */
  watchesWhenClosed: z.boolean(),
});
/** See {@link settingsSchema}. */
export type Settings = z.infer<typeof settingsSchema>;

/** One line of the doctor's report. */
export const doctorCheckSchema = z.object({
  name: z.string(),
  /** `missing` is no fault by itself: not everyone needs every tool. */
  state: z.enum(["ok", "missing", "fault"]),
  detail: z.string(),
});
/** See {@link doctorCheckSchema}. */
export type DoctorCheck = z.infer<typeof doctorCheckSchema>;

/** What can be taken away, or was. */
export const freedSchema = z.object({
  artifactBytes: z.number(),
  logBytes: z.number(),
  /** Runs of which nothing stays. */
  runs: z.number().int(),
});
/** See {@link freedSchema}. */
export type Freed = z.infer<typeof freedSchema>;

/** What emptying the cache took away. */
export const cacheClearedSchema = z.object({ removedEntries: z.number().int(), freedBytes: z.number() });
/** See {@link cacheClearedSchema}. */
export type CacheCleared = z.infer<typeof cacheClearedSchema>;

/** What Millrace takes on the disk. Sums of files are of ended runs; the newest may not have been looked at yet. */
export const diskUseSchema = z.object({
  projects: z.array(
    z.object({
      projectId: projectIdSchema,
      name: z.string(),
      runs: z.number().int(),
      logBytes: z.number(),
      artifactBytes: z.number(),
    }),
  ),
  /** The history's file, with rows of all projects. */
  databaseBytes: z.number(),
  /** Results of stages that are kept to be used again. */
  cacheBytes: z.number(),
  /** Clean checkouts that runs work in. */
  checkoutBytes: z.number(),
  /** The files of releases, which stay as long as the releases do. */
  releaseBytes: z.number(),
  /** The logs of services, each within the limits of its own. */
  serviceLogBytes: z.number(),
  /** Ended runs whose files were not looked at yet. */
  uncountedRuns: z.number().int(),
  /** What a clean-up would take away now, by the rules in force. */
  wouldFree: freedSchema,
});
/** See {@link diskUseSchema}. */
export type DiskUse = z.infer<typeof diskUseSchema>;

/** The application itself: what it is, its settings, its health, and the programs of the desktop. */
export const app = {
  info: oc.output(
    z.object({
      version: z.string(),
      host: z.enum(["electron", "browser"]),
      platform: z.string(),
      dataFolder: z.string(),
      homeFolder: z.string(),
      logicalCores: z.number().int(),
      /** Set when the history was damaged and put aside: what happened and where the old file is. */
      notice: z.string().nullable(),
    }),
  ),
  settings: oc.output(settingsSchema).errors(storeFailures),
  changeSettings: oc.input(settingsSchema.partial()).output(settingsSchema).errors(storeFailures),
  doctor: oc.output(z.array(doctorCheckSchema)),
  /** What is kept on the disk, and what a clean-up would free. */
  diskUse: oc.output(diskUseSchema).errors(storeFailures),
  /** Takes away what the rules no longer keep, in small steps; answers when it is done. */
  cleanUp: oc.output(freedSchema).errors(storeFailures),
  /** Takes away all results of stages that are kept to be used again, of every project; those stages run anew once. */
  clearCache: oc.output(cacheClearedSchema).errors(storeFailures),
  /** Opens a file of a project at a line in the person's editor. `path` is relative to the project or absolute inside it. */
  openInEditor: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        path: z.string().min(1),
        line: z.number().int().min(1).optional(),
        column: z.number().int().min(1).optional(),
      }),
    )
    .errors({ ...notFound, ...editorFailures, ...storeFailures }),
  /** Shows a project's folder, or the folder of an artifact, in the system's file manager. */
  reveal: oc
    .input(z.object({ projectId: projectIdSchema, artifact: z.object({ stageRunId: stageRunIdSchema, path: z.string() }).optional() }))
    .errors({ ...notFound, ...editorFailures, ...storeFailures }),
};
