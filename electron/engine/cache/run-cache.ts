import { hash, randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StepRun } from "../../../shared/contract/schemas.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import type { CachePolicy } from "../../../shared/pipeline/plan.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { BlobStore } from "./blobs.ts";
import { indexFile, readSalt } from "./cache-folder.ts";
import { type CacheEntry, readEntry, removeEntry, writeEntry } from "./entry.ts";
import { isWholeProject } from "./glob-pattern.ts";
import { createFileHasher, type FileHasher } from "./hash-files.ts";
import { LastRuns } from "./last-runs.ts";
import { type Mark, Marks } from "./marks.ts";
import { Pace } from "./pace.ts";
import { ProjectTree } from "./project-tree.ts";
import { hideWith, type Recipe } from "./recipe.ts";
import { planRestore, type StagedItems, stageItems } from "./restore-entry.ts";
import { keepResult, NotKept, productOf, type StageResult } from "./save-entry.ts";
import { createRecipeReader, NoRecipe, type RecipeReader, type StageQuestion } from "./stage-recipe.ts";
import { StatIndex } from "./stat-index.ts";
import { systemMessage } from "./system-message.ts";
import { createToolVersions } from "./tool-versions.ts";
import { Trace } from "./trace.ts";
import { Traces } from "./traces.ts";
import { sayChanges } from "./why.ts";

/** Whose stages are asked for. */
export interface RunCacheParts {
  readonly store: Store;
  readonly now: Clock;
  readonly projectId: ProjectId;
  /** The folder that the run works in, absolute: the project's own, or a checkout of it. */
  readonly projectPath: string;
  readonly run: { readonly id: RunId; readonly number: number };
}

/** A question, and where to put what a hit brings back. None of these files is there yet. */
export interface CacheRequest extends StageQuestion {
  readonly logPath: string;
  /** `null` where a summary has no place. */
  readonly summaryPath: string | null;
  readonly artifactFolder: string;
  /** Whether to run it whatever the cache has; its result is kept all the same. */
  readonly isForced?: boolean;
  readonly signal?: AbortSignal;
}

/** What a hit brought back: all of it is in its place. */
export interface CacheHit {
  readonly kind: "hit";
  readonly why: string;
  readonly key: string;
  readonly identity: string;
  /** The run that made the result, and how long it took then. */
  readonly run: { readonly id: RunId; readonly number: number };
  readonly durationMs: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly artifacts: CacheEntry["artifacts"];
  readonly logBytes: number;
  readonly logLines: number;
  readonly hasSummary: boolean;
  readonly steps: readonly StepRun[] | null;
}

/** A stage that must run. `why` is one sentence. */
export interface CacheMiss {
  /** `off`: its result is not kept either, because it has no cache or could not be keyed. */
  readonly kind: "miss" | "off";
  readonly why: string;
  /** `null` without a key. */
  readonly key: string | null;
  /** For what needs it, when nothing is kept of it. */
  readonly identity: string | null;
  /** Keeps what the stage made, once it has passed. Nothing may write to its outputs meanwhile. */
  keep(result: StageResult): Promise<KeepAnswer>;
}

/** What became of a result that was to be kept. */
export interface KeepAnswer {
  readonly isKept: boolean;
  /** Why it is not kept, as a sentence; empty when it is. */
  readonly why: string;
  /** See {@link StageQuestion.needs}; `null` for a stage without a cache. */
  readonly identity: string | null;
}

/** Raised while a request is answered that was given up. */
export interface CacheCanceled {
  readonly kind: "canceled";
}

/** What the cache says of a stage. */
export type CacheAnswer = CacheHit | CacheMiss | CacheCanceled;

/** The cache as one run sees it. Stages that share inputs share what was read of them. */
export class RunCache {
  readonly #parts: RunCacheParts;
  readonly #folder: string;
  readonly #tree: ProjectTree;
  readonly #index: StatIndex;
  readonly #traces: Traces;
  readonly #hasher: FileHasher;
  readonly #recipes: RecipeReader;
  readonly #blobs: BlobStore;
  readonly #marks: Marks;
  /** The notes of this project's folder; `null` when they must be read again. */
  #known: readonly Mark[] | null = null;
  readonly #last: LastRuns;
  readonly #used = new Set<string>();
  readonly #gone = new Set<string>();

  constructor(parts: RunCacheParts) {
    const { store, now, projectId, projectPath } = parts;
    this.#parts = parts;
    this.#folder = store.folder;
    this.#marks = new Marks(store.folder, now);
    this.#last = new LastRuns(store, projectId, parts.run.number);
    this.#tree = new ProjectTree(projectPath, store.folder);
    const name = hash("sha256", this.#tree.root, "hex").slice(0, 32);
    this.#index = new StatIndex(indexFile(store.folder, name));
    this.#traces = new Traces(indexFile(store.folder, `${name}.traces`));
    this.#hasher = createFileHasher(this.#tree, this.#index, now);
    this.#blobs = new BlobStore(store.folder, now);
    const tools = createToolVersions(store.folder, this.#tree.root);
    this.#recipes = createRecipeReader(projectId, this.#hasher, tools, hideWith(readSalt(store.folder)));
  }

  /**
   * Says that something else may have written to the project: to be called whenever a stage starts or ends, unless the
   * cache itself brought it back.
   */
  disturb(): void {
    this.#tree.forget();
    this.#known = null;
  }

  /** Brings a stage's result back, or says why it must run. A hit is told only once everything is in its place. */
  async lookup(request: CacheRequest): Promise<CacheAnswer> {
    const policy = request.stage.cache;
    if (policy === null) return this.#off("Ran because it has no cache.", null);
    const whole = policy.outputs.find(isWholeProject);
    if (whole !== undefined)
      return this.#off(`Ran because its outputs ${JSON.stringify(whole)} are the whole project, which is not cached.`);
    try {
      return await this.#answer(request, policy);
    } catch (error) {
      if (request.signal?.aborted) return { kind: "canceled" };
      if (error instanceof NoRecipe) return this.#off(`Ran because the cache could not tell: ${error.message}.`);
      return this.#off(`Ran because the cache could not be asked: ${systemMessage(error)}.`);
    }
  }

  /** Writes down what was learned. To be called when the run ends; also between, when it is long. */
  finish(): void {
    this.#index.save();
    this.#traces.save();
    this.#flush();
  }

  async #answer(request: CacheRequest, policy: CachePolicy): Promise<CacheAnswer> {
    const pace = new Pace(request.signal);
    const startedAt = this.#parts.now();
    const others = await this.#recipes.readOthers(request, policy);
    this.#known ??= this.#marks.all().filter(({ root }) => root === this.#tree.root);
    const unchanged = await this.#answerUnchanged(request, others, this.#known, pace);
    if (unchanged !== null) return unchanged;
    const trace = new Trace();
    const tree = this.#tree.traced(trace);
    const { recipe, outputs } = await this.#recipes.addInputs(others, request, policy, tree, pace);
    const marks = this.#known ?? [];
    const mixed = await this.#findMixed(marks, request, recipe, pace);
    if (mixed !== null)
      return this.#off(`Ran because the outputs of ${mixed.stage}, on which it depends, are a mixture: putting them back was cut short.`);
    if (request.isForced === true) return this.#miss(request, policy, recipe, "Ran because it was asked to run whatever the cache has.");
    const entry = readEntry(this.#folder, recipe.key);
    if (entry === "damaged") return this.#missDamaged(request, policy, recipe, "its entry");
    if (entry === null) return this.#miss(request, policy, recipe, this.#last.whyMissing(request.stage, recipe));
    const plan = await planRestore(tree, this.#hasher, entry.outputs, outputs, pace);
    const isThere = plan.obstacle === null && plan.puts.length + plan.modes.length + plan.removals.length === 0;
    const problem = isThere ? await this.#replay(request, entry, pace) : await this.#restore(request, policy, entry, pace);
    if (problem?.kind === "lost") return this.#missDamaged(request, policy, recipe, problem.what);
    if (problem !== null) {
      const why = `Ran because the result of run ${entry.run.number} could not be put back: ${problem.what}.`;
      return this.#miss(request, policy, recipe, why);
    }
    if (isThere) this.#traces.note(nameOf(request), others.key, recipe.key, trace, startedAt);
    if (marks.some((mark) => isOf(mark, request))) this.#marks.release(this.#tree.root, request.stage.name, request.stage.variant);
    this.#last.note(request.stage, recipe, null);
    return this.#hit(entry);
  }

  /** The short way, for a stage whose files and outputs nobody has touched; `null` when it is not open. */
  async #answerUnchanged(request: CacheRequest, others: Recipe, marks: readonly Mark[], pace: Pace): Promise<CacheHit | null> {
    if (request.isForced === true || marks.length > 0) return null;
    const key = await this.#traces.keyOf(nameOf(request), others.key, this.#tree, pace);
    const entry = key === null ? null : readEntry(this.#folder, key);
    if (key === null || entry === null || entry === "damaged") return null;
    if ((await this.#replay(request, entry, pace)) !== null) return null;
    this.#last.noteKey(request.stage, key, null);
    return this.#hit(entry);
  }

  #hit(entry: CacheEntry): CacheHit {
    const { key, identity, run, durationMs, values, artifacts, logBytes, logLines, steps } = entry;
    this.#used.add(key);
    const hasSummary = entry.summary !== null;
    const why = `Inputs are the same as in run ${run.number}.`;
    return { kind: "hit", why, key, identity, run, durationMs, outputs: values, artifacts, logBytes, logLines, hasSummary, steps };
  }

  /** Another stage whose outputs are a mixture, and among the inputs of this one. */
  async #findMixed(marks: readonly Mark[], request: CacheRequest, recipe: Recipe, pace: Pace): Promise<Mark | null> {
    for (const mark of marks) {
      if (isOf(mark, request)) continue;
      const { items } = await this.#tree.find(mark.outputs, { pace, followsLinks: false });
      if (recipe.parts.some(({ kind, name }) => kind === "input" && items.has(name))) return mark;
    }
    return null;
  }

  /** Puts everything in its place; `null` when it is, else what is missing or in the way. */
  async #restore(
    request: CacheRequest,
    policy: CachePolicy,
    entry: CacheEntry,
    pace: Pace,
  ): Promise<{ readonly kind: "lost" | "blocked"; readonly what: string } | null> {
    const mark = { root: this.#tree.root, stage: entry.stage, variant: entry.variant, outputs: policy.outputs, pid: process.pid };
    if (!(await this.#marks.take(mark, request.signal))) return { kind: "blocked", what: "another run is putting back another one" };
    let isMixed = false;
    let staged: StagedItems | null = null;
    try {
      // Whoever had the mark before may have changed everything.
      this.disturb();
      const found = await this.#tree.find(policy.outputs, { pace, followsLinks: false });
      const plan = await planRestore(this.#tree, this.#hasher, entry.outputs, found, pace);
      if (plan.obstacle !== null) return { kind: "blocked", what: plan.obstacle };
      const copied = await stageItems(this.#tree, this.#blobs, plan.puts, pace);
      if ("lost" in copied) return { kind: "lost", what: "a file of it" };
      staged = copied;
      const problem = await this.#replay(request, entry, pace);
      if (problem !== null) return problem;
      isMixed = true;
      await staged.switchIn(plan);
      isMixed = false;
      return null;
    } catch (error) {
      this.#clearReplay(request);
      if (request.signal?.aborted && !isMixed) throw error;
      return { kind: "blocked", what: systemMessage(error) };
    } finally {
      staged?.discard();
      this.disturb();
      if (!isMixed) this.#marks.release(mark.root, mark.stage, mark.variant);
    }
  }

  /** Writes log, summary and artifacts into the run's folder; all of them or none. */
  async #replay(request: CacheRequest, entry: CacheEntry, pace: Pace): Promise<{ readonly kind: "lost"; readonly what: string } | null> {
    try {
      const lost = await this.#copyReplay(request, entry, pace);
      if (lost === null) return null;
      this.#clearReplay(request);
      return { kind: "lost", what: lost };
    } catch (error) {
      this.#clearReplay(request);
      throw error;
    }
  }

  async #copyReplay(request: CacheRequest, { artifacts, summary, log }: CacheEntry, pace: Pace): Promise<string | null> {
    for (const { path, bytes, sha256 } of artifacts) {
      if (!(await this.#blobs.linkTo(sha256, bytes, join(request.artifactFolder, path), pace))) return `the artifact ${path}`;
    }
    if (summary !== null && request.summaryPath !== null) {
      if (!(await this.#blobs.copyTo(summary.hash, summary.bytes, request.summaryPath, 0o644, pace))) return "its summary";
    }
    if (log.kind === "blob") return (await this.#blobs.expandTo(log.hash, request.logPath, pace)) ? null : "its log";
    if (log.base64 !== "") writeFileSync(request.logPath, Buffer.from(log.base64, "base64"));
    return null;
  }

  /** What was replayed is not true any more: the stage runs and writes its own. */
  #clearReplay({ logPath, summaryPath, artifactFolder }: CacheRequest): void {
    rmSync(logPath, { force: true });
    if (summaryPath !== null) rmSync(summaryPath, { force: true });
    rmSync(artifactFolder, { recursive: true, force: true });
  }

  #missDamaged(request: CacheRequest, policy: CachePolicy, recipe: Recipe, what: string): CacheMiss {
    removeEntry(this.#folder, recipe.key);
    this.#gone.add(recipe.key);
    return this.#miss(
      request,
      policy,
      recipe,
      `Ran because the kept result was damaged: ${what} was missing or not what it had been. It was removed.`,
    );
  }

  #miss(request: CacheRequest, policy: CachePolicy, recipe: Recipe, why: string): CacheMiss {
    this.#last.note(request.stage, recipe, "it did not pass");
    return {
      kind: "miss",
      why,
      key: recipe.key,
      identity: newIdentity(),
      keep: (result) => this.#keep(request, policy, recipe, result),
    };
  }

  async #keep(request: CacheRequest, policy: CachePolicy, recipe: Recipe, result: StageResult): Promise<KeepAnswer> {
    const { stage } = request;
    this.disturb();
    // The stage has made its outputs itself: they are whole, whatever was cut short before.
    this.#marks.release(this.#tree.root, stage.name, stage.variant);
    try {
      const pace = new Pace();
      if (stage.secrets.length > 0 && result.holdsSecret === undefined)
        throw new NotKept("it was given secrets, and nobody looked for them in what it made");
      const others = { ...recipe, parts: recipe.parts.filter(({ kind }) => kind !== "input") };
      const { recipe: after } = await this.#recipes.addInputs(others, request, policy, this.#tree, pace);
      if (after.key !== recipe.key) throw new NotKept(`${sayChanges(recipe, after) ?? "its inputs changed"} while it ran`);
      const blobs = new BlobStore(this.#folder, this.#parts.now);
      const kept = await keepResult(this.#tree, this.#hasher, blobs, policy.outputs, result, pace);
      const identity = productOf(policy.outputs, kept) ?? recipe.key;
      const bytes = writeEntry(this.#folder, {
        key: recipe.key,
        stage: stage.name,
        variant: stage.variant,
        run: this.#parts.run,
        identity,
        ...kept,
      });
      this.#record(request, recipe, blobs.addedBytes + bytes);
      return { isKept: true, why: "", identity };
    } catch (error) {
      const reason = error instanceof NotKept || error instanceof NoRecipe ? error.message : systemMessage(error);
      this.#last.note(request.stage, recipe, reason);
      return { isKept: false, why: `Its result was not kept: ${reason}.`, identity: newIdentity() };
    }
  }

  #record(request: CacheRequest, recipe: Recipe, bytes: number): void {
    const { projectId, run, now, store } = this.#parts;
    const { name: stage, variant } = request.stage;
    this.#gone.delete(recipe.key);
    this.#last.note(request.stage, recipe, null);
    const row = { key: recipe.key, projectId, stage, variant, runId: run.id, bytes, createdAt: now(), usedAt: now() };
    // Without its row the entry works all the same, and is removed with the next tidying.
    store.write(({ cache }) => cache.put(row));
    this.#flush();
  }

  /** What is lost here costs only an explanation, or a result's place in the order of use. */
  #flush(): void {
    const { store, projectId, now } = this.#parts;
    let last: ReturnType<LastRuns["flush"]>;
    try {
      last = this.#last.flush();
    } catch (error) {
      systemMessage(error);
      return;
    }
    if (this.#used.size + this.#gone.size + last.notes.length === 0) return;
    const written = store.write(({ cache }) => {
      cache.use([...this.#used], now());
      for (const key of this.#gone) cache.remove(key, now());
      for (const note of last.notes) cache.noteLast(projectId, note);
    });
    if (!written.ok) return;
    last.done();
    this.#used.clear();
    this.#gone.clear();
  }

  #off(why: string, identity: string | null = newIdentity()): CacheMiss {
    return { kind: "off", why, key: null, identity, keep: () => Promise.resolve({ isKept: false, why: "", identity }) };
  }
}

/** Unlike any other: what needs a stage that nothing is known of must not be taken from the cache. */
export function newIdentity(): string {
  return randomBytes(16).toString("hex");
}

function nameOf({ stage }: StageQuestion): string {
  return `${stage.name}\0${stage.variant}`;
}

function isOf(mark: Mark, { stage }: StageQuestion): boolean {
  return mark.stage === stage.name && mark.variant === stage.variant;
}
