import { ArrowDownUp, ListFilter, Play, Square } from "lucide-react";
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Service } from "../../../../shared/contract/services.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { isServiceUp, needsLook } from "../../../../shared/service-look.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { commandServices } from "../../../actions/service-actions.ts";
import { preferencesStore, setChoice } from "../../../state/preferences.ts";
import { changeQuery, type RouteQuery } from "../../../state/route.ts";
import { measureServices, readServices, servicesStore } from "../../../state/services.ts";
import { Button } from "../../../ui/button.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { FilterField } from "../../../ui/filter-field.tsx";
import { FailureNote, ListSkeleton, ProblemNote } from "../../../ui/list-states.tsx";
import styles from "../../../ui/list-view.module.css";
import { Select } from "../../../ui/select.tsx";
import { NoServices } from "./no-services.tsx";
import { type ServiceOrder, serviceOrders, sortServices } from "./service-order.ts";
import { ServiceTable } from "./service-table.tsx";
import { servicesTable } from "./services-table.ts";

const states = ["", "up", "look", "stopped"] as const;
type StateFilter = (typeof states)[number];

const stateLabels: Readonly<Record<StateFilter, string>> = { "": "All", up: "Running", look: "Need a look", stopped: "Not running" };

const orderLabels: Readonly<Record<ServiceOrder, string>> = {
  ...{ file: "As in the file", state: "Worst first", name: "By name", cpu: "Most CPU first", memory: "Most memory first" },
  ...{ restarts: "Most restarts first", start: "Last started first" },
};

/** The services of a project: how each stands, and what can be done about it. */
export function ServicesView({ projectId, query }: { projectId: ProjectId; query: RouteQuery }) {
  const { services, source, problem, failure } = useStore(servicesStore);
  useEffect(measureServices, []);
  const file = source === "" ? "millrace.yml" : source;
  const text = query.text ?? "";
  const state = states.find((name) => name === query.state) ?? "";
  const chosen = useStore(preferencesStore, (state) => state.choices["services.order"]);
  const order = serviceOrders.find((name) => name === chosen) ?? "file";
  const shown = useMemo(
    () =>
      sortServices(
        (services ?? []).filter((service) => isMeant(service, text, state)),
        order,
      ),
    [services, text, state, order],
  );
  const hasAny = services !== null && services.length > 0;
  return (
    <>
      <FailureNote failure={failure} onRetry={() => void readServices()} />
      <ProblemNote
        problem={problem}
        file={file}
        onOpen={() => void openInEditor(projectId, { path: file })}
        meanwhile={hasAny ? "What runs goes on until then, but nothing can be started." : ""}
      />
      {services === null && failure === null && <ListSkeleton label="Reading the services" height="44px" />}
      {services !== null && !hasAny && problem === null && <NoServices projectId={projectId} />}
      {hasAny && (
        <>
          <div className={styles.bar}>
            <FilterField
              label="Filter services"
              value={text}
              onChange={(next) => changeQuery({ text: next })}
              onDown={() => moveFocus(1)}
            />
            <Select<StateFilter>
              label="State"
              value={state}
              icon={<ListFilter size={14} strokeWidth={2} aria-hidden="true" />}
              options={states.map((name) => ({ value: name, label: stateLabels[name] }))}
              onChange={(next) => changeQuery({ state: next })}
            />
            <Select<ServiceOrder>
              label="Order"
              value={order}
              icon={<ArrowDownUp size={14} strokeWidth={2} aria-hidden="true" />}
              options={serviceOrders.map((name) => ({ value: name, label: orderLabels[name] }))}
              onChange={(next) => setChoice("services.order", next)}
            />
            <span className={styles.space} />
            <Button disabled={problem !== null || services.every(isServiceUp)} onClick={() => void commandServices("start", projectId, [])}>
              <Play size={14} strokeWidth={2} aria-hidden="true" />
              Start all
            </Button>
            <Button disabled={!services.some(isServiceUp)} onClick={() => void commandServices("stop", projectId, [])}>
              <Square size={12} strokeWidth={2} fill="currentColor" aria-hidden="true" />
              Stop all
            </Button>
            <ExportMenu what="the services" onSave={(format) => void saveTable(format, servicesTable(shown))} />
          </div>
          {shown.length === 0 ? (
            <p className={styles.none}>
              No service is like that.{" "}
              <Button kind="quiet" size="small" onClick={() => changeQuery({ text: "", state: "" })}>
                Show all {services.length}
              </Button>
            </p>
          ) : (
            <ServiceTable projectId={projectId} services={shown} all={services} />
          )}
        </>
      )}
    </>
  );
}

function isMeant(service: Service, text: string, state: StateFilter): boolean {
  const wanted = text.trim().toLowerCase();
  const words = [service.name, service.description, service.run, ...service.ports.map(String)].join("\n").toLowerCase();
  if (!words.includes(wanted)) return false;
  switch (state) {
    case "":
      return true;
    case "up":
      return isServiceUp(service);
    case "look":
      return needsLook(service);
    case "stopped":
      return !isServiceUp(service);
  }
}
