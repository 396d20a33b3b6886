import type { Service } from "../../shared/contract/services.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { isServiceUp } from "../../shared/service-look.ts";
import { call } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { currentProjectId } from "../state/current.ts";
import { askForTrust } from "../state/overlay.ts";
import { navigate } from "../state/route.ts";
import { readServicesSoon, servicesStore } from "../state/services.ts";
import { showFailure, showToast } from "../state/toasts.ts";
import { type Action, always } from "./action.ts";

/** What can be done to services. */
export type ServiceVerb = "start" | "stop" | "restart";

/**
 * Starts services with what they need, stops them with what needs them, or restarts them; no names for all of them. Where
 * they stand is then told by notices. A project that is not trusted yet brings up the question first.
 */
export async function commandServices(verb: ServiceVerb, projectId: ProjectId, names: readonly string[]): Promise<void> {
  const stopped = verb === "stop" ? namesToStop(servicesStore.getState().services ?? [], names) : [];
  const answer = await call((engine) => ask(engine, verb, projectId, names));
  readServicesSoon();
  if (!answer.ok) {
    if (answer.failure.code === "NOT_TRUSTED") askForTrust(projectId, () => void commandServices(verb, projectId, names));
    else showFailure(answer.failure);
    return;
  }
  if (stopped.length === 0) return;
  showToast({
    message: stoppingWords(stopped),
    action: { label: "Undo", perform: () => void commandServices("start", projectId, stopped) },
  });
}

function ask(engine: Client, verb: ServiceVerb, projectId: ProjectId, names: readonly string[]) {
  const request = { projectId, names: [...names] };
  if (verb === "start") return engine.services.start(request);
  return verb === "stop" ? engine.services.stop(request) : engine.services.restart(request);
}

/** Those that a stop of `names` (none for all) would end: they and what needs them, as far as it runs. */
export function namesToStop(services: readonly Service[], names: readonly string[]): string[] {
  const stopped = new Set(names.length === 0 ? services.map(({ name }) => name) : names);
  for (let size = 0; size !== stopped.size; ) {
    size = stopped.size;
    for (const { name, needs } of services) if (needs.some((need) => stopped.has(need))) stopped.add(name);
  }
  return services.filter((service) => stopped.has(service.name) && isServiceUp(service)).map(({ name }) => name);
}

function stoppingWords(names: readonly string[]): string {
  if (names.length > 3) return `${names.length} services are being stopped.`;
  return names.length === 1 ? `${names[0]} is being stopped.` : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are being stopped.`;
}

/** Shows a service's page. */
export function showService({ projectId, id }: Pick<Service, "projectId" | "id">): void {
  navigate({ kind: "service", projectId, serviceId: id, query: {} });
}

function hasServices(isMeant: (service: Service) => boolean): boolean {
  return servicesStore.getState().services?.some(isMeant) === true;
}

function commandAll(verb: ServiceVerb): () => void {
  return () => {
    const projectId = currentProjectId();
    if (projectId !== null) void commandServices(verb, projectId, []);
  };
}

/** What is done about all services at once. */
export const allServicesActions: readonly Action[] = [
  {
    id: "services.start",
    label: "Start all services",
    group: "Operate",
    shortcut: "S",
    keywords: "up run launch",
    isEnabled: () => hasServices((service) => !isServiceUp(service)),
    perform: commandAll("start"),
    command: () => "millrace services start",
  },
  {
    id: "services.restart",
    label: "Restart all services",
    group: "Operate",
    keywords: "reload again",
    isEnabled: () => hasServices(isServiceUp),
    perform: commandAll("restart"),
    command: () => "millrace services restart",
  },
  {
    id: "services.stop",
    label: "Stop all services",
    group: "Operate",
    keywords: "down end kill",
    isEnabled: () => hasServices(isServiceUp),
    perform: commandAll("stop"),
    command: () => "millrace services stop",
  },
];

/** What the palette offers for a service. */
export function serviceActions(service: Service): Action[] {
  const { name, projectId } = service;
  const isUp = isServiceUp(service);
  const of = (verb: ServiceVerb, label: string, isEnabled: boolean): Action => ({
    id: `service.${verb}.${name}`,
    label: `${label} ${name}`,
    group: "Operate",
    keywords: "service process",
    isEnabled: () => isEnabled,
    perform: () => void commandServices(verb, projectId, [name]),
    command: () => `millrace services ${verb} ${name}`,
  });
  return [
    of("start", "Start", !isUp),
    of("restart", "Restart", isUp),
    of("stop", "Stop", isUp),
    {
      id: `service.show.${name}`,
      label: `Show the service ${name}`,
      group: "Operate",
      keywords: "log output memory cpu",
      isEnabled: always,
      perform: () => showService(service),
      command: () => `millrace services status ${name}`,
    },
  ];
}
