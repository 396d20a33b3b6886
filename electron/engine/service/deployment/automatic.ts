import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Deployment } from "../../../../shared/contract/deployments.ts";
import type { RunId } from "../../../../shared/ids.ts";
import type { PlannedEnvironment } from "../../../../shared/pipeline/planned-environment.ts";
import type { ReleasePolicy } from "../../../../shared/pipeline/planned-release.ts";
import type { Failure, Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { loadPipeline, parsedMemory, pipelineFileName } from "../../pipeline/pipeline.ts";
import { type AutomaticDecision, type AutomaticStart, contentsOf, decideAutomatic } from "../../promotion/promotion.ts";
import type { Store, StoredProject, Tables } from "../../store/store.ts";
import type { DeploymentStarter } from "./deployments.ts";
import { frozenTimes, quickFaultOf } from "./facts.ts";

/** What automatic deployment needs. */
export interface AutomaticParts {
  readonly store: Store;
  readonly now: Clock;
  readonly start: DeploymentStarter;
  /** Ends a run that has not begun and now never needs to. */
  readonly stop: (run: RunId) => Promise<unknown>;
  /** The branches that releases are made from. */
  readonly releaseBranches: (folder: string, policy: ReleasePolicy) => Promise<readonly string[]>;
  /** Takes the artifacts of a green run as they are; `null` in a process that leaves this to others. */
  readonly snapshot: ((run: RunId) => Promise<Result<unknown, Failure>>) | null;
}

/** What came of a look for what goes somewhere by itself. */
export interface AutomaticOutcome {
  readonly started: readonly Deployment[];
  /** When to look again, in epoch milliseconds; `null` when only something new can change it. */
  readonly lookAgainAtMs: number | null;
}

const nothingStarted: AutomaticOutcome = { started: [], lookAgainAtMs: null };

/** Only the newest are ever deployed automatically. */
const mostReleases = 100;

/**
 * Starts what may go somewhere by itself now, in a trusted project. Any number of processes may ask at the same time: each
 * start is made once.
 */
export async function deployAutomatically(parts: AutomaticParts, project: StoredProject): Promise<AutomaticOutcome> {
  const { store, now } = parts;
  // Only a file names environments: what would be found without one need not be looked for.
  if (!existsSync(join(project.path, pipelineFileName))) return nothingStarted;
  const { environments, releases } = await loadPipeline(project.path, parsedMemory(store.folder, project.path));
  if (environments.every(({ auto }) => auto === "never")) return nothingStarted;
  if (environments.some(({ auto }) => auto === "green")) await takeSnapshot(parts, project, releases);
  const decided = store.read((tables) => decide(tables, project, environments, now()));
  if (!decided.ok) return nothingStarted;
  const started: Deployment[] = [];
  for (const start of decided.value.starts) {
    const begun = await carryOut(parts, project, environments, start);
    if (begun !== null) started.push(begun);
  }
  return { started, lookAgainAtMs: decided.value.lookAgainAtMs };
}

function decide(tables: Tables, { id }: StoredProject, environments: readonly PlannedEnvironment[], nowMs: number): AutomaticDecision {
  const claims = Map.groupBy(tables.environments.claims(id), ({ environment }) => environment);
  const places = environments.map((planned) => ({
    planned,
    past: tables.deployments.past(id, planned.name),
    frozen: frozenTimes(tables, id, planned),
    claimedUntilMs: new Map((claims.get(planned.name) ?? []).map(({ releaseId, retryAtMs }) => [releaseId, retryAtMs])),
  }));
  const made = tables.releases
    .list(id, { isReleased: true }, mostReleases)
    .filter((release) => !tables.imports.holds("release", release.id));
  const releases = made.map((release) => {
    const files = tables.releases.artifacts(release.id);
    return { id: release.id, kind: release.kind, contents: contentsOf(release, files), files };
  });
  return decideAutomatic(
    places,
    releases.filter(({ files }) => quickFaultOf(files) === null),
    nowMs,
  );
}

/** Decided once more while nobody else can write: of several processes one goes on. */
async function carryOut(
  { store, now, start, stop }: AutomaticParts,
  project: StoredProject,
  environments: readonly PlannedEnvironment[],
  { environment, releaseId, supersedes }: AutomaticStart,
): Promise<Deployment | null> {
  const claimed = store.write((tables) => {
    const { starts } = decide(tables, project, environments, now());
    const isStill = starts.some((one) => one.environment === environment && one.releaseId === releaseId && one.supersedes === supersedes);
    const isTrusted = tables.projects.get(project.id)?.trusted === true;
    if (!isStill || !isTrusted || !tables.environments.claim(project.id, environment, releaseId, now())) return null;
    return { superseded: supersedes === null ? null : (tables.deployments.get(supersedes)?.runId ?? null) };
  });
  if (!claimed.ok || claimed.value === null) return null;
  if (claimed.value.superseded !== null) await stop(claimed.value.superseded);
  // What keeps it from starting may pass: the claim says when it is tried again.
  const wish = { environment, releaseId, kind: "deploy", cause: "automatic", person: userInfo().username, comment: "" } as const;
  const begun = await start(project.id, wish);
  return begun.ok ? begun.value : null;
}

/** Of the newest green run of the whole pipeline on a branch for releases, which is not known by another name already. */
async function takeSnapshot(
  { store, releaseBranches, snapshot }: AutomaticParts,
  project: StoredProject,
  policy: ReleasePolicy,
): Promise<void> {
  if (snapshot === null) return;
  const branches = await releaseBranches(project.path, policy);
  const green = store.read(({ runs, releases, imports }) => {
    const newest = branches
      .flatMap((branch) => runs.newestGreen(project.id, branch) ?? [])
      .toSorted((one, other) => other.number - one.number);
    const [run] = newest;
    const isTaken =
      run === undefined || run.dirty || run.trigger === "release" || releases.snapshotOf(run.id) !== null || imports.holds("run", run.id);
    return isTaken ? null : run.id;
  });
  if (green.ok && green.value !== null) await snapshot(green.value);
}
