import type { PlannedStrategy } from "../../../shared/pipeline/planned-environment.ts";
import { watchHealth } from "./health/health.ts";
import { createProbe } from "./health/probes.ts";
import type { DeployEnd, DeployOrder, DeployPorts, ReleaseFiles } from "./order.ts";
import { makeReleaseFolder } from "./release-folder.ts";
import { runScript } from "./run-script.ts";
import { Steps } from "./steps.ts";
import { variablesFor } from "./variables.ts";

/** A strategy of commands of one's own. */
export type CommandStrategy = Extract<PlannedStrategy, { readonly type: "command" }>;

const stepNames = { run: "Run", health: "Watch health", back: "Roll back" } as const;

/** So many of a script's last lines are evidence. */
const evidenceLines = 20;

/** How long a status command may take. */
const statusMs = 60_000;

/** Deploys by commands of the project's own. What serves is what they say, or else what they were told to do. */
export async function deployByCommands(order: DeployOrder, strategy: CommandStrategy, ports: DeployPorts): Promise<DeployEnd> {
  const { environment, release, previous } = order;
  const steps = new Steps(ports, [stepNames.run, ...(environment.health === null ? [] : [stepNames.health])]);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), environment.timeoutMs);
  try {
    steps.begin(stepNames.run);
    const isBack = order.kind === "rollback" && strategy.rollback !== null;
    const signal = AbortSignal.any([ports.signal, late.signal]);
    const ran = await run(order, strategy, ports, (isBack ? strategy.rollback : null) ?? strategy.run, release, previous, signal);
    if (ran.why !== null) {
      const why = ports.signal.aborted ? "It was canceled." : late.signal.aborted ? "It took too long." : ran.why;
      steps.fail(stepNames.run, why);
      if (!ran.hasBegun) return { state: "failed", detail: why, evidence: [], serves: previous?.id ?? null };
      const version = await askStatus(order, strategy, ports);
      if (version !== null && version === previous?.version)
        return {
          state: ports.signal.aborted ? "canceled" : "failed",
          detail: `${why} ${version} still serves.`,
          evidence: ran.lines,
          serves: previous.id,
        };
      return await bringBack(order, strategy, ports, steps, why, ["The command's last lines:", ...ran.lines]);
    }
    ports.serving();
    steps.done(stepNames.run);
    clearTimeout(timer);
    if (environment.health === null) return { state: "deployed", detail: `${release.version} serves.`, evidence: [], serves: release.id };
    steps.begin(stepNames.health);
    const variables = { ...ports.environment, ...variablesFor(environment, ports.environment, release.version, null) };
    const probe = createProbe(environment.health, { version: release.version, projectPath: order.projectPath, environment: variables });
    const watched = await watchHealth(environment.health, probe, ports);
    if (watched.state !== "good") {
      steps.fail(stepNames.health, watched.detail);
      return await bringBack(order, strategy, ports, steps, watched.detail, watched.evidence);
    }
    steps.done(stepNames.health, watched.detail);
    return { state: "deployed", detail: `${release.version} serves. ${watched.detail}`, evidence: [], serves: release.id };
  } finally {
    clearTimeout(timer);
    steps.skipRest();
  }
}

/** The version that a status command tells on its last line; `null` without one, or when it fails. */
export async function versionByStatus(
  strategy: CommandStrategy,
  projectPath: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | null> {
  if (strategy.status === null) return null;
  let last = "";
  const ended = await runScript({
    script: strategy.status,
    shell: strategy.shell,
    folder: projectPath,
    environment,
    onLine: (line) => {
      if (line.trim() !== "") last = line.trim();
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(statusMs)]),
  });
  return ended.ok && ended.value === 0 && last !== "" ? last : null;
}

function askStatus(order: DeployOrder, strategy: CommandStrategy, ports: DeployPorts): Promise<string | null> {
  const variables = { ...ports.environment, MILLRACE_ENVIRONMENT: order.environment.name };
  return versionByStatus(strategy, order.projectPath, variables, new AbortController().signal);
}

async function bringBack(
  order: DeployOrder,
  strategy: CommandStrategy,
  ports: DeployPorts,
  steps: Steps,
  why: string,
  evidence: readonly string[],
): Promise<DeployEnd> {
  const { release, previous, environment } = order;
  const isCanceled = ports.signal.aborted;
  const state = isCanceled ? "canceled" : "failed";
  if (previous === null || previous.id === release.id) {
    const detail = `${isCanceled ? "It was canceled." : why} There is nothing to go back to.`;
    return { state, detail, evidence, serves: (await askStatus(order, strategy, ports)) === release.version ? release.id : null };
  }
  steps.begin(stepNames.back);
  const inTime = AbortSignal.timeout(environment.timeoutMs);
  const ran = await run(order, strategy, ports, strategy.rollback ?? strategy.run, previous, release, inTime);
  if (ran.why !== null) {
    steps.fail(stepNames.back, ran.why);
    const detail = `${why} Going back to ${previous.version} failed: ${ran.why} It is not known what serves.`;
    return { state: "lost", detail, evidence: [...evidence, "The command's last lines:", ...ran.lines], serves: null };
  }
  steps.done(stepNames.back, `${previous.version} serves again.`);
  const detail = `${isCanceled ? "It was canceled." : why} ${previous.version} serves again.`;
  return { state: isCanceled ? "canceled" : "rolled-back", detail, evidence: isCanceled ? [] : evidence, serves: previous.id };
}

async function run(
  order: DeployOrder,
  { shell }: CommandStrategy,
  ports: DeployPorts,
  script: string,
  release: ReleaseFiles,
  previous: ReleaseFiles | null,
  signal: AbortSignal,
): Promise<{ readonly why: string | null; readonly hasBegun: boolean; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const made = await makeReleaseFolder(release, ports.environment);
  if (!made.ok) return { why: made.failure.message, hasBegun: false, lines };
  try {
    const variables = variablesFor(order.environment, ports.environment, release.version, previous?.version ?? null);
    const ended = await runScript({
      script,
      shell,
      folder: order.projectPath,
      environment: { ...ports.environment, ...variables, MILLRACE_RELEASE_FOLDER: made.value.path },
      onLine: (line) => {
        ports.log(line);
        lines.push(line);
        if (lines.length > evidenceLines) lines.shift();
      },
      signal,
    });
    if (!ended.ok) return { why: ended.failure.message, hasBegun: false, lines };
    if (ended.value === 0) return { why: null, hasBegun: true, lines };
    return { why: `The command ${ended.value === null ? "was ended" : `ended with ${ended.value}`}.`, hasBegun: true, lines };
  } finally {
    await made.value.remove();
  }
}
