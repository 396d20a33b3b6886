import type { Deployment, Environment } from "../../shared/contract/deployments.ts";
import type { ProjectId, ReleaseId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { environmentsStore, readEnvironmentsSoon, takeEnvironment } from "../state/environments.ts";
import { showOverlay } from "../state/overlay.ts";
import { deploymentAddress, navigate } from "../state/route.ts";
import { showFailure, showToast } from "../state/toasts.ts";
import { type Action, always } from "./action.ts";

/** Asks which release goes into an environment, or into which environment a release goes; what is known is chosen already. */
export function askToDeploy(environment: string | null, releaseId: ReleaseId | null): void {
  const first = environment ?? environmentsStore.getState().environments?.[0]?.name;
  if (first !== undefined) showOverlay({ kind: "deploy", environment: first, releaseId });
}

/** Asks before an environment goes back to an earlier release. */
export function askToRollBack(environment: string): void {
  showOverlay({ kind: "rollback", environment });
}

/** Asks why and until when nothing may be deployed. */
export function askToFreeze(environment: string): void {
  showOverlay({ kind: "freeze", environment });
}

/** Shows a deployment's page. */
export function showDeployment({ projectId, id }: Pick<Deployment, "projectId" | "id">): void {
  navigate({ kind: "deployment", projectId, deploymentId: id, query: {} });
}

/** Begins a deployment and shows its page. Answers why not; `null` when it was begun. */
export async function deploy(projectId: ProjectId, environment: string, releaseId: ReleaseId): Promise<Failure | null> {
  const answer = await call((engine) => engine.deployments.start({ projectId, environment, releaseId }));
  return answer.ok ? begun(answer.value) : answer.failure;
}

/** Begins a rollback and shows its page. Answers why not; `null` when it was begun. */
export async function rollBack(projectId: ProjectId, environment: string, releaseId: ReleaseId, comment: string): Promise<Failure | null> {
  const answer = await call((engine) => engine.deployments.rollback({ projectId, environment, releaseId, comment }));
  return answer.ok ? begun(answer.value) : answer.failure;
}

function begun(deployment: Deployment): null {
  readEnvironmentsSoon();
  if (location.hash !== deploymentAddress(deployment.projectId, deployment.id)) showDeployment(deployment);
  return null;
}

/** Lets nothing into an environment, until a moment or until it is lifted. Answers why that was not noted; `null` when it was. */
export async function freeze(projectId: ProjectId, environment: string, reason: string, untilMs: number | null): Promise<Failure | null> {
  const until = untilMs === null ? {} : { untilMs };
  const answer = await call((engine) => engine.environments.freeze({ projectId, environment, reason, ...until }));
  if (!answer.ok) return answer.failure;
  readEnvironmentsSoon();
  showToast({ message: `${environment} is frozen.`, action: { label: "Undo", perform: () => void unfreeze(projectId, environment) } });
  return null;
}

/** Lifts a person's freeze. */
export async function unfreeze(projectId: ProjectId, environment: string): Promise<void> {
  const answer = await call((engine) => engine.environments.unfreeze({ projectId, environment }));
  if (!answer.ok) return showFailure(answer.failure);
  readEnvironmentsSoon();
  showToast({ message: `${environment} is no longer frozen.` });
}

/** Looks what the target really holds. Answers when it has been looked. */
export async function lookAt(projectId: ProjectId, environment: string): Promise<void> {
  const answer = await call((engine) => engine.environments.look({ projectId, environment }));
  if (!answer.ok) return showFailure(answer.failure);
  takeEnvironment(answer.value);
  const { drift } = answer.value;
  if (drift === null) return;
  if (drift.state === "as-deployed") showToast({ message: `${environment} is as it was deployed.`, hint: drift.detail });
  else
    showToast({
      kind: "problem",
      message: `${environment} ${drift.state === "drifted" ? "is not as it was deployed." : "does not tell."}`,
      hint: drift.detail,
    });
}

/** What the palette offers for an environment. */
export function environmentActions({ name, rollbackTo }: Environment): Action[] {
  return [
    {
      id: `deploy.${name}`,
      label: `Deploy to ${name}…`,
      group: "Release",
      keywords: "environment promote put",
      isEnabled: always,
      perform: () => askToDeploy(name, null),
      command: () => `millrace deploy ${name}`,
    },
    {
      id: `rollback.${name}`,
      label: `Roll back ${name}…`,
      group: "Release",
      keywords: "environment undo revert back",
      isEnabled: () => rollbackTo !== null,
      perform: () => askToRollBack(name),
      command: () => `millrace rollback ${name}`,
    },
  ];
}
