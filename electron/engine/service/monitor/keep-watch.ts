import type { Socket } from "node:net";
import type { ProjectId } from "../../../../shared/ids.ts";
import { secondMs } from "../../../../shared/time.ts";
import { type MonitorHostProgram, makeSureOfWatch } from "../../monitor/monitor.ts";
import { createOperationsReader, watchPipeline } from "../../pipeline/pipeline.ts";
import type { Store } from "../../store/store.ts";

/** A window that opens has everything to itself first. */
const firstMs = secondMs;

/** Projects change in several rows. */
const settleMs = 100;

/** Who could not be started, or was killed, is started again after a while; each time after a longer one. */
const soonestMs = secondMs;
const latestMs = 60 * secondMs;

/** Sees to it that somebody watches while there is anything to watch in a trusted project. It keeps no process alive. */
export function keepWatch(store: Store, program: MonitorHostProgram | null): () => void {
  const projects = new Map<ProjectId, { readonly path: string; hasMonitors: boolean; readonly unwatch: () => void }>();
  const read = createOperationsReader();
  let socket: Socket | null = null;
  let isConnecting = false;
  let isClosed = false;
  let pauseMs = soonestMs;
  let timer: NodeJS.Timeout | undefined;

  function lookIn(delayMs: number): void {
    if (!isClosed) timer ??= setTimeout(() => void look(), delayMs).unref();
  }

  function lookAfterFailure(): void {
    lookIn(pauseMs);
    pauseMs = Math.min(latestMs, pauseMs * 2);
  }

  async function look(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const listed = store.read((tables) => tables.projects.list().filter(({ trusted }) => trusted));
    if (!listed.ok || isClosed) return;
    for (const [id, { path, unwatch }] of projects) {
      if (listed.value.some((project) => project.id === id && project.path === path)) continue;
      unwatch();
      projects.delete(id);
    }
    await Promise.all(
      listed.value.map(async ({ id, path }) => {
        const { operations } = await read(path);
        if (isClosed) return;
        const hasMonitors = operations !== null && operations.monitors.length > 0;
        const known = projects.get(id);
        if (known === undefined) projects.set(id, { path, hasMonitors, unwatch: watchPipeline(path, () => lookIn(settleMs)) });
        else known.hasMonitors = hasMonitors;
      }),
    );
    if (isClosed) return;
    if ([...projects.values()].some(({ hasMonitors }) => hasMonitors)) return connect();
    socket?.destroy();
    socket = null;
  }

  async function connect(): Promise<void> {
    if (socket !== null || isConnecting) return;
    isConnecting = true;
    const connected = await makeSureOfWatch(store, program);
    isConnecting = false;
    if (!connected.ok) return lookAfterFailure();
    if (isClosed) return void connected.value.destroy();
    const own = connected.value;
    socket = own;
    own.unref();
    own.on("error", () => {});
    own.on("data", () => {});
    const lasting = setTimeout(() => {
      pauseMs = soonestMs;
    }, latestMs).unref();
    own.once("close", () => {
      clearTimeout(lasting);
      if (socket !== own) return;
      socket = null;
      lookAfterFailure();
    });
  }

  lookIn(firstMs);
  const stopWatching = store.watch((events) => {
    if (events.some(({ type }) => type === "project")) lookIn(settleMs);
  });
  return () => {
    isClosed = true;
    clearTimeout(timer);
    stopWatching();
    socket?.destroy();
    for (const { unwatch } of projects.values()) unwatch();
  };
}
