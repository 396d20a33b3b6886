import { oc } from "@orpc/contract";
import { z } from "zod";
import { editorFailures, notFound, storeFailures } from "./failures.ts";
import { projectIdSchema, stageRunIdSchema } from "./schemas.ts";

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
  notifyOn: z.enum(["failure", "always", "never"]),
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
