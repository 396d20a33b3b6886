import type { Bump, CommitEffect, Release, ReleaseArtifact, ReleaseDetail, ReleaseState } from "../../../shared/contract/releases.ts";
import { type ProjectId, projectId, type ReleaseId, type RunId, releaseId, rowOf, runId } from "../../../shared/ids.ts";
import type { Status } from "../../../shared/status.ts";
import { releaseFile } from "../data-folder.ts";
import type { Database } from "./database.ts";

/** What of a release is known before it begins, and stays. */
export interface NewRelease
  extends Pick<
      Release,
      "projectId" | "version" | "kind" | "channel" | "tag" | "branch" | "commit" | "tree" | "subject" | "bump" | "previousVersion"
    >,
    Pick<Release, "isSigned" | "person" | "commitCount">,
    Pick<ReleaseDetail, "notes" | "commits"> {
  readonly runId: RunId | null;
  /** All that was decided before it began, as JSON. */
  readonly intent: string;
  /** Where its driver listens. */
  readonly socket: string;
}

/** A release as it is kept. */
export interface StoredRelease extends Omit<Release, "environments"> {
  /** The commit that it builds on. */
  readonly base: string;
  readonly runId: RunId | null;
  /** Where its driver listens; `null` when nobody makes it. */
  readonly socket: string | null;
}

/** The rest of a release. */
export interface StoredReleaseDetail extends Omit<ReleaseDetail, "release"> {
  readonly intent: string;
}

/** A file of a release, as it is recorded. */
export type ReleaseFileRow = Pick<ReleaseArtifact, "path" | "bytes" | "sha256">;

/** What is learned while a release is made; what is left out stays. */
export interface ReleaseChanges extends Partial<Pick<Release, "commit" | "tree" | "isSigned"> & Pick<ReleaseDetail, "sbom" | "sbomNote">> {
  readonly state?: "preparing" | "building" | "finishing";
  readonly runId?: RunId | null;
}

/** How the making of a release ended, for good or for now. */
export interface ReleaseEnd {
  readonly state: "released" | "failed" | "interrupted" | "undone";
  readonly failure: Release["failure"];
}

/** Which releases to list. */
export interface ReleaseFilter {
  readonly kind?: Release["kind"] | undefined;
  /** Only those that are made. */
  readonly isReleased?: boolean;
  /** Only those that are older than this one. */
  readonly before?: ReleaseId | undefined;
}

/** The `release`, `release_step` and `release_artifact` tables. Every change is an event. */
export interface ReleaseTable {
  get(id: ReleaseId): StoredRelease | null;
  detail(id: ReleaseId): StoredReleaseDetail | null;
  /** The newest first. */
  list(project: ProjectId, filter: ReleaseFilter, limit: number): StoredRelease[];
  /** The newest one of this version, or with this tag, that was not undone; `null` without. */
  byVersion(project: ProjectId, version: string): StoredRelease | null;
  /** The one that keeps another from beginning: it is under way, or was left half done. */
  underWay(project: ProjectId): StoredRelease | null;
  /** The snapshot of a run; `null` when there is none. */
  snapshotOf(run: RunId): StoredRelease | null;
  /** Those that are being made as far as the rows say. */
  going(): StoredRelease[];
  artifacts(id: ReleaseId): ReleaseArtifact[];
  /** The caller has made sure that none is {@link underWay}. */
  insert(release: NewRelease, now: number): ReleaseId;
  /** Hands one that failed or was interrupted to a new driver. False, and nothing changed, when it does not stand so. */
  take(id: ReleaseId, socket: string, now: number): boolean;
  /** Keeps what the driver at `socket` learned. False, and nothing changed, when it is not the driver any more. */
  change(id: ReleaseId, socket: string, changes: ReleaseChanges, now: number): boolean;
  /** Replaces the list of its files, as above. */
  keepArtifacts(id: ReleaseId, socket: string, files: readonly ReleaseFileRow[], now: number): boolean;
  /** Notes that a step begins, or begins again, as above. */
  beginStep(id: ReleaseId, socket: string, step: { readonly name: string; readonly text: string }, now: number): boolean;
  /** Notes that a step is done, as above; `text` says what it came to. */
  endStep(id: ReleaseId, socket: string, name: string, text: string, now: number): boolean;
  /** Ends it, as above. `undone` takes its files and its run off its list, too. */
  end(id: ReleaseId, socket: string, end: ReleaseEnd, now: number): boolean;
}

interface ReleaseRow {
  id: number;
  project_id: number;
  version: string;
  kind: Release["kind"];
  channel: string | null;
  tag: string | null;
  state: ReleaseState;
  failure_message: string | null;
  failure_hint: string | null;
  branch: string | null;
  base_hash: string;
  commit_hash: string;
  tree_hash: string | null;
  subject: string;
  bump: Bump;
  previous_version: string | null;
  commit_count: number;
  run_id: number | null;
  run_number: number | null;
  run_status: Status | null;
  artifact_count: number;
  artifact_bytes: number;
  is_signed: number;
  person: string;
  socket: string | null;
  created_at: number;
  released_at: number | null;
}

const select = `select r.id, r.project_id, r.version, r.kind, r.channel, r.tag, r.state, r.failure_message, r.failure_hint, r.branch,
    r.base_hash, r.commit_hash, r.tree_hash, r.subject, r.bump, r.previous_version, r.commit_count, r.run_id, run.number as run_number,
    run.status as run_status, r.is_signed, r.person, r.socket, r.created_at, r.released_at,
    (select count(*) from release_artifact a where a.release_id = r.id) as artifact_count,
    (select coalesce(sum(bytes), 0) from release_artifact a where a.release_id = r.id) as artifact_bytes
  from release r left join run on run.id = r.run_id`;

/** Gives access to the tables. `folder` is the data folder, in which the files are. */
export function releaseTable(database: Database, folder: string): ReleaseTable {
  const one = (rest: string, ...values: (string | number)[]) => {
    const row = database.one<ReleaseRow>(`${select} ${rest}`, ...values);
    return row === undefined ? null : toRelease(row);
  };
  const announce = (id: ReleaseId, now: number) =>
    void database.run("insert into event (at, project_id, release_id) select ?, project_id, id from release where id = ?", now, rowOf(id));
  const isDriver = (id: ReleaseId, socket: string) =>
    database.one(
      "select 1 from release where id = ? and socket = ? and state in ('preparing', 'building', 'finishing')",
      ...[rowOf(id), socket],
    ) !== undefined;
  /** Changes for the driver alone, and announces it. */
  const driven = (id: ReleaseId, socket: string, now: number, action: () => void) => {
    if (!isDriver(id, socket)) return false;
    action();
    announce(id, now);
    return true;
  };
  const artifacts = (id: ReleaseId) => artifactsOf(database, folder, id);
  return {
    get: (id) => one("where r.id = ?", rowOf(id)),
    detail: (id) => detailOf(database, id, artifacts(id)),
    list: (project, { kind, isReleased = false, before }, limit) =>
      database
        .all<ReleaseRow>(
          `${select} where r.project_id = ? ${kind === undefined ? "" : "and r.kind = ?"} ${isReleased ? "and r.state = 'released'" : ""}
            ${before === undefined ? "" : "and r.id < ?"} order by r.id desc limit ?`,
          ...[rowOf(project), ...(kind === undefined ? [] : [kind]), ...(before === undefined ? [] : [rowOf(before)]), limit],
        )
        .map(toRelease),
    byVersion: (project, version) =>
      one(
        "where r.project_id = ? and (r.version = ? or r.tag = ?) and r.state <> 'undone' order by r.id desc limit 1",
        ...[rowOf(project), version, version],
      ),
    underWay: (project) =>
      one("where r.project_id = ? and r.kind <> 'snapshot' and r.state not in ('released', 'undone') limit 1", rowOf(project)),
    snapshotOf: (run) => one("where r.run_id = ? and r.kind = 'snapshot' and r.state <> 'undone'", rowOf(run)),
    going: () => database.all<ReleaseRow>(`${select} where r.state in ('preparing', 'building', 'finishing')`).map(toRelease),
    artifacts,
    insert: (release, now) => {
      const id = releaseId(insert(database, release, now));
      announce(id, now);
      return id;
    },
    take: (id, socket, now) => {
      const taken = database.one(
        `update release set state = 'preparing', failure_message = null, failure_hint = null, socket = ?
          where id = ? and state in ('interrupted', 'failed') returning id`,
        ...[socket, rowOf(id)],
      );
      if (taken === undefined) return false;
      announce(id, now);
      return true;
    },
    change: (id, socket, changes, now) => driven(id, socket, now, () => change(database, id, changes)),
    keepArtifacts: (id, socket, files, now) =>
      driven(id, socket, now, () => {
        database.run("delete from release_artifact where release_id = ?", rowOf(id));
        for (const { path, bytes, sha256 } of files)
          database.run(
            "insert into release_artifact (release_id, path, bytes, sha256) values (?, ?, ?, ?)",
            rowOf(id),
            path,
            bytes,
            sha256,
          );
      }),
    beginStep: (id, socket, { name, text }, now) => driven(id, socket, now, () => beginStep(database, id, name, text)),
    endStep: (id, socket, name, text, now) =>
      driven(id, socket, now, () => {
        database.run("update release_step set text = ?, done_at = ? where release_id = ? and name = ?", text, now, rowOf(id), name);
      }),
    end: (id, socket, { state, failure }, now) =>
      driven(id, socket, now, () => {
        database.run(
          "update release set state = ?, failure_message = ?, failure_hint = ?, socket = null, released_at = ? where id = ?",
          ...[state, failure?.message ?? null, failure?.hint ?? null, state === "released" ? now : null, rowOf(id)],
        );
        if (state === "undone") forget(database, id);
      }),
  };
}

function insert(database: Database, release: NewRelease, now: number): number {
  const { version, kind, channel, tag, branch, commit, tree, subject, bump, previousVersion, commits, commitCount, notes } = release;
  return database.run(
    `insert into release (project_id, version, kind, channel, tag, state, branch, base_hash, commit_hash, tree_hash, subject, bump,
        previous_version, commits, commit_count, notes, intent, run_id, is_signed, person, socket, created_at)
      values (?, ?, ?, ?, ?, 'preparing', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[rowOf(release.projectId), version, kind, channel, tag, branch, commit, commit, tree, subject, bump, previousVersion],
    ...[JSON.stringify(commits), commitCount, notes, release.intent, release.runId === null ? null : rowOf(release.runId)],
    ...[release.isSigned ? 1 : 0, release.person, release.socket, now],
  );
}

function change(database: Database, id: ReleaseId, changes: ReleaseChanges): void {
  const { state, commit, tree, isSigned, runId: run, sbom, sbomNote } = changes;
  const columns = {
    state,
    commit_hash: commit,
    tree_hash: tree,
    is_signed: isSigned === undefined ? undefined : Number(isSigned),
    run_id: run === undefined || run === null ? run : rowOf(run),
    sbom: sbom === undefined || sbom === null ? sbom : JSON.stringify(sbom),
    sbom_note: sbomNote,
  };
  for (const [name, value] of Object.entries(columns))
    if (value !== undefined) database.run(`update release set ${name} = ? where id = ?`, value, rowOf(id));
}

function beginStep(database: Database, id: ReleaseId, name: string, text: string): void {
  const again = database.one(
    "update release_step set text = ?, done_at = null where release_id = ? and name = ? returning place",
    ...[text, rowOf(id), name],
  );
  if (again !== undefined) return;
  database.run(
    `insert into release_step (release_id, place, name, text)
      select ?, coalesce(max(place), 0) + 1, ?, ? from release_step where release_id = ?`,
    ...[rowOf(id), name, text, rowOf(id)],
  );
}

function forget(database: Database, id: ReleaseId): void {
  database.run("delete from release_artifact where release_id = ?", rowOf(id));
  database.run("delete from release_step where release_id = ?", rowOf(id));
  database.run(
    "update release set commit_hash = base_hash, tree_hash = null, run_id = null, sbom = null, sbom_note = null where id = ?",
    rowOf(id),
  );
}

function artifactsOf(database: Database, folder: string, id: ReleaseId): ReleaseArtifact[] {
  return database
    .all<ReleaseFileRow>("select path, bytes, sha256 from release_artifact where release_id = ? order by path", rowOf(id))
    .map((file) => ({ ...file, storedPath: releaseFile(folder, id, file.path) }));
}

function detailOf(database: Database, id: ReleaseId, artifacts: ReleaseArtifact[]): StoredReleaseDetail | null {
  const row = database.one<{ commits: string; notes: string; intent: string; sbom: string | null; sbom_note: string | null }>(
    "select commits, notes, intent, sbom, sbom_note from release where id = ?",
    rowOf(id),
  );
  if (row === undefined) return null;
  return {
    notes: row.notes,
    commits: JSON.parse(row.commits) as CommitEffect[],
    artifacts,
    sbom: row.sbom === null ? null : (JSON.parse(row.sbom) as ReleaseDetail["sbom"]),
    sbomNote: row.sbom_note,
    steps: database
      .all<{ text: string; done_at: number | null }>(
        "select text, done_at from release_step where release_id = ? order by place",
        rowOf(id),
      )
      .map(({ text, done_at }) => ({ text, doneAt: done_at })),
    intent: row.intent,
  };
}

function toRelease(row: ReleaseRow): StoredRelease {
  const run = row.run_id === null ? null : runId(row.run_id);
  return {
    ...{ id: releaseId(row.id), projectId: projectId(row.project_id), version: row.version, kind: row.kind, channel: row.channel },
    ...{ tag: row.tag, state: row.state, branch: row.branch, base: row.base_hash, commit: row.commit_hash, tree: row.tree_hash },
    failure: row.failure_message === null ? null : { message: row.failure_message, hint: row.failure_hint ?? "" },
    ...{ subject: row.subject, bump: row.bump, previousVersion: row.previous_version, commitCount: row.commit_count, runId: run },
    run:
      run === null || row.run_number === null || row.run_status === null
        ? null
        : { id: run, number: row.run_number, status: row.run_status },
    ...{ artifactCount: row.artifact_count, artifactBytes: row.artifact_bytes, isSigned: row.is_signed === 1, person: row.person },
    ...{ socket: row.socket, createdAt: row.created_at, releasedAt: row.released_at },
  };
}
