import { userInfo } from "node:os";
import type { Deployment, DeploymentDetail, Environment, Gate } from "../../../../shared/contract/deployments.ts";
import type { ProjectId, ReleaseId } from "../../../../shared/ids.ts";
import type { PlannedEnvironment } from "../../../../shared/pipeline/planned-environment.ts";
import { err, type Failure, ok, type Result } from "../../../../shared/result.ts";
import { type ListedCommit, readCommitsBeyond, readCountBeyond } from "../../git/git.ts";
import { describeProblem, loadPipeline } from "../../pipeline/pipeline.ts";
import { freezeAt, frozenTimesOf, releaseBefore, windowWords } from "../../promotion/promotion.ts";
import type { StoredDeployment, StoredProject, StoreFailure, Tables } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { refuseToRun } from "../run/may-run.ts";
import { type EnvironmentFailure, findEnvironment, findRelease, quickFaultOf, readGates } from "./facts.ts";
import { type LookParts, lookAtEnvironment } from "./target-looks.ts";
import { plainFactsOf } from "./words.ts";

type ByName = { readonly projectId: ProjectId; readonly environment: string };

/** Why an environment cannot be told of, or changed. */
type TargetFailure = NotFound | StoreFailure | EnvironmentFailure | Failure<"not-trusted" | "target-unreachable">;

/** The `environments` area of the contract. */
export interface EnvironmentService {
  list(input: { projectId: ProjectId }): Promise<Result<{ environments: Environment[]; problem: string | null }, NotFound | StoreFailure>>;
  pending(input: ByName): Promise<Result<Pick<DeploymentDetail, "commits">, TargetFailure>>;
  gates(input: ByName & { releaseId: ReleaseId }): Promise<Result<{ gates: Gate[] }, NotFound | StoreFailure | EnvironmentFailure>>;
  look(input: ByName): Promise<Result<Environment, TargetFailure>>;
  freeze(input: ByName & { reason: string; untilMs?: number | undefined }): Promise<Result<undefined, TargetFailure>>;
  unfreeze(input: ByName): Promise<Result<undefined, TargetFailure>>;
}

/** As many commits are shown. */
const mostCommits = 500;

/** Tells of places to deploy, looks at them, and holds deployments back. */
export function createEnvironmentService(parts: LookParts): EnvironmentService {
  const { store, now } = parts;

  async function find({ projectId, environment }: ByName) {
    const project = findProject(store, projectId);
    if (!project.ok) return project;
    const planned = await findEnvironment(project.value, environment);
    return planned.ok ? ok({ project: project.value, planned: planned.value }) : planned;
  }

  async function describe(project: StoredProject, planned: PlannedEnvironment, line: number): Promise<Result<Environment, StoreFailure>> {
    const read = store.read((tables) => describeStored(tables, project.id, planned, now()));
    if (!read.ok) return read;
    const { current } = read.value;
    const counted = current === null || !project.trusted ? null : await readCountBeyond(project.path, current.release.commit, "HEAD");
    return ok({ ...read.value, pending: counted?.ok ? counted.value : null, line });
  }

  return {
    list: async ({ projectId }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const { environments: planned, environmentLines, problems } = await loadPipeline(project.value.path);
      const environments: Environment[] = [];
      for (const one of await Promise.all(planned.map((each) => describe(project.value, each, environmentLines[each.name] ?? 0)))) {
        if (!one.ok) return one;
        environments.push(one.value);
      }
      const [problem] = problems;
      return ok({ environments, problem: problem === undefined ? null : describeProblem(problem) });
    },
    pending: async (input) => {
      const place = await find(input);
      if (!place.ok) return place;
      const { project } = place.value;
      const current = store.read((tables) => currentOf(tables, project.id, input.environment));
      if (!current.ok) return current;
      if (current.value === null || !project.trusted) return ok({ commits: [] });
      const beyond = { from: current.value.release.commit, to: "HEAD", limit: mostCommits };
      const commits = await readCommitsBeyond(project.path, beyond);
      return ok({ commits: commits.ok ? commits.value.map(toCommit) : [] });
    },
    gates: async (input) => {
      const place = await find(input);
      if (!place.ok) return place;
      const made = findRelease(store, place.value.project, input.releaseId);
      if (!made.ok) return made;
      const fault = quickFaultOf(made.value.files);
      const gates = store.read((tables) => readGates(tables, place.value.planned, made.value, fault, now()));
      return gates.ok ? ok({ gates: gates.value }) : gates;
    },
    look: async (input) => {
      const place = await find(input);
      if (!place.ok) return place;
      const { project, planned } = place.value;
      const refused = await refuseToRun(project);
      // A folder that is missing has no environments, and was refused before.
      if (refused?.code === "not-trusted") return err({ ...refused, code: "not-trusted" });
      const looked = await lookAtEnvironment(parts, project, planned);
      if (!looked.ok) return looked;
      const { environmentLines } = await loadPipeline(project.path);
      return describe(project, planned, environmentLines[planned.name] ?? 0);
    },
    freeze: async ({ reason, untilMs = null, ...input }) => {
      const place = await find(input);
      if (!place.ok) return place;
      const freeze = { reason, untilMs, person: userInfo().username, frozenAtMs: now() };
      const written = store.write(({ environments }) => environments.freeze(input.projectId, input.environment, freeze));
      return written.ok ? ok(undefined) : written;
    },
    unfreeze: async (input) => {
      const place = await find(input);
      if (!place.ok) return place;
      const written = store.write(({ environments }) => environments.unfreeze(input.projectId, input.environment, now()));
      return written.ok ? ok(undefined) : written;
    },
  };
}

/** The deployment whose release serves; `null` when nothing does, or nobody knows. */
export function currentOf({ deployments, environments }: Tables, project: ProjectId, environment: string): StoredDeployment | null {
  const { currentId } = environments.get(project, environment);
  return currentId === null ? null : deployments.get(currentId);
}

function describeStored(
  tables: Tables,
  project: ProjectId,
  planned: PlannedEnvironment,
  nowMs: number,
): Omit<Environment, "pending" | "line"> {
  const { deployments, environments, releases } = tables;
  const current = currentOf(tables, project, planned.name);
  const [latest] = deployments.list(project, { environment: planned.name }, 1);
  const before = current === null ? null : releaseBefore(deployments.past(project, planned.name), current);
  const to = before === null ? null : releases.get(before);
  const { drift, freeze } = environments.get(project, planned.name);
  return {
    ...plainFactsOf(planned),
    window: windowWords(planned.windows),
    freeze: freezeNow(planned, freeze, nowMs),
    current: current === null ? null : toDeployment(current),
    latest: latest === undefined ? null : toDeployment(latest),
    rollbackTo: to === null ? null : releaseNameOf(to),
    drift,
  };
}

/** Of a person's freeze and those of the file, the one that ends last. */
function freezeNow(
  planned: PlannedEnvironment,
  persons: ReturnType<Tables["environments"]["get"]>["freeze"],
  nowMs: number,
): Environment["freeze"] {
  const own = persons === null ? [] : [{ fromMs: persons.frozenAtMs, toMs: persons.untilMs, reason: persons.reason, isByPerson: true }];
  const files = frozenTimesOf(planned).map((time) => ({ ...time, isByPerson: false }));
  const holding = freezeAt([...own, ...files], nowMs);
  return holding === null ? null : { reason: holding.reason, untilMs: holding.toMs, isByPerson: own.some((one) => one === holding) };
}

/** What of a release every list shows. */
export function releaseNameOf({ id, version, kind, tag, commit, subject }: Deployment["release"]): Deployment["release"] {
  return { id, version, kind, tag, commit, subject };
}

/** A deployment as the contract has it. */
export function toDeployment(stored: StoredDeployment): Deployment {
  const { contents: _contents, isHealthy: _healthy, plan: _plan, evidence: _evidence, ...deployment } = stored;
  return deployment;
}

/** A commit as the contract has it. */
export function toCommit({ hash, subject, author, committedAt }: ListedCommit): DeploymentDetail["commits"][number] {
  return { commit: hash, subject, author, committedAt };
}
