import { userInfo } from "node:os";
import type { Incident, Suspect, TimelineEntry } from "../../../../shared/contract/incidents.ts";
import type { IncidentId, ProjectId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { noteIncident } from "../../inbox/inbox.ts";
import { exportIncident, readSuspects, readTimeline, withCommitEntries, withCommits } from "../../incident/incident.ts";
import type { Store, StoredIncident, StoredProject, StoreFailure, Tables } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";

/** Why an incident was not changed. */
export type IncidentFailure = NotFound | StoreFailure | Failure<"incident-stands">;

type ById = { readonly incidentId: IncidentId };

/** One incident with what happened, and what may be its cause. */
export interface IncidentDetail {
  readonly incident: Incident;
  readonly timeline: TimelineEntry[];
  readonly suspects: Suspect[];
}

/** The `incidents` area of the contract. */
export interface IncidentService {
  list(input: {
    projectId: ProjectId;
    state?: Incident["state"] | undefined;
    before?: IncidentId | undefined;
    limit: number;
  }): Result<{ incidents: Incident[]; next: IncidentId | null }, NotFound | StoreFailure>;
  get(input: ById): Promise<Result<IncidentDetail, NotFound | StoreFailure>>;
  open(input: { projectId: ProjectId; title: string; severity: Incident["severity"] }): Result<Incident, NotFound | StoreFailure>;
  acknowledge(input: ById): Result<Incident, IncidentFailure>;
  note(input: ById & { text: string }): Result<Incident, IncidentFailure>;
  resolve(input: ById & { text: string }): Result<Incident, IncidentFailure>;
  reopen(input: ById): Result<Incident, IncidentFailure>;
  change(input: ById & { title?: string | undefined; severity?: Incident["severity"] | undefined }): Result<Incident, IncidentFailure>;
  export(input: ById): Promise<Result<{ fileName: string; markdown: string }, NotFound | StoreFailure>>;
}

/** Opens incidents, keeps what people do about them, and tells what happened. */
export function createIncidentService(store: Store, now: Clock): IncidentService {
  const person = userInfo().username;

  /** `refusal`: why it cannot be done as the incident stands; `null` when it can. */
  function act(
    id: IncidentId,
    refusal: (tables: Tables, incident: StoredIncident) => Failure<"incident-stands"> | null,
    action: (tables: Tables, incident: StoredIncident) => void,
  ): Result<Incident, IncidentFailure> {
    const done = store.write((tables) => {
      const incident = tables.incidents.get(id);
      const refused = incident === null ? null : refusal(tables, incident);
      if (incident === null || refused !== null) return { incident: null, refused };
      action(tables, incident);
      noteIncident(tables, id, now());
      return { incident: tables.incidents.get(id), refused };
    });
    if (!done.ok) return done;
    if (done.value.refused !== null) return err(done.value.refused);
    const changed = found<StoredIncident, StoreFailure>(ok(done.value.incident), `Incident ${id}`);
    return changed.ok ? ok(plain(changed.value)) : changed;
  }

  async function read(id: IncidentId): Promise<Result<IncidentDetail & { readonly project: StoredProject }, NotFound | StoreFailure>> {
    const known = found(
      store.read((tables) => {
        const incident = tables.incidents.get(id);
        const project = incident === null ? null : tables.projects.get(incident.projectId);
        if (incident === null || project === null) return null;
        const suspects = readSuspects(tables, incident);
        const deployments = suspects.map(({ deployment }) => deployment);
        return { incident: plain(incident), project, suspects, timeline: readTimeline(tables, incident, deployments, now()) };
      }),
      `Incident ${id}`,
    );
    if (!known.ok) return known;
    const { incident, project, timeline } = known.value;
    const suspects = await withCommits(project, known.value.suspects);
    return ok({ incident, project, suspects, timeline: withCommitEntries(timeline, suspects) });
  }

  return {
    list: ({ projectId, limit, ...filter }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      return store.read(({ incidents }) => {
        const listed = incidents.list(projectId, filter, limit + 1);
        const shown = listed.slice(0, limit).map(plain);
        return { incidents: shown, next: listed.length > limit ? (shown.at(-1)?.id ?? null) : null };
      });
    },
    get: async ({ incidentId }) => {
      const detail = await read(incidentId);
      if (!detail.ok) return detail;
      const { project: _project, ...told } = detail.value;
      return ok(told);
    },
    open: ({ projectId, title, severity }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const opened = store.write((tables) => {
        const id = tables.incidents.open({ projectId, title, severity, openedBy: person, monitorId: null }, now());
        noteIncident(tables, id, now());
        return tables.incidents.get(id);
      });
      const incident = found(opened, "The incident");
      return incident.ok ? ok(plain(incident.value)) : incident;
    },
    acknowledge: ({ incidentId }) =>
      act(
        incidentId,
        (_tables, { state, acknowledgedBy }) =>
          state === "open" ? null : stands(state === "resolved" ? "is resolved" : `was acknowledged by ${acknowledgedBy}`, ""),
        ({ incidents }) => incidents.acknowledge(incidentId, person, now()),
      ),
    note: ({ incidentId, text }) =>
      act(
        incidentId,
        () => null,
        ({ incidents }) => incidents.note(incidentId, text, person, now()),
      ),
    resolve: ({ incidentId, text }) =>
      act(
        incidentId,
        (_tables, { state }) => (state === "resolved" ? stands("is resolved already", "Add a note, or reopen it.") : null),
        ({ incidents }) => incidents.resolve(incidentId, text, person, now()),
      ),
    reopen: ({ incidentId }) =>
      act(
        incidentId,
        (tables, { state, monitorId }) => {
          if (state !== "resolved") return stands("is not resolved", "");
          const other = monitorId === null ? null : tables.incidents.openOf(monitorId);
          const number = other === null ? undefined : tables.incidents.get(other)?.number;
          return other === null ? null : stands(`cannot be reopened: incident ${number} of the same monitor is open`, "Go on in that one.");
        },
        ({ incidents }) => incidents.reopen(incidentId, person, now()),
      ),
    change: ({ incidentId, title, severity }) =>
      act(
        incidentId,
        () => null,
        ({ incidents }, incident) => {
          const changed = { title: title ?? incident.title, severity: severity ?? incident.severity };
          const text = changeWords(incident, changed);
          if (text !== "") incidents.change(incidentId, changed, text, person, now());
        },
      ),
    export: async ({ incidentId }) => {
      const detail = await read(incidentId);
      return detail.ok ? ok(exportIncident({ ...detail.value, project: detail.value.project.name })) : detail;
    },
  };
}

type Heading = Pick<Incident, "title" | "severity">;

/** What was changed, in words; empty when it is as it was. */
function changeWords(before: Heading, after: Heading): string {
  const severity = before.severity === after.severity ? [] : [`from ${before.severity} to ${after.severity}`];
  const title = before.title === after.title ? [] : [`the title was: ${before.title}`];
  return [...severity, ...title].join("; ");
}

function stands(why: string, hint: string): Failure<"incident-stands"> {
  return failure("incident-stands", `The incident ${why}.`, hint);
}

function plain({ monitorId: _monitor, ...incident }: StoredIncident): Incident {
  return incident;
}
