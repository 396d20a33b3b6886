import { z } from "zod";
import { durationSchema, relativePathSchema } from "./value-schemas.ts";

/** What of a project can start its runs by itself. */
export const triggerEvents = ["save", "commit", "branch", "remote"] as const;

const triggerNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;

/** Five fields, or one of the words for them. What is in the fields is checked where the language is known. */
const schedulePattern = "^\\s*(@[A-Za-z]+|([0-9A-Za-z*,/-]+\\s+){4}[0-9A-Za-z*,/-]+)\\s*$";

const branchGlobSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s~^:\\]+$/, { error: "expected the name of a branch, or a glob such as feature/**" });

/** One entry of `triggers`. */
export const triggerSchema = z
  .strictObject({
    on: z
      .enum(triggerEvents)
      .optional()
      .meta({ description: "What starts the run: a saved file, a commit, a switch to another branch, a changed branch of a remote." }),
    schedule: z
      .string()
      .max(200)
      .regex(new RegExp(schedulePattern), { error: "expected five fields as in crontab(5), such as 0 6 * * 1-5, or @daily" })
      .optional()
      .meta({ description: "When it starts: minute, hour, day of the month, month and day of the week, as in crontab(5)." }),
    zone: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: "The time zone of the schedule, such as Europe/Berlin. Default: the system's." }),
    name: z
      .string()
      .regex(triggerNamePattern, { error: "expected up to 50 letters, digits and . _ -, starting with a letter or a digit" })
      .optional()
      .meta({ description: "What the trigger is called." }),
    stages: z.array(z.string()).min(1).max(1_000).optional().meta({ description: "Stages to run, with what they need. Default: all." }),
    checkout: z.boolean().optional().meta({
      description: "Run a clean checkout of the commit instead of the files as they lie. Default: false, of a remote's branch true.",
    }),
    cancel: z.boolean().optional().meta({ description: "A newer run of this trigger cancels an older one. Default: false." }),
    paths: z
      .array(relativePathSchema)
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: "Only when one of these files was saved: globs relative to the project." }),
    branches: z.array(branchGlobSchema).min(1).max(1_000).optional().meta({ description: "Only on these branches: names or globs." }),
    every: durationSchema.optional().meta({ description: "How often the remote is asked. Default: never, only what you fetch counts." }),
  })
  .refine((trigger) => (trigger.on === undefined) !== (trigger.schedule === undefined), {
    error: "expected either on or schedule",
    when: isMapping,
  })
  .meta({
    description: "What starts a run by itself.",
    oneOf: [{ required: ["on"] }, { required: ["schedule"] }],
  });

/** What starts runs by itself. */
export const triggersSchema = z.array(triggerSchema).max(100).meta({ description: "What starts runs by itself." });

function isMapping({ value }: { readonly value: unknown }): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
