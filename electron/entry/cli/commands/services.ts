import type { Service } from "../../../../shared/contract/services.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { StoredService } from "../../../engine/store/store.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { serviceLine, startLine } from "../service-lines.ts";
import { openServicePlace, type ServicePlace, serviceCalled, untilServices } from "../service-place.ts";

/** `millrace services list`: what the project keeps running, and how it stands. */
export const executeServicesList: Execute = (invocation) => list(invocation, () => true);

async function list(invocation: Invocation, isWell: (service: Service) => boolean): Promise<Result<number, CommandFailure>> {
  const place = await openServicePlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, services } = place.value;
  const listed = await services.list({ projectId: project.id });
  store.close();
  if (!listed.ok) return fail(listed.failure);
  const { problem } = listed.value;
  if (invocation.isJson) invocation.print(`${JSON.stringify(listed.value)}\n`);
  else {
    tellLines(invocation, listed.value.services);
    if (problem !== null) invocation.print(`${visible(problem)}\n`);
    else if (listed.value.services.length === 0) invocation.print("The project keeps nothing running.\n");
  }
  if (problem !== null) return ok(exitCodes.usage);
  return ok(listed.value.services.every(isWell) ? exitCodes.passed : exitCodes.failed);
}

/** `millrace services start [NAME…] [--wait]`. */
export const executeServicesStart: Execute = (invocation) => bring(invocation, "start");

/** `millrace services restart [NAME…] [--wait]`. */
export const executeServicesRestart: Execute = (invocation) => bring(invocation, "restart");

async function bring(invocation: Invocation, what: "start" | "restart"): Promise<Result<number, CommandFailure>> {
  const place = await openServicePlace(invocation, { consents: true });
  if (!place.ok) return place;
  const { store, project, services } = place.value;
  const names = [...invocation.words];
  const told = await services[what]({ projectId: project.id, names });
  if (!told.ok) {
    store.close();
    return fail(told.failure);
  }
  if (invocation.options.wait !== true) return finish(place.value, invocation, names, exitCodes.passed);
  const settled = (all: readonly StoredService[]) =>
    wantedOf(all, names).every(({ ask, life }) => ask === null && life.ending === null && isSettled(life.state));
  const isReached = await untilServices(place.value, settled, interrupted());
  if (!isReached) {
    store.close();
    return ok(exitCodes.canceled);
  }
  const read = store.read((tables) => tables.services.ofProject(project.id));
  const isWell = read.ok && wantedOf(read.value, names).every(({ life }) => life.state !== "given-up");
  return finish(place.value, invocation, names, isWell ? exitCodes.passed : exitCodes.failed);
}

/** One that was stopped has ended well by itself. */
function isSettled(state: Service["state"]): boolean {
  return state === "ready" || state === "unwell" || state === "given-up" || state === "stopped";
}

function wantedOf(all: readonly StoredService[], names: readonly string[]): readonly StoredService[] {
  return all.filter(({ name, life }) => (names.length === 0 ? life.isWanted : names.includes(name)));
}

/** `millrace services stop [NAME…]`. */
export const executeServicesStop: Execute = async (invocation) => {
  const place = await openServicePlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, services } = place.value;
  const names = [...invocation.words];
  const told = await services.stop({ projectId: project.id, names });
  if (!told.ok) {
    store.close();
    return fail(told.failure);
  }
  const isGone = (all: readonly StoredService[]) =>
    all
      .filter(({ name }) => names.length === 0 || names.includes(name))
      .every(({ ask, process, life }) => ask === null && process === null && life.state === "stopped");
  const isReached = await untilServices(place.value, isGone, interrupted());
  return finish(place.value, invocation, names, isReached ? exitCodes.passed : exitCodes.canceled);
};

/** `millrace services status [NAME]`. */
export const executeServicesStatus: Execute = async (invocation) => {
  if (invocation.words.length === 0) return list(invocation, ({ state }) => state === "ready");
  const place = await openServicePlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, services } = place.value;
  // Makes those known that the file has and nobody has started yet.
  const listed = await services.list({ projectId: project.id });
  const id = listed.ok ? serviceCalled(place.value, invocation.words[0] ?? "") : fail(listed.failure);
  if (!id.ok) {
    store.close();
    return id;
  }
  const page = await services.get({ serviceId: id.value });
  store.close();
  if (!page.ok) return fail(page.failure);
  const { service, starts, logs } = page.value;
  if (invocation.isJson) invocation.print(`${JSON.stringify(page.value)}\n`);
  else {
    tellLines(invocation, [service]);
    const lines = [`run: ${service.run}`, ...starts.slice(0, mostStarts).map((start) => startLine(start, systemClock()))];
    invocation.print(
      `${lines.map(visible).join("\n")}\n${logs.length === 1 ? "1 file of its log is" : `${logs.length} files of its log are`} kept: millrace services logs ${visible(service.name)}\n`,
    );
  }
  return ok(service.state === "ready" ? exitCodes.passed : exitCodes.failed);
};

/** So many starts fit a screen. */
const mostStarts = 10;

/** Says how those stand that were named, or all. */
async function finish(
  { store, project, services }: ServicePlace,
  invocation: Invocation,
  names: readonly string[],
  exitCode: number,
): Promise<Result<number, CommandFailure>> {
  const listed = await services.list({ projectId: project.id });
  store.close();
  if (!listed.ok) return fail(listed.failure);
  const told = listed.value.services.filter(({ name }) => names.length === 0 || names.includes(name));
  if (invocation.isJson) invocation.print(`${JSON.stringify({ services: told })}\n`);
  else tellLines(invocation, told);
  return ok(exitCode);
}

function tellLines({ print }: Invocation, services: readonly Service[]): void {
  for (const service of services) print(`${visible(serviceLine(service, systemClock()))}\n`);
}

/** Ctrl-C ends the wait; what was asked for goes on. */
function interrupted(): AbortSignal {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  return stop.signal;
}
