import type { Deployment, DeploymentDetail, DeploymentStep, Environment } from "../../../shared/contract/deployments.ts";
import { deploymentWord } from "../../../shared/deployment-look.ts";
import { formatAge, formatDuration } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";
import type { Invocation } from "./command.ts";

/** The word of the window for where a deployment stands, within a sentence. */
export function stateWord(deployment: Pick<Deployment, "state">): string {
  return deploymentWord(deployment).toLowerCase();
}

/** Commits as lines for people. */
export function commitLines(commits: DeploymentDetail["commits"]): string[] {
  return commits.map(({ commit, subject, author }) => `  ${commit.slice(0, 7)}  ${subject} (${author})`);
}

/** An environment as lines for people: what is there, and then what is to be said of it. */
export function environmentLines(environment: Environment, now: number): string[] {
  const { name, target, current, latest, pending, freeze, drift, window, needs } = environment;
  const there = current === null ? "nothing known" : `${current.release.version}, since ${formatAge(now - (current.servedAt ?? now))}`;
  const more = [
    pending === null || pending.count === 0 ? null : pendingWords(pending, now),
    latest === null || latest.id === current?.id
      ? null
      : `${latest.release.version}: ${stateWord(latest)}${latest.detail === null ? "" : `: ${latest.detail}`}`,
    freeze === null ? null : `frozen${freeze.untilMs === null ? "" : ` until ${new Date(freeze.untilMs).toISOString()}`}: ${freeze.reason}`,
    drift === null || drift.state === "as-deployed" ? null : `${drift.state}: ${drift.detail}`,
    window === null ? null : `deployments begin ${window}`,
    needs.length === 0 ? null : `takes what ${needs.join(", ")} had`,
  ].filter((line) => line !== null);
  return [`${name.padEnd(14)}  ${there.padEnd(32)}  ${target}`, ...more.map((line) => `                ${line}`)];
}

function pendingWords({ count, oldestAt }: NonNullable<Environment["pending"]>, now: number): string {
  const commits = count === 1 ? "1 commit is" : `${count} commits are`;
  return `${commits} not there yet${oldestAt === null ? "" : `, the oldest from ${formatAge(now - oldestAt)}`}`;
}

/** A deployment as one line for people. */
export function deploymentLine({ id, environment, release, state, kind, person, createdAt, detail }: Deployment, now: number): string {
  const cells = [
    id.padStart(5),
    environment.padEnd(14),
    `${kind === "rollback" ? "back to " : ""}${release.version}`.padEnd(18),
    stateWord({ state }).padEnd(15),
    formatAge(now - createdAt).padStart(12),
    person.padEnd(10),
    state === "deployed" ? "" : (detail ?? ""),
  ];
  return cells.join("  ").trimEnd();
}

/** A deployment's page as lines for people. */
export function detailLines(detail: DeploymentDetail, now: number): string[] {
  const { deployment, steps, health, approval, commits, commitsGoAway, evidence } = detail;
  const bad = health.filter(({ isGood }) => !isGood).length;
  return [
    deploymentLine(deployment, now),
    ...(deployment.detail === null ? [] : [deployment.detail]),
    ...(deployment.comment === "" ? [] : [`Comment: ${deployment.comment}`]),
    ...(approval?.decision == null
      ? []
      : [`${approval.decision} by ${approval.person}${approval.comment === "" ? "" : `: ${approval.comment}`}`]),
    ...steps.map(stepLine),
    ...(health.length === 0 ? [] : [`Health was asked ${health.length} times, ${bad} of them in vain.`]),
    ...evidence.map((line) => `  ${line}`),
    ...(commits.length === 0 ? [] : [commitsGoAway ? "Commits that go away:" : "Commits that come with it:", ...commitLines(commits)]),
  ];
}

function stepLine({ name, state, detail, startedAt, finishedAt }: DeploymentStep): string {
  const took = startedAt === null || finishedAt === null ? "" : formatDuration(finishedAt - startedAt);
  return `  ${name.padEnd(18)}  ${state.padEnd(8)}  ${took.padStart(10)}  ${detail ?? ""}`.trimEnd();
}

/** Says what goes on by itself from here; nothing when nothing does. */
export function tellFollowers({ isJson, print }: Invocation, followers: readonly Deployment[]): void {
  for (const deployment of followers) {
    const { environment, release, id } = deployment;
    if (isJson) print(`${JSON.stringify({ type: "deployment.started", deployment })}\n`);
    else print(`${visible(`${environment} takes ${release.version} by itself (${id}): millrace deployments show ${id}`)}\n`);
  }
}
