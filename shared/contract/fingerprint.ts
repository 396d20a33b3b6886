import { z } from "zod";
import { runSchema } from "./schemas.ts";

/** A program that the run may have used, as it was found on the PATH. */
export const toolFactSchema = z.object({
  name: z.string(),
  /** `null` when the program did not say, or not in time. */
  version: z.string().nullable(),
  /** Where it really is, links followed. */
  path: z.string(),
});

/** A file that decides which versions of other things are used: a lock file, or a pin such as `.nvmrc`. */
export const lockFactSchema = z.object({
  /** Relative to the project, with `/`; one of a folder above starts with `../`. */
  path: z.string(),
  sha256: z.string(),
  bytes: z.number(),
});

/** The machine. */
export const systemFactsSchema = z.object({
  /** As Node names it, such as `linux`. */
  platform: z.string(),
  /** Of the kernel. */
  release: z.string(),
  /** The system's own name for itself, such as `Debian GNU/Linux 12 (bookworm)`; empty where it has none. */
  distribution: z.string(),
  arch: z.string(),
  /** Logical ones. */
  cores: z.number().int(),
  memoryMiB: z.number().int(),
  /** The Node that Millrace itself runs on; the one on the PATH is among the tools. */
  node: z.string(),
  millrace: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  /** The shell that scripts are given to, links followed; empty when there is none. */
  shell: z.string(),
});

/** What a run ran on, beside its files. */
export const fingerprintSchema = z.object({
  tools: z.array(toolFactSchema),
  lockFiles: z.array(lockFactSchema),
  /** Names of the variables that stages inherit; never their values. */
  variables: z.array(z.string()),
  system: systemFactsSchema,
});
/** See {@link fingerprintSchema}. Every list is sorted, so that what is alike is equal. */
export type Fingerprint = z.infer<typeof fingerprintSchema>;

/** One thing that is not as it was. */
export const fingerprintDifferenceSchema = z.object({
  kind: z.enum(["tool", "lock-file", "system", "variable"]),
  /** The program, the path, the variable, or the name of the field of the system. */
  name: z.string(),
  /** `null` when it was not there. A variable that is set says `set`. */
  before: z.string().nullable(),
  /** `null` when it is gone. */
  after: z.string().nullable(),
});
/** See {@link fingerprintDifferenceSchema}. */
export type FingerprintDifference = z.infer<typeof fingerprintDifferenceSchema>;

/** What a run ran on, and how that differs from the last green run before it. */
export const runEnvironmentSchema = z.object({
  /** `null` when it was not taken: an older run, or one that ended at once. */
  fingerprint: fingerprintSchema.nullable(),
  /** The last run of the same branch that passed before; `null` without one that has a fingerprint. */
  comparedWith: runSchema.nullable(),
  /** The likeliest cause of another result first; empty when nothing differs or there is nothing to compare. */
  differences: z.array(fingerprintDifferenceSchema),
});
/** See {@link runEnvironmentSchema}. */
export type RunEnvironment = z.infer<typeof runEnvironmentSchema>;
