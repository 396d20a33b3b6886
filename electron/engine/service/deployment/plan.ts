import type { Deployment } from "../../../../shared/contract/deployments.ts";
import { deploymentStageName } from "../../../../shared/deployment-stage.ts";
import type { ReleaseId } from "../../../../shared/ids.ts";
import { type PlannedStage, planPlainStage, planPlainStep } from "../../../../shared/pipeline/plan.ts";
import type { PlannedEnvironment } from "../../../../shared/pipeline/planned-environment.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { minuteMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { earlierReleases, freezeAt } from "../../promotion/promotion.ts";
import type { RunRequest } from "../../run/run.ts";
import type { Store, StoredProject, StoreFailure } from "../../store/store.ts";
import { expectTimes } from "../history/expected-times.ts";
import type { NotFound } from "../not-there.ts";
import { refuseToRun } from "../run/may-run.ts";
import { type EnvironmentFailure, findEnvironment, findRelease, frozenTimes, type MadeRelease, readGates } from "./facts.ts";
import { faultOf } from "./run.ts";

/** What is to be put where, and who wants it. */
export interface DeploymentWish extends Pick<Deployment, "environment" | "kind" | "cause" | "person" | "comment"> {
  readonly releaseId: ReleaseId;
}

/** Why nothing is deployed. */
export type DeploymentPlanFailure =
  | NotFound
  | StoreFailure
  | EnvironmentFailure
  | Failure<"folder-missing" | "not-trusted" | "gate-closed" | "release-damaged" | "nothing-to-roll-back-to">;

/** The run that would put a release somewhere, if it may go there now. The release's files are read whole, to be sure of them. */
export async function planDeployment(
  store: Store,
  project: StoredProject,
  wish: DeploymentWish,
  now: Clock,
): Promise<Result<RunRequest, DeploymentPlanFailure>> {
  const refused = await refuseToRun(project);
  if (refused !== null) return err(refused);
  const environment = await findEnvironment(project, wish.environment);
  if (!environment.ok) return environment;
  const made = findRelease(store, project, wish.releaseId);
  if (!made.ok) return made;
  const fault = await faultOf(made.value.files);
  if (fault !== null) return err(failure("release-damaged", fault, "See millrace release verify; make the release again."));
  const closed = store.read((tables) =>
    wish.kind === "rollback"
      ? refuseRollback(tables, project, environment.value, wish, now())
      : refuseDeployment(tables, environment.value, made.value, now()),
  );
  if (!closed.ok) return closed;
  return closed.value === null ? ok(requestFor(store, project, environment.value, made.value, wish)) : err(closed.value);
}

type Tables = Parameters<Parameters<Store["read"]>[0]>[0];

function refuseDeployment(
  tables: Tables,
  environment: PlannedEnvironment,
  made: MadeRelease,
  nowMs: number,
): Failure<"gate-closed"> | null {
  const closed = readGates(tables, environment, made, null, nowMs).filter(({ state }) => state === "closed");
  const [first] = closed;
  if (first === undefined) return null;
  const hints = {
    promotion: `Deploy it to ${environment.needs.join(", ")} first.`,
    freeze: "Lift the freeze, or wait.",
    window: "Wait for it.",
  };
  const hint = first.kind in hints ? hints[first.kind as keyof typeof hints] : "";
  return failure("gate-closed", closed.map(({ text }) => text.replace(/\.?$/, ".")).join(" "), hint);
}

/** Nothing keeps from going back to what was there; in a freeze a person says why. */
function refuseRollback(
  tables: Tables,
  project: StoredProject,
  environment: PlannedEnvironment,
  { releaseId, comment }: DeploymentWish,
  nowMs: number,
): Failure<"gate-closed" | "nothing-to-roll-back-to"> | null {
  const past = tables.deployments.past(project.id, environment.name);
  if (!earlierReleases(past, null).includes(releaseId))
    return failure("nothing-to-roll-back-to", `${environment.name} has not had ${releaseId} in good health.`, "Deploy it instead.");
  const freeze = freezeAt(frozenTimes(tables, project.id, environment), nowMs);
  if (freeze === null || comment.trim() !== "") return null;
  return failure("gate-closed", `${environment.name} is frozen: ${freeze.reason}.`, "Say in a comment why it has to go back.");
}

function requestFor(
  store: Store,
  project: StoredProject,
  environment: PlannedEnvironment,
  { release, contents }: MadeRelease,
  wish: DeploymentWish,
): RunRequest {
  const { kind, cause, person, comment, releaseId } = wish;
  const stage = stageFor(environment, release.version, kind);
  const expected = expectTimes(store, project.id, [stage], 1);
  return {
    ...{ projectId: project.id, projectPath: project.path, checkout: null, branch: null, tag: release.tag, commit: release.commit },
    ...{ tree: release.tree, dirty: false, subject: release.subject, author: null, pendingChanges: null, stages: [stage], kept: [] },
    ...{ before: {}, selection: [stage.name], only: true, parallel: 1, trigger: "deploy", usesCache: false, retryOf: null },
    ...{
      triggerDetail: `${release.version} to ${environment.name}`,
      triggerGroup: null,
      timeoutMs: null,
      concurrency: null,
      changes: null,
    },
    ...{ expectedStageMs: expected.stageMs, expectedMs: expected.runMs, expectedP90Ms: expected.runP90Ms },
    deployment: { projectId: project.id, kind, cause, person, comment, releaseId, contents, environment },
  };
}

/** The only stage of a run that deploys. Its times are such that the program's own come first. */
function stageFor(environment: PlannedEnvironment, version: string, kind: Deployment["kind"]): PlannedStage {
  const { name, env, secrets, approval, timeoutMs, health } = environment;
  const watchMs = health === null ? 0 : health.withinMs + health.watchMs;
  const question = kind === "rollback" || approval === null ? null : approval || `Deploy ${version} to ${name}?`;
  return planPlainStage({
    ...{ name: deploymentStageName(name), phase: "deploy", approval: question, secrets, environment: name },
    steps: [planPlainStep({ run: `${kind === "rollback" ? "roll back" : "deploy"} ${name} ${version}`, env, program: "deploy" })],
    timeoutMs: 2 * timeoutMs + watchMs + minuteMs,
    // To bring back what was there takes as long as to put something new there.
    stopGraceMs: timeoutMs + minuteMs,
    concurrency: { group: deploymentStageName(name), cancelInProgress: false },
  });
}
