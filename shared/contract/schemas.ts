import { z } from "zod";
import {
  type AlertId,
  type CulpritId,
  type DeploymentId,
  type FailureId,
  type IncidentId,
  idPatterns,
  type LogId,
  type MonitorId,
  type ProjectId,
  type ReleaseId,
  type RunId,
  type ServiceId,
  type ServiceLogId,
  type StageRunId,
  type TestId,
} from "../ids.ts";
import { phases } from "../pipeline/phases.ts";
import { statuses, statusReasons } from "../status.ts";

/*
 * The shapes that cross a process boundary. All times are epoch milliseconds, all durations milliseconds, all sizes
 * bytes. Scripts rely on the field names: add fields, never rename or remove one.
 */

function idSchema<Id extends string>(pattern: RegExp, expected: string) {
  return z.custom<Id>((value) => typeof value === "string" && pattern.test(value), `expected ${expected}`);
}

/** A {@link ProjectId} as it is written. */
export const projectIdSchema = idSchema<ProjectId>(idPatterns.project, "a project id such as p3");
/** A {@link RunId} as it is written. */
export const runIdSchema = idSchema<RunId>(idPatterns.run, "a run id such as r1042");
/** A {@link StageRunId} as it is written. */
export const stageRunIdSchema = idSchema<StageRunId>(idPatterns.stageRun, "a stage run id such as r1042.3");
/** A {@link TestId} as it is written. */
export const testIdSchema = idSchema<TestId>(idPatterns.test, "a test id such as t77");

/** A {@link CulpritId} as it is written. */
export const culpritIdSchema = idSchema<CulpritId>(idPatterns.culprit, "the id of a search such as c7");

/** A {@link ReleaseId} as it is written. */
export const releaseIdSchema = idSchema<ReleaseId>(idPatterns.release, "the id of a release such as v12");

/** A {@link DeploymentId} as it is written. */
export const deploymentIdSchema = idSchema<DeploymentId>(idPatterns.deployment, "the id of a deployment such as d30");

/** A {@link FailureId} as it is written. */
export const failureIdSchema = idSchema<FailureId>(idPatterns.failure, "the id of a failure such as f12");

/** A {@link ServiceId} as it is written. */
export const serviceIdSchema = idSchema<ServiceId>(idPatterns.service, "the id of a service such as s4");

/** A {@link ServiceLogId} as it is written. */
export const serviceLogIdSchema = idSchema<ServiceLogId>(idPatterns.serviceLog, "the id of a file of a service's log such as s4.12");

/** A {@link LogId} as it is written. */
export const logIdSchema = z.custom<LogId>(
  (value) => typeof value === "string" && (idPatterns.stageRun.test(value) || idPatterns.serviceLog.test(value)),
  "expected the id of a log: of a stage run such as r1042.3, or of a file of a service's log such as s4.12",
);

/** A {@link MonitorId} as it is written. */
export const monitorIdSchema = idSchema<MonitorId>(idPatterns.monitor, "the id of a monitor such as m9");

/** An {@link AlertId} as it is written. */
export const alertIdSchema = idSchema<AlertId>(idPatterns.alert, "the id of an alert such as a31");

/** An {@link IncidentId} as it is written. */
export const incidentIdSchema = idSchema<IncidentId>(idPatterns.incident, "the id of an incident such as i5");

/** See `shared/pipeline/phases.ts`. */
export const phaseSchema = z.enum(phases);
/** See `shared/status.ts`. */
export const statusSchema = z.enum(statuses as [(typeof statuses)[number], ...(typeof statuses)[number][]]);
/** See `shared/status.ts`. */
export const statusReasonSchema = z.enum(statusReasons);

/**
 * What started a run: a person, a trigger of the pipeline, a search for the commit that broke a stage (`culprit`), a
 * release that needs its artifacts (`release`), a release on its way into an environment (`deploy`), or a button of the
 * operators (`runbook`).
 */
export const triggerSchema = z.enum([
  "board",
  "cli",
  "retry",
  "culprit",
  "release",
  "deploy",
  "runbook",
  "save",
  "commit",
  "branch",
  "remote",
  "schedule",
]);

/** When files of a run were taken away, and by which rule; `import`: they did not come along when it was taken in from a file. */
export const removalSchema = z.object({
  at: z.number(),
  rule: z.enum(["age", "size", "count", "import"]),
  /** What the rule allowed: days, bytes or runs; 0 for `import`. */
  limit: z.number(),
});
/** See {@link removalSchema}. */
export type Removal = z.infer<typeof removalSchema>;

/** One execution of some or all stages. */
export const runSchema = z.object({
  id: runIdSchema,
  projectId: projectIdSchema,
  /** Counts up from 1 in each project. */
  number: z.number().int(),
  status: statusSchema,
  reason: statusReasonSchema.nullable(),
  trigger: triggerSchema,
  /** What exactly a trigger reacted to, such as `commit 1a2b3c4 on main`; `null` when a person started it. */
  triggerDetail: z.string().nullable(),
  /** `null` when the folder is no git repository, or its HEAD is detached. */
  branch: z.string().nullable(),
  /** The commit that the folder stood on; `null` without git or before the first commit. */
  commit: z.string().nullable(),
  /** Git's tree hash of the files that ran; of the working files when they differ from the commit. See `isTreeUnknown`. */
  tree: z.string().nullable(),
  /** Whether the working files differed from the commit; true as well when git could not tell. */
  dirty: z.boolean(),
  /** First line and author of the commit; `null` where `commit` is. */
  subject: z.string().nullable(),
  author: z.string().nullable(),
  /** The stages that were asked for; empty for the whole pipeline. */
  selection: z.array(z.string()),
  only: z.boolean(),
  /** How many stages may run at once. */
  parallel: z.number().int(),
  stageCount: z.number().int(),
  /** The tag that the commit had; `null` without one. */
  tag: z.string().nullable(),
  /** Whether it ran in a clean checkout of its commit, and not in the project's folder. */
  isCheckout: z.boolean(),
  /** The run whose stages were run again; `null` for one that stands for itself. */
  retryOf: runIdSchema.nullable(),
  timeoutMs: z.number().nullable(),
  /** Which runs of the project it must not meet; `null` for none. */
  concurrency: z.string().nullable(),
  /** Whether stages could be left out because nothing that they depend on had changed. */
  usesCache: z.boolean(),
  /** How long it was expected to take when it was started, half of the time and nine times out of ten; `null` without a past. */
  expectedMs: z.number().nullable(),
  expectedP90Ms: z.number().nullable(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  /** Whether a person wants it kept, whatever the rules of retention say. */
  pinned: z.boolean(),
  /** Set when its logs, or the copies of its artifacts, were taken away by a rule. */
  logsRemoved: removalSchema.nullable(),
  artifactsRemoved: removalSchema.nullable(),
});
/** See {@link runSchema}. */
export type Run = z.infer<typeof runSchema>;

/** How one step of a stage run went. */
export const stepRunSchema = z.object({
  name: z.string(),
  run: z.string(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** Where the step's output starts in the stage's log; `null` until it started. */
  logOffset: z.number().nullable(),
  logLine: z.number().nullable(),
});
/** See {@link stepRunSchema}. */
export type StepRun = z.infer<typeof stepRunSchema>;

/** A question to a person, which a stage waits for. */
export const approvalSchema = z.object({
  /** Empty for the plain one. */
  question: z.string(),
  /** `null` as long as nobody has answered. */
  decision: z.enum(["granted", "denied"]).nullable(),
  comment: z.string(),
  /** Who answered, as the system calls them; empty before. */
  person: z.string(),
  decidedAt: z.number().nullable(),
});
/** See {@link approvalSchema}. */
export type Approval = z.infer<typeof approvalSchema>;

/** One stage in one run, per matrix variant and attempt. */
export const stageRunSchema = z.object({
  id: stageRunIdSchema,
  runId: runIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  phase: phaseSchema,
  /** Empty without a matrix. */
  variant: z.string(),
  /** From 1. */
  attempt: z.number().int(),
  needs: z.array(z.string()),
  status: statusSchema,
  reason: statusReasonSchema.nullable(),
  /** One sentence with what a reason code cannot say, such as the need that failed; `null` mostly. */
  detail: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  /** Both grow while the stage runs. A last line without a line feed counts. */
  logBytes: z.number(),
  logLines: z.number(),
  /** Whether a later attempt took its place. */
  isSuperseded: z.boolean(),
  /** Whether its failure counts as a pass for what needs it, and for the run. */
  mayFail: z.boolean(),
  /** What it wrote to `$MILLRACE_OUTPUT`; empty mostly. */
  outputs: z.record(z.string(), z.string()),
  /** One sentence: why it ran, or did not; `null` when it goes without saying. */
  why: z.string().nullable(),
  /** Whether it wrote something to `$MILLRACE_SUMMARY`. */
  hasSummary: z.boolean(),
  /** The run whose result was taken over; `null` mostly. */
  keptFrom: runIdSchema.nullable(),
  /** Median of its earlier passed runs when this run was started; `null` before the first. */
  expectedMs: z.number().nullable(),
  /** What a person is asked before it runs; `null` when nobody is. */
  approval: approvalSchema.nullable(),
});
/** See {@link stageRunSchema}. */
export type StageRun = z.infer<typeof stageRunSchema>;

/** Stages next to each other in a run's plan that stand alike. */
export const statusCountSchema = z.object({
  status: statusSchema,
  /** Whether it is a failure that counts as a pass. */
  mayFail: z.boolean(),
  count: z.number().int().min(1),
});
/** See {@link statusCountSchema}. */
export type StatusCount = z.infer<typeof statusCountSchema>;

/** A file that a stage kept. */
export const artifactSchema = z.object({
  stageRunId: stageRunIdSchema,
  stage: z.string(),
  /** Relative to the project, with `/`. */
  path: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  /** Where the copy is. */
  storedPath: z.string(),
});
/** See {@link artifactSchema}. */
export type Artifact = z.infer<typeof artifactSchema>;

/** A local folder that the user opened. */
export const projectSchema = z.object({
  id: projectIdSchema,
  name: z.string(),
  /** Absolute. */
  path: z.string(),
  /** Whether the folder is there now. */
  exists: z.boolean(),
  /** Whether the person agreed that this folder's commands may run. */
  trusted: z.boolean(),
  openedAt: z.number(),
  /** The newest run, the unfinished before the finished; `null` before the first. */
  lastRun: runSchema.nullable(),
});
/** See {@link projectSchema}. */
export type Project = z.infer<typeof projectSchema>;

/** A fault in `millrace.yml`, with its place. Lines and columns count from 1; 0 when the fault has no place. */
export const pipelineProblemSchema = z.object({
  code: z.string(),
  message: z.string(),
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
});
/** See {@link pipelineProblemSchema}. */
export type PipelineProblem = z.infer<typeof pipelineProblemSchema>;

/** A stage of the pipeline as it stands now. */
export const pipelineStageSchema = z.object({
  name: z.string(),
  phase: phaseSchema,
  needs: z.array(z.string()),
  /** What it runs, one entry a step: shown before the first run and in the card's details. */
  commands: z.array(z.string()),
  timeoutMs: z.number().nullable(),
  artifacts: z.array(z.string()),
  /** The cells of its matrix, in order; empty without one. */
  variants: z.array(z.string()),
  /** When it runs, in CEL; `null` when all its needs passed. */
  condition: z.string().nullable(),
  /** What a person is asked before it runs; empty for the plain question, `null` when nobody is asked. */
  approval: z.string().nullable(),
  /** How often it is tried at most. */
  attempts: z.number().int(),
  /** Whether its failure counts as a pass for what needs it. */
  mayFail: z.boolean(),
  /** Whether it is left out when nothing that it depends on has changed. */
  isCached: z.boolean(),
  /** Names of the secrets that it is given. */
  secrets: z.array(z.string()),
  /** The file that the stage comes from, relative to the project: `millrace.yml`, `package.json`, … */
  source: z.string(),
  /** Line of its definition in `source`, from 1; 0 when it was detected. */
  line: z.number().int(),
});
/** See {@link pipelineStageSchema}. */
export type PipelineStage = z.infer<typeof pipelineStageSchema>;

/** What an environment would run and change: shown before anything of the project may run. */
export const pipelineEnvironmentSchema = z.object({
  name: z.string(),
  /** The folder that releases are put into, `host:folder` on another machine; `null` where a command of its own deploys. */
  target: z.string().nullable(),
  /** In the order in which a deployment gets to them. `after` runs where the release went, the others on this computer. */
  commands: z.array(z.object({ when: z.enum(["deploy", "after", "health", "rollback", "status"]), run: z.string() })),
  /** Line of its definition in `millrace.yml`, from 1. */
  line: z.number().int(),
});
/** See {@link pipelineEnvironmentSchema}. */
export type PipelineEnvironment = z.infer<typeof pipelineEnvironmentSchema>;

/** What keeps something running, watches it, or acts on it by a command: shown before anything of the project may run. */
export const pipelineOperationSchema = z.object({
  kind: z.enum(["service", "runbook", "monitor", "channel"]),
  name: z.string(),
  commands: z.array(z.string()),
  /** Line of its definition in its file, from 1. */
  line: z.number().int(),
});
/** See {@link pipelineOperationSchema}. */
export type PipelineOperation = z.infer<typeof pipelineOperationSchema>;

/** A project's pipeline as it stands now. */
export const pipelineSchema = z.object({
  projectId: projectIdSchema,
  /** `none`: there is no file and nothing was detected. `invalid`: there is a file, with problems. */
  origin: z.enum(["file", "detected", "none", "invalid"]),
  /** The name that the file gives; `null` without. */
  name: z.string().nullable(),
  /** What was found in the folder, such as `npm` or `CMake`; empty when the file says it all. */
  toolchains: z.array(z.string()),
  stages: z.array(pipelineStageSchema),
  environments: z.array(pipelineEnvironmentSchema),
  operations: z.array(pipelineOperationSchema),
  problems: z.array(pipelineProblemSchema),
});
/** See {@link pipelineSchema}. */
export type Pipeline = z.infer<typeof pipelineSchema>;

/** What the title bar says of a working folder. */
export const workingTreeSchema = z.object({
  isRepository: z.boolean(),
  /** Why nothing can be said: git is missing, the folder is not trusted yet, git failed; `null` when all is well. */
  note: z.string().nullable(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  subject: z.string().nullable(),
  /** Commits before and behind the upstream; `null` without one. */
  ahead: z.number().int().nullable(),
  behind: z.number().int().nullable(),
  /** Changed, staged, deleted and new files together; `null` when not looked at. */
  changedFiles: z.number().int().nullable(),
});
/** See {@link workingTreeSchema}. */
export type WorkingTree = z.infer<typeof workingTreeSchema>;
