import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedTrigger, TriggerKind } from "../../../shared/pipeline/planned-trigger.ts";
import type { Result } from "../../../shared/result.ts";
import { minuteMs, secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { askRemotes, referencePaths } from "../git/git.ts";
import { loadPipeline, pipelineFileName } from "../pipeline/pipeline.ts";
import { parseSchedule } from "../schedule/schedule.ts";
import type { RunsUnderWay, Store, StoredProject, StoredTrigger } from "../store/store.ts";
import { type Decision, decide, type Firing, isBusy, isHeldBack, type Moment } from "./decide.ts";
import { gatherSight } from "./gather.ts";
import { watchPlaces } from "./watch-places.ts";
import { watchSaves } from "./watch-saves.ts";

/** What the triggers of a project need of the rest. */
export interface TriggerPorts {
  readonly store: Store;
  readonly now: Clock;
  /** Starts a run; the failure says why there is none. */
  start(project: StoredProject, trigger: PlannedTrigger, firing: Firing): Promise<Result<RunId, { readonly message: string }>>;
  /** Tells a run to stop because a newer one takes its place. */
  replace(run: RunId): Promise<unknown>;
}

/** What changed so soon after the end of a run may still be its work: the clock of a file server may go before ours. */
const afterRunMs = 2 * secondMs;

/**
 * Who has fired starts the run within this time, or has ended before: a checkout of a large repository takes a while, and so
 * does a machine that has much else to do.
 */
const lostMs = 2 * minuteMs;

/** How often two processes may get into each other's way within one look. */
const mostTries = 5;

const gaveUp =
  "Each run changes again what starts it, so the last change was not followed. It goes on with the next one that comes while nothing runs.";

/** The triggers of one trusted project: watches what they are about, and fires them. */
export class ProjectTriggers {
  readonly #project: StoredProject;
  readonly #ports: TriggerPorts;
  #triggers: readonly PlannedTrigger[] = [];
  /** Which folder and which version of the file the triggers are of. */
  #version = "";
  #stopWatching: (() => void)[] = [];
  /** Looks to come, and when what they are for changed first. */
  readonly #pending = new Map<TriggerKind, number>();
  /** Looks that wait for the end of a run. */
  readonly #held = new Map<TriggerKind, number>();
  readonly #askedAtMs = new Map<string, number>();
  /** Triggers that have fired here and whose runs are being started. */
  readonly #starting = new Set<string>();
  #isLooking = false;
  #refreshing: Promise<void> = Promise.resolve();
  #isClosed = false;
  readonly #stop = new AbortController();

  constructor(project: StoredProject, ports: TriggerPorts) {
    this.#project = project;
    this.#ports = ports;
  }

  get path(): string {
    return this.#project.path;
  }

  /** Reads the file when it is another one, and looks at the time and at remotes whose turn it is. */
  async tick(): Promise<void> {
    if ((await this.#readVersion()) !== this.#version) await this.refresh();
    this.runEnded();
    if (this.#takeBackLost()) this.look();
    this.look(["schedule"]);
    for (const trigger of this.#triggers)
      if (trigger.kind === "remote" && trigger.everyMs !== null) await this.#ask(trigger, trigger.everyMs);
  }

  /** When a schedule is due or a remote is to be asked next; `null` for never. */
  nextDue(afterMs: number): number | null {
    const due = this.#triggers.flatMap(({ key, schedule, zone, everyMs }) => {
      if (everyMs !== null) return (this.#askedAtMs.get(key) ?? afterMs) + everyMs;
      const parsed = schedule === null ? null : parseSchedule(schedule, zone);
      return parsed?.ok ? (parsed.value.nextDue(afterMs) ?? []) : [];
    });
    return due.length === 0 ? null : Math.min(...due);
  }

  /** Takes up what was held back. */
  runEnded(): void {
    const held = [...this.#held];
    this.#held.clear();
    for (const [kind, changedAtMs] of held) this.look([kind], changedAtMs);
  }

  /** Looks at the triggers of these kinds, all by default, soon and one after the other. */
  look(kinds: Iterable<TriggerKind> = this.#triggers.map(({ kind }) => kind), changedAtMs = this.#ports.now()): void {
    for (const kind of kinds) this.#pending.set(kind, Math.min(changedAtMs, this.#pending.get(kind) ?? changedAtMs));
    if (!this.#isLooking) void this.#lookThrough();
  }

  close(): void {
    this.#isClosed = true;
    this.#stop.abort();
    this.#unwatch();
  }

  /** Reads the pipeline's file and watches what its triggers are about. */
  async refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(async () => {
      const version = await this.#readVersion();
      if (this.#isClosed || version === this.#version) return;
      this.#version = version;
      this.#triggers = await this.#readTriggers();
      await this.#watchAll();
      this.#takeBackLost();
      this.look();
    });
    return this.#refreshing;
  }

  async #readTriggers(): Promise<readonly PlannedTrigger[]> {
    // What is detected has none, and detecting is work.
    if (!(await stat(join(this.path, pipelineFileName)).catch(() => null))) return [];
    const { origin, plan } = await loadPipeline(this.path);
    const keys = plan.triggers.map(({ key }) => key);
    // One with a fault says nothing of what it had before.
    if (origin === "file") this.#ports.store.write(({ triggers }) => triggers.keepOnly(this.#project.id, keys));
    return plan.triggers;
  }

  /** Whether somebody had fired and ended before the run was started: what it was for is then still to be seen. */
  #takeBackLost(): boolean {
    const { store, now } = this.#ports;
    const { id } = this.#project;
    const lost = store.read(({ triggers }) => triggers.hasLost(id, lostMs, now()));
    if (!lost.ok || !lost.value) return false;
    return store.write(({ triggers }) => triggers.takeBackLost(id, lostMs, [...this.#starting], now())).ok;
  }

  async #readVersion(): Promise<string> {
    const [folder, file] = await Promise.all(
      [this.path, join(this.path, pipelineFileName)].map((path) => stat(path, { bigint: true }).catch(() => null)),
    );
    return `${folder?.dev}:${folder?.ino} ${file?.ino}:${file?.mtimeNs}:${file?.size}`;
  }

  async #watchAll(): Promise<void> {
    this.#unwatch();
    const { now } = this.#ports;
    const kinds = new Set(this.#triggers.map(({ kind }) => kind));
    this.#stopWatching.push(watchPlaces([join(this.path, pipelineFileName)], now, () => void this.refresh()));
    if (kinds.has("save")) this.#stopWatching.push(this.#watchFiles());
    const moving = (["commit", "branch", "remote"] as const).filter((kind) => kinds.has(kind));
    if (moving.length === 0) return;
    const paths = await referencePaths(this.path);
    if (!this.#isClosed) this.#stopWatching.push(watchPlaces(paths, now, (changedAtMs) => this.look(moving, changedAtMs)));
  }

  #watchFiles(): () => void {
    return watchSaves(this.path, this.#ports.now, {
      onChange: (changedAtMs) => this.look(["save"], changedAtMs),
      onLimit: (reason) => {
        for (const { key } of this.#triggers.filter(({ kind }) => kind === "save")) this.#note(key, reason);
      },
    });
  }

  #unwatch(): void {
    for (const stop of this.#stopWatching.splice(0)) stop();
  }

  async #lookThrough(): Promise<void> {
    this.#isLooking = true;
    for (let next = this.#takePending(); next !== null && !this.#isClosed; next = this.#takePending()) {
      const [kind, changedAtMs] = next;
      for (const trigger of this.#triggers) if (trigger.kind === kind) await this.#lookAt(trigger, changedAtMs);
    }
    this.#isLooking = false;
  }

  #takePending(): [TriggerKind, number] | null {
    const [first] = this.#pending;
    if (first !== undefined) this.#pending.delete(first[0]);
    return first ?? null;
  }

  async #lookAt(trigger: PlannedTrigger, changedAtMs: number): Promise<void> {
    for (let tries = 0; tries < mostTries && !this.#isClosed; tries += 1) {
      const known = this.#ports.store.read(({ triggers }) => this.#knownOf(triggers, trigger.key));
      if (!known.ok || known.value.memory.isPaused) return;
      if (isHeldBack(trigger, this.#momentOf(trigger, known.value.runs, changedAtMs))) {
        this.#hold(trigger, changedAtMs);
        return;
      }
      const sight = await gatherSight(trigger, this.path, known.value.memory.seen);
      if (this.#isClosed) return;
      if (!sight.ok) {
        if (sight.failure.code !== "not-a-repository") this.#note(trigger.key, sight.failure.message);
        return;
      }
      const { value } = sight;
      if (value === null) return;
      const decided = this.#ports.store.write(({ triggers, projects }) => {
        const { memory, runs } = this.#knownOf(triggers, trigger.key);
        // Another process has looked meanwhile, or somebody has paused it or taken the trust back.
        if (memory.seen !== known.value.memory.seen) return "again";
        if (memory.isPaused || projects.get(this.#project.id)?.trusted !== true) return nothing;
        const decision = decide(trigger, memory, value, this.#momentOf(trigger, runs, changedAtMs));
        if ("memory" in decision) triggers.remember(this.#project.id, trigger.key, decision.memory);
        if (decision.type === "fire") triggers.fire(this.#project.id, trigger.key, memory.seen, this.#ports.now());
        return decision;
      });
      if (!decided.ok) return;
      if (decided.value === "again") continue;
      await this.#follow(trigger, decided.value, changedAtMs);
      return;
    }
  }

  async #follow(trigger: PlannedTrigger, decision: Decision, changedAtMs: number): Promise<void> {
    if (decision.type === "wait") this.#hold(trigger, changedAtMs);
    if (decision.type === "give-up") this.#note(trigger.key, gaveUp);
    if (decision.type !== "fire") return;
    this.#starting.add(trigger.key);
    for (const firing of decision.firings) await this.#fire(trigger, firing);
    this.#starting.delete(trigger.key);
  }

  async #fire(trigger: PlannedTrigger, firing: Firing): Promise<void> {
    const { store, now } = this.#ports;
    const { id } = this.#project;
    const started = await this.#ports.start(this.#project, trigger, firing);
    const outcome = started.ok ? { runId: started.value, fault: null } : { runId: null, fault: started.failure.message };
    const noted = store.write(({ triggers }) => {
      triggers.note(id, trigger.key, outcome, now());
      return outcome.runId === null || !trigger.cancelsOlder ? [] : triggers.olderOfGroup(id, firing.group, outcome.runId);
    });
    if (noted.ok) await Promise.all(noted.value.map((run) => this.#ports.replace(run)));
  }

  #knownOf(triggers: TriggersOfStore, key: string): { readonly memory: StoredTrigger; readonly runs: RunsUnderWay } {
    return { memory: triggers.get(this.#project.id, key), runs: triggers.runsUnderWay(this.#project.id, key) };
  }

  #momentOf({ cancelsOlder, usesCheckout }: PlannedTrigger, runs: RunsUnderWay, changedAtMs: number): Moment {
    const isOwnBusy = runs.own.length > 0;
    const [isUnderWay, freeAtMs] = cancelsOlder || usesCheckout ? [isOwnBusy, runs.ownEndedAt] : [runs.isFolderBusy, runs.folderFreeAt];
    const isAfterRun = isUnderWay || (freeAtMs !== null && changedAtMs <= freeAtMs + afterRunMs);
    return { nowMs: this.#ports.now(), isFolderBusy: runs.isFolderBusy, isOwnBusy, isAfterRun };
  }

  #hold(trigger: PlannedTrigger, changedAtMs: number): void {
    this.#held.set(trigger.kind, Math.min(changedAtMs, this.#held.get(trigger.kind) ?? changedAtMs));
    // What it waits for may have ended between the look and this.
    const runs = this.#ports.store.read(({ triggers }) => triggers.runsUnderWay(this.#project.id, trigger.key));
    if (runs.ok && !isBusy(trigger, this.#momentOf(trigger, runs.value, changedAtMs))) this.runEnded();
  }

  async #ask(trigger: PlannedTrigger, everyMs: number): Promise<void> {
    const nowMs = this.#ports.now();
    const askedAtMs = this.#askedAtMs.get(trigger.key) ?? Number.NEGATIVE_INFINITY;
    if (askedAtMs <= nowMs && nowMs - askedAtMs < everyMs) return;
    const turn = this.#ports.store.write(({ triggers }) =>
      triggers.get(this.#project.id, trigger.key).isPaused ? false : triggers.takeTurn(this.#project.id, trigger.key, everyMs, nowMs),
    );
    if (!turn.ok) return;
    this.#askedAtMs.set(trigger.key, nowMs);
    if (!turn.value) return;
    const asked = await askRemotes(this.path, this.#stop.signal);
    if (this.#isClosed) return;
    this.#note(trigger.key, asked.ok ? null : asked.failure.message);
    if (asked.ok && asked.value) this.look(["remote"]);
  }

  /** Keeps what went wrong, once; `null` when all is well again. */
  #note(key: string, fault: string | null): void {
    const { store, now } = this.#ports;
    const known = store.read(({ triggers }) => triggers.get(this.#project.id, key));
    if (known.ok && known.value.fault !== fault)
      store.write(({ triggers }) => triggers.note(this.#project.id, key, { runId: null, fault }, now()));
  }
}

const nothing: Decision = { type: "nothing" };

type TriggersOfStore = Parameters<Parameters<Store["read"]>[0]>[0]["triggers"];
