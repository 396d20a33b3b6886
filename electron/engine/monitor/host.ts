import { availableParallelism } from "node:os";
import { idPatterns, type MonitorId, type ProjectId, serviceLogKeyOf } from "../../../shared/ids.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import { dayMs, minuteMs, secondMs } from "../../../shared/time.ts";
import { startDeliveries } from "../alert/alert.ts";
import type { Clock } from "../clock.ts";
import { serviceLogFile } from "../data-folder.ts";
import { createHostMetrics } from "../series/series.ts";
import { settingsFrom } from "../setting/setting.ts";
import type { Store, StoredService } from "../store/store.ts";
import { createChecks } from "./check/check.ts";
import { Recorder } from "./recorder.ts";
import { unseen } from "./standing.ts";
import { Watch } from "./watch.ts";
import { WatchedProjects } from "./watched-projects.ts";

/** What the process that watches works with. */
export interface MonitorHostParts {
  readonly store: Store;
  readonly now: Clock;
  /** Where it listens; its claim is made before. */
  readonly socket: string;
  /** What commands inherit. */
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: (project: ProjectId, names: readonly string[]) => Promise<Result<ReadonlyMap<string, string>, Failure>>;
  /** Nobody needs it any more, or another one is it. */
  readonly onDone: () => void;
}

/** Who closes a window may open another one. */
const graceMs = 5 * secondMs;

/** Projects and monitors change in several rows. */
const settleMs = 100;

/** How often the machine is measured. */
const measureMs = 10 * secondMs;

/** Checks of the last day are kept, and never more than this: some 60 MB. */
const mostChecks = 1_000_000;

/** How monitors stood is kept for so long, as alerts are; of one that is up and down all the time, less. */
const keptMs = 400 * dayMs;
const mostSpans = 100_000;

/** Watches the monitors of all trusted projects, as long as somebody is connected or the person wants it always. */
export class MonitorHost {
  readonly #parts: MonitorHostParts;
  readonly #watch: Watch;
  readonly #recorder: Recorder;
  readonly #projects: WatchedProjects;
  readonly #stops: (() => unknown)[] = [];
  #connected = 0;
  #leaving: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #isFileAwaited = false;
  #isOver = false;

  constructor(parts: MonitorHostParts) {
    this.#parts = parts;
    const { store, now, socket } = parts;
    this.#projects = new WatchedProjects(store, now, () => this.#readSoon({ withFiles: true }));
    this.#recorder = new Recorder({ store, now, socket, onReplaced: () => this.#end() });
    this.#watch = new Watch({
      moment: () => ({ wallMs: now(), monotonicMs: performance.now() }),
      after: (delayMs, action) => {
        const timer = setTimeout(action, delayMs);
        return () => clearTimeout(timer);
      },
      check: createChecks({ ...parts, service: (...of) => this.#standingOf(...of), serviceLogs: (...of) => this.#logsOf(...of) }),
      record: (monitor, found) => this.#recorder.add(monitor, found),
    });
  }

  /** Takes up what all projects want watched. */
  async open(): Promise<void> {
    const { store, now, secrets, environment } = this.#parts;
    await this.#read({ withFiles: true });
    const deliveries = startDeliveries({ store, now, secrets, environment });
    const upkeep = setInterval(() => this.#keepUp(), minuteMs);
    const metrics = createHostMetrics(store.folder, now);
    const measure = async () => this.#recorder.addSamples(await metrics.sample());
    const measuring = setInterval(() => void measure(), measureMs);
    void measure();
    this.#stops.push(
      () => clearInterval(measuring),
      () => deliveries.stop(),
      () => clearInterval(upkeep),
      store.watch((events) => {
        const types = new Set(events.map(({ type }) => type));
        // A monitor that went up or down, mostly; it may have been paused, too.
        if (types.has("project") || types.has("monitor")) this.#readSoon({ withFiles: types.has("project") });
      }),
    );
    this.count(this.#connected);
  }

  /** Hears how many are connected. */
  count(connected: number): void {
    this.#connected = connected;
    clearTimeout(this.#leaving);
    if (connected === 0 && !this.#isOver) this.#leaving = setTimeout(() => this.#leave(), graceMs);
  }

  /** Answers a line: `check m9` looks now, and tells what it found. */
  async answer(line: string): Promise<string> {
    const [word, id = ""] = line.split(" ");
    if (word !== "check" || !idPatterns.monitor.test(id)) return JSON.stringify({ value: null });
    // Who asks may have changed the file a moment ago.
    await this.#read({ withFiles: true });
    const value = await this.#watch.checkNow(id as MonitorId);
    this.#recorder.flush();
    return JSON.stringify({ value });
  }

  #leave(): void {
    const stored = this.#parts.store.read(({ settings }) => settings.read());
    const staysOn = stored.ok && settingsFrom(stored.value, availableParallelism()).watchesWhenClosed;
    if (staysOn && this.#projects.hasAny) this.#leaving = setTimeout(() => this.#leave(), minuteMs);
    else this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#leaving);
    clearTimeout(this.#settling);
    this.#watch.close();
    this.#recorder.flush();
    this.#projects.close();
    for (const stop of this.#stops) void stop();
    const { store, socket, onDone } = this.#parts;
    store.write(({ monitors }) => monitors.claimHost(socket, ""));
    onDone();
  }

  #readSoon(what: { readonly withFiles: boolean }): void {
    this.#isFileAwaited ||= what.withFiles;
    this.#settling ??= setTimeout(() => void this.#read({ withFiles: this.#isFileAwaited }), settleMs);
  }

  async #read(what: { readonly withFiles: boolean }): Promise<void> {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#isFileAwaited = false;
    const known = await this.#projects.read(what);
    if (this.#isOver) return;
    if (known === null) return this.#readSoon(what);
    const standings = new Map(known.map(({ row }) => [row.id, row.standing]));
    this.#watch.set(
      known.map(({ monitor, row }) => ({ monitor, isPaused: row.pausedAt !== null })),
      (id) => standings.get(id) ?? unseen(this.#parts.now()),
    );
  }

  #keepUp(): void {
    const { store, now, socket } = this.#parts;
    const isOwn = store.read(({ monitors }) => monitors.hostSocket() === socket);
    if (isOwn.ok && !isOwn.value) this.#end();
    if (this.#isOver) return;
    const dropped = store.write(({ monitors }) => {
      const hasMoreChecks = monitors.dropChecks(now() - dayMs, mostChecks);
      return monitors.dropSpans(now() - keptMs, mostSpans) || hasMoreChecks;
    });
    if (dropped.ok && dropped.value) setTimeout(() => this.#keepUp(), secondMs).unref();
  }

  #service(project: ProjectId, name: string): StoredService | null {
    const found = this.#parts.store.read(({ services }) => services.ofProject(project).find((service) => service.name === name));
    return found.ok ? (found.value ?? null) : null;
  }

  #standingOf(project: ProjectId, name: string): { readonly isReady: boolean; readonly detail: string } | null {
    const life = this.#service(project, name)?.life;
    if (life === undefined) return null;
    return { isReady: life.state === "ready", detail: life.detail === "" ? life.state : `${life.state}: ${life.detail}` };
  }

  #logsOf(project: ProjectId, name: string): string[] {
    const { store } = this.#parts;
    const service = this.#service(project, name);
    if (service === null) return [];
    const logs = store.read(({ services }) => services.logs(service.id).toReversed());
    if (!logs.ok) return [];
    return logs.value.map(({ id }) => serviceLogFile(store.folder, project, service.id, serviceLogKeyOf(id).sequence));
  }
}
