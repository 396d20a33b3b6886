import { parseDuration } from "../time.ts";
import type { PipelineDefinition, StageDefinition } from "./definition.ts";
import { expandMatrix, type Variant } from "./matrix.ts";
import type { Phase } from "./phases.ts";
import { type PlannedTrigger, planTriggers } from "./planned-trigger.ts";
import { globForVariant } from "./report-globs.ts";
import { matrixVariable } from "./variable-names.ts";

/** One command of a planned stage, with everything decided. */
export interface PlannedStep {
  /** What the log shows above it; empty for the only step of a stage written with `run`. */
  readonly name: string;
  readonly run: string;
  /** The shell as written in the file; `null` for the platform's own. */
  readonly shell: string | null;
  /** Relative to the project, with `/`; empty for the project's folder itself. */
  readonly cwd: string;
  /** The step's variables over the stage's over the pipeline's, with those of the matrix over all. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number | null;
  /** In CEL; `null` runs it whenever those before it went well. */
  readonly condition: string | null;
  /** Whether the next step runs although this one failed. */
  readonly mayFail: boolean;
  /** A program of Millrace's own that is started instead of a shell; `run` only says what it does. */
  readonly program?: InternalProgram;
}

/** Programs of Millrace's own that a step can start. No file of a project can ask for one. */
export type InternalProgram = "deploy";

/** When and how often a failed stage is tried again. */
export interface RetryPolicy {
  /** The first one included. */
  readonly attempts: number;
  /** Before the second attempt. */
  readonly backoffMs: number;
  /** Each further wait is so many times as long; 1 for always the same. */
  readonly factor: number;
  readonly maxBackoffMs: number | null;
  /** Only after these exit codes; `null` after every failure. */
  readonly onExitCodes: readonly number[] | null;
}

/** Files that tell what a stage found out: globs relative to the project. */
export interface ReportGlobs {
  readonly tests: readonly string[];
  readonly coverage: readonly string[];
}

/** What must not run at the same time. */
export interface ConcurrencyGroup {
  readonly group: string;
  /** Whether a newer one cancels an older one instead of waiting for it. */
  readonly cancelInProgress: boolean;
}

/** What a stage's result depends on, and what it makes. */
export interface CachePolicy {
  /** Globs relative to the project. */
  readonly inputs: readonly string[];
  /** Globs relative to the project; what they match is brought back by a hit. */
  readonly outputs: readonly string[];
  /** Names of variables of the machine. */
  readonly env: readonly string[];
  /** Programs whose `--version` counts. */
  readonly tools: readonly string[];
}

/** One stage, or one variant of its matrix, decided to the last detail: a run host does not read the definition again. */
export interface PlannedStage {
  readonly name: string;
  readonly phase: Phase;
  /** Which cell of a matrix; empty without one. */
  readonly variant: string;
  /** That cell's values by axis. */
  readonly matrix: Readonly<Record<string, string>>;
  /** Names of stages in the same plan: all variants of each. */
  readonly needs: readonly string[];
  /** Empty for a stage that only waits for approval. */
  readonly steps: readonly PlannedStep[];
  /** For all steps together; `null` for none. */
  readonly timeoutMs: number | null;
  /** Globs relative to the project. */
  readonly artifacts: readonly string[];
  /** What is read when it has ended; `null` for nothing. */
  readonly reports: ReportGlobs | null;
  /** In CEL; `null` runs it when all its needs passed. */
  readonly condition: string | null;
  /** What a person is asked before it runs; empty for the plain question, `null` when nobody is asked. */
  readonly approval: string | null;
  /** How many variants of the stage run at once; `null` for as many as there is room for. */
  readonly maxParallel: number | null;
  /** Whether one failed variant cancels the others. */
  readonly failFast: boolean;
  /** `null` tries once. */
  readonly retry: RetryPolicy | null;
  /** Whether what needs it, and the run, take its failure for a pass. */
  readonly mayFail: boolean;
  readonly concurrency: ConcurrencyGroup | null;
  readonly cache: CachePolicy | null;
  /** Names of the secrets that it is given. */
  readonly secrets: readonly string[];
  /** The environment whose own secrets come before the project's; absent for none. */
  readonly environment?: string;
  /** How long it may take to obey when it is stopped; absent as the settings say. */
  readonly stopGraceMs?: number;
}

/** A whole pipeline, ready to run. */
export interface PlannedPipeline {
  /** In the file's order; the variants of a stage stand together. */
  readonly stages: readonly PlannedStage[];
  /** For the whole run; `null` for none. */
  readonly timeoutMs: number | null;
  /** Which runs must not meet. */
  readonly concurrency: ConcurrencyGroup | null;
  /** What starts it by itself. */
  readonly triggers: readonly PlannedTrigger[];
}

/** A pipeline without a stage. */
export const nothingPlanned: PlannedPipeline = { stages: [], timeoutMs: null, concurrency: null, triggers: [] };

/** A stage that says nothing but what it runs: everything else as it is when a file leaves it out. */
export function planPlainStage(stage: Pick<PlannedStage, "name" | "phase"> & Partial<PlannedStage>): PlannedStage {
  return { ...plainStage, ...stage };
}

const plainStage: Omit<PlannedStage, "name" | "phase"> = {
  variant: "",
  matrix: {},
  needs: [],
  steps: [],
  timeoutMs: null,
  artifacts: [],
  reports: null,
  condition: null,
  approval: null,
  maxParallel: null,
  failFast: false,
  retry: null,
  mayFail: false,
  concurrency: null,
  cache: null,
  secrets: [],
};

/** A step that says nothing but what it runs. */
export function planPlainStep(step: Pick<PlannedStep, "run"> & Partial<PlannedStep>): PlannedStep {
  return { name: "", shell: null, cwd: "", env: {}, timeoutMs: null, condition: null, mayFail: false, ...step };
}

const noMatrix: readonly Variant[] = [{ name: "", values: {} }];

/** Decides everything that a checked definition leaves open. */
export function planPipeline(definition: PipelineDefinition): PlannedPipeline {
  return {
    stages: Object.entries(definition.stages).flatMap(([name, stage]) => planStage(definition, name, stage)),
    timeoutMs: durationOf(definition.timeout),
    concurrency: groupOf(definition.concurrency),
    triggers: planTriggers(definition),
  };
}

function planStage(definition: PipelineDefinition, name: string, stage: StageDefinition): PlannedStage[] {
  const variants = stage.matrix === undefined ? noMatrix : expandMatrix(stage.matrix).variants;
  return variants.map((variant) => ({
    name,
    phase: stage.phase,
    variant: variant.name,
    matrix: variant.values,
    needs: stage.needs ?? [],
    steps: planSteps(definition, stage, variant),
    timeoutMs: durationOf(stage.timeout),
    artifacts: stage.artifacts ?? [],
    reports: reportsOf(stage.reports, variant),
    condition: stage.if ?? null,
    approval: approvalOf(stage.approval),
    maxParallel: stage["max-parallel"] ?? null,
    failFast: stage["fail-fast"] ?? false,
    retry: retryOf(stage.retry),
    mayFail: stage["allow-failure"] ?? false,
    concurrency: groupOf(stage.concurrency),
    cache: cacheOf(stage.cache),
    secrets: [...new Set([...(definition.secrets ?? []), ...(stage.secrets ?? [])])],
  }));
}

function planSteps(definition: PipelineDefinition, stage: StageDefinition, variant: Variant): PlannedStep[] {
  const matrixEnv = Object.fromEntries(Object.entries(variant.values).map(([axis, value]) => [matrixVariable(axis), value]));
  const steps = stage.steps ?? (stage.run === undefined ? [] : [{ run: stage.run }]);
  return steps.map((step) => ({
    name: step.name ?? "",
    run: step.run,
    shell: step.shell ?? stage.shell ?? null,
    cwd: step.cwd ?? stage.cwd ?? "",
    env: { ...definition.env, ...stage.env, ...step.env, ...matrixEnv },
    timeoutMs: durationOf(step.timeout),
    condition: step.if ?? null,
    mayFail: step["allow-failure"] ?? false,
  }));
}

function approvalOf(approval: StageDefinition["approval"]): string | null {
  if (approval === undefined || approval === false) return null;
  return approval === true ? "" : approval;
}

function retryOf(retry: StageDefinition["retry"]): RetryPolicy | null {
  if (retry === undefined) return null;
  return {
    attempts: retry.attempts,
    backoffMs: durationOf(retry.backoff) ?? 0,
    factor: retry.factor ?? 1,
    maxBackoffMs: durationOf(retry["max-backoff"]),
    onExitCodes: retry["on-exit-codes"] ?? null,
  };
}

/** How long to wait before attempt number `attempt` (from 2), in ms. */
export function backoffBefore(retry: RetryPolicy, attempt: number): number {
  const grown = retry.backoffMs * retry.factor ** (attempt - 2);
  return Math.round(Math.min(grown, retry.maxBackoffMs ?? grown));
}

function cacheOf(cache: StageDefinition["cache"]): CachePolicy | null {
  if (cache === undefined) return null;
  return { inputs: cache.inputs, outputs: cache.outputs ?? [], env: cache.env ?? [], tools: cache.tools ?? [] };
}

function reportsOf(reports: StageDefinition["reports"], { values }: Variant): ReportGlobs | null {
  if (reports === undefined) return null;
  const { tests = [], coverage = [] } = reports;
  const own = (globs: readonly string[]) => globs.map((glob) => globForVariant(glob, values));
  return { tests: own(tests), coverage: own(coverage) };
}

function groupOf(concurrency: StageDefinition["concurrency"]): ConcurrencyGroup | null {
  if (concurrency === undefined) return null;
  return { group: concurrency.group, cancelInProgress: concurrency["cancel-in-progress"] ?? false };
}

function durationOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text);
}
