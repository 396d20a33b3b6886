import type { DeploymentId, ReleaseId } from "../../../shared/ids.ts";
import { rowOf } from "../../../shared/ids.ts";
import type { StoredDeployment, Tables } from "../store/store.ts";
import { note, type Seen, tell } from "./note.ts";

const weights = { "rolled-back": 1, failed: 2, lost: 3 } as const;

/** Keeps what the end of a deployment means for the inbox; in the transaction that keeps that end. One that was canceled says nothing. */
export function noteDeployment(tables: Tables, id: DeploymentId, at: number): void {
  const deployment = tables.deployments.get(id);
  if (deployment === null) return;
  const { projectId, environment, state, detail, runId, stageRunId, release, number } = deployment;
  const seen: Seen = {
    ...{ projectId, kind: "deployment", key: environment, subject: environment, branch: null, title: deploymentTitle(deployment) },
    detail: detail ?? "",
    // The release's commit may be its own, and what it is called by then is the newest change before it.
    commit: { commit: release.commit, subject: release.tag ?? release.version, author: "" },
    ...{ deploymentId: id, runId, stageRunId },
  };
  if (state === "deployed") {
    const ending = `${release.version} was deployed (deployment ${number})`;
    const noted = note(tables, seen, { type: "whole", at, evidence: rowOf(id), ending });
    if (noted !== null) tell(tables, noted, projectId, { title: `${release.version} serves in ${environment}`, body: detail ?? "" }, at);
  } else if (state === "failed" || state === "lost" || state === "rolled-back") {
    const noted = note(tables, seen, { type: "broken", at, evidence: rowOf(id), weight: weights[state] });
    if (noted !== null) tell(tables, noted, projectId, { title: seen.title, body: seen.detail }, at);
  }
}

function deploymentTitle({ environment, release, state }: StoredDeployment): string {
  if (state === "rolled-back") return `${release.version} was rolled back from ${environment}`;
  if (state === "lost") return `Nobody knows what ${environment} serves: the deployment of ${release.version} vanished`;
  return `${release.version} could not be deployed to ${environment}`;
}

/** Keeps what the end of the making of a release means for the inbox; in the transaction that keeps that end. */
export function noteRelease(tables: Tables, id: ReleaseId, at: number): void {
  const release = tables.releases.get(id);
  if (release === null) return;
  const { projectId, version, kind, state, failure, branch } = release;
  const isSnapshot = kind === "snapshot";
  const seen: Seen = {
    ...{ projectId, kind: "release", key: isSnapshot ? "snapshot" : version, subject: isSnapshot ? "snapshot" : version },
    ...{ branch: isSnapshot ? branch : null, detail: failure?.message ?? "", releaseId: id },
    title: `${isSnapshot ? "A snapshot" : `Release ${version}`} ${state === "interrupted" ? "was left half done" : "could not be made"}`,
  };
  const evidence = isSnapshot ? rowOf(id) : null;
  if (state === "failed" || state === "interrupted") {
    const noted = note(tables, seen, { type: "broken", at, evidence, weight: 1 });
    if (noted !== null) tell(tables, noted, projectId, { title: seen.title, body: seen.detail }, at);
  } else if (state === "released" || state === "undone") {
    const noted = note(tables, seen, { type: "whole", at, evidence, ending: state === "undone" ? "it was undone" : "it was released" });
    // Snapshots come by themselves with every green run, which is told already.
    if (noted !== null && state === "released" && !isSnapshot)
      tell(tables, noted, projectId, { title: `${version} is released`, body: "" }, at);
  }
}
