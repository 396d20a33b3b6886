import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { servicesSummary } from "../../../shared/service-look.ts";
import { incidentsStore } from "../../state/incidents.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { runbooksStore } from "../../state/runbooks.ts";
import { servicesStore } from "../../state/services.ts";
import { TabStrip } from "../../ui/tabs.tsx";
import { IncidentsView } from "./incidents/incidents-view.tsx";
import { ServicesView } from "./list/services-view.tsx";
import { RunbooksView } from "./runbooks/runbooks-view.tsx";
import styles from "./services.module.css";

/** What the Services screen needs from around it. */
export interface ServicesProps {
  projectId: ProjectId;
  /** Which view is shown and what it is narrowed to, as they stand in the address. */
  query: RouteQuery;
}

const views = ["services", "runbooks", "incidents"] as const;
type View = (typeof views)[number];

/** What keeps a project running: its services, the buttons of its operators, and what went wrong. */
export function Services({ projectId, query }: ServicesProps) {
  const view = views.find((name) => name === query.view) ?? "services";
  const services = useStore(servicesStore, (state) => state.services);
  const source = useStore(servicesStore, (state) => state.source);
  const runbookCount = useStore(runbooksStore, (state) => state.runbooks?.length ?? 0);
  const openCount = useStore(incidentsStore, (state) => state.openCount);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Services</h1>
        {services !== null && services.length > 0 && (
          <p className={styles.summary}>
            {servicesSummary(services)}
            {source !== "" && <span className={styles.source}>from {source}</span>}
          </p>
        )}
      </header>
      <div className={styles.tabs}>
        <TabStrip<View>
          label="Parts of operating"
          value={view}
          onChange={(next) => changeQuery({ view: next === "services" ? "" : next, text: "", state: "" })}
          tabs={[
            { value: "services", label: "Services", count: services?.length ?? 0 },
            { value: "runbooks", label: "Runbooks", count: runbookCount },
            { value: "incidents", label: "Incidents", count: openCount, isAlarming: openCount > 0 },
          ]}
        />
      </div>
      {view === "services" && <ServicesView projectId={projectId} query={query} />}
      {view === "runbooks" && <RunbooksView projectId={projectId} />}
      {view === "incidents" && <IncidentsView projectId={projectId} query={query} />}
    </div>
  );
}
