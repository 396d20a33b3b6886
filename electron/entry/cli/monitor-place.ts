import type { Monitor } from "../../../shared/contract/monitors.ts";
import { nearest } from "../../../shared/nearest.ts";
import { failure, ok, type Result } from "../../../shared/result.ts";
import { systemClock } from "../../engine/clock.ts";
import type { MonitorHostProgram } from "../../engine/monitor/monitor.ts";
import { createMonitorService, type MonitorService } from "../../engine/service/monitor/monitors.ts";
import { engineOptions } from "../engine-options.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { openConsentedProject } from "./consented-project.ts";
import { fail } from "./fail.ts";
import { type OpenedProject, openKnownProject } from "./known-project.ts";

/** What commands about monitors work with. */
export interface MonitorPlace extends OpenedProject {
  readonly monitors: MonitorService;
  readonly monitorHost: MonitorHostProgram;
}

/**
 * The project that holds the folder. `consents`: typing the command is the consent that the board asks for, and puts a
 * folder on the list that is new.
 */
export async function openMonitorPlace(
  invocation: Invocation,
  { consents }: { readonly consents: boolean },
): Promise<Result<MonitorPlace, CommandFailure>> {
  const opened = consents ? await openConsentedProject(invocation) : await openKnownProject(invocation);
  if (!opened.ok) return opened;
  const { store, project } = opened.value;
  const { hostProgram, monitorHost: file = "" } = engineOptions(invocation.dataFolder);
  const monitorHost = { ...hostProgram, args: [file] };
  const monitors = createMonitorService({ store, monitorHost, now: systemClock });
  return ok({ store, project, monitors, monitorHost });
}

/** The monitors of the project's file that a person names, in the order of the file; all when none is named. */
export async function monitorsCalled(
  { project, monitors }: MonitorPlace,
  names: readonly string[],
): Promise<Result<Monitor[], CommandFailure>> {
  const listed = await monitors.list({ projectId: project.id });
  if (!listed.ok) return fail(listed.failure);
  const { problem } = listed.value;
  if (problem !== null) return fail(failure("pipeline-invalid", problem));
  const known = listed.value.monitors.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    const hint = near === null ? "See millrace monitors list." : `Did you mean ${near}?`;
    return fail(failure("not-found", `There is no monitor ${JSON.stringify(unknown)}.`, hint));
  }
  return ok(listed.value.monitors.filter(({ name }) => names.length === 0 || names.includes(name)));
}
