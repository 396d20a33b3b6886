import { z } from "zod";
import { fingerprintSchema } from "../contract/fingerprint.ts";
import { approvalSchema, phaseSchema, removalSchema, statusReasonSchema, stepRunSchema, triggerSchema } from "../contract/schemas.ts";
import { count, durationMs, fileId, filePath, hash, longText, name, place, text, time, wholeMs, words } from "./values.ts";

const ended = z.enum(["passed", "failed", "canceled", "skipped", "errored", "interrupted"]);

const step = z.strictObject({
  name,
  run: longText,
  shell: name.nullable(),
  cwd: name,
  env: z.record(name, longText),
  timeoutMs: wholeMs.nullable(),
  condition: longText.nullable(),
  mayFail: z.boolean(),
});

/** The stages of runs as they were decided, once for all that were alike. They are shown, and never run again. */
export const planLine = z.strictObject({
  id: fileId,
  stages: z
    .array(
      z.strictObject({
        name,
        phase: phaseSchema,
        variant: name,
        matrix: z.record(name, words),
        needs: z.array(name).max(10_000),
        steps: z.array(step).max(10_000),
        timeoutMs: wholeMs.nullable(),
        artifacts: z.array(name).max(10_000),
        condition: longText.nullable(),
        approval: words.nullable(),
        mayFail: z.boolean(),
        secrets: z.array(name).max(10_000),
      }),
    )
    .max(100_000),
});

/** What runs ran on, once for all that were alike. */
export const fingerprintLine = z.strictObject({ id: fileId, facts: strict(fingerprintSchema) });

/** A run that has ended. */
export const runLine = z.strictObject({
  id: fileId,
  /** Where it was recorded, when that is another database than the one that wrote the file. */
  origin: z.strictObject({ source: z.string().regex(/^[0-9a-f]{32}$/), id: fileId }).nullable(),
  number: z.number().int().min(1).max(1_000_000_000_000),
  status: ended,
  reason: statusReasonSchema.nullable(),
  trigger: triggerSchema.exclude(["culprit"]),
  triggerDetail: words.nullable(),
  triggerGroup: words.nullable(),
  branch: name.nullable(),
  commit: hash.nullable(),
  tree: hash.nullable(),
  dirty: z.boolean(),
  subject: words.nullable(),
  author: words.nullable(),
  selection: z.array(name).max(100_000),
  only: z.boolean(),
  parallel: count,
  stageCount: count,
  tag: name.nullable(),
  isCheckout: z.boolean(),
  retryOf: fileId.nullable(),
  timeoutMs: wholeMs.nullable(),
  concurrency: name.nullable(),
  usesCache: z.boolean(),
  expectedMs: wholeMs.nullable(),
  expectedP90Ms: wholeMs.nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time,
  durationMs: wholeMs.nullable(),
  pinned: z.boolean(),
  logsRemoved: strict(removalSchema.extend({ at: time, limit: count })).nullable(),
  artifactsRemoved: strict(removalSchema.extend({ at: time, limit: count })).nullable(),
  plan: fileId,
  fingerprint: fileId.nullable(),
});

/** One stage in a run, per variant and attempt. */
export const stageLine = z.strictObject({
  run: fileId,
  place,
  name: name.min(1),
  phase: phaseSchema,
  variant: name,
  attempt: z.number().int().min(1).max(1_000_000),
  status: ended,
  reason: statusReasonSchema.nullable(),
  detail: longText.nullable(),
  exitCode: z.number().int().nullable(),
  signal: text(100).nullable(),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  durationMs: wholeMs.nullable(),
  logBytes: count,
  logLines: count,
  isSuperseded: z.boolean(),
  mayFail: z.boolean(),
  concurrency: name.nullable(),
  outputs: z.record(name, longText).nullable(),
  why: words.nullable(),
  keptFrom: fileId.nullable(),
  expectedMs: wholeMs.nullable(),
  steps: z
    .array(
      strict(
        stepRunSchema.extend({
          name,
          run: longText,
          startedAt: time.nullable(),
          finishedAt: time.nullable(),
          signal: text(100).nullable(),
        }),
      ),
    )
    .max(10_000)
    .nullable(),
  approval: strict(approvalSchema.extend({ question: words, comment: longText, person: words, decidedAt: time.nullable() })).nullable(),
});

/** A file that a stage kept: its facts. */
export const artifactLine = z.strictObject({ run: fileId, place, path: filePath, bytes: count, sha256: hash });

/** A piece of what a stage wrote, behind the one before. `base64` where the bytes are no UTF-8. */
export const logLine = z.union([
  z.strictObject({ run: fileId, place, text: z.string().max(200_000) }),
  z.strictObject({ run: fileId, place, base64: z.base64().max(200_000) }),
]);

/** A test of a stage. */
export const testLine = z.strictObject({
  id: fileId,
  stage: name.min(1),
  suitePath: z.array(longText).max(1_000),
  className: longText.nullable(),
  name: longText,
  file: filePath.nullable(),
  line: count.nullable(),
});

const totals = z.strictObject({ tests: count, passed: count, failed: count, errored: count, skipped: count, durationMs });

/** What a stage run's reports came to; `of`: the stage run whose results these are, when they were used again. */
export const resultsLine = z.strictObject({
  run: fileId,
  place,
  totals,
  of: z.strictObject({ run: fileId, place }).nullable(),
  reports: z
    .array(
      z.strictObject({
        path: words,
        format: text(100).nullable(),
        totals: totals.nullable(),
        problems: z.array(longText).max(100),
        problemCount: count,
      }),
    )
    .max(10_000),
});

/** How tests ended in one stage run, up to a thousand: test, status, duration, attempts that failed before. */
export const outcomesLine = z.strictObject({
  run: fileId,
  place,
  outcomes: z
    .array(
      z.tuple([fileId, z.enum(["passed", "failed", "errored", "skipped"]), durationMs.nullable(), z.number().int().min(0).max(1_000_000)]),
    )
    .max(1_000),
});

/** What a test said that did not pass. */
export const saidLine = z.strictObject({
  run: fileId,
  place,
  test: fileId,
  message: longText.nullable(),
  details: longText.nullable(),
  output: longText.nullable(),
  isCut: z.boolean(),
});

/** Sums of a run's coverage. */
export const coverageLine = z.strictObject({
  run: fileId,
  files: count,
  lines: count,
  linesCovered: count,
  branches: count,
  branchesCovered: count,
  functions: count,
  functionsCovered: count,
  statements: count,
  statementsCovered: count,
});

/** A way in which a stage failed. */
export const failureLine = z.strictObject({ id: fileId, stage: name.min(1), signature: longText, title: words });

/** That a stage run failed so. */
export const failedLine = z.strictObject({ run: fileId, place, failure: fileId });

/** What a schema of the contract leaves out silently, a file must not hold. */
function strict<Shape extends z.core.$ZodLooseShape>(schema: z.ZodObject<Shape>) {
  return z.strictObject(schema.shape);
}
