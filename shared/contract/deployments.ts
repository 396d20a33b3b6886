import { oc } from "@orpc/contract";
import { z } from "zod";
import { deployFailures, notFound, storeFailures, targetFailures } from "./failures.ts";
import { releaseSchema } from "./releases.ts";
import { approvalSchema, deploymentIdSchema, projectIdSchema, releaseIdSchema, runIdSchema, stageRunIdSchema } from "./schemas.ts";

/**
 * Where a deployment stands. `waiting`: for approval, or for another one to the same target. `switching` covers all until
 * the target serves it; `watching`: it serves, and its health is watched. Terminal: `deployed`; `rolled-back` (it served,
 * was unhealthy, and what was there before serves again); `failed` (what was there before still serves); `canceled`;
 * `lost` (its process vanished, or the target did, and it is not known what serves: a look at the target tells).
 */
export const deploymentStateSchema = z.enum([
  "waiting",
  "switching",
  "watching",
  "rolling-back",
  "deployed",
  "rolled-back",
  "failed",
  "canceled",
  "lost",
]);
/** See {@link deploymentStateSchema}. */
export type DeploymentState = z.infer<typeof deploymentStateSchema>;

/** The part of a release that every list shows. */
export const releaseNameSchema = releaseSchema.pick({ id: true, version: true, kind: true, tag: true, commit: true, subject: true });
/** See {@link releaseNameSchema}. */
export type ReleaseName = z.infer<typeof releaseNameSchema>;

/** One release put into one environment, or taken back to. */
export const deploymentSchema = z.object({
  id: deploymentIdSchema,
  projectId: projectIdSchema,
  environment: z.string(),
  /** Counts up from 1 in each environment. */
  number: z.number().int(),
  /** `rollback`: back to a release that was there before, by a person's wish. */
  kind: z.enum(["deploy", "rollback"]),
  /** What asked for it: a person, or a release that the environment takes by itself. */
  cause: z.enum(["person", "automatic"]),
  release: releaseNameSchema,
  /** What served before; `null` for the first, or when nobody knows. */
  previous: releaseNameSchema.nullable(),
  state: deploymentStateSchema,
  /** One sentence: what it is at, or why it ended so. */
  detail: z.string().nullable(),
  /** The run that carries it out, and its only stage, whose log is the deployment's. */
  runId: runIdSchema,
  stageRunId: stageRunIdSchema,
  person: z.string(),
  /** What a person said before it began; `null` when nobody was asked, or nobody let it begin. */
  approval: approvalSchema.nullable(),
  /** Why a person went back; empty mostly. */
  comment: z.string(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  /** When the target began to serve it; `null` before, and when it never did. */
  servedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
});
/** See {@link deploymentSchema}. */
export type Deployment = z.infer<typeof deploymentSchema>;

/** One step of a deployment on its way. */
export const deploymentStepSchema = z.object({
  name: z.string(),
  state: z.enum(["pending", "running", "done", "failed", "skipped"]),
  detail: z.string().nullable(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
});
/** See {@link deploymentStepSchema}. */
export type DeploymentStep = z.infer<typeof deploymentStepSchema>;

/** One measurement of health. */
export const healthSampleSchema = z.object({
  at: z.number(),
  isGood: z.boolean(),
  durationMs: z.number(),
  /** What was answered: `200`, `connection refused`, `exit code 1`. */
  detail: z.string(),
});
/** See {@link healthSampleSchema}. */
export type HealthSample = z.infer<typeof healthSampleSchema>;

/** A deployment's page. */
export const deploymentDetailSchema = z.object({
  deployment: deploymentSchema,
  steps: z.array(deploymentStepSchema),
  health: z.array(healthSampleSchema),
  /** How many failures in a row are too many; `null` when health is not watched. */
  failuresAllowed: z.number().int().nullable(),
  watchMs: z.number().nullable(),
  approval: approvalSchema.nullable(),
  /** The commits that come, or go away with a rollback; the newest first, up to 500. */
  commits: z.array(z.object({ commit: z.string(), subject: z.string(), author: z.string(), committedAt: z.number() })),
  /** Whether these commits go away rather than come. */
  commitsGoAway: z.boolean(),
  /** Which deployment of the environment was before it, and after it. */
  before: deploymentIdSchema.nullable(),
  after: deploymentIdSchema.nullable(),
  /** What the target held and answered when it was rolled back: lines of Markdown-free text; empty otherwise. */
  evidence: z.array(z.string()),
});
/** See {@link deploymentDetailSchema}. */
export type DeploymentDetail = z.infer<typeof deploymentDetailSchema>;

/** One thing that must be so before a release goes into an environment. */
export const gateSchema = z.object({
  kind: z.enum(["promotion", "green", "window", "freeze", "approval", "artifacts"]),
  /** `asks`: it will wait for a person on its way; that stops nothing now. */
  state: z.enum(["open", "closed", "asks"]),
  /** One sentence: `production takes what staging has had`, `frozen until Monday: payday`. */
  text: z.string(),
  /** When it opens by itself; `null` when that is not known. */
  opensAt: z.number().nullable(),
});
/** See {@link gateSchema}. */
export type Gate = z.infer<typeof gateSchema>;

/** A place to deploy, and what is there. */
export const environmentSchema = z.object({
  name: z.string(),
  strategy: z.enum(["directory", "ssh", "command"]),
  /** Where that is, for a person: `~/sites/shop`, `deploy@shop:/srv/shop`. */
  target: z.string(),
  /** The address that a person opens; `null` without. */
  url: z.string().nullable(),
  auto: z.enum(["never", "release", "green"]),
  needs: z.array(z.string()),
  asksApproval: z.boolean(),
  /** In words, such as `Mon to Fri 09:00–17:00 Europe/Berlin`; `null` when it is always open. */
  window: z.string().nullable(),
  /** A freeze that holds now: from the file, or a person's. */
  freeze: z.object({ reason: z.string(), untilMs: z.number().nullable(), isByPerson: z.boolean() }).nullable(),
  /** How its health is asked, in words; `null` when it is not. */
  health: z.string().nullable(),
  /** The deployment whose release serves now; `null` when nothing was deployed or nobody knows. */
  current: deploymentSchema.nullable(),
  /** The newest deployment, whatever became of it. */
  latest: deploymentSchema.nullable(),
  /** What a rollback leads to; `null` when there is nothing. */
  rollbackTo: releaseNameSchema.nullable(),
  /** Commits of the branch that are not there yet, and when the oldest of them was made; `null` when git cannot tell. */
  pending: z.object({ count: z.number().int(), oldestAt: z.number().nullable() }).nullable(),
  /** What the last look at the target found. */
  drift: z.object({ state: z.enum(["as-deployed", "drifted", "unknown"]), detail: z.string(), lookedAt: z.number() }).nullable(),
  line: z.number().int(),
});
/** See {@link environmentSchema}. */
export type Environment = z.infer<typeof environmentSchema>;

const byEnvironment = z.object({ projectId: projectIdSchema, environment: z.string().max(100) });
const deployErrors = { ...notFound, ...deployFailures, ...storeFailures };

/** Places to deploy: what is where, and what may go where. */
export const environments = {
  /** In the order of the file. `problem`: why they cannot be told, with the place; `null` when the file can be read. */
  list: oc
    .input(z.object({ projectId: projectIdSchema }))
    .output(z.object({ environments: z.array(environmentSchema), problem: z.string().nullable() }))
    .errors({ ...notFound, ...storeFailures }),
  /** The commits of the branch that are not there yet, the newest first, up to 500. */
  pending: oc
    .input(byEnvironment)
    .output(deploymentDetailSchema.pick({ commits: true }))
    .errors({ ...notFound, ...targetFailures, ...storeFailures }),
  /** Whether a release may go there now, gate by gate. */
  gates: oc
    .input(byEnvironment.extend({ releaseId: releaseIdSchema }))
    .output(z.object({ gates: z.array(gateSchema) }))
    .errors(deployErrors),
  /** Looks at the target: which release serves there, and whether its files are as they were put. */
  look: oc
    .input(byEnvironment)
    .output(environmentSchema)
    .errors({ ...notFound, ...targetFailures, ...storeFailures }),
  /** Lets nothing in until a moment, or until it is lifted. */
  freeze: oc
    .input(byEnvironment.extend({ reason: z.string().min(1).max(500), untilMs: z.number().optional() }))
    .errors({ ...notFound, ...targetFailures, ...storeFailures }),
  /** Lifts a person's freeze; one of the file stays. */
  unfreeze: oc.input(byEnvironment).errors({ ...notFound, ...targetFailures, ...storeFailures }),
};

/** Releases put into environments, and taken back. */
export const deployments = {
  /** Begins a deployment in a process of its own and answers when it is recorded. */
  start: oc
    .input(byEnvironment.extend({ releaseId: releaseIdSchema }))
    .output(deploymentSchema)
    .errors(deployErrors),
  /** What a rollback would do: the release that it leads to, and the commits that go away. */
  previewRollback: oc
    .input(byEnvironment.extend({ releaseId: releaseIdSchema.optional() }))
    .output(
      deploymentDetailSchema.pick({ commits: true }).extend({
        from: releaseNameSchema,
        to: releaseNameSchema,
        /** Releases that were there before and whose files are still kept, the newest first. */
        choices: z.array(releaseNameSchema),
      }),
    )
    .errors(deployErrors),
  /** Goes back to the release before, or to the one that is named. No gate keeps from it but the freeze's word. */
  rollback: oc
    .input(byEnvironment.extend({ releaseId: releaseIdSchema.optional(), comment: z.string().max(2_000).default("") }))
    .output(deploymentSchema)
    .errors(deployErrors),
  /** Newest first, of one environment or all. */
  list: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        environment: z.string().max(100).optional(),
        before: deploymentIdSchema.optional(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .output(z.object({ deployments: z.array(deploymentSchema), next: deploymentIdSchema.nullable() }))
    .errors({ ...notFound, ...storeFailures }),
  get: oc
    .input(z.object({ deploymentId: deploymentIdSchema }))
    .output(deploymentDetailSchema)
    .errors({ ...notFound, ...storeFailures }),
};
