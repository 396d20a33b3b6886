import type { MonitorId } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { makeSureOfWatch, standingAt } from "../../../engine/monitor/monitor.ts";
import type { Store } from "../../../engine/store/store.ts";
import type { Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { openMonitorPlace } from "../monitor-place.ts";

/** `millrace monitors watch`: somebody watches as long as this runs. */
export const executeMonitorsWatch: Execute = async (invocation) => {
  const place = await openMonitorPlace(invocation, { consents: true });
  if (!place.ok) return place;
  const { store, monitorHost } = place.value;
  const over = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => over.abort());
  if (!invocation.isJson) invocation.print("Watching. Ctrl+C ends it.\n");
  const told = new Map<MonitorId, string>();
  const stop = store.watch((events) => {
    for (const event of events) if (event.type === "monitor") tell(invocation, store, event.monitorId, told);
  });
  const known = store.read(({ projects, monitors }) =>
    projects.list().flatMap(({ id, trusted }) => (trusted ? monitors.ofProject(id) : [])),
  );
  if (known.ok) for (const { id } of known.value) tell(invocation, store, id, told);
  while (!over.signal.aborted) {
    const socket = await makeSureOfWatch(store, monitorHost);
    if (!socket.ok) {
      stop();
      store.close();
      return fail(socket.failure);
    }
    // One that was killed is started again.
    await new Promise<void>((resolve) => {
      socket.value.on("error", () => {});
      socket.value.on("data", () => {});
      socket.value.once("close", () => resolve());
      over.signal.addEventListener("abort", () => socket.value.destroy(), { once: true });
      if (over.signal.aborted) socket.value.destroy();
    });
  }
  stop();
  store.close();
  return ok(exitCodes.passed);
};

function tell({ isJson, print }: Invocation, store: Store, id: MonitorId, told: Map<MonitorId, string>): void {
  const read = store.read(({ monitors, projects }) => {
    const monitor = monitors.get(id);
    return monitor === null ? null : { monitor, project: projects.get(monitor.projectId)?.name ?? "" };
  });
  if (!read.ok || read.value === null) return;
  const { monitor, project } = read.value;
  const { state, detail, since } = standingAt(monitor.standing, systemClock());
  const shown = monitor.pausedAt === null ? state : "paused";
  if (told.get(id) === shown) return;
  told.set(id, shown);
  const at = new Date(systemClock()).toISOString();
  if (isJson) print(`${JSON.stringify({ at, project, monitor: monitor.name, monitorId: id, state: shown, since, detail })}\n`);
  else print(`${visible(`${at.slice(11, 19)}  ${project}  ${monitor.name.padEnd(20)}  ${shown.padEnd(11)}  ${detail}`.trimEnd())}\n`);
}
