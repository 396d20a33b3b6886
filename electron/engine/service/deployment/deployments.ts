import { userInfo } from "node:os";
import type { Deployment, DeploymentDetail, ReleaseName } from "../../../../shared/contract/deployments.ts";
import type { DeploymentId, ProjectId, ReleaseId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { readCommitsBeyond } from "../../git/git.ts";
import { earlierReleases, releaseBefore } from "../../promotion/promotion.ts";
import { type HostFailure, type HostProgram, launchHost } from "../../run/run.ts";
import type { Store, StoredProject, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { currentOf, releaseNameOf, toCommit, toDeployment } from "./environments.ts";
import { findEnvironment, quickFaultOf, readRelease } from "./facts.ts";
import { type DeploymentPlanFailure, type DeploymentWish, planDeployment } from "./plan.ts";

type ByName = { readonly projectId: ProjectId; readonly environment: string };
type MaybeTo = { readonly releaseId?: ReleaseId | undefined };

/** Why nothing was deployed. */
export type DeployFailure = DeploymentPlanFailure | HostFailure;

/** What a rollback would do. */
export interface RollbackPreview extends Pick<DeploymentDetail, "commits"> {
  readonly from: ReleaseName;
  readonly to: ReleaseName;
  readonly choices: ReleaseName[];
}

/** The `deployments` area of the contract. */
export interface DeploymentService {
  start(input: ByName & { releaseId: ReleaseId }): Promise<Result<Deployment, DeployFailure>>;
  previewRollback(input: ByName & MaybeTo): Promise<Result<RollbackPreview, DeployFailure>>;
  rollback(input: ByName & MaybeTo & { comment: string }): Promise<Result<Deployment, DeployFailure>>;
  list(input: {
    projectId: ProjectId;
    environment?: string | undefined;
    before?: DeploymentId | undefined;
    limit: number;
  }): Result<{ deployments: Deployment[]; next: DeploymentId | null }, NotFound | StoreFailure>;
  get(input: { deploymentId: DeploymentId }): Promise<Result<DeploymentDetail, NotFound | StoreFailure>>;
}

/** As many commits are shown. */
const mostCommits = 500;

/** Puts a release somewhere, in a process of its own; the only way in which this process does. */
export type DeploymentStarter = (projectId: ProjectId, wish: DeploymentWish) => Promise<Result<Deployment, DeployFailure>>;

/** `makeSure` is called first: it finds out what serves where nobody knows. */
export function createDeploymentStarter(
  store: Store,
  hostProgram: HostProgram,
  now: Clock,
  makeSure: (project: ProjectId, environment: string) => Promise<void>,
): DeploymentStarter {
  return async (projectId, wish) => {
    const project = findProject(store, projectId);
    if (!project.ok) return project;
    await makeSure(projectId, wish.environment);
    const planned = await planDeployment(store, project.value, wish, now);
    if (!planned.ok) return planned;
    const launched = await launchHost(planned.value, store.folder, hostProgram);
    if (!launched.ok) return launched;
    const begun = found(
      store.read(({ deployments }) => deployments.ofRun(launched.value.runId)),
      `The deployment of run ${launched.value.number}`,
    );
    return begun.ok ? ok(toDeployment(begun.value)) : begun;
  };
}

/** Deploys, goes back, and tells of both. */
export function createDeploymentService(store: Store, start: DeploymentStarter): DeploymentService {
  const person = () => userInfo().username;
  return {
    start: ({ projectId, environment, releaseId }) =>
      start(projectId, { environment, releaseId, kind: "deploy", cause: "person", person: person(), comment: "" }),
    previewRollback: async (input) => {
      const project = findProject(store, input.projectId);
      if (!project.ok) return project;
      const place = await readRollback(store, project.value, input);
      if (!place.ok) return place;
      const { from, to, choices } = place.value;
      const beyond = { from: to.commit, to: from.commit, limit: mostCommits };
      const commits = project.value.trusted ? await readCommitsBeyond(project.value.path, beyond) : null;
      return ok({ from, to, choices, commits: commits?.ok ? commits.value.map(toCommit) : [] });
    },
    rollback: async ({ projectId, environment, releaseId, comment }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const place = await readRollback(store, project.value, { environment, releaseId });
      if (!place.ok) return place;
      return start(projectId, { environment, releaseId: place.value.to.id, kind: "rollback", cause: "person", person: person(), comment });
    },
    list: ({ projectId, environment, before, limit }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      return store.read(({ deployments }) => {
        const all = deployments.list(projectId, { environment, before }, limit + 1);
        const shown = all.slice(0, limit).map(toDeployment);
        return { deployments: shown, next: all.length > limit ? (shown.at(-1)?.id ?? null) : null };
      });
    },
    get: ({ deploymentId }) => readDetail(store, deploymentId),
  };
}

/** From which release to which, and to which others one could go back. */
export async function readRollback(
  store: Store,
  project: StoredProject,
  { environment, releaseId }: { readonly environment: string } & MaybeTo,
): Promise<Result<Omit<RollbackPreview, "commits">, NotFound | StoreFailure | DeploymentPlanFailure>> {
  const planned = await findEnvironment(project, environment);
  if (!planned.ok) return planned;
  const read = store.read((tables) => {
    const past = tables.deployments.past(project.id, environment);
    const current = currentOf(tables, project.id, environment);
    const madeOf = (id: ReleaseId) => readRelease(tables, project.id, id);
    const kept = earlierReleases(past, current?.release.id ?? null).flatMap((id) => madeOf(id) ?? []);
    const choices = kept.filter(({ files }) => quickFaultOf(files) === null).map(({ release }) => releaseNameOf(release));
    // Where nobody knows what serves, what was well last is a way out.
    const usual = current === null ? choices[0]?.id : releaseBefore(past, current);
    return { from: current?.release ?? null, choices, usual };
  });
  if (!read.ok) return read;
  const { choices, usual } = read.value;
  const to = choices.find(({ id }) => id === (releaseId ?? usual));
  // Nobody knows what serves: then all that is known is where to go.
  const from = read.value.from ?? to;
  return to === undefined || from === undefined ? err(nothingToGoBackTo(environment, releaseId)) : ok({ from, to, choices });
}

function nothingToGoBackTo(environment: string, releaseId: ReleaseId | undefined): Failure<"nothing-to-roll-back-to"> {
  if (releaseId === undefined)
    return failure("nothing-to-roll-back-to", `${environment} has had no other release in good health whose files are still here.`);
  const why = `${environment} has not had ${releaseId} in good health before, or its files are not here any more.`;
  return failure("nothing-to-roll-back-to", why, "Choose another release, or deploy it instead.");
}

async function readDetail(store: Store, id: DeploymentId): Promise<Result<DeploymentDetail, NotFound | StoreFailure>> {
  const read = found(
    store.read(({ deployments, approvals, projects }) => {
      const stored = deployments.get(id);
      if (stored === null) return null;
      const { health } = stored.plan;
      const detail = {
        deployment: toDeployment(stored),
        steps: deployments.steps(id),
        health: deployments.samples(id),
        ...{ failuresAllowed: health?.failuresAllowed ?? null, watchMs: health?.watchMs ?? null },
        approval: stored.approval ?? approvals.get(stored.stageRunId),
        ...deployments.neighbours(id),
        evidence: [...stored.evidence],
      };
      return { detail, project: projects.get(stored.projectId) };
    }),
    `Deployment ${id}`,
  );
  if (!read.ok) return read;
  const { detail, project } = read.value;
  return ok({ ...detail, ...(await readDifference(project, detail.deployment)) });
}

/** The commits that come with it; where it brings an older release, those that go. */
async function readDifference(
  project: StoredProject | null,
  { previous, release, kind }: Deployment,
): Promise<Pick<DeploymentDetail, "commits" | "commitsGoAway">> {
  const isRollback = kind === "rollback";
  if (project?.trusted !== true || previous === null) return { commits: [], commitsGoAway: isRollback };
  const read = async (from: string, to: string) => {
    const commits = await readCommitsBeyond(project.path, { from, to, limit: mostCommits });
    return commits.ok ? commits.value.map(toCommit) : [];
  };
  const coming = await read(previous.commit, release.commit);
  if (coming.length > 0) return { commits: coming, commitsGoAway: false };
  const going = await read(release.commit, previous.commit);
  return { commits: going, commitsGoAway: isRollback || going.length > 0 };
}
