import { z } from "zod";
import { approvalSchema } from "../contract/schemas.ts";
import { severities } from "../severities.ts";
import { count, durationMs, fileId, filePath, hash, longText, name, place, text, time, words } from "./values.ts";

/** A release that is made, or was taken back. */
export const releaseLine = z.strictObject({
  id: fileId,
  version: name.min(1),
  kind: z.enum(["release", "pre-release", "snapshot"]),
  channel: name.nullable(),
  tag: name.nullable(),
  state: z.enum(["released", "undone"]),
  branch: name.nullable(),
  base: hash,
  commit: hash,
  tree: hash.nullable(),
  subject: words,
  bump: z.enum(["none", "patch", "minor", "major"]),
  previousVersion: name.nullable(),
  commits: z
    .array(
      z.strictObject({
        commit: hash,
        subject: words,
        author: words,
        committedAt: time,
        type: name.nullable(),
        scope: name.nullable(),
        isBreaking: z.boolean(),
        effect: z.enum(["none", "patch", "minor", "major"]),
        why: words,
      }),
    )
    .max(200_000),
  commitCount: count,
  notes: longText,
  run: fileId.nullable(),
  isSigned: z.boolean(),
  person: words,
  sbom: z.strictObject({ path: filePath, sha256: hash, componentCount: count }).nullable(),
  sbomNote: words.nullable(),
  createdAt: time,
  releasedAt: time.nullable(),
  steps: z.array(z.strictObject({ name, text: words, doneAt: time.nullable() })).max(1_000),
  files: z.array(z.strictObject({ path: filePath, bytes: count, sha256: hash })).max(100_000),
});

/** A release that was put into an environment, or should have been; how that ended. */
export const deploymentLine = z.strictObject({
  id: fileId,
  environment: name.min(1),
  number: z.number().int().min(1).max(1_000_000_000_000),
  kind: z.enum(["deploy", "rollback"]),
  cause: z.enum(["person", "automatic"]),
  release: fileId,
  contents: hash,
  previousRelease: fileId.nullable(),
  /** `null` when its run is not in the file any more. */
  run: fileId.nullable(),
  place,
  state: z.enum(["deployed", "rolled-back", "failed", "canceled"]),
  detail: longText.nullable(),
  evidence: z.array(longText).max(10_000),
  /** What the environment asked for. */
  needs: z.array(name).max(1_000),
  person: words,
  comment: longText,
  approval: z
    .strictObject(approvalSchema.extend({ question: words, comment: longText, person: words, decidedAt: time.nullable() }).shape)
    .nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  servedAt: time.nullable(),
  finishedAt: time,
  steps: z
    .array(
      z.strictObject({
        name,
        state: z.enum(["pending", "running", "done", "failed", "skipped"]),
        detail: longText.nullable(),
        startedAt: time.nullable(),
        finishedAt: time.nullable(),
      }),
    )
    .max(1_000),
  health: z.array(z.strictObject({ at: time, isGood: z.boolean(), durationMs, detail: words })).max(10_000),
});

/** What serves in an environment, and a person's freeze. */
export const environmentLine = z.strictObject({
  name: name.min(1),
  current: fileId.nullable(),
  freeze: z.strictObject({ reason: words, until: time.nullable(), person: words, at: time }).nullable(),
});

/** Something that went wrong, with what people did about it. */
export const incidentLine = z.strictObject({
  id: fileId,
  number: z.number().int().min(1).max(1_000_000_000_000),
  title: words,
  severity: z.enum(severities),
  openedBy: words,
  openedAt: time,
  acknowledgedBy: words.nullable(),
  acknowledgedAt: time.nullable(),
  resolvedBy: words.nullable(),
  resolvedAt: time.nullable(),
  entries: z
    .array(
      z.strictObject({
        at: time,
        kind: z.enum(["opened", "acknowledged", "changed", "note", "resolved", "reopened"]),
        text: longText,
        person: words.nullable(),
      }),
    )
    .max(100_000),
});

/** The last line: how many came before it, and the SHA-256 of all their bytes. */
export const endLine = z.strictObject({ lines: count, sha256: text(64).regex(/^[0-9a-f]{64}$/, "is no SHA-256") });
