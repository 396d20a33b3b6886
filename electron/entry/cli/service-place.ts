import type { ServiceId } from "../../../shared/ids.ts";
import { failure, ok, type Result } from "../../../shared/result.ts";
import { systemClock } from "../../engine/clock.ts";
import { recoverServices } from "../../engine/service/operate/keep-hosts.ts";
import { createServiceService, type ServiceService } from "../../engine/service/operate/services.ts";
import type { StoredService } from "../../engine/store/store.ts";
import { engineOptions } from "../engine-options.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { openConsentedProject } from "./consented-project.ts";
import { fail } from "./fail.ts";
import { type OpenedProject, openKnownProject } from "./known-project.ts";

/** What commands about services work with. */
export interface ServicePlace extends OpenedProject {
  readonly services: ServiceService;
}

/**
 * The project that holds the folder. `consents`: typing the command is the consent that the board asks for, and puts a
 * folder on the list that is new. Services whose host was killed have one again then.
 */
export async function openServicePlace(
  invocation: Invocation,
  { consents }: { readonly consents: boolean },
): Promise<Result<ServicePlace, CommandFailure>> {
  const opened = consents ? await openConsentedProject(invocation) : await openKnownProject(invocation);
  if (!opened.ok) return opened;
  const { store, project } = opened.value;
  const { hostProgram, serviceHost: file = "" } = engineOptions(invocation.dataFolder);
  const serviceHost = { ...hostProgram, args: [file] };
  await recoverServices({ store, serviceHost });
  return ok({ store, project, services: createServiceService({ store, serviceHost, now: systemClock }) });
}

/** Waits until `isThere` says so of the project's services; `signal` ends the wait. */
export function untilServices(
  { store, project }: ServicePlace,
  isThere: (services: readonly StoredService[]) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    let stop = () => {};
    const end = (isReached: boolean) => {
      stop();
      clearInterval(timer);
      signal.removeEventListener("abort", give);
      resolve(isReached);
    };
    const give = () => end(false);
    const look = () => {
      const read = store.read(({ services }) => services.ofProject(project.id));
      if (read.ok && isThere(read.value)) end(true);
    };
    const timer = setInterval(look, lookMs);
    signal.addEventListener("abort", give);
    stop = store.watch(look);
    look();
  });
}

/** Changes are told; this is for those that could not be read when they were. */
const lookMs = 500;

/** A service, as a person calls it. */
export function serviceCalled({ store, project }: ServicePlace, name: string): Result<ServiceId, CommandFailure> {
  const read = store.read(({ services }) => services.ofProject(project.id).find((service) => service.name === name)?.id ?? null);
  if (!read.ok) return fail(read.failure);
  if (read.value === null)
    return fail(failure("unknown-name", `There is no service ${JSON.stringify(name)}.`, "See millrace services list."));
  return ok(read.value);
}
