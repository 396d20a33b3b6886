import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { PipelineProblem, PipelineStage } from "../../../shared/contract/schemas.ts";
import { nothingPlanned, type PlannedPipeline, type PlannedStage, planPlainStage, planPlainStep } from "../../../shared/pipeline/plan.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import type { ReleasePolicy } from "../../../shared/pipeline/planned-release.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { type CreateFailure, createFile } from "./create-file.ts";
import { describeEnvironment } from "./describe-environment.ts";
import { describeOperations } from "./describe-operations.ts";
import { describeStages } from "./describe-stages.ts";
import { type DetectedPipeline, type DetectedStage, detectPipeline } from "./detect/detect.ts";
import { type ParsedMemory, parsedMemory } from "./parsed-memory.ts";
import { nothingParsed, type ParsedPipeline, type PlannedOperations } from "./parsed-pipeline.ts";
import { procfileName, readProcfile } from "./procfile.ts";
import { type PipelineFile, pipelineFileName, readPipelineFile } from "./read-pipeline-file.ts";
import { watchPipeline } from "./watch-pipeline.ts";

/*
 * The public face of everything about pipelines. The YAML and schema libraries are loaded only when there is a file to
 * read: a command that lists runs must not pay for them.
 */

export { checkValue } from "./check-value.ts";
export { parseEnvFile } from "./env-file.ts";
export type { PlannedOperations } from "./parsed-pipeline.ts";
export {
  type DetectedPipeline,
  type DetectedStage,
  describeEnvironment,
  describeOperations,
  detectPipeline,
  parsedMemory,
  pipelineFileName,
  watchPipeline,
};

/** A project's pipeline as its file, or else its folder, says now. */
export interface LoadedPipeline {
  /** `none`: there is no file and nothing was detected. `invalid`: there is a file, with problems. */
  readonly origin: "file" | "detected" | "none" | "invalid";
  /** The name that the file gives; `null` without. */
  readonly name: string | null;
  /** What was found in the folder, such as `npm` or `CMake`; empty when the file says it all. */
  readonly toolchains: string[];
  readonly stages: PipelineStage[];
  /** What a run executes, in the same order; empty when the file is invalid, for a file is run whole or not at all. */
  readonly plan: PlannedPipeline;
  /** Where it can be deployed to, in the file's order; only a file names any. */
  readonly environments: PlannedEnvironment[];
  /** The line of each environment in the file, from 1, by its name. */
  readonly environmentLines: Readonly<Record<string, number>>;
  readonly releases: ReleasePolicy;
  /** What it keeps running, watches and has buttons for. */
  readonly operations: PlannedOperations;
  /** Sorted by place; empty unless `invalid`. */
  readonly problems: PipelineProblem[];
}

/**
 * Loads a project's pipeline. Reads only inside the folder and executes nothing; a missing folder has none. With `memory` a
 * file that has not changed is not parsed again.
 */
export async function loadPipeline(folder: string, memory: ParsedMemory | null = null): Promise<LoadedPipeline> {
  const read = await readPipelineFile(join(folder, pipelineFileName));
  if (read.kind === "missing") return withProcfile(folder, await loadDetected(folder));
  return withProcfile(folder, loadedOf(await parseRead(read, pipelineFileName, memory)));
}

/** The same with the services of a Procfile, where there is one and the pipeline's file names none. */
async function withProcfile(folder: string, loaded: LoadedPipeline): Promise<LoadedPipeline> {
  const { operations, origin } = loaded;
  if (origin === "invalid" || operations.servicesSource !== "") return loaded;
  const read = await readProcfile(folder);
  if (read === null) return loaded;
  const { services, lines } = read;
  return {
    ...loaded,
    operations: { ...operations, services, servicesSource: procfileName, lines: { ...operations.lines, services: lines } },
  };
}

/** The pipeline that the text of its file makes, wherever that is from. */
export async function readPipelineText(text: string): Promise<LoadedPipeline> {
  return loadedOf(await parseRead({ kind: "text", text }, pipelineFileName));
}

function loadedOf(parsed: ParsedPipeline): LoadedPipeline {
  return { ...parsed, origin: parsed.problems.length > 0 ? "invalid" : "file", toolchains: [] };
}

async function loadDetected(folder: string): Promise<LoadedPipeline> {
  const detected = await detectPipeline(folder);
  const planned = detected.stages.map(planDetected);
  const stages = planned.flatMap((stage, index) => describeStages([stage], detected.stages[index]?.source ?? "", () => 0));
  const plan = { ...nothingPlanned, stages: planned };
  const origin = stages.length > 0 ? "detected" : "none";
  return { ...nothingParsed, origin, toolchains: [...detected.toolchains], stages, plan, problems: [] };
}

function planDetected(stage: DetectedStage): PlannedStage {
  return planPlainStage({
    name: stage.id,
    phase: stage.phase,
    needs: stage.needs,
    steps: [planPlainStep({ run: stage.run, cwd: stage.cwd })],
  });
}

async function parseRead(
  read: Exclude<PipelineFile, { kind: "missing" }>,
  file: string,
  memory: ParsedMemory | null = null,
): Promise<ParsedPipeline> {
  if (read.kind === "refused") {
    const problem = { code: read.code, message: read.message, file, line: read.line, column: read.line === 0 ? 0 : 1 };
    return { ...nothingParsed, problems: [problem] };
  }
  const remembered = await memory?.recall(read.text);
  if (remembered) return remembered;
  const { parsePipeline } = await import("./parse-pipeline.ts");
  const parsed = parsePipeline(read.text, file);
  await memory?.remember(read.text, parsed);
  return parsed;
}

/** What can keep {@link validatePipelineFile} from looking at all. */
export type ValidationFailure = Failure<"file-missing">;

/** Checks a pipeline's file, given by itself or by its folder. `file` is absolute; no problems means that it can be run. */
export async function validatePipelineFile(
  fileOrFolder: string,
): Promise<Result<{ file: string; problems: PipelineProblem[] }, ValidationFailure>> {
  const path = resolve(fileOrFolder);
  const status = await stat(path).catch(() => null);
  const file = status?.isDirectory() === true && basename(path) !== pipelineFileName ? join(path, pipelineFileName) : path;
  const read = await readPipelineFile(file);
  if (read.kind === "missing") {
    const hint = "Write one, or let millrace detect --save write it from what the folder has.";
    return err(failure("file-missing", `There is no ${basename(file)} in ${resolve(file, "..")}.`, hint));
  }
  return ok({ file, problems: (await parseRead(read, file)).problems });
}

/** A fault as one line: place first, as compilers write it; a fault of the file as a whole has only the file. */
export function describeProblem({ file, line, column, message }: PipelineProblem): string {
  return `${line === 0 ? file : `${file}:${line}:${column}`}: ${message}`;
}

/** What a project keeps running and watches, and what its file's state has to do with it. */
export interface KnownOperations {
  /** As the file says now, or said before it got a fault; `null` when it was never read without one. */
  readonly operations: PlannedOperations | null;
  /** The file's first fault with its place; `null` without. */
  readonly problem: string | null;
}

/** Reads what a folder's file says of operations. */
export type OperationsReader = (folder: string) => Promise<KnownOperations>;

/** One that remembers: what runs and is watched goes on while the file has a fault, as while it is being written. */
export function createOperationsReader(): OperationsReader {
  const known = new Map<string, PlannedOperations>();
  return async (folder) => {
    const { origin, operations, problems } = await loadPipeline(folder);
    if (origin !== "invalid") known.set(folder, operations);
    const [problem] = problems;
    return { operations: known.get(folder) ?? null, problem: problem === undefined ? null : describeProblem(problem) };
  };
}

/** What can keep {@link savePipeline} from writing the file. */
export type SaveFailure = CreateFailure | Failure<"nothing-to-run">;

/** What a folder is called that is new on the list of projects: as its pipeline's file says, else like itself. */
export async function nameForFolder(folder: string): Promise<string> {
  const read = await readPipelineFile(join(folder, pipelineFileName));
  const given = read.kind === "text" ? (await parseRead(read, pipelineFileName)).name : null;
  return given ?? (basename(folder) || folder);
}

/**
 * Writes what is detected in a folder to its `millrace.yml`, never over one that is there. The first line names the JSON
 * Schema, so that editors complete the rest.
 */
export async function savePipeline(folder: string): Promise<Result<{ readonly path: string }, SaveFailure>> {
  const detected = await detectPipeline(folder);
  if (detected.stages.length === 0) {
    const hint = `Write ${pipelineFileName} by hand: it needs \`version: 1\` and one stage.`;
    return err(failure("nothing-to-run", `Nothing that Millrace knows was found in ${resolve(folder)}.`, hint));
  }
  const { writePipelineText } = await import("./save-pipeline.ts");
  return createFile(join(resolve(folder), pipelineFileName), writePipelineText(detected.stages.map(planDetected)));
}
