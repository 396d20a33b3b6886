import type { Environment } from "../../../../shared/contract/deployments.ts";
import { type DeploymentId, idPatterns, type ProjectId } from "../../../../shared/ids.ts";
import type { PlannedEnvironment, PlannedStrategy } from "../../../../shared/pipeline/planned-environment.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { minuteMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import type { LookAtTarget, TargetState } from "../../deploy/deploy.ts";
import { noteDeployment } from "../../inbox/inbox.ts";
import { isGoing } from "../../promotion/promotion.ts";
import type { SecretSource } from "../../run/run.ts";
import { redactText } from "../../secret/secret.ts";
import type { Store, StoredDeployment, StoredProject, StoreFailure, Tables } from "../../store/store.ts";

/** What a look at a target needs. */
export interface LookParts {
  readonly store: Store;
  readonly now: Clock;
  readonly lookAt: LookAtTarget;
  /** What commands are given besides the environment's own. */
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: SecretSource;
}

/** Why a look found nothing out. */
export type LookAtFailure = StoreFailure | Failure<"target-unreachable">;

/** A target that tells nothing in this time is out of reach. */
const patienceMs = minuteMs;

/**
 * Looks at a trusted project's target, and makes true what the history says: which release serves, whether its files are as
 * they were put there, and how a deployment ended that nobody could tell of.
 */
export async function lookAtEnvironment(
  parts: LookParts,
  project: StoredProject,
  environment: PlannedEnvironment,
): Promise<Result<undefined, LookAtFailure>> {
  const { store, now, lookAt } = parts;
  const { name, strategy } = environment;
  const { variables, secrets } = await variablesOf(parts, project.id, environment);
  const context = { projectPath: project.path, signal: AbortSignal.timeout(patienceMs), environment: variables };
  const state = withoutSecrets(await lookAt(strategy, context), secrets);
  const noted = store.writeDurably((tables) => {
    const at = now();
    if (!state.ok) tables.environments.noteLook(project.id, name, { state: "unknown", detail: state.failure.message, lookedAt: at });
    else noteState(tables, project.id, environment, state.value, at);
  });
  if (!noted.ok) return noted;
  return state.ok ? ok(undefined) : err(failure("target-unreachable", state.failure.message, state.failure.hint));
}

/** Secrets that are not set are left out: a look needs fewer than a deployment. */
async function variablesOf({ environment, secrets }: LookParts, project: ProjectId, planned: PlannedEnvironment) {
  const variables: Record<string, string> = {};
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) variables[name] = value;
  delete variables.ELECTRON_RUN_AS_NODE;
  Object.assign(variables, planned.env);
  for (const name of planned.secrets) {
    const found = await secrets(project, [name], planned.name);
    for (const [secret, value] of found.ok ? found.value : []) values.set(secret, value);
  }
  return { variables: { ...variables, ...Object.fromEntries(values) }, secrets: values };
}

/** A command of one's own may print a secret, and so may whatever fails. */
function withoutSecrets(state: Awaited<ReturnType<LookAtTarget>>, secrets: ReadonlyMap<string, string>): typeof state {
  const plain = (text: string) => redactText(text, secrets);
  if (!state.ok) return err({ ...state.failure, message: plain(state.failure.message), hint: plain(state.failure.hint) });
  const { serves, drift, ...rest } = state.value;
  return ok({ ...rest, serves: serves === null ? null : { ...serves, version: plain(serves.version) }, drift: drift.map(plain) });
}

function noteState(
  tables: Tables,
  project: ProjectId,
  { name, strategy, health }: PlannedEnvironment,
  state: TargetState,
  at: number,
): void {
  const { deployments, environments } = tables;
  const all = deployments.list(project, { environment: name }, mostLookedThrough);
  // What is being changed now is somebody else's to say.
  if (all.some((one) => isGoing(one.state) && one.state !== "waiting")) {
    environments.noteLook(project, name, { state: "unknown", detail: "A deployment is under way.", lookedAt: at });
    return;
  }
  for (const lost of all.filter((one) => one.state === "lost").toReversed()) settle(tables, lost, state, health === null, at);
  const settled = deployments.list(project, { environment: name }, mostLookedThrough);
  const drift = driftOf(expectedOf(settled), state, strategy);
  environments.noteLook(project, name, { ...drift, lookedAt: at }, servingOf(settled, state));
}

/** A target serves what was put there not so long ago. */
const mostLookedThrough = 500;

/** Says of a deployment that vanished how it ended. */
function settle(tables: Tables, lost: StoredDeployment, state: TargetState, isHealthy: boolean, at: number): void {
  const serves = state.serves?.version ?? "nothing that was put there";
  const told = `Its process vanished. A look found that the target serves ${serves}`;
  if (isOf(lost, state)) {
    const detail = isHealthy ? `${told}.` : `${told}; its health was not watched to the end.`;
    tables.deployments.end(lost.id, { state: "deployed", detail, isHealthy, evidence: [...lost.evidence], serves: lost.release.id }, at);
  } else tables.deployments.end(lost.id, { state: "failed", detail: `${told}.`, isHealthy: false, evidence: [...lost.evidence] }, at);
  noteDeployment(tables, lost.id, at);
}

/** The newest deployment of the release that serves; `null` when none of here put it there. */
function servingOf(all: readonly StoredDeployment[], state: TargetState): DeploymentId | null {
  return all.find((one) => one.servedAt !== null && isOf(one, state))?.id ?? null;
}

/** Another machine's history may count its releases alike: the id, the version and the files must fit. */
function isOf({ release, contents }: StoredDeployment, { serves }: TargetState): boolean {
  if (serves === null || serves.version !== release.version) return false;
  if (serves.contents !== null && serves.contents !== contents) return false;
  return serves.id === null || !idPatterns.release.test(serves.id) || serves.id === release.id;
}

/** What the target serves as far as deployments say: the last that was well. */
function expectedOf(all: readonly StoredDeployment[]): StoredDeployment | null {
  return all.find(({ state }) => state === "deployed") ?? null;
}

function driftOf(
  expected: StoredDeployment | null,
  state: TargetState,
  strategy: PlannedStrategy,
): Pick<NonNullable<Environment["drift"]>, "state" | "detail"> {
  const { serves, drift } = state;
  if (expected === null && serves === null) return { state: "as-deployed", detail: "Nothing was put there." };
  if (expected === null) return { state: "drifted", detail: `It serves ${serves?.version}, which was not put there from here.` };
  const wanted = expected.release.version;
  if (serves === null) return { state: "drifted", detail: `${wanted} was put there, and it serves none of our releases.` };
  const foreign = serves.version === wanted ? `another ${wanted}, which was not put there from here` : serves.version;
  if (!isOf(expected, state)) return { state: "drifted", detail: `${wanted} was put there, and it serves ${foreign}.` };
  if (drift.length > 0) return { state: "drifted", detail: drift.join("; ") };
  const files = strategy.type === "command" ? "" : ", with its files as they were put there";
  return { state: "as-deployed", detail: `It serves ${wanted}${files}.` };
}
