import { stat } from "node:fs/promises";
import { isAbsolute, join, normalize, relative, resolve, sep } from "node:path";
import type { Problem, StageProblems } from "../../../../shared/contract/problems.ts";
import { runOf, type StageRunId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { checkoutFolder } from "../../data-folder.ts";
import { findProblems, type LogProblem } from "../../log/log.ts";
import type { Store, StoreFailure } from "../../store/store.ts";

/** A look for problems answers with what it has found by then. */
const timeLimitMs = 10 * secondMs;

/** The folders that the paths of a stage's log may be meant from. */
interface Ground {
  /** The project's folder, and the checkout that the run worked in instead, if it did. */
  readonly roots: readonly string[];
  /** Where the stage's steps ran, relative to the project; `""` is among them. */
  readonly workingFolders: readonly string[];
}

/** Answers what the log of a stage run complains about, in files of its project. */
export async function readProblems(
  store: Store,
  { stageRunId, limit }: { stageRunId: StageRunId; limit: number },
  log: { readonly path: string; readonly indexPath: string },
  bounds: { readonly now: Clock; readonly signal?: AbortSignal },
): Promise<Result<StageProblems, StoreFailure>> {
  const ground = groundOf(store, stageRunId);
  if (!ground.ok) return ground;
  const found = await findProblems({ path: log.path, indexPath: log.indexPath, limit, timeLimitMs, ...bounds });
  const placed = await placeAll(ground.value, found.problems);
  return ok({
    problems: placed,
    outside: found.problems.length - placed.length,
    total: found.total,
    isComplete: found.isComplete,
  });
}

function groundOf(store: Store, id: StageRunId): Result<Ground, StoreFailure> {
  return store.read(({ runs, projects, plans, stageRuns }) => {
    const run = runs.get(runOf(id));
    const stage = stageRuns.get(id);
    const project = run === null ? null : projects.get(run.projectId);
    const checkout = runs.checkout(runOf(id));
    const plan = plans.ofRun(runOf(id)).find(({ name }) => name === stage?.name);
    return {
      roots: [...(project === null ? [] : [project.path]), ...(checkout === null ? [] : [checkoutFolder(store.folder, checkout)])],
      workingFolders: [...new Set(["", ...(plan?.steps ?? []).map(({ cwd }) => cwd)])],
    };
  });
}

/**
 * Says where each problem is within the project. A path that is absolute counts when it is inside the project's folder, or
 * inside the run's checkout of it; a relative one is looked for from the project's folder and from where the stage's steps
 * ran, and counts also when it is not found there, for only the tool knows which folder it means. What leads out of the
 * project is left out.
 */
async function placeAll(ground: Ground, problems: readonly LogProblem[]): Promise<Problem[]> {
  const known = new Map<string, Promise<{ path: string; isFound: boolean } | null>>();
  const placeOnce = (path: string) => {
    const place = known.get(path) ?? placeOf(ground, path);
    known.set(path, place);
    return place;
  };
  const placed = await Promise.all(problems.map(async (problem) => ({ problem, place: await placeOnce(problem.path) })));
  return placed.flatMap(({ problem, place }) => (place === null ? [] : { ...problem, ...place }));
}

async function placeOf({ roots, workingFolders }: Ground, written: string): Promise<{ path: string; isFound: boolean } | null> {
  const [project] = roots;
  if (isAbsolute(written)) {
    const inside = roots.flatMap((root) => insideOf(root, written) ?? [])[0];
    if (inside === undefined) return null;
    return { path: toSlashes(inside), isFound: project !== undefined && (await isFile(resolve(project, inside))) };
  }
  const candidates = workingFolders.map((folder) => normalize(join(folder, written))).filter((path) => !leadsOut(path));
  for (const path of candidates)
    if (project !== undefined && (await isFile(resolve(project, path)))) return { path: toSlashes(path), isFound: true };
  const [first] = candidates;
  return first === undefined ? null : { path: toSlashes(first), isFound: false };
}

function insideOf(root: string, path: string): string | null {
  const way = relative(root, path);
  return way === "" || isAbsolute(way) || leadsOut(way) ? null : way;
}

function leadsOut(path: string): boolean {
  return path === ".." || path.startsWith(`..${sep}`) || path.startsWith("../");
}

function toSlashes(path: string): string {
  return path.split(sep).join("/");
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true;
}
