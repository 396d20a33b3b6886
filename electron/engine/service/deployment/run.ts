import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { DeploymentStep } from "../../../../shared/contract/deployments.ts";
import type { ReleaseArtifact } from "../../../../shared/contract/releases.ts";
import { countOf } from "../../../../shared/counts.ts";
import { idPatterns, type ReleaseId, type RunId } from "../../../../shared/ids.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { formatBytes } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import type { DeployEnd, DeployOrder, DeployPorts, ReleaseFiles, ServedRelease } from "../../deploy/deploy.ts";
import { noteDeployment } from "../../inbox/inbox.ts";
import { timeGatesOf } from "../../promotion/promotion.ts";
import { redactText } from "../../secret/secret.ts";
import type { DeploymentEnd, Store, StoredDeployment, StoreFailure, Tables } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { frozenTimes, isReleaseOf } from "./facts.ts";

/** What carrying out a deployment needs from the program that does it. */
export interface DeploymentRunParts {
  readonly store: Store;
  readonly now: Clock;
  /** See `carryOut` of `engine/deploy`. */
  readonly carryOut: (order: DeployOrder, ports: DeployPorts) => Promise<DeployEnd>;
  /** What commands are given, secrets included. */
  readonly environment: Readonly<Record<string, string>>;
  /** The machine, for whoever finds the target locked. */
  readonly machine: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Carries out the deployment of a run, from its first step to its end, and writes down each before it goes on: what serves
 * and how it ended is on the disk before it is told. Answers how it ended.
 */
export async function runDeployment(
  run: RunId,
  parts: DeploymentRunParts,
): Promise<Result<DeploymentEnd["state"], StoreFailure | NotFound>> {
  const { store, now } = parts;
  const begun = beginDeployment(store, run, now);
  if (!begun.ok) return begun;
  const { deployment, order, closed } = begun.value;
  const end: DeploymentEnd =
    closed === null
      ? await carryOutUnlessTampered(order(parts.machine), deployment, { ...parts, hide: hiderOf(deployment, parts) })
      : { state: "failed", detail: `${closed} Deploy it again once that is over.`, isHealthy: false, evidence: [] };
  for (const line of end.evidence) parts.log(line);
  parts.log(end.detail ?? end.state);
  const written = store.writeDurably((tables) => {
    const at = now();
    if (tables.deployments.end(deployment.id, end, at)) noteDeployment(tables, deployment.id, at);
  });
  return written.ok ? ok(end.state) : written;
}

/** Takes secrets out of what goes into the history: commands print what they like, and a target answers so. */
type Hide = (text: string) => string;

function hiderOf({ plan }: StoredDeployment, { environment }: DeploymentRunParts): Hide {
  const secrets = new Map(plan.secrets.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]] as const])));
  return (text) => redactText(text, secrets);
}

interface Begun {
  readonly deployment: StoredDeployment;
  readonly order: (machine: string) => DeployOrder;
  /** Why it may not begin after all; `null` when it may. */
  readonly closed: string | null;
}

function beginDeployment(store: Store, run: RunId, now: Clock): Result<Begun, StoreFailure | NotFound> {
  const begun = store.writeDurably((tables) => {
    const { deployments, projects, releases, approvals, environments } = tables;
    const deployment = deployments.ofRun(run);
    const project = deployment === null ? null : projects.get(deployment.projectId);
    if (deployment === null || project === null) return null;
    if (!deployments.begin(deployment.id, approvals.get(deployment.stageRunId), now())) return null;
    const { currentId } = environments.get(deployment.projectId, deployment.environment);
    const previous = currentId === null ? null : deployments.get(currentId);
    const filesOf = ({ release: { id, version }, contents }: Pick<StoredDeployment, "release" | "contents">): ReleaseFiles => ({
      ...{ id, version, contents },
      files: releases.artifacts(id).flatMap(({ storedPath, ...file }) => (storedPath === null ? [] : [{ ...file, storedPath }])),
    });
    const order = {
      ...{ deployment: deployment.id, environment: deployment.plan, kind: deployment.kind, projectPath: project.path },
      ...{ release: filesOf(deployment), previous: previous === null ? null : filesOf(previous) },
    };
    const holder = (machine: string) => `${deployment.person} on ${machine}, deployment ${deployment.id}`;
    return { deployment, order: (machine: string) => ({ ...order, holder: holder(machine) }), closed: closedBy(tables, deployment, now()) };
  });
  if (!begun.ok) return begun;
  return begun.value === null ? err(failure("not-found", `Run ${run} has no deployment that could begin.`)) : ok(begun.value);
}

/** Days may have gone by until a person agreed: a freeze that came meanwhile holds, and so does the window. */
function closedBy(tables: Tables, { kind, projectId, plan }: StoredDeployment, nowMs: number): string | null {
  if (kind === "rollback") return null;
  const gates = timeGatesOf({ environment: plan, frozen: frozenTimes(tables, projectId, plan), nowMs });
  return gates.find(({ state }) => state === "closed")?.text.replace(/\.?$/, ".") ?? null;
}

async function carryOutUnlessTampered(
  order: DeployOrder,
  { id, projectId }: StoredDeployment,
  parts: DeploymentRunParts & { readonly hide: Hide },
): Promise<DeploymentEnd> {
  const { store, now, log, carryOut, environment, signal, hide } = parts;
  const steps = new StepPlaces();
  const keep = (told: DeploymentStep) => {
    const step = { ...told, detail: told.detail === null ? null : hide(told.detail) };
    const state = stateAt(step);
    store.write(({ deployments }) => {
      deployments.keepStep(id, steps.placeOf(step), step, now());
      if (state !== null) deployments.note(id, state, now());
    });
  };
  const startedAt = now();
  const isOurs = (served: ServedRelease) => {
    const known = store.read((tables) => isReleaseOf(tables, projectId, served));
    return known.ok && known.value;
  };
  const fault = await faultOf(order.release.files);
  keep({ name: "Check the files", state: fault === null ? "done" : "failed", detail: fault ?? sumOf(order), startedAt, finishedAt: now() });
  if (fault !== null) return { state: "failed", detail: fault, isHealthy: false, evidence: [] };
  const end = await carryOut(order, {
    ...{ environment, signal, log, now, step: keep, isOurs },
    sample: (sample) => void store.write(({ deployments }) => deployments.addSample(id, { ...sample, detail: hide(sample.detail) })),
    serving: () => void store.writeDurably(({ deployments }) => deployments.serve(id, now())),
  });
  return toStoredEnd({ ...end, detail: hide(end.detail), evidence: end.evidence.map(hide) });
}

/** The places of steps in the order in which they are told first. */
class StepPlaces {
  readonly #names: string[] = [];

  placeOf({ name }: DeploymentStep): number {
    if (!this.#names.includes(name)) this.#names.push(name);
    return this.#names.indexOf(name) + 1;
  }
}

/** What the deployment is at once a step has begun; `null` when that says nothing. */
function stateAt({ name, state }: DeploymentStep): "rolling-back" | null {
  return state === "running" && name === "Roll back" ? "rolling-back" : null;
}

function toStoredEnd({ state, detail, evidence, serves }: DeployEnd): DeploymentEnd {
  const isOurs = serves !== null && idPatterns.release.test(serves);
  return { state, detail, evidence: [...evidence], isHealthy: state === "deployed", serves: isOurs ? (serves as ReleaseId) : null };
}

function sumOf({ release: { files } }: DeployOrder): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${countOf(files.length, "file")}, ${formatBytes(bytes)}, as made`;
}

/** Why the files of a release are not what they were when it was made; `null` when they are. */
export async function faultOf(files: readonly Pick<ReleaseArtifact, "path" | "sha256" | "storedPath">[]): Promise<string | null> {
  for (const { path, sha256, storedPath } of files) {
    const found = await sumOfFile(storedPath ?? "");
    if (found === null) return `${path} of the release is not there any more.`;
    if (found !== sha256) return `${path} of the release was changed since it was made: its SHA-256 is ${found}, and was ${sha256}.`;
  }
  return null;
}

async function sumOfFile(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest("hex");
  } catch {
    // Whatever keeps it from being read, it cannot be deployed.
    return null;
  }
}
