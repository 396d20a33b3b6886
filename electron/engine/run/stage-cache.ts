import type { StepRun } from "../../../shared/contract/schemas.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { CacheAnswer, CacheHit, CacheMiss, CacheRequest, NeedResult, RunCache } from "../cache/cache.ts";
import type { Clock } from "../clock.ts";
import { plainEnd } from "../store/store.ts";
import { type CacheMemory, type Ended, memoryKey } from "./cache-memory.ts";
import type { executeStage, RunningStage, StageJob, StageListener, StageOutcome } from "./execute-stage.ts";
import type { MomentFacts } from "./run-conditions.ts";
import { type RunRequest, stagesBefore } from "./run-request.ts";
import type { StageLog } from "./stage-log.ts";
import { canceled, type Verdict } from "./verdict.ts";

/** The cache as the host of one run uses it. */
export class StageCache {
  readonly #cache: RunCache;
  readonly #request: RunRequest;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #ended: Map<string, Ended>;
  readonly #placesByName: ReadonlyMap<string, readonly number[]>;

  /** `memory`: what is known of stages that were executed before. */
  constructor(cache: RunCache, request: RunRequest, environment: Readonly<Record<string, string>>, memory: CacheMemory) {
    this.#cache = cache;
    this.#ended = new Map(memory);
    this.#request = request;
    this.#environment = environment;
    this.#placesByName = Map.groupBy(request.stages.keys(), (place) => request.stages[place]?.name ?? "");
  }

  /** A stage without a cache starts: whatever was read of the files may not be true any more. */
  noteStart(): void {
    this.#cache.disturb();
  }

  noteEnd(stage: PlannedStage, { end, artifacts }: StageOutcome): void {
    if (stage.cache === null) this.#cache.disturb();
    const identity = this.#ended.get(memoryKey(stage))?.identity ?? null;
    this.#ended.set(memoryKey(stage), { identity, outputs: end.outputs, artifacts });
  }

  get memory(): CacheMemory {
    return this.#ended;
  }

  /** Writes down what was learned. */
  finish(): void {
    this.#cache.finish();
  }

  /**
   * Brings a stage's result back when nothing that it depends on has changed, and else runs it and keeps its result.
   * `moment`: what the conditions of its steps may ask.
   */
  execute(job: StageJob, moment: () => MomentFacts, now: Clock, listener: StageListener, execute: typeof executeStage): RunningStage {
    const question = this.#questionFor(job, moment);
    const cached = new CachedExecution(this.#cache, now, question, listener, (identity) => this.#identify(job.stage, identity));
    void cached.begin((own) => execute(job, now, own));
    return cached;
  }

  #identify(stage: PlannedStage, identity: string | null): void {
    const key = memoryKey(stage);
    this.#ended.set(key, { ...(this.#ended.get(key) ?? { outputs: {}, artifacts: [] }), identity });
  }

  #questionFor({ stage, files }: StageJob, moment: () => MomentFacts): Omit<CacheRequest, "signal"> {
    const { usesCache } = this.#request;
    return {
      stage,
      environment: this.#environment,
      needs: this.#needsOf(stage),
      facts: this.#factsFor(stage, moment),
      logPath: files.logPath,
      summaryPath: files.summaryPath,
      artifactFolder: files.artifactFolder,
      isForced: !usesCache,
    };
  }

  #needsOf(stage: PlannedStage): NeedResult[] {
    const before = stagesBefore(this.#request.before, stage.name).filter(({ isNeeded }) => isNeeded);
    return [
      ...stage.needs.flatMap((name) => (this.#placesByName.get(name) ?? []).map((place) => this.#needAt(place))),
      // What it made is not known any more, so only the very same stage run counts as the same.
      ...before.flatMap(({ name, ends }) =>
        ends.map(({ variant, from, outputs }) => ({ name, variant, identity: from, outputs, artifacts: [] })),
      ),
    ];
  }

  #needAt(place: number): NeedResult {
    const { name = "", variant = "" } = this.#request.stages[place] ?? {};
    const { identity, outputs, artifacts } = this.#ended.get(memoryKey({ name, variant })) ?? nothingKnown;
    return { name, variant, identity, outputs, artifacts };
  }

  /** Steps that are left out by a condition depend on what it may ask. */
  #factsFor(stage: PlannedStage, moment: () => MomentFacts): Record<string, string> {
    const conditions = stage.steps.flatMap(({ condition }) => condition ?? []);
    if (conditions.length === 0) return {};
    const { branch, tag, commit, trigger, dirty, changes } = this.#request;
    const { needs, hasSucceeded, hasFailed } = moment();
    const ends = Object.entries(needs).map(([name, { status, outcome }]) => [name, status, outcome]);
    return {
      ...{ branch: branch ?? "", tag: tag ?? "", commit: commit ?? "", trigger, dirty: String(dirty) },
      changes: (changes ?? []).join("\n"),
      "how the stages before it ended": JSON.stringify([ends, hasSucceeded, hasFailed]),
      // They differ from terminal to terminal, so that only who asks is told apart by them.
      ...(conditions.some((text) => text.includes("env"))
        ? { "the names of variables": Object.keys(this.#environment).sort().join() }
        : {}),
    };
  }
}

const nothingKnown: Ended = { identity: null, outputs: {}, artifacts: [] };

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
      this.#listener.onEnd(broughtBack(answer, this.#question.stage));
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

  #keep(miss: CacheMiss, { end, artifacts, holdsSecret }: StageOutcome, durationMs: number) {
    const { logPath, summaryPath, artifactFolder } = this.#question;
    const { logLines, outputs, steps } = end;
    return miss.keep({
      logPath,
      logLines,
      summaryPath,
      outputs,
      artifactFolder,
      artifacts,
      steps,
      durationMs,
      ...(holdsSecret && { holdsSecret }),
    });
  }
}

function broughtBack({ why, run, outputs, artifacts, logBytes, logLines, steps, hasSummary }: CacheHit, stage: PlannedStage): StageOutcome {
  const end = { ...plainEnd, why, outputs, logBytes, logLines, steps, hasSummary };
  return { status: "passed", reason: "cache-hit", end, artifacts, ...(stage.reports !== null && { testsFrom: run.id }) };
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
