import { ListFilter } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Monitor } from "../../../../shared/contract/monitors.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { monitorNeedsLook } from "../../../../shared/monitor-look.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { type BarRange, barRanges } from "../../../charts/uptime-model.ts";
import { monitorsStore, readMonitors, readMonitorsSoon } from "../../../state/monitors.ts";
import { askForTrust } from "../../../state/overlay.ts";
import { preferencesStore, setChoice } from "../../../state/preferences.ts";
import { projectOf, projectsStore } from "../../../state/projects.ts";
import { changeQuery, type RouteQuery } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { FilterField } from "../../../ui/filter-field.tsx";
import { FailureNote, ListSkeleton, ProblemNote } from "../../../ui/list-states.tsx";
import styles from "../../../ui/list-view.module.css";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { Select } from "../../../ui/select.tsx";
import { MonitorTable } from "./monitor-table.tsx";
import { monitorsTable } from "./monitors-table.ts";
import { NoMonitors } from "./no-monitors.tsx";

const states = ["", "look", "up", "rest"] as const;
type StateFilter = (typeof states)[number];

const stateLabels: Readonly<Record<StateFilter, string>> = { "": "All", look: "Need a look", up: "Up", rest: "Not looked at" };
const ranges = ["24h", "30d", "90d"] as const;

/** The monitors of a project: how each stands, and how it stood. */
export function MonitorsView({ projectId, query }: { projectId: ProjectId; query: RouteQuery }) {
  const { monitors, problem, failure } = useStore(monitorsStore);
  const chosen = useStore(preferencesStore, (state) => state.choices["monitors.bars"]);
  const range = ranges.find((name) => name === chosen) ?? "24h";
  const text = query.text ?? "";
  const state = states.find((name) => name === query.state) ?? "";
  const shown = useMemo(() => (monitors ?? []).filter((monitor) => isMeant(monitor, text, state)), [monitors, text, state]);
  const hasAny = monitors !== null && monitors.length > 0;
  return (
    <>
      <FailureNote failure={failure} onRetry={() => void readMonitors()} />
      <ProblemNote
        problem={problem}
        file="millrace.yml"
        onOpen={() => void openInEditor(projectId, { path: "millrace.yml" })}
        meanwhile={hasAny ? "Until then they are watched as the file said before." : ""}
      />
      {monitors === null && failure === null && <ListSkeleton label="Reading the monitors" />}
      {monitors !== null && !hasAny && problem === null && <NoMonitors projectId={projectId} />}
      {hasAny && (
        <>
          <NobodyLooks projectId={projectId} />
          <div className={styles.bar}>
            <FilterField
              label="Filter monitors"
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
            <span className={styles.space} />
            <SegmentedControl<BarRange>
              label="Time of the bars"
              value={range}
              segments={ranges.map((value) => ({ value, label: `${barRanges[value].words.replace(/^the last (\d+) (.).*$/, "$1 $2")}` }))}
              onChange={(next) => setChoice("monitors.bars", next)}
            />
            <ExportMenu what="the monitors" onSave={(format) => void saveTable(format, monitorsTable(shown))} />
          </div>
          {shown.length === 0 ? (
            <p className={styles.none}>
              No monitor is like that.{" "}
              <Button kind="quiet" size="small" onClick={() => changeQuery({ text: "", state: "" })}>
                Show all {monitors.length}
              </Button>
            </p>
          ) : (
            <MonitorTable projectId={projectId} monitors={shown} range={range} />
          )}
        </>
      )}
    </>
  );
}

/** Why nothing is looked at, when nothing is, with the way out. */
function NobodyLooks({ projectId }: { projectId: ProjectId }) {
  const isWatched = useStore(monitorsStore, (state) => state.isWatched);
  const isTrusted = useStore(projectsStore, (state) => projectOf(state, projectId)?.trusted ?? true);
  if (isTrusted && isWatched) return null;
  return (
    <div className={styles.note}>
      {isTrusted ? (
        <Banner kind="note">
          Nobody looks at the moment. Watching begins again by itself; what happens until then stays unknown, and counts for nothing.
        </Banner>
      ) : (
        <Banner
          kind="note"
          actions={
            <Button size="small" onClick={() => askForTrust(projectId, () => readMonitorsSoon())}>
              Trust it…
            </Button>
          }
        >
          Nothing is looked at before this project is trusted: monitors can run commands and open connections.
        </Banner>
      )}
    </div>
  );
}

function isMeant(monitor: Monitor, text: string, state: StateFilter): boolean {
  const words = [monitor.name, monitor.description, monitor.target, monitor.kind].join("\n").toLowerCase();
  if (!words.includes(text.trim().toLowerCase())) return false;
  switch (state) {
    case "":
      return true;
    case "look":
      return monitorNeedsLook(monitor);
    case "up":
      return monitor.state === "up";
    case "rest":
      return monitor.state === "unknown" || monitor.state === "paused" || monitor.state === "maintenance";
  }
}
