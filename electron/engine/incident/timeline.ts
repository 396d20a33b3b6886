import type { Suspect, TimelineEntry } from "../../../shared/contract/incidents.ts";
import { hourMs } from "../../../shared/time.ts";
import type { RunbookMoment, StoredDeployment, StoredEntry, StoredIncident, Tables } from "../store/store.ts";
import { serviceEntries } from "./service-entries.ts";
import { beginningOf, timeOf } from "./suspects.ts";

/** What services and runbooks did for so long before an incident may have to do with it. */
const beforeMs = hourMs;

/** So much of each kind is told. */
const mostMoments = 200;
const mostServiceMoments = 1_000;
const mostCommitsEach = 10;

/** All that happened, but for the commits, the oldest first. `suspects`: deployments to be told of, too, however old. */
export function readTimeline(
  tables: Tables,
  incident: StoredIncident,
  suspects: readonly StoredDeployment[],
  now: number,
): TimelineEntry[] {
  const { happenings, deployments, incidents, alerts } = tables;
  const { projectId, id } = incident;
  const span = { fromMs: beginningOf(tables, incident) - beforeMs, toMs: Math.max(incident.resolvedAt ?? now, incident.openedAt) };
  const meanwhile = happenings.deployments(projectId, span, mostMoments).flatMap((one) => deployments.get(one) ?? []);
  const deployed = new Map([...suspects, ...meanwhile].map((one) => [one.id, one]));
  return inOrder([
    ...[...deployed.values()].map(ofDeployment),
    ...serviceEntries(happenings.services(projectId, span, mostServiceMoments)).map(({ at, text }) => entry(at, "service", text)),
    ...happenings.runbooks(projectId, span, mostMoments).map(ofRunbook),
    ...alerts
      .ofIncident(id)
      .flatMap(({ id: alertId, monitor, summary, firedAt, recoveredAt, ending }) => [
        entry(firedAt, "alert", summary, { alertId }),
        ...(recoveredAt === null ? [] : [entry(recoveredAt, "recovered", `${monitor}: ${ending}`, { alertId })]),
      ]),
    ...incidents.entries(id).map(ofPerson),
  ]);
}

/** The commits that deployments brought, to be put among the rest. */
export function withCommitEntries(timeline: readonly TimelineEntry[], suspects: readonly Suspect[]): TimelineEntry[] {
  const commits = suspects.flatMap(({ commits: brought, deploymentId }) =>
    brought
      .slice(0, mostCommitsEach)
      .map(({ commit, subject, author, committedAt }) => entry(committedAt, "commit", subject, { commit, deploymentId, person: author })),
  );
  const known = new Map(commits.map((one) => [one.commit, one]));
  return inOrder([...known.values(), ...timeline]);
}

/** What happened at one moment stays in the order of its causes. */
function inOrder(entries: readonly TimelineEntry[]): TimelineEntry[] {
  return entries.toSorted((one, other) => one.at - other.at || order.indexOf(one.kind) - order.indexOf(other.kind));
}

const order: readonly TimelineEntry["kind"][] = [
  ...(["commit", "deployment", "service", "alert", "opened", "acknowledged", "note", "runbook"] as const),
  ...(["recovered", "resolved", "reopened", "changed"] as const),
];

function entry(at: number, kind: TimelineEntry["kind"], text: string, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return { ...{ at, kind, text, person: null, deploymentId: null, alertId: null, runId: null, commit: null }, ...more };
}

function ofDeployment(deployment: StoredDeployment): TimelineEntry {
  const { id: deploymentId, environment, release, previous, kind, state, person, runId } = deployment;
  const from = previous === null ? "" : ` in place of ${previous.version}`;
  const what = kind === "rollback" ? `back to ${release.version}` : release.version;
  const ending = state === "deployed" ? "" : ` (${state})`;
  return entry(timeOf(deployment), "deployment", `${environment}: ${what}${from}${ending}`, { deploymentId, person, runId });
}

function ofRunbook({ at, runId, name, status }: RunbookMoment): TimelineEntry {
  return entry(at, "runbook", `${name} (${status})`, { runId });
}

function ofPerson({ at, kind, text, person }: StoredEntry): TimelineEntry {
  return entry(at, kind, text, { person });
}
