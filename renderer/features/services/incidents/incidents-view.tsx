import { ListFilter, Siren } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import type { Incident } from "../../../../shared/contract/incidents.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { incidentsStore, readIncidents, wantIncidents } from "../../../state/incidents.ts";
import { showOverlay } from "../../../state/overlay.ts";
import { changeQuery, type RouteQuery } from "../../../state/route.ts";
import { Button } from "../../../ui/button.tsx";
import { Drawing } from "../../../ui/drawing.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { FailureNote, ListSkeleton } from "../../../ui/list-states.tsx";
import styles from "../../../ui/list-view.module.css";
import { Select } from "../../../ui/select.tsx";
import { IncidentTable } from "./incident-table.tsx";
import { incidentsTable } from "./incidents-table.ts";

const states = ["", "open", "acknowledged", "resolved"] as const;
type StateFilter = (typeof states)[number];
const stateLabels: Readonly<Record<StateFilter, string>> = {
  "": "All",
  open: "Open",
  acknowledged: "Acknowledged",
  resolved: "Resolved",
};

/** What went wrong, the newest first. */
export function IncidentsView({ projectId, query }: { projectId: ProjectId; query: RouteQuery }) {
  const { incidents, read, failure } = useStore(incidentsStore);
  const state = states.find((name) => name === query.state) ?? "";
  const shown = incidents?.filter((incident) => state === "" || incident.state === state) ?? [];
  const hasNone = incidents?.length === 0 && read === null && state === "";
  useEffect(() => wantIncidents(state === "" ? null : state), [state]);
  useEffect(() => () => wantIncidents(null), []);
  return (
    <>
      <FailureNote failure={failure} onRetry={() => void readIncidents()} />
      {incidents === null && failure === null && <ListSkeleton label="Reading the incidents" height="44px" />}
      {hasNone && <NoIncidents />}
      {incidents !== null && !hasNone && (
        <>
          <div className={styles.bar}>
            <Select<StateFilter>
              label="State"
              value={state}
              icon={<ListFilter size={14} strokeWidth={2} aria-hidden="true" />}
              options={states.map((name) => ({ value: name, label: stateLabels[name] }))}
              onChange={(next) => changeQuery({ state: next })}
            />
            <span className={styles.space} />
            <OpenButton />
            <ExportMenu what="the incidents" onSave={(format) => void saveTable(format, incidentsTable(projectId, state))} />
          </div>
          {shown.length === 0 ? (
            <p className={styles.none}>{noneWords(state)}</p>
          ) : (
            <IncidentTable projectId={projectId} incidents={shown} />
          )}
        </>
      )}
    </>
  );
}

function noneWords(state: Incident["state"] | ""): string {
  return state === "open" ? "Nobody is needed: no incident is open." : `No incident is ${stateLabels[state].toLowerCase()}.`;
}

function OpenButton({ isPrimary = false }: { isPrimary?: boolean }) {
  return (
    <Button kind={isPrimary ? "primary" : "normal"} onClick={() => showOverlay({ kind: "open-incident" })}>
      <Siren size={14} strokeWidth={2} aria-hidden="true" />
      Open an incident
    </Button>
  );
}

function NoIncidents() {
  return (
    <EmptyState drawing={<CalmDrawing />} title="Nothing went wrong yet" actions={<OpenButton isPrimary />}>
      <p>
        An incident is opened by an alert of a monitor, or by hand. It gathers what happened, names the deployment before it, and ends as a
        post-mortem.
      </p>
    </EmptyState>
  );
}

/** A small drawing: a line that was once disturbed, and is calm again. */
function CalmDrawing() {
  return (
    <Drawing>
      <path d="M14 82h140M14 14v68" stroke="var(--line-strong)" />
      <path d="M22 52h36l8-28 12 46 9-18h22" />
      <circle cx="128" cy="52" r="14" fill="var(--bg)" />
      <path d="M122 52l4 4 8-8" />
    </Drawing>
  );
}
