import { useEffect } from "react";
import { useStore } from "zustand";
import type { IncidentId, ProjectId } from "../../../../shared/ids.ts";
import { followIncident, incidentsStore, readOpenIncident } from "../../../state/incidents.ts";
import { hurryClock, nowStore } from "../../../state/now.ts";
import { PageProblem, PageSkeleton } from "../page-states.tsx";
import { IncidentHead } from "./incident-head.tsx";
import styles from "./incident-page.module.css";
import { NoteForm } from "./note-form.tsx";
import { Suspects } from "./suspects.tsx";
import { Timeline } from "./timeline.tsx";

/** One incident: what may be its cause, what happened, and what is done about it. */
export function IncidentPage({ projectId, incidentId }: { projectId: ProjectId; incidentId: IncidentId }) {
  useEffect(() => followIncident(incidentId), [incidentId]);
  const open = useStore(incidentsStore, (state) => (state.open?.id === incidentId ? state.open : null));
  const now = useStore(nowStore, (state) => state.now);
  const isRecent = open?.detail != null && open.detail.incident.state !== "resolved";
  useEffect(() => (isRecent ? hurryClock() : undefined), [isRecent]);
  if (open?.detail == null) {
    if (open === null || open.failure === null) return <PageSkeleton label="Reading the incident" />;
    return (
      <PageProblem projectId={projectId} view="incidents" what="incident" failure={open.failure} onRetry={() => void readOpenIncident()} />
    );
  }
  const { incident, timeline, suspects } = open.detail;
  return (
    <div className={styles.page}>
      <IncidentHead incident={incident} now={now} />
      <div className={styles.body}>
        <Suspects projectId={projectId} incident={incident} suspects={suspects} now={now} />
        <section aria-label="Timeline" className={styles.story}>
          <Timeline projectId={projectId} incident={incident} timeline={timeline} />
          <NoteForm incident={incident} />
        </section>
      </div>
    </div>
  );
}
