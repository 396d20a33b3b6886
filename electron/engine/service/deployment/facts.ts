import { statSync } from "node:fs";
import type { Gate } from "../../../../shared/contract/deployments.ts";
import type { ReleaseArtifact } from "../../../../shared/contract/releases.ts";
import { idPatterns, type ProjectId, type ReleaseId } from "../../../../shared/ids.ts";
import { nearest } from "../../../../shared/nearest.ts";
import type { PlannedEnvironment } from "../../../../shared/pipeline/planned-environment.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { ServedRelease } from "../../deploy/deploy.ts";
import { type LoadedPipeline, loadPipeline } from "../../pipeline/pipeline.ts";
import { contentsOf, type FrozenTime, frozenTimesOf, gatesOf } from "../../promotion/promotion.ts";
import type { Store, StoredProject, StoredRelease, StoreFailure, Tables } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { invalidPipeline, type PipelineInvalid } from "../run/plan-run.ts";

/** Why an environment is not known. */
export type EnvironmentFailure = PipelineInvalid | Failure<"unknown-environment">;

/** The environment of this name, as the project's file says now. */
export async function findEnvironment(project: StoredProject, name: string): Promise<Result<PlannedEnvironment, EnvironmentFailure>> {
  const pipeline = await loadPipeline(project.path);
  return environmentIn(project, pipeline, name);
}

function environmentIn(project: StoredProject, pipeline: LoadedPipeline, name: string): Result<PlannedEnvironment, EnvironmentFailure> {
  if (pipeline.origin === "invalid") return err(invalidPipeline(project, pipeline.problems));
  const environment = pipeline.environments.find((one) => one.name === name);
  if (environment !== undefined) return ok(environment);
  return err(unknownEnvironment(project.name, name, pipeline.environments));
}

/** Says that something has no environment of this name, and which it has. */
export function unknownEnvironment(whose: string, name: string, all: readonly PlannedEnvironment[]): Failure<"unknown-environment"> {
  const names = all.map((one) => one.name);
  const near = nearest(name, names);
  const others = names.length === 0 ? "Name one under environments in millrace.yml." : `There are ${names.join(", ")}.`;
  const message = `${whose} has no environment ${JSON.stringify(name)}.`;
  return failure("unknown-environment", message, near === null ? others : `Did you mean ${near}?`);
}

/** A release that is made, with its files and their one checksum. */
export interface MadeRelease {
  readonly release: StoredRelease;
  readonly files: readonly ReleaseArtifact[];
  readonly contents: string;
}

/** A release of the project that is made. */
export function findRelease(store: Store, project: StoredProject, id: ReleaseId): Result<MadeRelease, NotFound | StoreFailure> {
  const made = found(
    store.read((tables) => readRelease(tables, project.id, id)),
    `A finished release ${id}`,
  );
  return made;
}

/** The same within a look at the history; `null` without. */
export function readRelease({ releases }: Tables, project: ProjectId, id: ReleaseId): MadeRelease | null {
  const release = releases.get(id);
  if (release === null || release.projectId !== project || release.state !== "released") return null;
  const files = releases.artifacts(id);
  return { release, files, contents: contentsOf(release, files) };
}

/** Whether what a target says that it serves is the release of that id: another machine's history may count alike. */
export function isReleaseOf(tables: Tables, project: ProjectId, { id, version, contents }: ServedRelease): boolean {
  if (id === null || !idPatterns.release.test(id)) return false;
  const made = readRelease(tables, project, id as ReleaseId);
  return made !== null && made.release.version === version && (contents === null || made.contents === contents);
}

/** All times in which nothing is deployed to an environment: those of the file, and a person's. */
export function frozenTimes({ environments }: Tables, project: ProjectId, environment: PlannedEnvironment): FrozenTime[] {
  const { freeze } = environments.get(project, environment.name);
  const persons = freeze === null ? [] : [{ fromMs: freeze.frozenAtMs, toMs: freeze.untilMs, reason: freeze.reason }];
  return [...persons, ...frozenTimesOf(environment)];
}

/** Whether a release may go into an environment now, gate by gate. `fault`: what is wrong with its files. */
export function readGates(
  tables: Tables,
  environment: PlannedEnvironment,
  { release, files, contents }: MadeRelease,
  fault: string | null,
  nowMs: number,
): Gate[] {
  const { projectId, version, runId } = release;
  const run = runId === null ? null : tables.runs.get(runId);
  return gatesOf({
    ...{ environment, version, nowMs, runStatus: run?.status ?? null },
    hadBy: new Set(environment.needs.filter((need) => tables.deployments.hasHad(projectId, need, contents))),
    frozen: frozenTimes(tables, projectId, environment),
    files: { count: files.length, fault },
  });
}

/** What a look without reading them says of a release's files; whether their bytes are right is found out before a deployment. */
export function quickFaultOf(files: readonly ReleaseArtifact[]): string | null {
  for (const { path, bytes, storedPath } of files) {
    const size = statSync(storedPath ?? "", { throwIfNoEntry: false })?.size;
    if (size === undefined) return `${path} of the release is not there any more.`;
    if (size !== bytes) return `${path} of the release was changed since it was made.`;
  }
  return null;
}
