import type { Incident } from "../../shared/contract/incidents.ts";
import type { IncidentId, ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import type { Severity } from "../../shared/severities.ts";
import { call } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { currentProject } from "../state/current.ts";
import { readIncidentsSoon, takeIncident } from "../state/incidents.ts";
import { showOverlay } from "../state/overlay.ts";
import { navigate } from "../state/route.ts";
import { showFailure, showToast } from "../state/toasts.ts";
import type { Action } from "./action.ts";
import { copyText } from "./editor-actions.ts";

/** Shows an incident's page. */
export function showIncident({ projectId, id }: Pick<Incident, "projectId" | "id">): void {
  navigate({ kind: "incident", projectId, incidentId: id, query: {} });
}

/** Opens an incident by hand and shows it. Answers why not; `null` when it was opened. */
export async function openIncident(projectId: ProjectId, title: string, severity: Severity): Promise<Failure | null> {
  const answer = await call((engine) => engine.incidents.open({ projectId, title, severity }));
  if (!answer.ok) return answer.failure;
  readIncidentsSoon();
  showIncident(answer.value);
  return null;
}

/** Says that somebody sees to it. */
export function acknowledge({ id }: Incident): Promise<boolean> {
  return change((engine) => engine.incidents.acknowledge({ incidentId: id }));
}

/** Takes an end back. */
export function reopen({ id }: Incident): Promise<boolean> {
  return change((engine) => engine.incidents.reopen({ incidentId: id }));
}

/** Gives it another title, or says that it is worse or better than was thought. */
export function changeIncident(id: IncidentId, what: { title?: string; severity?: Severity }): Promise<boolean> {
  return change((engine) => engine.incidents.change({ incidentId: id, ...what }));
}

/** Adds a note. Answers whether it is there. */
export function addNote(id: IncidentId, text: string): Promise<boolean> {
  return change((engine) => engine.incidents.note({ incidentId: id, text }));
}

async function change(ask: (engine: Client) => ReturnType<Client["incidents"]["reopen"]>): Promise<boolean> {
  const answer = await call(ask);
  if (answer.ok) takeIncident(answer.value);
  else showFailure(answer.failure);
  return answer.ok;
}

/** Asks what the cause was before an incident ends. */
export function askToResolve({ id }: Incident): void {
  showOverlay({ kind: "resolve-incident", incidentId: id });
}

/** Ends an incident. Answers why not; `null` when it is over. */
export async function resolve(id: IncidentId, text: string): Promise<Failure | null> {
  const answer = await call((engine) => engine.incidents.resolve({ incidentId: id, text }));
  if (!answer.ok) return answer.failure;
  takeIncident(answer.value);
  const incident = answer.value;
  showToast({ message: `Incident ${incident.number} is resolved.`, action: { label: "Undo", perform: () => void reopen(incident) } });
  return null;
}

/** Puts the post-mortem on the clipboard. */
export async function copyPostMortem(id: IncidentId): Promise<void> {
  const answer = await call((engine) => engine.incidents.export({ incidentId: id }));
  if (!answer.ok) return showFailure(answer.failure);
  await copyText(answer.value.markdown, "the post-mortem");
}

/** Saves the post-mortem as a file. */
export async function savePostMortem(id: IncidentId): Promise<void> {
  const answer = await call((engine) => engine.incidents.export({ incidentId: id }));
  if (!answer.ok) return showFailure(answer.failure);
  const { fileName, markdown } = answer.value;
  const url = URL.createObjectURL(new Blob([markdown], { type: "text/markdown" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
  showToast({ message: `Saved ${fileName}.` });
}

/** What is done about incidents as such. */
export const incidentActions: readonly Action[] = [
  {
    id: "incident.open",
    label: "Open an incident…",
    group: "Operate",
    shortcut: "I",
    keywords: "outage report broken down",
    isEnabled: () => currentProject() !== null,
    perform: () => showOverlay({ kind: "open-incident" }),
    command: () => "millrace incidents open",
  },
];
