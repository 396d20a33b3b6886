import type { Incident } from "../../../../shared/contract/incidents.ts";
import { type IncidentId, idPatterns } from "../../../../shared/ids.ts";
import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { severities } from "../../../../shared/severities.ts";
import { visible, visibleText } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createIncidentService, type IncidentService } from "../../../engine/service/operate/incidents.ts";
import type { Store, StoredProject } from "../../../engine/store/store.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { incidentDetailLines, incidentLine } from "../incident-lines.ts";
import { openKnownProject } from "../known-project.ts";
import { wholeNumber } from "../whole-number.ts";

const mostListed = 500;
const mostTitle = 300;
const states = ["open", "acknowledged", "resolved"] as const;

/** `millrace incidents list`. */
export const executeIncidentsList: Execute = async (invocation) => {
  const { options, isJson, print } = invocation;
  const limit = options.limit === undefined ? 20 : wholeNumber(options.limit, 1, mostListed);
  if (limit === null) return failUsage(`--limit takes a whole number from 1 to ${mostListed}.`);
  const state = states.find((one) => one === options.state);
  if (options.state !== undefined && state === undefined) return failUsage(`--state takes one of ${states.join(", ")}.`);
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const { store, project } = place.value;
  const listed = createIncidentService(store, systemClock).list({ projectId: project.id, state, limit });
  store.close();
  if (!listed.ok) return fail(listed.failure);
  const { incidents } = listed.value;
  if (isJson) print(`${JSON.stringify(listed.value)}\n`);
  else if (incidents.length === 0) print("No incidents.\n");
  else print(`${incidents.map((incident) => visible(incidentLine(incident, systemClock()))).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** `millrace incidents show INCIDENT`. */
export const executeIncidentsShow: Execute = (invocation) =>
  withIncident(invocation, async (service, { id }) => {
    const detail = await service.get({ incidentId: id });
    if (!detail.ok) return fail(detail.failure);
    const { isJson, print } = invocation;
    print(isJson ? `${JSON.stringify(detail.value)}\n` : `${incidentDetailLines(detail.value, systemClock()).map(visible).join("\n")}\n`);
    return ok(exitCodes.passed);
  });

/** `millrace incidents open TITLE`. */
export const executeIncidentsOpen: Execute = async (invocation) => {
  const { words, options } = invocation;
  const severity = options.severity === undefined ? "major" : severities.find((one) => one === options.severity);
  if (severity === undefined) return failUsage(`--severity takes one of ${severities.join(", ")}.`);
  const title = words.join(" ").trim();
  if (title === "" || title.length > mostTitle) return failUsage(`A title has 1 to ${mostTitle} characters.`);
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const { store, project } = place.value;
  const opened = createIncidentService(store, systemClock).open({ projectId: project.id, title, severity });
  store.close();
  return tell(invocation, opened);
};

/** `millrace incidents ack INCIDENT`. */
export const executeIncidentsAcknowledge: Execute = (invocation) =>
  withIncident(invocation, async (service, { id }) => tell(invocation, service.acknowledge({ incidentId: id })));

/** `millrace incidents note INCIDENT TEXT`. */
export const executeIncidentsNote: Execute = (invocation) =>
  withIncident(invocation, async (service, { id }) => {
    const text = restOf(invocation);
    return text === "" ? failUsage("A note needs a text.") : tell(invocation, service.note({ incidentId: id, text }));
  });

/** `millrace incidents resolve INCIDENT [TEXT]`. */
export const executeIncidentsResolve: Execute = (invocation) =>
  withIncident(invocation, async (service, { id }) => tell(invocation, service.resolve({ incidentId: id, text: restOf(invocation) })));

/** `millrace incidents reopen INCIDENT`. */
export const executeIncidentsReopen: Execute = (invocation) =>
  withIncident(invocation, async (service, { id }) => tell(invocation, service.reopen({ incidentId: id })));

/** `millrace incidents export INCIDENT`. */
export const executeIncidentsExport: Execute = (invocation) =>
  withIncident(invocation, async (service, { id }) => {
    const exported = await service.export({ incidentId: id });
    if (!exported.ok) return fail(exported.failure);
    const { isJson, print } = invocation;
    print(isJson ? `${JSON.stringify(exported.value)}\n` : visibleText(exported.value.markdown));
    return ok(exitCodes.passed);
  });

async function withIncident(
  invocation: Invocation,
  action: (service: IncidentService, incident: Incident) => ReturnType<Execute>,
): ReturnType<Execute> {
  const place = await openKnownProject(invocation);
  if (!place.ok) return place;
  const { store, project } = place.value;
  const incident = findIncident(store, project, invocation.words[0] ?? "");
  const done = incident.ok ? await action(createIncidentService(store, systemClock), incident.value) : incident;
  store.close();
  return done;
}

/** By its id, or its number in the project. */
function findIncident(store: Store, project: StoredProject, word: string): Result<Incident, CommandFailure> {
  const isId = idPatterns.incident.test(word);
  if (!isId && !/^#?[1-9]\d{0,8}$/.test(word))
    return failUsage(`${JSON.stringify(word)} is no incident.`, "Give its number or id; see millrace incidents list.");
  const incident = store.read(({ incidents }) =>
    isId ? incidents.get(word as IncidentId) : incidents.byNumber(project.id, Number(word.replace("#", ""))),
  );
  if (!incident.ok) return fail(incident.failure);
  if (incident.value !== null && incident.value.projectId === project.id) return ok(incident.value);
  return fail(failure("not-found", `${project.name} has no incident ${word}.`, "See millrace incidents list."));
}

function restOf({ words }: Invocation): string {
  return words.slice(1).join(" ").trim();
}

function tell({ isJson, print }: Invocation, changed: Result<Incident, Failure>): Result<number, CommandFailure> {
  if (!changed.ok) return fail(changed.failure, changed.failure.code === "incident-stands" ? exitCodes.usage : exitCodes.environment);
  print(isJson ? `${JSON.stringify(changed.value)}\n` : `${visible(incidentLine(changed.value, systemClock()))}\n`);
  return ok(exitCodes.passed);
}
