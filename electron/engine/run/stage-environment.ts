import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage, PlannedStep } from "../../../shared/pipeline/plan.ts";
import type { StageFiles } from "../data-folder.ts";

/**
 * Which run a process belongs to, as its `MILLRACE_RUN` says: the run's id and the name of its socket. The id alone
 * would not do: another history on the same machine, such as a test's inside a stage, counts from r1 as well, and
 * recovery kills by this mark.
 */
export function runMark(run: RunId, socket: string): string {
  return `${run}@${socket.slice(Math.max(socket.lastIndexOf("/"), socket.lastIndexOf("\\")) + 1)}`;
}

/** What every stage of a run is given; computed once. */
export function runEnvironment(host: NodeJS.ProcessEnv, projectPath: string, mark: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    if (value !== undefined && !ownVariables.has(name)) environment[name] = value;
  }
  if (environment.NO_COLOR === undefined) {
    // Output goes to a file, so tools would leave their colours out; the log shows them.
    environment.FORCE_COLOR ??= "1";
    environment.CLICOLOR_FORCE ??= "1";
  }
  environment.MILLRACE_PROJECT = projectPath;
  environment.MILLRACE_RUN = mark;
  return environment;
}

/** Meant for the host, not for what it starts: with it every Electron application in a stage would be a plain Node. */
const ownVariables = new Set(["ELECTRON_RUN_AS_NODE"]);

/** What a stage is given beside what its steps set themselves. */
export interface StageSurroundings {
  /** What every stage of the run is given. */
  readonly run: Readonly<Record<string, string>>;
  readonly stage: PlannedStage;
  /** Its number among the run's stage runs, from 1. */
  readonly sequence: number;
  /** From 1. */
  readonly attempt: number;
  /** What the stages that it needs have told, by the variable's name. */
  readonly needs: Readonly<Record<string, string>>;
}

/** The complete environment of a step: its own variables over the host's, its secrets over these, Millrace's over all. */
export function stepEnvironment(
  { run, stage, sequence, attempt, needs }: StageSurroundings,
  files: Pick<StageFiles, "outputPath" | "summaryPath">,
  step: PlannedStep,
  secrets: ReadonlyMap<string, string>,
): Record<string, string> {
  const mark = run.MILLRACE_RUN ?? "";
  return {
    ...run,
    ...step.env,
    ...needs,
    ...Object.fromEntries(secrets),
    MILLRACE_STAGE: stage.name,
    MILLRACE_STAGE_RUN: `${mark}.${sequence}`,
    MILLRACE_ATTEMPT: String(attempt),
    MILLRACE_OUTPUT: files.outputPath,
    MILLRACE_SUMMARY: files.summaryPath,
  };
}
