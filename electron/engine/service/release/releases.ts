import { userInfo } from "node:os";
import type { Release, ReleaseDetail, ReleasePlan, Verification } from "../../../../shared/contract/releases.ts";
import { ranksOf } from "../../../../shared/deployment-look.ts";
import type { ProjectId, ReleaseId, RunId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { newSocketPlace } from "../../process/process.ts";
import { type ReleaseIntent, trySigning } from "../../release/release.ts";
import { connectToHost, type HostSocket, listenForCommands } from "../../run/run.ts";
import type { StoredRelease, StoreFailure, Tables } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { refuseToRun } from "../run/may-run.ts";
import { driveRelease } from "./drive.ts";
import { endRelease } from "./end-release.ts";
import type { ReleaseGitFailure, ReleaseParts } from "./parts.ts";
import { draftRelease, type ReleasePlanFailure, type ReleaseWish } from "./plan.ts";
import { draftSnapshot } from "./snapshot.ts";
import { undoRelease } from "./undo.ts";
import { verifyRelease } from "./verify.ts";

/** Why a release does not begin, go on or go away. */
export type ReleaseFailure =
  | ReleasePlanFailure
  | ReleaseGitFailure
  | Failure<"not-trusted" | "host-failed" | "release-under-way" | "release-stands" | "artifacts-missing">;

type ById = { readonly releaseId: ReleaseId };

/** The `releases` area of the contract. */
export interface ReleaseService {
  plan(input: ReleaseWish): Promise<Result<ReleasePlan, ReleasePlanFailure>>;
  create(input: ReleaseWish & { readonly commit?: string | undefined }): Promise<Result<Release, ReleaseFailure>>;
  snapshot(input: { readonly runId: RunId }): Promise<Result<Release, ReleaseFailure>>;
  resume(input: ById): Promise<Result<Release, ReleaseFailure>>;
  undo(input: ById): Promise<Result<Release, ReleaseFailure>>;
  list(input: {
    readonly projectId: ProjectId;
    readonly before?: ReleaseId | undefined;
    readonly limit: number;
    readonly kind?: Release["kind"] | undefined;
  }): Promise<Result<{ releases: Release[]; next: ReleaseId | null }, NotFound | StoreFailure>>;
  get(input: ById): Promise<Result<ReleaseDetail, NotFound | StoreFailure>>;
  verify(input: ById): Promise<Result<{ isGood: boolean; checks: Verification[] }, NotFound | StoreFailure>>;
  /** Waits until a release that this process makes has ended, for good or for now. */
  ended(releaseId: ReleaseId): Promise<void>;
  /** Leaves what it makes; that can be resumed. */
  close(): void;
}

interface Driven {
  readonly place: string;
  readonly socket: HostSocket;
  readonly ended: Promise<void>;
}

/** Makes releases in this process, each step after the other. */
export function createReleaseService(parts: ReleaseParts): ReleaseService {
  const { store, now } = parts;
  const leaving = new AbortController();
  const driven = new Map<ReleaseId, Driven>();

  /** Listens, so that others know that somebody is at work, and works on what `begin` gives for that place. */
  async function drive(
    begin: (place: string) => Result<ReleaseId, ReleaseFailure>,
    work: (id: ReleaseId, place: string) => Promise<void>,
  ): Promise<Result<ReleaseId, ReleaseFailure>> {
    const place = newSocketPlace(process.env);
    const socket = place.ok ? await listenForCommands(place.value, () => true) : place;
    if (!place.ok || !socket.ok) {
      const problem = place.ok ? (socket as Extract<typeof socket, { ok: false }>).failure : place.failure;
      return err(failure("host-failed", problem.message, problem.hint));
    }
    const begun = begin(place.value);
    if (!begun.ok) {
      socket.value.close();
      return begun;
    }
    const ended = work(begun.value, place.value).finally(() => {
      socket.value.close();
      driven.delete(begun.value);
    });
    driven.set(begun.value, { place: place.value, socket: socket.value, ended });
    return begun;
  }

  const make = (id: ReleaseId, place: string) => driveRelease(parts, id, place, leaving.signal);

  const read = (id: ReleaseId) =>
    found(
      store.read((tables) => {
        const release = tables.releases.get(id);
        return release === null ? null : describe(tables, release);
      }),
      `The release ${id}`,
    );

  const answer = (begun: Result<ReleaseId, ReleaseFailure>) => (begun.ok ? read(begun.value) : begun);

  /** Hands one that failed or was interrupted to this process. */
  const take = (id: ReleaseId) => (place: string) => {
    const taken = store.write(({ releases }) => releases.take(id, place, now()));
    if (!taken.ok) return taken;
    return taken.value ? ok(id) : err(stands(store.read(({ releases }) => releases.get(id)?.state ?? null)));
  };

  return {
    plan: async (input) => {
      await recoverReleases(parts);
      const drafted = await draftRelease(parts, input);
      return drafted.ok ? ok(drafted.value.plan) : drafted;
    },
    create: async (input) => {
      await recoverReleases(parts);
      const project = findProject(store, input.projectId);
      if (!project.ok) return project;
      const refused = await refuseToRun(project.value);
      if (refused !== null) return err(refused);
      const drafted = await draftRelease(parts, input);
      if (!drafted.ok) return drafted;
      const { plan, intent } = drafted.value;
      const stopper = plan.problems.find(({ isBlocking }) => isBlocking);
      if (stopper?.code === "release-under-way") return err(failure("release-under-way", stopper.message, stopper.hint));
      if (intent === null || stopper !== undefined)
        return err(failure("not-releasable", stopper?.message ?? plan.why, stopper?.hint ?? "See millrace release plan."));
      if (input.commit !== undefined && input.commit !== plan.commit) {
        const message = `The branch stands at ${plan.commit.slice(0, 7)} by now, and the plan was made for ${input.commit.slice(0, 7)}.`;
        return err(failure("not-releasable", message, "Look at the plan again."));
      }
      const signed = await trySigning(project.value.path, plan.commit);
      if (!signed.ok)
        return err(failure("not-releasable", `Git is to sign the release, and could not: ${signed.failure.message}`, signingHint));
      return answer(await drive((socket) => insert(parts, plan, intent, socket), make));
    },
    snapshot: async ({ runId }) => {
      await recoverReleases(parts);
      const known = store.read(({ releases }) => releases.snapshotOf(runId));
      if (!known.ok) return known;
      const standing = known.value;
      if (standing !== null && standing.state !== "failed" && standing.state !== "interrupted") return read(standing.id);
      if (standing !== null) return answer(await drive(take(standing.id), make));
      const drafted = await draftSnapshot(parts, runId);
      if (!drafted.ok) return drafted;
      const { value: draft } = drafted;
      return answer(await drive((socket) => store.write(({ releases }) => releases.insert({ ...draft, socket }, now())), make));
    },
    resume: async ({ releaseId }) => {
      await recoverReleases(parts);
      const release = read(releaseId);
      if (!release.ok) return release;
      await driven.get(releaseId)?.ended;
      const project = findProject(store, release.value.projectId);
      if (!project.ok) return project;
      const refused = await refuseToRun(project.value);
      if (refused !== null) return err(refused);
      return answer(await drive(take(releaseId), make));
    },
    undo: async ({ releaseId }) => {
      await recoverReleases(parts);
      const release = read(releaseId);
      if (!release.ok) return release;
      const project = findProject(store, release.value.projectId);
      if (!project.ok) return project;
      const refused = await refuseToRun(project.value);
      if (refused !== null) return err(refused);
      let undone: Result<undefined, Failure> = ok(undefined);
      const begun = await drive(take(releaseId), async (id, place) => {
        undone = await undoRelease(parts, id, place);
        if (undone.ok) return;
        const { message, hint = "" } = undone.failure;
        store.write((tables) => endRelease(tables, id, place, { state: "failed", failure: { message, hint } }, now()));
      });
      if (!begun.ok) return begun;
      await driven.get(releaseId)?.ended;
      const problem = undone as Result<undefined, Failure>;
      return problem.ok ? read(releaseId) : err(failure("git-failed", problem.failure.message, problem.failure.hint));
    },
    list: async ({ projectId, before, limit, kind }) => {
      await recoverReleases(parts);
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      return store.read((tables) => {
        const page = tables.releases.list(projectId, { before, kind }, limit + 1);
        const releases = page.slice(0, limit).map((release) => describe(tables, release));
        return { releases, next: page.length > limit ? (releases.at(-1)?.id ?? null) : null };
      });
    },
    get: async ({ releaseId }) => {
      await recoverReleases(parts);
      return found(
        store.read((tables) => {
          const release = tables.releases.get(releaseId);
          const detail = tables.releases.detail(releaseId);
          if (release === null || detail === null) return null;
          const { intent: _, ...rest } = detail;
          return { release: describe(tables, release), ...rest };
        }),
        `The release ${releaseId}`,
      );
    },
    verify: async ({ releaseId }) => verifyRelease(store, releaseId),
    ended: async (releaseId) => driven.get(releaseId)?.ended,
    close: () => {
      leaving.abort();
      for (const [id, { place, socket }] of driven) {
        store.write((tables) => endRelease(tables, id, place, interrupted, now()));
        socket.close();
      }
    },
  };
}

const signingHint = "Set user.signingKey to a key that signs, or tag.gpgSign and commit.gpgSign to false.";

const interrupted = {
  state: "interrupted",
  failure: { message: "The process that made the release has ended.", hint: "Resume it, or undo what it has done so far." },
} as const;

/** Makes the rows of releases true whose process does not live any more. */
export async function recoverReleases({ store, now }: ReleaseParts): Promise<void> {
  const going = store.read(({ releases }) => releases.going());
  for (const { id, socket } of going.ok ? going.value : []) {
    if (socket === null) continue;
    const connection = await connectToHost(socket);
    if (connection.state === "connected") connection.socket.destroy();
    if (connection.state === "nobody") store.write((tables) => endRelease(tables, id, socket, interrupted, now()));
  }
}

/** A release as the window sees it. */
function describe({ environments }: Tables, { base: _, runId: __, socket: ___, ...release }: StoredRelease): Release {
  const serving = ranksOf(environments.serving(release.projectId)).flat();
  return { ...release, environments: serving.filter(({ releaseId }) => releaseId === release.id).map(({ name }) => name) };
}

function stands(state: Result<Release["state"] | null, StoreFailure>): Failure<"release-stands"> | StoreFailure {
  if (!state.ok) return state.failure;
  if (state.value === "released")
    return failure("release-stands", "The release is made: others may rely on it.", "Release a new version that takes back what is wrong.");
  if (state.value === "undone") return failure("release-stands", "The release was undone.", "Make it anew.");
  return failure("release-stands", "The release is being made right now.", "Wait until it has ended.");
}

/** Nobody reads more of them in a release; git has them all. */
const mostCommitsKept = 5_000;

function insert({ store, now }: ReleaseParts, plan: ReleasePlan, intent: ReleaseIntent, socket: string): Result<ReleaseId, ReleaseFailure> {
  const { projectId, channel, commit, bump, commits, notes, isSigned } = plan;
  const [newest] = commits;
  const written = store.write(({ releases }) => {
    // Somebody else may have begun since the plan was made.
    const other = releases.underWay(projectId);
    if (other !== null) return other;
    return releases.insert(
      {
        ...{ projectId, version: intent.version, tag: intent.tag, branch: intent.branch, channel, commit, tree: null, bump },
        ...{
          kind: channel === null ? "release" : "pre-release",
          subject: newest?.subject ?? "",
          commitCount: commits.length,
          commits: commits.slice(0, mostCommitsKept),
        },
        ...{ previousVersion: plan.previous?.version ?? null, isSigned, person: userInfo().username, notes, runId: null },
        ...{ intent: JSON.stringify(intent), socket },
      },
      now(),
    );
  });
  if (!written.ok) return written;
  if (typeof written.value === "string") return ok(written.value);
  const hint = "Wait for it, resume it, or undo it.";
  return err(failure("release-under-way", `${written.value.version} is under way, or was left half done.`, hint));
}
