import { secondMs } from "../../../shared/time.ts";
import { observe } from "../alert/alert.ts";
import type { Clock } from "../clock.ts";
import type { NewCheck, Sample, Store, Tables } from "../store/store.ts";
import type { WatchedMonitor } from "./check/check.ts";

/** What was found is kept once in a while, all of it at once: a transaction costs more than what is in it. */
const pauseMs = secondMs;

/** While the history cannot be written, so much is kept for it; then the oldest goes. */
const mostWaiting = 50_000;

/** What recording needs. */
export interface RecorderPorts {
  readonly store: Store;
  readonly now: Clock;
  /** Where this process listens. One that is not the host any more records nothing. */
  readonly socket: string;
  readonly onReplaced: () => void;
}

/** Keeps what is found in the history, with the alerts that follow from it and what was measured, in one transaction. */
export class Recorder {
  readonly #ports: RecorderPorts;
  #waiting: { readonly monitor: WatchedMonitor; readonly found: NewCheck }[] = [];
  #samples: Sample[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: RecorderPorts) {
    this.#ports = ports;
  }

  add(monitor: WatchedMonitor, found: NewCheck): void {
    this.#waiting.push({ monitor, found });
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
    this.#timer ??= setTimeout(() => this.flush(), pauseMs);
  }

  /** What was measured of the machine. */
  addSamples(samples: readonly Sample[]): void {
    this.#samples.push(...samples);
    this.#samples.splice(0, Math.max(0, this.#samples.length - mostWaiting));
    this.#timer ??= setTimeout(() => this.flush(), pauseMs);
  }

  /** Keeps it now. What cannot be kept is tried again with the next. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { store, now, socket, onReplaced } = this.#ports;
    const [waiting, samples] = [this.#waiting, this.#samples];
    if (waiting.length === 0 && samples.length === 0) return;
    const written = store.write((tables) => {
      if (tables.monitors.hostSocket() !== socket) return false;
      for (const { monitor, found } of waiting) keep(tables, monitor, found, now());
      tables.series.add([...samples, ...waiting.flatMap(({ monitor, found }) => latencyOf(monitor, found))]);
      return true;
    });
    if (!written.ok) {
      this.#timer = setTimeout(() => this.flush(), pauseMs);
      return;
    }
    this.#waiting = [];
    this.#samples = [];
    if (!written.value) onReplaced();
  }
}

function keep(tables: Tables, monitor: WatchedMonitor, found: NewCheck, now: number): void {
  const { check, standing, endedAt } = found;
  const asked = tables.monitors.keep(monitor.id, found, now);
  if (asked === null || asked.pausedAt !== null) return;
  const alerting = {
    ...{ projectId: monitor.projectId, project: monitor.projectName, monitorId: monitor.id, name: monitor.planned.name },
    ...{ rule: monitor.planned.alert, silencedUntil: asked.silencedUntil },
  };
  const at = Math.round(check.at + check.durationMs);
  // Time that nobody watched lies between this check and the last.
  if (endedAt !== null && endedAt < standing.since) observe(tables, alerting, { at, state: "unknown", check: null });
  observe(tables, alerting, { at, state: standing.state, check });
}

/** Of what was not answered, how long it took says nothing. */
function latencyOf({ id }: WatchedMonitor, { check }: NewCheck): Sample[] {
  return check.isGood ? [{ series: `monitor/${id}/latency`, at: check.at, value: check.durationMs }] : [];
}
