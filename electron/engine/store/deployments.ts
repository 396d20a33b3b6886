import type {
  Deployment,
  DeploymentDetail,
  DeploymentState,
  DeploymentStep,
  HealthSample,
  ReleaseName,
} from "../../../shared/contract/deployments.ts";
import type { Approval } from "../../../shared/contract/schemas.ts";
import {
  type DeploymentId,
  deploymentId,
  type ProjectId,
  projectId,
  type ReleaseId,
  type RunId,
  releaseId,
  rowOf,
  runId,
  stageRunId,
} from "../../../shared/ids.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import type { Status } from "../../../shared/status.ts";
import type { Database } from "./database.ts";
import { setCurrent } from "./environments.ts";

/** What of a deployment is known before its run is recorded, and stays. */
export interface NewDeployment extends Pick<Deployment, "projectId" | "kind" | "cause" | "person" | "comment"> {
  readonly releaseId: ReleaseId;
  /** One checksum of all that it puts there. */
  readonly contents: string;
  readonly environment: PlannedEnvironment;
}

/** A deployment as it is kept. */
export interface StoredDeployment extends Deployment {
  readonly contents: string;
  /** Whether its health was watched to the end, where that is asked, and was good. */
  readonly isHealthy: boolean;
  /** The environment as it was planned when it began. */
  readonly plan: PlannedEnvironment;
  readonly evidence: DeploymentDetail["evidence"];
}

/** How a deployment ended. */
export interface DeploymentEnd extends Pick<StoredDeployment, "detail" | "isHealthy" | "evidence"> {
  readonly state: "deployed" | "rolled-back" | "failed" | "canceled" | "lost";
  /** The release that the target serves then; `null` when it serves none of ours, or nobody knows. Left out: as before. */
  readonly serves?: ReleaseId | null;
}

/** What of a deployment the next ones depend on. */
export interface PastRow extends Pick<StoredDeployment, "id" | "kind" | "cause" | "state" | "contents" | "isHealthy"> {
  readonly releaseId: ReleaseId;
}

/** Which deployments to list. */
export interface DeploymentFilter {
  readonly environment?: string | undefined;
  /** Only those that are older than this one. */
  readonly before?: DeploymentId | undefined;
}

/** The `deployment`, `deployment_step` and `health_sample` tables. Every change but a measurement is an event. */
export interface DeploymentTable {
  get(id: DeploymentId): StoredDeployment | null;
  /** The one that a run carries out; `null` when it carries out none. */
  ofRun(run: RunId): StoredDeployment | null;
  /** The newest first. */
  list(project: ProjectId, filter: DeploymentFilter, limit: number): StoredDeployment[];
  /** The ones of the same environment before it and after it. */
  neighbours(id: DeploymentId): { readonly before: DeploymentId | null; readonly after: DeploymentId | null };
  /** What the next ones in an environment depend on, the newest first. */
  past(project: ProjectId, environment: string): PastRow[];
  /** Whether an environment has had these contents in good health, at any time. */
  hasHad(project: ProjectId, environment: string, contents: string): boolean;
  /** Those that go on, or will, as far as the rows say. */
  going(): StoredDeployment[];
  /** Those of which nobody knows how they ended. */
  lost(): StoredDeployment[];
  steps(id: DeploymentId): DeploymentStep[];
  samples(id: DeploymentId): HealthSample[];
  /** In the transaction that records its run, whose only stage it is. */
  insert(run: RunId, deployment: NewDeployment, now: number): DeploymentId;
  /** Notes that it has begun to change the target, and who let it. False, and nothing changed, when it has begun before. */
  begin(id: DeploymentId, approval: Approval | null, now: number): boolean;
  /** Notes what it is at. */
  note(id: DeploymentId, state: "switching" | "watching" | "rolling-back", now: number): void;
  /** Keeps all that is known of a step; `place` from 1. */
  keepStep(id: DeploymentId, place: number, step: DeploymentStep, now: number): void;
  /** Keeps a measurement. No event: watchers see the file change. */
  addSample(id: DeploymentId, sample: HealthSample): void;
  /** Notes that the target serves its release from now on. */
  serve(id: DeploymentId, now: number): void;
  /** Ends it, and one of which nobody knew how it ended once more. False, and nothing changed, when it has ended. */
  end(id: DeploymentId, end: DeploymentEnd, now: number): boolean;
  /** Ends what a run carried out that has ended, and answers which; `null` when that has said itself how it ended. In the run's own transaction. */
  endWithRun(run: RunId, now: number): DeploymentId | null;
}

/** So many measurements are kept of one deployment; of more, every other one goes. */
const mostSamples = 1_000;

/** Nobody goes back further. */
const mostPast = 1_000;

interface DeploymentRow {
  id: number;
  project_id: number;
  environment: string;
  number: number;
  kind: Deployment["kind"];
  cause: Deployment["cause"];
  contents: string;
  run_id: number;
  stage_sequence: number;
  state: DeploymentState;
  in_good_health: number;
  detail: string | null;
  evidence: string;
  environment_json: string;
  person: string;
  comment: string;
  approval: string | null;
  created_at: number;
  started_at: number | null;
  served_at: number | null;
  finished_at: number | null;
  release_json: string;
  previous_json: string | null;
}

const nameOf = (table: string) =>
  `json_object('id', ${table}.id, 'version', ${table}.version, 'kind', ${table}.kind, 'tag', ${table}.tag, 'commit', ${table}.commit_hash, 'subject', ${table}.subject)`;

const select = `select d.*, ${nameOf("r")} as release_json, iif(p.id is null, null, ${nameOf("p")}) as previous_json
  from deployment d join release r on r.id = d.release_id left join release p on p.id = d.previous_release_id`;

/** Gives access to the tables. */
export function deploymentTable(database: Database): DeploymentTable {
  const one = (rest: string, ...values: (string | number)[]) => {
    const row = database.one<DeploymentRow>(`${select} ${rest}`, ...values);
    return row === undefined ? null : toDeployment(row);
  };
  const all = (rest: string, ...values: (string | number)[]) =>
    database.all<DeploymentRow>(`${select} ${rest}`, ...values).map(toDeployment);
  const announce = (id: DeploymentId, now: number) =>
    void database.run(
      "insert into event (at, project_id, deployment_id) select ?, project_id, id from deployment where id = ?",
      now,
      rowOf(id),
    );
  const neighbour = (id: DeploymentId, side: string) => {
    const row = database.one<{ id: number }>(
      `select other.id from deployment mine join deployment other
          on other.project_id = mine.project_id and other.environment = mine.environment where mine.id = ? and ${side} limit 1`,
      rowOf(id),
    );
    return row === undefined ? null : deploymentId(row.id);
  };
  const end: DeploymentTable["end"] = (id, how, now) => {
    const ended = database.one<{ project_id: number; environment: string }>(
      `update deployment set state = ?, in_good_health = ?, detail = ?, evidence = ?, finished_at = coalesce(finished_at, ?),
          served_at = iif(? = 'deployed', coalesce(served_at, ?), served_at)
        where id = ? and (finished_at is null or state = 'lost') returning project_id, environment`,
      ...[how.state, how.isHealthy ? 1 : 0, how.detail, JSON.stringify(how.evidence), now, how.state, now, rowOf(id)],
    );
    if (ended === undefined) return false;
    const { project_id, environment } = ended;
    const { serves } = how;
    if (serves !== undefined)
      setCurrent(database, projectId(project_id), environment, serves === null ? null : servedBy(database, id, serves));
    announce(id, now);
    return true;
  };
  return {
    get: (id) => one("where d.id = ?", rowOf(id)),
    ofRun: (run) => one("where d.run_id = ?", rowOf(run)),
    list: (project, { environment, before }, limit) => {
      const conditions = [environment === undefined ? "" : "and d.environment = ?", before === undefined ? "" : "and d.id < ?"].join(" ");
      const values = [...(environment === undefined ? [] : [environment]), ...(before === undefined ? [] : [rowOf(before)])];
      return all(`where d.project_id = ? ${conditions} order by d.id desc limit ?`, rowOf(project), ...values, limit);
    },
    neighbours: (id) => ({
      before: neighbour(id, "other.id < mine.id order by other.id desc"),
      after: neighbour(id, "other.id > mine.id order by other.id"),
    }),
    past: (project, environment) =>
      database
        .all<Pick<DeploymentRow, "id" | "kind" | "cause" | "state" | "contents" | "in_good_health"> & { release_id: number }>(
          `select id, kind, cause, state, contents, in_good_health, release_id from deployment where project_id = ? and environment = ?
            order by id desc limit ${mostPast}`,
          ...[rowOf(project), environment],
        )
        .map(({ id, kind, cause, state, contents, in_good_health, release_id }) => ({
          ...{ id: deploymentId(id), kind, cause, state, contents, isHealthy: in_good_health === 1, releaseId: releaseId(release_id) },
        })),
    hasHad: (project, environment, contents) =>
      database.one(
        "select 1 from deployment where project_id = ? and environment = ? and contents = ? and state = 'deployed' and in_good_health = 1 limit 1",
        ...[rowOf(project), environment, contents],
      ) !== undefined,
    going: () => all("where d.finished_at is null order by d.id"),
    lost: () => all("where d.state = 'lost' order by d.id"),
    steps: (id) =>
      database
        .all<{
          name: string;
          state: DeploymentStep["state"];
          detail: string | null;
          started_at: number | null;
          finished_at: number | null;
        }>("select name, state, detail, started_at, finished_at from deployment_step where deployment_id = ? order by place", rowOf(id))
        .map(({ name, state, detail, started_at, finished_at }) => ({
          name,
          state,
          detail,
          startedAt: started_at,
          finishedAt: finished_at,
        })),
    samples: (id) =>
      database
        .all<{ at: number; is_good: number; duration_ms: number; detail: string }>(
          "select at, is_good, duration_ms, detail from health_sample where deployment_id = ? order by id",
          rowOf(id),
        )
        .map(({ at, is_good, duration_ms, detail }) => ({ at, isGood: is_good === 1, durationMs: duration_ms, detail })),
    insert: (run, deployment, now) => {
      const id = deploymentId(insert(database, run, deployment, now));
      announce(id, now);
      return id;
    },
    begin: (id, approval, now) => {
      const begun = database.one(
        "update deployment set state = 'switching', approval = ?, started_at = ? where id = ? and state = 'waiting' returning id",
        ...[approval === null ? null : JSON.stringify(approval), now, rowOf(id)],
      );
      if (begun !== undefined) announce(id, now);
      return begun !== undefined;
    },
    note: (id, state, now) => {
      database.run("update deployment set state = ? where id = ? and finished_at is null", state, rowOf(id));
      announce(id, now);
    },
    keepStep: (id, place, { name, state, detail, startedAt, finishedAt }, now) => {
      database.run(
        "insert or replace into deployment_step values (?, ?, ?, ?, ?, ?, ?)",
        ...[rowOf(id), place, name, state, detail, startedAt, finishedAt],
      );
      announce(id, now);
    },
    addSample: (id, sample) => addSample(database, rowOf(id), sample),
    serve: (id, now) => {
      const served = database.one<{ project_id: number; environment: string }>(
        `update deployment set state = 'watching', served_at = ? where id = ? and finished_at is null returning project_id, environment`,
        ...[now, rowOf(id)],
      );
      if (served !== undefined) setCurrent(database, projectId(served.project_id), served.environment, id);
      announce(id, now);
    },
    end,
    endWithRun: (run, now) => {
      const row = database.one<UnsettledRow>(unsettled, rowOf(run));
      return row !== undefined && end(deploymentId(row.id), endAfter(row), now) ? deploymentId(row.id) : null;
    },
  };
}

interface UnsettledRow {
  id: number;
  state: DeploymentState;
  status: Status;
  stage_reason: string | null;
  stage_detail: string | null;
}

const unsettled = `select d.id, d.state, r.status, s.reason as stage_reason, s.detail as stage_detail
  from deployment d join run r on r.id = d.run_id join stage_run s on s.run_id = d.run_id and s.sequence = d.stage_sequence
  where d.run_id = ? and d.finished_at is null`;

/** What is to be said of a deployment whose run has ended without a word of its own. */
function endAfter({ state, status, stage_reason, stage_detail }: UnsettledRow): DeploymentEnd {
  const plain = { isHealthy: false, evidence: [] };
  if (state !== "waiting")
    return { ...plain, state: "lost", detail: "Its process vanished. A look at the target tells what it serves.", serves: null };
  if (status === "canceled" || stage_reason === "approval-denied")
    return { ...plain, state: "canceled", detail: stage_detail ?? "Canceled before it began." };
  return { ...plain, state: "failed", detail: stage_detail ?? "Its process vanished before it began." };
}

function insert(database: Database, run: RunId, deployment: NewDeployment, now: number): number {
  const { kind, cause, contents, environment, person, comment } = deployment;
  const project = rowOf(deployment.projectId);
  const last = database.one<{ number: number }>(
    "select number from deployment where project_id = ? and environment = ? order by number desc limit 1",
    ...[project, environment.name],
  );
  const serving = database.one<{ release_id: number }>(
    `select d.release_id from environment_state e join deployment d on d.id = e.current_id where e.project_id = ? and e.name = ?`,
    ...[project, environment.name],
  );
  database.run(
    "delete from deployment_claim where project_id = ? and environment = ? and release_id = ?",
    ...[project, environment.name, rowOf(deployment.releaseId)],
  );
  return database.run(
    `insert into deployment (project_id, environment, number, kind, cause, release_id, contents, previous_release_id, run_id, stage_sequence,
        state, environment_json, person, comment, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'waiting', ?, ?, ?, ?)`,
    ...[project, environment.name, (last?.number ?? 0) + 1, kind, cause, rowOf(deployment.releaseId), contents],
    ...[serving?.release_id ?? null, rowOf(run), JSON.stringify(environment), person, comment, now],
  );
}

/** The newest deployment up to this one that made the target serve a release; `null` when none here did. */
function servedBy(database: Database, id: DeploymentId, release: ReleaseId): DeploymentId | null {
  const row = database.one<{ id: number }>(
    `select other.id from deployment mine join deployment other on other.project_id = mine.project_id and other.environment = mine.environment
      where mine.id = ? and other.id <= mine.id and other.release_id = ? and other.served_at is not null order by other.id desc limit 1`,
    ...[rowOf(id), rowOf(release)],
  );
  return row === undefined ? null : deploymentId(row.id);
}

function addSample(database: Database, deployment: number, { at, isGood, durationMs, detail }: HealthSample): void {
  database.run(
    "insert into health_sample (deployment_id, at, is_good, duration_ms, detail) values (?, ?, ?, ?, ?)",
    ...[deployment, at, isGood ? 1 : 0, durationMs, detail],
  );
  const count =
    database.one<{ count: number }>("select count(*) as count from health_sample where deployment_id = ?", deployment)?.count ?? 0;
  if (count <= mostSamples) return;
  database.run(
    `delete from health_sample where id in (
      select id from (select id, row_number() over (order by id desc) as place from health_sample where deployment_id = ?) where place % 2 = 0
    )`,
    deployment,
  );
}

function toDeployment(row: DeploymentRow): StoredDeployment {
  const run = runId(row.run_id);
  return {
    ...{ id: deploymentId(row.id), projectId: projectId(row.project_id), environment: row.environment, number: row.number },
    ...{ kind: row.kind, cause: row.cause, release: toName(row.release_json), contents: row.contents },
    previous: row.previous_json === null ? null : toName(row.previous_json),
    ...{ state: row.state, isHealthy: row.in_good_health === 1, detail: row.detail, evidence: JSON.parse(row.evidence) as string[] },
    ...{ runId: run, stageRunId: stageRunId(row.run_id, row.stage_sequence), person: row.person, comment: row.comment },
    plan: JSON.parse(row.environment_json) as PlannedEnvironment,
    approval: row.approval === null ? null : (JSON.parse(row.approval) as Approval),
    ...{ createdAt: row.created_at, startedAt: row.started_at, servedAt: row.served_at, finishedAt: row.finished_at },
  };
}

function toName(json: string): ReleaseName {
  const name = JSON.parse(json) as ReleaseName & { id: number };
  return { ...name, id: releaseId(name.id as unknown as number) };
}
