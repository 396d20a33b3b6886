import type { Artifact, StepRun } from "../../../shared/contract/schemas.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { CacheAnswer, CacheHit, CacheMiss, CacheRequest, NeedResult, RunCache } from "../cache/cache.ts";
import type { Clock } from "../clock.ts";
import { plainEnd } from "../store/store.ts";
import type { executeStage, RunningStage, StageJob, StageListener, StageOutcome } from "./execute-stage.ts";
import type { RunRequest } from "./run-request.ts";
import type { StageLog } from "./stage-log.ts";
import { canceled, type Verdict } from "./verdict.ts";

/** What is known of a stage that has ended, as far as the keys of others depend on it. */
interface Ended {
  /** What the cache calls its result; `null` for a stage without a cache. */
  readonly identity: string | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly artifacts: readonly Pick<Artifact, "path" | "sha256">[];
}

/** The cache as the host of one run uses it. */
export class StageCache {
  readonly #cache: RunCache;
  readonly #request: RunRequest;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #ended = new Map<number, Ended>();
  readonly #placesByName: ReadonlyMap<string, readonly number[]>;

  constructor(cache: RunCache, request: RunRequest, environment: Readonly<Record<string, string>>) {
    this.#cache = cache;
    this.#request = request;
    this.#environment = environment;
    this.#placesByName = Map.groupBy(request.stages.keys(), (place) => request.stages[place]?.name ?? "");
  }

  /** A stage without a cache starts: whatever was read of the files may not be true any more. */
  noteStart(): void {
    this.#cache.disturb();
  }

  noteEnd(place: number, stage: PlannedStage, { end, artifacts }: StageOutcome): void {
    if (stage.cache === null) this.#cache.disturb();
    const identity = this.#ended.get(place)?.identity ?? null;
    this.#ended.set(place, { identity, outputs: end.outputs, artifacts });
  }

  /** Writes down what was learned. */
  finish(): void {
    this.#cache.finish();
  }

  /** Brings a stage's result back when nothing that it depends on has changed, and else runs it and keeps its result. */
  execute(place: number, job: StageJob, now: Clock, listener: StageListener, execute: typeof executeStage): RunningStage {
    const cached = new CachedExecution(this.#cache, now, this.#questionFor(job), listener, (identity) => this.#identify(place, identity));
    void cached.begin((own) => execute(job, now, own));
    return cached;
  }

  #identify(place: number, identity: string | null): void {
    this.#ended.set(place, { ...(this.#ended.get(place) ?? { outputs: {}, artifacts: [] }), identity });
  }

  #questionFor({ stage, files }: StageJob): Omit<CacheRequest, "signal"> {
    const { usesCache } = this.#request;
    return {
      stage,
      environment: this.#environment,
      needs: stage.needs.flatMap((name) => (this.#placesByName.get(name) ?? []).map((place) => this.#needAt(place))),
      facts: this.#factsFor(stage),
      logPath: files.logPath,
      summaryPath: files.summaryPath,
      artifactFolder: files.artifactFolder,
      isForced: !usesCache,
    };
  }

  #needAt(place: number): NeedResult {
    const { name = "", variant = "" } = this.#request.stages[place] ?? {};
    const { identity, outputs, artifacts } = this.#ended.get(place) ?? { identity: null, outputs: {}, artifacts: [] };
    return { name, variant, identity, outputs, artifacts };
  }

  /** Steps that are left out by a condition depend on what it may ask. */
  #factsFor(stage: PlannedStage): Record<string, string> {
    if (stage.steps.every(({ condition }) => condition === null)) return {};
    const { branch, tag, commit, trigger, dirty, changes } = this.#request;
    return {
      ...{ branch: branch ?? "", tag: tag ?? "", commit: commit ?? "", trigger, dirty: String(dirty) },
      changes: (changes ?? []).join("\n"),
    };
  }
}

/** A stage whose result may be there already. Until that is known nothing of it runs. */
class CachedExecution implements RunningStage {
  readonly log: StageLog;
  readonly #cache: RunCache;
  readonly #now: Clock;
  readonly #question: Omit<CacheRequest, "signal">;
  readonly #listener: StageListener;
  readonly #identify: (identity: string | null) => void;
  readonly #asking = new AbortController();
  #running: RunningStage | null = null;
  #verdict: Verdict | null = null;

  constructor(
    cache: RunCache,
    now: Clock,
    question: Omit<CacheRequest, "signal">,
    listener: StageListener,
    identify: (identity: string | null) => void,
  ) {
    this.#cache = cache;
    this.#now = now;
    this.#question = question;
    this.#listener = listener;
    this.#identify = identify;
    this.log = logOf(() => this.#running?.log ?? null);
  }

  get steps(): readonly StepRun[] | null {
    return this.#running?.steps ?? null;
  }

  stop(verdict: Verdict, graceMs: number): void {
    this.#verdict ??= verdict;
    this.#asking.abort();
    this.#running?.stop(verdict, graceMs);
  }

  async begin(execute: (listener: StageListener) => RunningStage): Promise<void> {
    const answer: CacheAnswer = await this.#cache.lookup({ ...this.#question, signal: this.#asking.signal });
    if (this.#verdict !== null || answer.kind === "canceled") this.#listener.onEnd(without(this.#verdict ?? canceled));
    else if (answer.kind === "hit") {
      this.#identify(answer.identity);
      this.#listener.onEnd(broughtBack(answer));
    } else {
      this.#cache.disturb();
      const startedAt = this.#now();
      this.#running = execute({ ...this.#listener, onEnd: (outcome) => void this.#end(answer, outcome, startedAt) });
      if (this.#running.steps !== null) this.#listener.onStep();
    }
  }

  async #end(miss: CacheMiss, outcome: StageOutcome, startedAt: number): Promise<void> {
    this.#cache.disturb();
    const { why, identity } =
      outcome.status === "passed" ? await this.#keep(miss, outcome, this.#now() - startedAt) : { why: "", identity: null };
    this.#identify(identity);
    this.#listener.onEnd({ ...outcome, end: { ...outcome.end, why: `${miss.why} ${why}`.trim() } });
  }

  #keep(miss: CacheMiss, { end, artifacts }: StageOutcome, durationMs: number) {
    const { logPath, summaryPath, artifactFolder } = this.#question;
    const { logLines, outputs, steps } = end;
    return miss.keep({ logPath, logLines, summaryPath, outputs, artifactFolder, artifacts, steps, durationMs });
  }
}

function broughtBack({ why, outputs, artifacts, logBytes, logLines, steps, hasSummary }: CacheHit): StageOutcome {
  const end = { ...plainEnd, why, outputs, logBytes, logLines, steps, hasSummary };
  return { status: "passed", reason: "cache-hit", end, artifacts };
}

function without({ status, reason, detail }: Verdict): StageOutcome {
  return { status, reason, end: { ...plainEnd, detail }, artifacts: [] };
}

/** The log of something that may not run yet. */
function logOf(current: () => StageLog | null): StageLog {
  return {
    look: () => current()?.look(),
    catchUp: (done) => (current() === null ? done() : current()?.catchUp(done)),
    finish: (size, done) => (current() === null ? done({ bytes: 0, lines: 0 }) : current()?.finish(size, done)),
    get bytes() {
      return current()?.bytes ?? 0;
    },
    get lines() {
      return current()?.lines ?? 0;
    },
  };
}
