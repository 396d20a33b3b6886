import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, releaseFailures, storeFailures } from "./failures.ts";
import { projectIdSchema, releaseIdSchema, runIdSchema, statusSchema } from "./schemas.ts";

/** By how much a version grows; `none` when nothing asks for a new one. */
export const bumpSchema = z.enum(["none", "patch", "minor", "major"]);
/** See {@link bumpSchema}. */
export type Bump = z.infer<typeof bumpSchema>;

/** What one commit means for the next version. */
export const commitEffectSchema = z.object({
  commit: z.string(),
  subject: z.string(),
  author: z.string(),
  committedAt: z.number(),
  /** As in conventional commits; `null` for a commit that is none. */
  type: z.string().nullable(),
  scope: z.string().nullable(),
  isBreaking: z.boolean(),
  effect: bumpSchema,
  /** One sentence: why it has this effect, or none. */
  why: z.string(),
});
/** See {@link commitEffectSchema}. */
export type CommitEffect = z.infer<typeof commitEffectSchema>;

/** A file that a release writes before it is tagged. */
export const releaseFileSchema = z.object({
  /** Relative to the project, with `/`. */
  path: z.string(),
  /** What is written into it, for a person: `version 1.3.0 → 1.4.0`. */
  what: z.string(),
  /** A unified diff of it; empty when it would be too long to show. */
  diff: z.string(),
});
/** See {@link releaseFileSchema}. */
export type ReleaseFile = z.infer<typeof releaseFileSchema>;

/** A file that belongs to a release, as one run kept it. */
export const releaseArtifactSchema = z.object({
  /** Relative to the project, with `/`. */
  path: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  /** Where the release's own copy is; `null` in a plan. */
  storedPath: z.string().nullable(),
});
/** See {@link releaseArtifactSchema}. */
export type ReleaseArtifact = z.infer<typeof releaseArtifactSchema>;

/** What stands in the way of a release, or is worth knowing before it. */
export const releaseProblemSchema = z.object({
  code: z.string(),
  /** Whether it makes the release impossible, and not only worth a look. */
  isBlocking: z.boolean(),
  message: z.string(),
  hint: z.string(),
});
/** See {@link releaseProblemSchema}. */
export type ReleaseProblem = z.infer<typeof releaseProblemSchema>;

/** All that a release would do, found out without doing any of it. */
export const releasePlanSchema = z.object({
  projectId: projectIdSchema,
  /** The newest release on this branch, by its tag; `null` before the first. */
  previous: z.object({ version: z.string(), tag: z.string(), commit: z.string(), taggedAt: z.number() }).nullable(),
  branch: z.string().nullable(),
  /** The commit that the release builds on. */
  commit: z.string(),
  /** The channel of a pre-release, such as `beta`; `null` for a release. */
  channel: z.string().nullable(),
  bump: bumpSchema,
  /** The version that follows; the one that was asked for when one was. `null` when nothing asks for a new one. */
  version: z.string().nullable(),
  tag: z.string().nullable(),
  /** One sentence: how the version comes about, such as `2 features since 1.3.0`. */
  why: z.string(),
  /** Since the previous release, the newest first. */
  commits: z.array(commitEffectSchema),
  /** The section of the changelog, Markdown; a person may change it before the release is made. */
  notes: z.string(),
  /** What is written and committed; empty when the version lives in the tag alone. */
  files: z.array(releaseFileSchema),
  /** Whether the tag will be signed, as git is set up. */
  isSigned: z.boolean(),
  /** The green run whose artifacts are taken; `null` when the pipeline runs first, on the release's own commit. */
  run: z.object({ id: runIdSchema, number: z.number().int() }).nullable(),
  /** Of that run; empty when it has yet to run. */
  artifacts: z.array(releaseArtifactSchema),
  /** Every effect in order, one sentence each, as a dry run shows it. */
  effects: z.array(z.string()),
  problems: z.array(releaseProblemSchema),
});
/** See {@link releasePlanSchema}. */
export type ReleasePlan = z.infer<typeof releasePlanSchema>;

/**
 * Where a release stands: `preparing` its commit, `building` (a run makes its artifacts), `finishing` (files copied, tag
 * made, branch moved), `released`; or `failed` and `interrupted`, from where it is resumed or undone, and `undone`.
 */
export const releaseStateSchema = z.enum(["preparing", "building", "finishing", "released", "failed", "interrupted", "undone"]);
/** See {@link releaseStateSchema}. */
export type ReleaseState = z.infer<typeof releaseStateSchema>;

/** A versioned set of artifacts. */
export const releaseSchema = z.object({
  id: releaseIdSchema,
  projectId: projectIdSchema,
  version: z.string(),
  /** `snapshot`: the artifacts of a green run as they are, without a tag and a commit of its own. */
  kind: z.enum(["release", "pre-release", "snapshot"]),
  channel: z.string().nullable(),
  /** `null` for a snapshot. */
  tag: z.string().nullable(),
  state: releaseStateSchema,
  /** What went wrong, and what to do; `null` when all is well. */
  failure: z.object({ message: z.string(), hint: z.string() }).nullable(),
  branch: z.string().nullable(),
  /** The released commit; the one it builds on until its own is made. */
  commit: z.string(),
  /** Git's tree hash of what was built; `null` until it is known. */
  tree: z.string().nullable(),
  /** First line of the newest change in it that is not the release's own commit. */
  subject: z.string(),
  bump: bumpSchema,
  previousVersion: z.string().nullable(),
  /** How many commits it adds to the previous one. */
  commitCount: z.number().int(),
  /** The run that its artifacts are from. */
  run: z.object({ id: runIdSchema, number: z.number().int(), status: statusSchema }).nullable(),
  artifactCount: z.number().int(),
  artifactBytes: z.number(),
  isSigned: z.boolean(),
  /** Who made it, as the system calls them. */
  person: z.string(),
  createdAt: z.number(),
  releasedAt: z.number().nullable(),
  /** The environments that have it now, in the order of promotion. */
  environments: z.array(z.string()),
});
/** See {@link releaseSchema}. */
export type Release = z.infer<typeof releaseSchema>;

/** A release with all that belongs to it. */
export const releaseDetailSchema = z.object({
  release: releaseSchema,
  /** Markdown. */
  notes: z.string(),
  commits: z.array(commitEffectSchema),
  artifacts: z.array(releaseArtifactSchema),
  /** The bill of materials (CycloneDX 1.6, JSON); `null` when there is no lock file to make one from, with the reason in `sbomNote`. */
  sbom: z.object({ path: z.string(), sha256: z.string(), componentCount: z.number().int() }).nullable(),
  sbomNote: z.string().nullable(),
  /** What has been done so far, in order; each is undone or gone on from after an interruption. */
  steps: z.array(z.object({ text: z.string(), doneAt: z.number().nullable() })),
});
/** See {@link releaseDetailSchema}. */
export type ReleaseDetail = z.infer<typeof releaseDetailSchema>;

/** What `verify` found out about one thing of a release. */
export const verificationSchema = z.object({
  /** A file's path, `tag v1.4.0`, `bill of materials`, `signature`. */
  subject: z.string(),
  isGood: z.boolean(),
  /** One sentence. */
  detail: z.string(),
});
/** See {@link verificationSchema}. */
export type Verification = z.infer<typeof verificationSchema>;

const wish = z.object({
  projectId: projectIdSchema,
  /** The version that a person wants instead of the one that follows from the commits. */
  version: z.string().max(100).optional(),
  /** A pre-release on this channel, such as `beta`. */
  channel: z.string().max(50).optional(),
});

const withFailures = { ...notFound, ...releaseFailures, ...storeFailures };

/** Versioned sets of artifacts: planned from the commits, made, and checked again. */
export const releases = {
  /** Finds out what a release would do. Nothing is changed. */
  plan: oc.input(wish).output(releasePlanSchema).errors(withFailures),
  /** Begins to make a release and answers when it is recorded; notices tell how it goes on. */
  create: oc
    .input(
      wish.extend({
        /** Instead of the plan's notes. */
        notes: z.string().max(1_000_000).optional(),
        /** The commit that the plan was made for: with another one by now, nothing is begun. */
        commit: z.string().max(100).optional(),
      }),
    )
    .output(releaseSchema)
    .errors(withFailures),
  /** Takes the artifacts of a green run as they are, without a version of their own. */
  snapshot: oc
    .input(z.object({ runId: runIdSchema }))
    .output(releaseSchema)
    .errors(withFailures),
  /** Goes on with one that failed or was interrupted. */
  resume: oc
    .input(z.object({ releaseId: releaseIdSchema }))
    .output(releaseSchema)
    .errors(withFailures),
  /** Takes back what one that failed or was interrupted has done so far. */
  undo: oc
    .input(z.object({ releaseId: releaseIdSchema }))
    .output(releaseSchema)
    .errors(withFailures),
  /** Newest first. `before` is the last one of the page before. */
  list: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        before: releaseIdSchema.optional(),
        limit: z.number().int().min(1).max(500).default(50),
        kind: z.enum(["release", "pre-release", "snapshot"]).optional(),
      }),
    )
    .output(z.object({ releases: z.array(releaseSchema), next: releaseIdSchema.nullable() }))
    .errors({ ...notFound, ...storeFailures }),
  get: oc
    .input(z.object({ releaseId: releaseIdSchema }))
    .output(releaseDetailSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** Checks a release again: its files, its bill of materials, its tag. */
  verify: oc
    .input(z.object({ releaseId: releaseIdSchema }))
    .output(z.object({ isGood: z.boolean(), checks: z.array(verificationSchema) }))
    .errors({ ...notFound, ...storeFailures }),
};
