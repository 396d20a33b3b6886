import { randomBytes } from "node:crypto";
import type { CulpritPreview, CulpritSearch } from "../../../../shared/contract/culprits.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { CulpritId, ProjectId, RunId } from "../../../../shared/ids.ts";
import { percentile } from "../../../../shared/percentile.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { type Decided, nextStep, stepsLeft } from "../../culprit/culprit.ts";
import { newSocketPlace } from "../../process/process.ts";
import { connectToHost, type HostSocket, listenForCommands, stopRun } from "../../run/run.ts";
import type { Store, StoredProject, StoredSearch, StoreFailure, Tables } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { refuseToRun } from "../run/may-run.ts";
import { driveSearch, toCommit } from "./drive.ts";
import { openRange, type SearchRange, type SearchRangeFailure } from "./range.ts";
import type { DriveParts } from "./run.ts";

/** Why no search can begin, or go on. */
export type CulpritFailure =
  | NotFound
  | SearchRangeFailure
  | Failure<"folder-missing" | "not-trusted" | "already-searching" | "host-failed">;

/** What is asked for: the stage that judges, and between which commits. */
export interface CulpritRequest extends Pick<CulpritSearch, "projectId" | "stage" | "variant" | "repeat" | "keepsBuilds" | "runId"> {
  readonly good?: string | undefined;
  readonly bad?: string | undefined;
}

type ById = { readonly culpritId: CulpritId };

/** The `culprits` area of the contract. */
export interface CulpritService {
  preview(input: CulpritRequest): Promise<Result<CulpritPreview, CulpritFailure>>;
  start(input: CulpritRequest): Promise<Result<CulpritSearch, CulpritFailure>>;
  get(input: ById): Promise<Result<CulpritSearch, NotFound | StoreFailure>>;
  list(input: {
    projectId: ProjectId;
    runId?: RunId | undefined;
    limit: number;
  }): Promise<Result<CulpritSearch[], NotFound | StoreFailure>>;
  cancel(input: ById): Promise<Result<CulpritSearch, NotFound | StoreFailure>>;
  resume(input: ById): Promise<Result<CulpritSearch, CulpritFailure>>;
  /** Waits until a search that this service drives has ended, and nothing is left of it. */
  ended(culpritId: CulpritId): Promise<void>;
  /** Leaves what it drives; that can be resumed. */
  close(): void;
}

interface Driven {
  readonly place: string;
  readonly socket: HostSocket;
  readonly ended: Promise<void>;
}

/** Begins searches and drives them in this process, one step after the other. */
export function createCulpritService(parts: DriveParts): CulpritService {
  const { store, now } = parts;
  const leaving = new AbortController();
  const driven = new Map<CulpritId, Driven>();

  /** Listens, so that others know that the search is driven, and drives what `begin` gives for that place. */
  async function drive(begin: (place: string) => Result<CulpritId, CulpritFailure>): Promise<Result<CulpritId, CulpritFailure>> {
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
    const ended = driveSearch(parts, begun.value, place.value, leaving.signal).finally(() => {
      socket.value.close();
      driven.delete(begun.value);
    });
    driven.set(begun.value, { place: place.value, socket: socket.value, ended });
    return begun;
  }

  const get = (id: CulpritId) =>
    found(
      store.read((tables) => {
        const search = tables.culprits.get(id);
        return search === null ? null : describe(tables, search);
      }),
      `The search ${id}`,
    );

  return {
    preview: async (input) => {
      const opened = await open(store, input);
      if (!opened.ok) return opened;
      return store.read((tables) => describePreview(tables, input, opened.value.ground));
    },
    start: async (input) => {
      await recoverSearches(parts);
      const opened = await open(store, input);
      if (!opened.ok) return opened;
      const { range } = opened.value.ground;
      const { branch } = opened.value;
      const begun = await drive((socket) =>
        store.write(({ culprits }) => {
          const { projectId, stage, variant, repeat, keepsBuilds, runId } = input;
          const holder = `culprit-${randomBytes(8).toString("hex")}`;
          const ends = { good: toCommit(range.good), bad: toCommit(range.commits.at(-1) ?? range.good), total: range.commits.length };
          return culprits.insert({ projectId, stage, variant, repeat, keepsBuilds, runId, branch, ...ends, socket, holder }, now());
        }),
      );
      return begun.ok ? get(begun.value) : begun;
    },
    get: async ({ culpritId }) => {
      await recoverSearches(parts);
      return get(culpritId);
    },
    list: async ({ projectId, runId = null, limit }) => {
      await recoverSearches(parts);
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      return store.read((tables) => tables.culprits.list(projectId, runId, limit).map((search) => describe(tables, search)));
    },
    cancel: async ({ culpritId }) => {
      await recoverSearches(parts);
      const known = get(culpritId);
      if (!known.ok) return known;
      const ended = store.write(({ culprits }) => culprits.end(culpritId, null, { status: "canceled", detail: null, hint: null }, now()));
      if (!ended.ok) return ended;
      const last = known.value.steps.at(-1);
      // One that has ended by itself needs nobody to stop it; one that is being started now is stopped by the driver.
      if (ended.value && last?.verdict === null) for (const run of last.runs) await stopRun(store, run, null, parts.hostProgram, now);
      return get(culpritId);
    },
    resume: async ({ culpritId }) => {
      await recoverSearches(parts);
      const known = get(culpritId);
      if (!known.ok) return known;
      // The driver of a search that was just canceled may still be tidying up.
      if (known.value.status !== "running") await driven.get(culpritId)?.ended;
      const project = findProject(store, known.value.projectId);
      if (!project.ok) return project;
      const refused = await refuseToRun(project.value);
      if (refused !== null) return err(refused);
      const begun = await drive((socket) => {
        const taken = store.write(({ culprits }) => culprits.take(culpritId, socket, now()));
        if (!taken.ok) return taken;
        return taken.value
          ? ok(culpritId)
          : err(failure("already-searching", "There is nothing to go on with: it has ended, or is under way."));
      });
      return begun.ok ? get(begun.value) : begun;
    },
    ended: async (culpritId) => driven.get(culpritId)?.ended,
    close: () => {
      for (const [id, { place, socket }] of driven) {
        store.write(({ culprits }) => culprits.end(id, place, interrupted, now()));
        socket.close();
      }
      leaving.abort();
    },
  };
}

const interrupted = {
  status: "interrupted",
  detail: "The process that drove the search has ended.",
  hint: "What was judged stays judged.",
} as const;

/** Makes the rows of searches true whose driver does not live any more. */
export async function recoverSearches({ store, now }: DriveParts): Promise<void> {
  const going = store.read(({ culprits }) => culprits.going());
  for (const { id, socket } of going.ok ? going.value : []) {
    const connection = await connectToHost(socket);
    if (connection.state === "connected") connection.socket.destroy();
    if (connection.state === "nobody") store.write(({ culprits }) => culprits.end(id, socket, interrupted, now()));
  }
}

interface Opened {
  readonly project: StoredProject;
  readonly ground: SearchRange;
  /** See `NewSearch.branch`. */
  readonly branch: string | null;
}

async function open(store: Store, input: CulpritRequest): Promise<Result<Opened, CulpritFailure>> {
  const project = findProject(store, input.projectId);
  if (!project.ok) return project;
  const refused = await refuseToRun(project.value);
  if (refused !== null) return err(refused);
  const run = explainedRun(store, input);
  if (!run.ok) return run;
  const bad = input.bad === undefined ? badOf(run.value) : ok(input.bad);
  if (!bad.ok) return bad;
  const ground = await openRange(store, project.value, input, { good: input.good ?? null, bad: bad.value });
  if (!ground.ok) return ground;
  return ok({ project: project.value, ground: ground.value, branch: run.value === null ? ground.value.branch : run.value.branch });
}

function explainedRun(store: Store, { runId }: CulpritRequest): Result<Run | null, CulpritFailure> {
  if (runId === null) return ok(null);
  return found(
    store.read(({ runs }) => runs.get(runId)),
    `Run ${runId}`,
  );
}

/** The commit of the failed run. Whether it fails by itself when the run was on changed files is the first thing that is looked at. */
function badOf(run: Run | null): Result<string, CulpritFailure> {
  if (run === null) return ok("HEAD");
  if (run.commit !== null) return ok(run.commit);
  return err(failure("no-commit", `Run ${run.number} belongs to no commit.`, "Commit what it ran on, and run it again."));
}

function describePreview(tables: Tables, input: CulpritRequest, { range, graph, known }: SearchRange): CulpritPreview {
  const verdicts = new Map([...known].map(([tree, { verdict }]) => [tree, verdict]));
  const decided: Decided[] = [];
  let unknownEnds = 0;
  for (;;) {
    const { step, suspectCount } = nextStep({ range, graph, decided, known: verdicts });
    const answer = step.type === "judge" ? verdicts.get(step.commit.tree) : undefined;
    if (step.type === "judge" && (answer !== undefined || step.role !== "between")) {
      if (answer === undefined) unknownEnds += 1;
      decided.push({ hash: step.commit.hash, verdict: answer ?? (step.role === "bad-end" ? "bad" : "good") });
      continue;
    }
    const runsLeft = (stepsLeft(suspectCount) + unknownEnds) * input.repeat;
    const usualMs = usualOf(tables, input, []);
    return {
      good: toCommit(range.good),
      bad: toCommit(range.commits.at(-1) ?? range.good),
      goodRunId: known.get(range.good.tree)?.runId ?? null,
      ...{ total: range.commits.length, suspectCount, knownCount: decided.length - unknownEnds },
      ...{ runsLeft, leftMs: usualMs === null ? null : usualMs * runsLeft },
    };
  }
}

/** A search with what can be told of its future. */
function describe(tables: Tables, { socket: _, holder: __, branch: ___, ...search }: StoredSearch): CulpritSearch {
  const steps = tables.culprits.steps(search.id).map(({ place: ____, ...step }) => step);
  const tookMs = steps.flatMap(({ isKnown, runs, startedAt, decidedAt }) =>
    isKnown || decidedAt === null || runs.length === 0 ? [] : (decidedAt - startedAt) / runs.length,
  );
  const isGoing = search.status === "running" || search.status === "interrupted";
  // The bad end is always made sure of, the good one when nobody else passes.
  const openEnds = (["bad", "good"] as const).filter((verdict) => !steps.some((step) => step.verdict === verdict)).length;
  const open = steps.at(-1);
  const runsOfOpen = open?.verdict === null ? open.runs.length : 0;
  const runsLeft = isGoing ? Math.max(0, (stepsLeft(search.suspectCount) + openEnds) * search.repeat - Math.max(0, runsOfOpen - 1)) : 0;
  const usualMs = usualOf(tables, search, tookMs);
  return { ...search, steps, runsLeft, leftMs: isGoing && usualMs !== null ? usualMs * runsLeft : null };
}

/** What one run for a search takes, with its checkout: as those before did, else as the failed run took to the end of the stage, else the stage alone. */
function usualOf(
  tables: Tables,
  { projectId, stage, runId }: Pick<CulpritSearch, "projectId" | "stage" | "runId">,
  tookMs: readonly number[],
): number | null {
  const past = percentile(tookMs, 0.5);
  if (past !== null) return past;
  const origin = runId === null ? null : tables.runs.get(runId);
  const ends = origin === null ? [] : tables.stageRuns.ofRun(origin.id).filter(({ name }) => name === stage);
  const lastMs = Math.max(...ends.map(({ finishedAt }) => finishedAt ?? 0));
  if (origin?.startedAt != null && lastMs > 0) return lastMs - origin.startedAt;
  return percentile(tables.stageRuns.passedMs(projectId, [stage], 20).get(stage) ?? [], 0.5);
}
