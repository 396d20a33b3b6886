import type { Service, ServiceState } from "./contract/services.ts";
import type { Look } from "./stage-groups.ts";

const looks: Readonly<Record<ServiceState, Look | "none">> = {
  waiting: "waiting",
  starting: "running",
  ready: "passed",
  unwell: "errored",
  "backing-off": "interrupted",
  stopping: "canceling",
  "given-up": "failed",
  stopped: "none",
};

const words: Readonly<Record<ServiceState, string>> = {
  waiting: "Waiting",
  starting: "Starting",
  ready: "Ready",
  unwell: "Unwell",
  "backing-off": "Backing off",
  stopping: "Stopping",
  "given-up": "Given up",
  stopped: "Stopped",
};

/** Why a service is started that a person has asked for. */
export const byPerson = "by a person";

/** The status whose picture and colour a service has; `none` for one that nobody wants. */
export function lookOfService({ state }: Pick<Service, "state">): Look | "none" {
  return looks[state];
}

/** The word for where a service stands. */
export function serviceWord({ state }: Pick<Service, "state">): string {
  return words[state];
}

/** Whether a service has a process, or will have one without anybody asking. */
export function isServiceUp({ state }: Pick<Service, "state">): boolean {
  return state !== "stopped" && state !== "given-up";
}

/** Whether a person should look at a service: it is not as it was wanted, and time alone may not mend it. */
export function needsLook({ state }: Pick<Service, "state">): boolean {
  return state === "unwell" || state === "backing-off" || state === "given-up";
}

const worstFirst: readonly ServiceState[] = ["given-up", "unwell", "backing-off", "waiting", "starting", "stopping", "ready", "stopped"];

/** How bad a service stands: the smaller, the worse. */
export function serviceRank({ state }: Pick<Service, "state">): number {
  return worstFirst.indexOf(state);
}

/** The services that stand worst, in their order; empty of none. */
export function worstServices<Item extends Pick<Service, "state">>(services: readonly Item[]): readonly Item[] {
  const worst = worstFirst.find((state) => services.some((service) => service.state === state));
  return services.filter(({ state }) => state === worst);
}

/** All services in a few words: `12 of 14 ready, 1 given up`. */
export function servicesSummary(services: readonly Pick<Service, "state">[]): string {
  const count = (state: ServiceState) => services.filter((service) => service.state === state).length;
  const others = worstFirst.filter((state) => state !== "ready" && state !== "stopped" && count(state) > 0);
  const ready = count("ready");
  if (others.length === 0 && ready === 0) return services.length === 1 ? "1 stopped" : `${services.length} stopped`;
  const first = ready === services.length ? `${ready} ready` : `${ready} of ${services.length} ready`;
  return [first, ...others.map((state) => `${count(state)} ${words[state].toLowerCase()}`)].join(", ");
}

/** Where a port of this machine is looked at. */
export function portAddress(port: number): string {
  return `http://127.0.0.1:${port}/`;
}
