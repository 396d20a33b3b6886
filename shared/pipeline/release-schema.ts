import { z } from "zod";
import { relativePathSchema } from "./value-schemas.ts";

/** How channels and the branches of pre-releases are named: a channel becomes part of a version (SemVer 2.0.0, item 9). */
const channelSchema = z
  .string()
  .regex(/^(?!\d+$)[0-9A-Za-z-]{1,50}$/, { error: "expected a channel such as beta: letters, digits and -, not digits alone" });

const branchSchema = z.string().min(1).max(200);

/** How the project's releases are made. Everything has a default that fits most projects. */
export const releaseSchema = z
  .strictObject({
    branches: z.array(branchSchema).min(1).max(100).optional().meta({
      description: "Branches that releases are made from. Default: the remote's default branch, else main or master.",
    }),
    channels: z
      .record(branchSchema, channelSchema)
      .optional()
      .meta({ description: "Branches whose releases are pre-releases, each with its channel: { next: beta } makes 1.4.0-beta.1." }),
    "tag-prefix": z
      .string()
      .max(50)
      .regex(/^[^\s~^:?*[\\]*$/, { error: "expected what may stand in the name of a tag" })
      .optional()
      .meta({ description: "What stands before the version in a tag. Default: v, or what the newest tags have." }),
    changelog: z
      .union([relativePathSchema, z.literal(false)])
      .optional()
      .meta({ description: "The changelog that a release writes its section into, or false. Default: CHANGELOG.md." }),
    "version-files": z
      .array(relativePathSchema)
      .max(100)
      .optional()
      .meta({ description: "Files that hold the version. Default: those that the toolchains found here keep it in; [] for none." }),
    artifacts: z
      .array(relativePathSchema)
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: "Which artifacts of the run belong to the release, as globs. Default: all." }),
  })
  .meta({ description: "How releases are made." });
