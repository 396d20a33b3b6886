import { userInfo } from "node:os";
import type { ReleaseId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { toDeployment } from "../../../engine/service/deployment/environments.ts";
import { type DeploymentWish, planDeployment } from "../../../engine/service/deployment/plan.ts";
import type { StoredDeployment } from "../../../engine/store/store.ts";
import { staySmall } from "../../stay-small.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { commitLines, stateWord, tellFollowers } from "../deploy-lines.ts";
import { type DeployPlace, openDeployPlace, refuseDeploy, releaseCalled } from "../deploy-place.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { exitCodeOf, hostRun } from "../host-run.ts";

/** `millrace deploy ENV [--release R]`: this process is the run's host, so an open window shows it live. */
export const executeDeploy: Execute = async (invocation) => {
  staySmall();
  const place = await openDeployPlace(invocation, { consents: true, isSmall: true });
  if (!place.ok) return place;
  const [environment = ""] = invocation.words;
  await place.value.makeSure(place.value.project.id, environment);
  const release = await chooseRelease(invocation, place.value, environment);
  if (!release.ok) return refuseDeploy(release.failure);
  return carryOut(invocation, place.value, { environment, releaseId: release.value, kind: "deploy", comment: "" });
};

/** `millrace rollback ENV [--release R] [--dry-run] [--comment TEXT]`. */
export const executeRollback: Execute = async (invocation) => {
  staySmall();
  const place = await openDeployPlace(invocation, { consents: true, isSmall: true });
  if (!place.ok) return place;
  const { deployments, makeSure, store, project } = place.value;
  const { words, options, isJson, print } = invocation;
  const [environment = ""] = words;
  await makeSure(project.id, environment);
  const named = typeof options.release === "string" ? releaseCalled(store, project, options.release) : null;
  if (named !== null && !named.ok) return refuseDeploy(named.failure);
  const preview = await deployments.previewRollback({ projectId: project.id, environment, releaseId: named?.value.id });
  if (!preview.ok) return refuseDeploy(preview.failure);
  const { from, to, commits } = preview.value;
  if (options["dry-run"] === true && isJson) print(`${JSON.stringify(preview.value)}\n`);
  else if (!isJson) {
    const head = `${environment} goes back from ${from.version} to ${to.version}; ${commits.length} commits go away${commits.length === 0 ? "." : ":"}`;
    print(`${[head.replace("1 commits go", "1 commit goes"), ...commitLines(commits)].map(visible).join("\n")}\n`);
  }
  if (options["dry-run"] === true) {
    store.close();
    return ok(exitCodes.passed);
  }
  const comment = typeof options.comment === "string" ? options.comment : "";
  return carryOut(invocation, place.value, { environment, releaseId: to.id, kind: "rollback", comment });
};

type Wish = Pick<DeploymentWish, "environment" | "releaseId" | "kind" | "comment">;

async function carryOut(invocation: Invocation, place: DeployPlace, wish: Wish): Promise<Result<number, CommandFailure>> {
  const { store, project } = place;
  const planned = await planDeployment(store, project, { ...wish, cause: "person", person: userInfo().username }, systemClock);
  if (!planned.ok) return refuseDeploy(planned.failure);
  const run = await hostRun(invocation, store, planned.value);
  if (!run.ok) return fail(run.failure);
  const deployment = store.read(({ deployments }) => deployments.ofRun(run.value.id));
  const followers = await place.deployDue(project);
  store.close();
  if (!deployment.ok) return fail(deployment.failure);
  if (deployment.value === null) return fail(failure("not-found", `The deployment of run ${run.value.number} is not in the history.`));
  tellEnd(invocation, deployment.value);
  tellFollowers(invocation, followers);
  const { state } = deployment.value;
  if (state === "deployed") return ok(exitCodes.passed);
  return ok(state === "canceled" || run.value.status !== "passed" ? exitCodeOf(run.value) : exitCodes.failed);
}

function tellEnd({ isJson, out }: Invocation, deployment: StoredDeployment): void {
  const { id, environment, state, release, detail } = deployment;
  const words =
    state === "deployed" ? `${environment} serves ${release.version}` : `${environment}: ${release.version} ${stateWord(deployment)}`;
  out.write(
    isJson
      ? `${JSON.stringify({ type: "deployment.finished", deployment: toDeployment(deployment) })}\n`
      : `${visible(`${words} (${id}).${detail === null || state === "deployed" ? "" : ` ${detail}`}`)}\n`,
  );
}

/** As many releases are asked whether they may go there. */
const mostAsked = 100;

/** The one that is named, else the newest that may go there: a snapshot or a pre-release only where there is no other. */
async function chooseRelease(
  { options, isJson, errorOut }: Invocation,
  { store, project, environments }: DeployPlace,
  environment: string,
): Promise<Result<ReleaseId, Failure>> {
  if (typeof options.release === "string") {
    const named = releaseCalled(store, project, options.release);
    return named.ok ? ok(named.value.id) : named;
  }
  const made = store.read(({ releases }) => releases.list(project.id, { isReleased: true }, mostAsked));
  if (!made.ok) return made;
  const ordered = [...made.value.filter(({ kind }) => kind === "release"), ...made.value.filter(({ kind }) => kind !== "release")];
  const [newest] = ordered;
  if (newest === undefined) return err(failure("not-found", `${project.name} has no release yet.`, "Make one: millrace release create."));
  let whyNotNewest = "";
  for (const { id, version } of ordered) {
    const asked = await environments.gates({ projectId: project.id, environment, releaseId: id });
    if (!asked.ok) return asked;
    const ofRelease = asked.value.gates.filter(({ kind }) => kind === "promotion" || kind === "green" || kind === "artifacts");
    const closed = ofRelease.find(({ state }) => state === "closed");
    if (closed === undefined) {
      // Whoever expects the newest must not take another one for it.
      if (whyNotNewest !== "" && !isJson) errorOut.write(`${visible(whyNotNewest)}\n`);
      return ok(id);
    }
    if (id === newest.id) whyNotNewest = `Not ${version}: ${closed.text}`;
  }
  // Why it may not, its gates say.
  return ok(newest.id);
}
