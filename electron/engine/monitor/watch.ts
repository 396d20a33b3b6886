import type { Check } from "../../../shared/contract/monitors.ts";
import type { MonitorId } from "../../../shared/ids.ts";
import { formatDuration, mostTimerMs, secondMs } from "../../../shared/time.ts";
import type { MonitorStanding, NewCheck } from "../store/store.ts";
import type { CheckOnce, WatchedMonitor } from "./check/check.ts";
import { bad, type Found } from "./check/found.ts";
import { isMaintained } from "./maintenance.ts";
import { beatMs, type Moment, Presence } from "./presence.ts";
import { nextTurn, type Turns, turnsFrom } from "./schedule.ts";
import { afterCheck, retryMs, type StandingRules } from "./standing.ts";

/** What watching needs. */
export interface WatchPorts {
  readonly moment: () => Moment;
  /** Calls `action` after a while; the disposer keeps it from that. */
  readonly after: (delayMs: number, action: () => void) => () => void;
  readonly check: CheckOnce;
  /** Hears of everything that was found, in order. */
  readonly record: (monitor: WatchedMonitor, found: NewCheck) => void;
  /** Hears how much later than its turn a check began. */
  readonly onStart?: (lateMs: number) => void;
}

interface Entry {
  readonly monitor: WatchedMonitor;
  readonly turns: Turns;
  readonly isPaused: boolean;
  standing: MonitorStanding;
  /** The turn that was waited for last. */
  dueMs: number;
  stopWaiting: () => void;
  /** While it is looked at. */
  running: Promise<Check | null> | null;
  /** The check that was left behind, and hangs still. */
  hanging: Promise<unknown> | null;
  /** The last failure does not count, because this process was not really there. */
  wasDisturbed: boolean;
  readonly stop: AbortController;
}

/**
 * What does not end when it is told to is left behind after this: a look-up of the system's, or of a disk that does not answer,
 * cannot be broken off. Each takes a thread with it, so that no further one is begun before it has ended.
 */
const leaveMs = 2 * secondMs;

/** A timer may come a little before its time. */
const marginMs = 2;

/**
 * Looks at each monitor when it is its turn. A slow one delays no other, none is looked at twice at once, and turns that were
 * missed are not caught up. Only failures of times count in which this process was really there.
 */
export class Watch {
  readonly #ports: WatchPorts;
  readonly #entries = new Map<MonitorId, Entry>();
  readonly #presence: Presence;
  #stopBeating: () => void;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
    this.#presence = new Presence(ports.moment());
    this.#stopBeating = ports.after(beatMs, () => this.#beat());
  }

  /** Watches these from now on, and no others. `standingOf` is asked for those that are new, or were paused. */
  set(
    monitors: readonly { readonly monitor: WatchedMonitor; readonly isPaused: boolean }[],
    standingOf: (id: MonitorId) => MonitorStanding,
  ): void {
    const wanted = new Set(monitors.map(({ monitor }) => monitor.id));
    for (const id of [...this.#entries.keys()]) if (!wanted.has(id)) this.#drop(id);
    for (const { monitor, isPaused } of monitors) {
      const known = this.#entries.get(monitor.id);
      const hasPaused = known === undefined || known.isPaused !== isPaused;
      if (!hasPaused && isSame(known.monitor, monitor)) continue;
      const standing = hasPaused ? standingOf(monitor.id) : known.standing;
      // Another interval has other turns, and what is under way is of what the file said before.
      this.#drop(monitor.id);
      this.#add(monitor, isPaused, standing);
    }
  }

  /** Looks now, or waits for the look that is under way; `null` when the monitor is not watched, or no more. */
  async checkNow(id: MonitorId): Promise<Check | null> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    entry.stopWaiting();
    return entry.running ?? this.#run(entry);
  }

  close(): void {
    this.#stopBeating();
    for (const id of [...this.#entries.keys()]) this.#drop(id);
  }

  #add(monitor: WatchedMonitor, isPaused: boolean, standing: MonitorStanding): void {
    const { everyMs, name } = monitor.planned;
    const turns = turnsFrom(this.#ports.moment().monotonicMs, everyMs, `${monitor.projectPath}\n${name}`);
    const entry: Entry = {
      ...{
        monitor,
        turns,
        isPaused,
        standing,
        dueMs: turns.firstMs,
        stopWaiting: () => {},
        running: null,
        hanging: null,
        wasDisturbed: false,
      },
      stop: new AbortController(),
    };
    this.#entries.set(monitor.id, entry);
    if (!isPaused) this.#waitUntil(entry, turns.firstMs);
  }

  #drop(id: MonitorId): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.stopWaiting();
    entry?.stop.abort();
  }

  #waitUntil(entry: Entry, dueMs: number): void {
    entry.stopWaiting();
    entry.dueMs = dueMs;
    const delayMs = Math.min(dueMs - this.#ports.moment().monotonicMs, mostTimerMs);
    entry.stopWaiting = this.#ports.after(Math.max(0, delayMs), () => {
      const lateMs = this.#ports.moment().monotonicMs - dueMs;
      if (lateMs < -marginMs) return this.#waitUntil(entry, dueMs);
      this.#ports.onStart?.(lateMs);
      void this.#run(entry);
    });
  }

  #run(entry: Entry): Promise<Check | null> {
    entry.running = this.#look(entry).finally(() => {
      entry.running = null;
      if (this.#isWatched(entry) && !entry.isPaused) this.#waitUntil(entry, this.#nextOf(entry));
    });
    return entry.running;
  }

  /** The next turn, or, after a failure that is not certain yet, in a moment. */
  #nextOf({ turns, standing, monitor, wasDisturbed, dueMs }: Entry): number {
    const nowMs = this.#ports.moment().monotonicMs;
    // A check that began a little before its turn may be over before it, too.
    const next = nextTurn(turns, dueMs - nowMs <= marginMs ? Math.max(nowMs, dueMs) : nowMs);
    const isUncertain = wasDisturbed || (standing.failures > 0 && standing.failures <= rulesOf(monitor).retries);
    return isUncertain ? Math.min(next, nowMs + retryMs) : next;
  }

  async #look(entry: Entry): Promise<Check | null> {
    const { monitor } = entry;
    const began = this.#ports.moment();
    const found = await this.#withinTime(entry);
    const ended = this.#ports.moment();
    if (!this.#isWatched(entry)) return null;
    this.#presence.beat(ended);
    const check: Check = { at: Math.round(began.wallMs), durationMs: ended.monotonicMs - began.monotonicMs, ...found };
    entry.wasDisturbed = !found.isGood && !this.#presence.isTrusted(began.monotonicMs);
    if (entry.wasDisturbed) return check;
    const kept = afterCheck(entry.standing, check, rulesOf(monitor), isMaintained(monitor.planned.maintenance, began.wallMs));
    entry.standing = kept.standing;
    this.#ports.record(monitor, kept);
    return check;
  }

  /** What a check finds within its time. */
  async #withinTime(entry: Entry): Promise<Found> {
    const { timeoutMs } = entry.monitor.planned;
    const late = new AbortController();
    const left = Promise.withResolvers<Found>();
    const silence = bad(`no answer in ${formatDuration(timeoutMs)}`);
    if (entry.hanging !== null) return silence;
    let stopWaiting = this.#ports.after(Math.min(timeoutMs, mostTimerMs), () => {
      late.abort();
      stopWaiting = this.#ports.after(leaveMs, () => left.resolve(silence));
    });
    const checked = this.#ports
      .check(entry.monitor, AbortSignal.any([late.signal, entry.stop.signal]))
      .catch((error: unknown) => bad(error instanceof Error ? error.message : String(error)));
    const found = await Promise.race([checked, left.promise]);
    stopWaiting();
    if (found === silence) {
      entry.hanging = checked;
      void checked.then(() => {
        entry.hanging = null;
      });
    }
    return late.signal.aborted && !found.isGood ? { ...found, detail: silence.detail } : found;
  }

  #isWatched(entry: Entry): boolean {
    return this.#entries.get(entry.monitor.id) === entry;
  }

  #beat(): void {
    this.#presence.beat(this.#ports.moment());
    this.#stopBeating = this.#ports.after(beatMs, () => this.#beat());
  }
}

/** As long as the file was not read again, the plan is the same object: of 500 monitors that is told in no time. */
function isSame({ planned, ...one }: WatchedMonitor, { planned: otherPlan, ...other }: WatchedMonitor): boolean {
  const isSamePlan = planned === otherPlan || JSON.stringify(planned) === JSON.stringify(otherPlan);
  return isSamePlan && JSON.stringify(one) === JSON.stringify(other);
}

/** A line that was found in a log is not found again: one failure is enough there. */
function rulesOf({ planned }: WatchedMonitor): StandingRules {
  const { everyMs, timeoutMs, retries, slowMs, check } = planned;
  return { everyMs, timeoutMs, slowMs, retries: check.kind === "log" ? 0 : retries };
}
