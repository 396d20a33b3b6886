import { join } from "node:path";
import type { CulpritCommit } from "../../../../shared/contract/culprits.ts";
import type { Run, StageRun } from "../../../../shared/contract/schemas.ts";
import { mostFilesTold, mostSuspectsTold } from "../../../../shared/culprit-limits.ts";
import type { CulpritId, RunId } from "../../../../shared/ids.ts";
import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { type Judgement, judge, nextStep, type Step, type Verdict } from "../../culprit/culprit.ts";
import { checkoutsFolder } from "../../data-folder.ts";
import { type ListedCommit, readChangedFiles, removeCheckout } from "../../git/git.ts";
import { stopRun } from "../../run/run.ts";
import type { SearchEnd, StoredProject, StoredSearch, StoredStep, StoreFailure } from "../../store/store.ts";
import { refuseToRun } from "../run/may-run.ts";
import { untilRunEnded } from "../run/until-run-ended.ts";
import { endSearch } from "./end-search.ts";
import { openRange, type SearchRange } from "./range.ts";
import { type DriveParts, startJudging } from "./run.ts";

/**
 * Drives a search for whoever listens at `socket`, from where its rows say that it stands, until it ends or is somebody
 * else's. Its checkout is gone afterwards. `signal` ends the driving, and not the run under way.
 */
export async function driveSearch(parts: DriveParts, id: CulpritId, socket: string, signal: AbortSignal): Promise<void> {
  const end = await new Driver(parts, { id, socket, signal }).run().catch((cause: unknown): SearchEnd => {
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { status: "failed", detail: `This is a fault of Millrace itself: ${detail}`, hint: null };
  });
  const { store, now } = parts;
  if (end !== null) store.write((tables) => endSearch(tables, id, socket, end, now()));
  await tidy(parts, id);
}

/** Removes the checkout of a search that is over, unless a run is still in it: that run removes it then. */
async function tidy({ store, now }: DriveParts, id: CulpritId): Promise<void> {
  const found = store.read(({ culprits, runs }) => {
    const holder = culprits.get(id)?.holder ?? null;
    return holder === null || runs.checkoutUse(holder) === "in-use" ? null : holder;
  });
  // What cannot be removed now is left to the next recovery.
  if (found.ok && found.value !== null) await removeCheckout(join(checkoutsFolder(store.folder), found.value), now);
}

/** What a run came to, or has so far. */
interface JudgedRun {
  readonly id: RunId;
  readonly status: Run["status"];
  /** Without attempts that were made again. */
  readonly stages: readonly StageRun[];
}

/** One that is not the driver any more has nothing to say: `null`. */
type Ended = SearchEnd | null;

class Driver {
  readonly #parts: DriveParts;
  readonly #id: CulpritId;
  readonly #socket: string;
  /** By tree: what this search has learned itself. */
  readonly #learned = new Map<string, { verdict: Verdict; runId: RunId | null }>();

  readonly #signal: AbortSignal;

  constructor(
    parts: DriveParts,
    { id, socket, signal }: { readonly id: CulpritId; readonly socket: string; readonly signal: AbortSignal },
  ) {
    this.#parts = parts;
    this.#id = id;
    this.#socket = socket;
    this.#signal = signal;
  }

  async run(): Promise<Ended> {
    const search = this.#read();
    if (search === null) return null;
    const { store } = this.#parts;
    const found = store.read(({ projects }) => projects.get(search.projectId));
    if (!found.ok) return failed(found.failure);
    if (found.value === null) return failed(failure("not-found", "The project is not on the list any more."));
    const project = found.value;
    const refused = await refuseToRun(project);
    if (refused !== null) return failed(refused);
    const opened = await openRange(store, project, search, { good: search.good.hash, bad: search.bad.hash });
    if (!opened.ok) return failed(opened.failure);
    for (;;) {
      const ended = await this.#step(project, opened.value);
      if (ended !== undefined) return ended;
    }
  }

  /** The search, as long as it is this driver's. */
  #read(): StoredSearch | null {
    const search = this.#parts.store.read(({ culprits }) => culprits.get(this.#id));
    if (!search.ok || search.value === null) return null;
    return search.value.status === "running" && search.value.socket === this.#socket ? search.value : null;
  }

  /** Judges one commit; how the search ended, when that is what is next. */
  async #step(project: StoredProject, ground: SearchRange): Promise<Ended | undefined> {
    const { store } = this.#parts;
    const search = this.#read();
    const read = store.read(({ culprits }) => culprits.steps(this.#id));
    if (search === null) return null;
    if (!read.ok) return failed(read.failure);
    const steps = read.value;
    for (const { commit, verdict, runs } of steps)
      if (verdict !== null) this.#learned.set(commit.tree, { verdict, runId: runs.at(-1) ?? null });
    const open = steps.find(({ verdict }) => verdict === null);
    if (open !== undefined) return this.#judge(project, search, ground, open);
    const known = new Map([...ground.known, ...this.#learned].map(([tree, { verdict }]) => [tree, verdict]));
    const decided = steps.flatMap(({ commit: { hash }, verdict }) => (verdict === null ? [] : [{ hash, verdict }]));
    const { step, suspectCount } = nextStep({ range: ground.range, graph: ground.graph, decided, known });
    if (step.type !== "judge") return this.#end(project, step, suspectCount);
    return this.#begin(ground, step, suspectCount, steps.length + 1) ? undefined : null;
  }

  /** Notes what is judged next, or what is known of it. False when somebody else is the driver. */
  #begin(
    ground: SearchRange,
    { commit, role }: Extract<Step<ListedCommit>, { type: "judge" }>,
    suspectCount: number,
    place: number,
  ): boolean {
    const { store, now } = this.#parts;
    const answer = this.#learned.get(commit.tree) ?? ground.known.get(commit.tree);
    const at = now();
    const isKnown = answer !== undefined && answer.runId !== null;
    const noted = store.write(({ culprits }) =>
      culprits.addStep(
        this.#id,
        this.#socket,
        {
          ...{ place, commit: toCommit(commit), position: positionOf(ground, commit), role, suspectCount, startedAt: at },
          ...{ verdict: isKnown ? answer.verdict : null, why: null, decidedAt: isKnown ? at : null },
          ...{ isKnown, knownFrom: isKnown ? answer.runId : null },
        },
        at,
      ),
    );
    return noted.ok && noted.value;
  }

  async #judge(project: StoredProject, search: StoredSearch, ground: SearchRange, step: StoredStep): Promise<Ended | undefined> {
    const { store, now, hostProgram } = this.#parts;
    const judged = await this.#judgeByRuns(project, search, ground, step);
    if (!judged.ok) return this.#read() === null ? null : failed(judged.failure);
    if (judged.value === null) {
      // It was canceled, or taken over, while the run was being started or went on.
      const runs = this.#runsOf(step);
      for (const { id } of runs.ok && this.#isCanceled() ? runs.value.filter(({ status }) => !isTerminal(status)) : [])
        await stopRun(store, id, null, hostProgram, now);
      return null;
    }
    const { verdict, why } = judged.value;
    const kept = store.write(({ culprits }) => culprits.decide(this.#id, this.#socket, step.place, { verdict, why }, now()));
    return kept.ok && kept.value ? undefined : null;
  }

  #isCanceled(): boolean {
    const search = this.#parts.store.read(({ culprits }) => culprits.get(this.#id));
    return search.ok && search.value?.status === "canceled";
  }

  /** Without those that ended with an earlier driver before they could say anything. */
  #runsOf({ place, startedAt }: StoredStep): Result<JudgedRun[], StoreFailure> {
    return this.#parts.store.read(({ culprits, runs, stageRuns }) => {
      const ids = culprits.steps(this.#id).find((step) => step.place === place)?.runs ?? [];
      return ids.flatMap((id) => {
        const run = runs.get(id);
        const isLeftOver = run !== null && run.createdAt < startedAt && (run.status === "canceled" || run.status === "interrupted");
        if (run === null || isLeftOver) return [];
        return [{ id, status: run.status, stages: stageRuns.ofRun(id).filter((stage) => !stage.isSuperseded) }];
      });
    });
  }

  /** Runs a commit as often as is needed to know; `null` when the search is not this driver's any more. */
  async #judgeByRuns(
    project: StoredProject,
    search: StoredSearch,
    { fallback }: SearchRange,
    step: StoredStep,
  ): Promise<Result<Judgement | null, Failure>> {
    for (;;) {
      const runs = this.#runsOf(step);
      if (!runs.ok) return runs;
      const going = runs.value.find(({ status }) => !isTerminal(status));
      if (going !== undefined) {
        await untilRunEnded(this.#parts.store, going.id, this.#signal);
        if (this.#signal.aborted) return ok(null);
        continue;
      }
      if (this.#read() === null) return ok(null);
      const judgement = judgeTogether(runs.value, search);
      if (judgement !== null) return ok(judgement);
      const key = { search: this.#id, place: step.place };
      const started = await startJudging(this.#parts, { project, search, commit: step.commit, fallback, key });
      if (!started.ok && started.failure.code === "unjudgeable") return ok({ verdict: "skipped", why: started.failure.message });
      if (!started.ok) return started;
      if (this.#read() === null) return ok(null);
    }
  }

  async #end(project: StoredProject, step: Exclude<Step<ListedCommit>, { type: "judge" }>, suspectCount: number): Promise<Ended> {
    this.#parts.store.write(({ culprits }) => culprits.noteSuspects(this.#id, suspectCount));
    if (step.type === "found") {
      const files = await readChangedFiles(project.path, step.commit);
      const all = files.ok ? files.value : [];
      return {
        ...{ status: "found", detail: null, hint: null, culprits: [toCommit(step.commit)] },
        ...{ files: all.slice(0, mostFilesTold), fileCount: all.length },
      };
    }
    if (step.type === "several") {
      const told =
        step.commits.length <= mostSuspectsTold
          ? step.commits
          : [...step.commits.slice(0, mostSuspectsTold - 1), ...step.commits.slice(-1)];
      return { status: "several", detail: null, hint: null, culprits: told.map(toCommit) };
    }
    return { status: step.type, ...endWords(step) };
  }
}

function judgeTogether(
  runs: readonly JudgedRun[],
  { stage, variant, repeat }: Pick<StoredSearch, "stage" | "variant" | "repeat">,
): Judgement | null {
  const judgements = runs.map(({ stages }) =>
    judge(
      stages.filter(({ name }) => name === stage),
      variant,
    ),
  );
  const told = judgements.find(({ verdict }) => verdict === "bad") ?? judgements.find(({ verdict }) => verdict === "skipped");
  return told ?? (judgements.length >= repeat ? { verdict: "good", why: null } : null);
}

function endWords({
  type,
  commit,
}: Extract<Step<ListedCommit>, { type: "not-red" | "not-green" | "unjudged" }>): Pick<SearchEnd, "detail" | "hint"> {
  const name = commit.hash.slice(0, 10);
  if (type === "not-red")
    return {
      detail: `The stage passes on ${name} itself.`,
      hint: "What failed was not what is committed, or it fails only now and then: repeat each commit, or look at what was changed and not committed.",
    };
  if (type === "not-green") return { detail: `The stage fails on ${name} already.`, hint: "Choose an older good commit." };
  return { detail: `${name} could not be judged, and it is an end of the search.`, hint: "Choose another commit in its place." };
}

function failed({ message, hint }: Failure): SearchEnd {
  return { status: "failed", detail: message, hint };
}

function positionOf({ graph }: SearchRange, { hash }: ListedCommit): number {
  return (graph.places.get(hash) ?? -1) + 1;
}

/** A commit as it is kept. */
export function toCommit({ hash, tree, subject, author, committedAt }: ListedCommit): CulpritCommit {
  return { hash, tree, subject, author, committedAt };
}
