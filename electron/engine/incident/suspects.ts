import type { Suspect } from "../../../shared/contract/incidents.ts";
import { readCommitsBeyond } from "../git/git.ts";
import type { StoredDeployment, StoredIncident, StoredProject, Tables } from "../store/store.ts";

/** As many commits of one deployment are shown. */
const mostCommits = 50;

/** A deployment that may be the cause, before git is asked what it brought. */
export interface StoredSuspect {
  readonly deployment: StoredDeployment;
  /** Whether its release serves there still, be it by this deployment or by one that put the same again. */
  readonly isCurrent: boolean;
  /** With which its release came; the same unless that was put there again. */
  readonly bringer: StoredDeployment;
}

/** When an incident began: what its alerts were about may have begun before it was opened. */
export function beginningOf({ alerts }: Tables, { id, openedAt }: StoredIncident): number {
  return Math.min(openedAt, ...alerts.ofIncident(id).map(({ since }) => since));
}

/** What was deployed last before an incident began, in each environment; the last first. */
export function readSuspects(tables: Tables, incident: StoredIncident): StoredSuspect[] {
  const { happenings, deployments } = tables;
  const { projectId } = incident;
  return happenings
    .lastDeployments(projectId, beginningOf(tables, incident))
    .flatMap((id) => deployments.get(id) ?? [])
    .map((deployment) => ({
      deployment,
      isCurrent: servingRelease(tables, deployment) === deployment.release.id,
      bringer: deployments.get(happenings.bringerOf(deployment.id)) ?? deployment,
    }))
    .toSorted((one, other) => timeOf(other.deployment) - timeOf(one.deployment));
}

function servingRelease({ deployments, environments }: Tables, { projectId, environment }: StoredDeployment) {
  const { currentId } = environments.get(projectId, environment);
  return currentId === null ? null : deployments.get(currentId)?.release.id;
}

/** When a deployment came to where people see it, or began to. */
export function timeOf({ servedAt, startedAt, createdAt }: StoredDeployment): number {
  return servedAt ?? startedAt ?? createdAt;
}

/** The same with the commits that each brought; none where git may not be asked, or does not know them. */
export async function withCommits(project: StoredProject, suspects: readonly StoredSuspect[]): Promise<Suspect[]> {
  return Promise.all(
    suspects.map(async ({ deployment, isCurrent, bringer }) => {
      const { id: deploymentId, environment, release, previous } = deployment;
      return {
        ...{ deploymentId, environment, version: release.version, before: previous?.version ?? null, at: timeOf(deployment), isCurrent },
        commits: await commitsOf(project, bringer),
      };
    }),
  );
}

async function commitsOf({ trusted, path }: StoredProject, { release, previous }: StoredDeployment): Promise<Suspect["commits"]> {
  if (!trusted || previous === null) return [];
  const listed = await readCommitsBeyond(path, { from: previous.commit, to: release.commit, limit: mostCommits });
  if (!listed.ok) return [];
  return listed.value.map(({ hash, subject, author, committedAt }) => ({ commit: hash, subject, author, committedAt }));
}
