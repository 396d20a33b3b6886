import { ChevronDown } from "lucide-react";
import { useStore } from "zustand";
import { useShallow } from "zustand/shallow";
import type { ProjectId, StageRunId } from "../../shared/ids.ts";
import type { Status } from "../../shared/status.ts";
import { LogPanel } from "../features/log/log-panel.tsx";
import { closeLog, openLog } from "../state/dock.ts";
import { type LiveRunsState, liveRunsStore } from "../state/live-runs.ts";
import { type PipelineState, pipelineStore } from "../state/pipeline.ts";
import { IconButton } from "../ui/button.tsx";
import { StatusIcon } from "../ui/status-icon.tsx";
import { TabStrip } from "../ui/tabs.tsx";
import styles from "./log-dock.module.css";

interface LogTab {
  readonly id: StageRunId;
  readonly name: string;
  readonly status: Status;
}

// As many as fit beside the log's tools in a window of 1280 pixels.
const mostTabs = 5;

/** The log below the board, with a tab for each stage that runs or went wrong. */
export function LogDock({ projectId, stageRunId }: { projectId: ProjectId; stageRunId: StageRunId }) {
  const live = useStore(
    liveRunsStore,
    useShallow((state) => liveTabs(state, projectId, stageRunId)),
  );
  const history = useStore(pipelineStore, (state) => state.history);
  const tabs = withShown(live, stageRunId, history);
  const name = tabs.find((tab) => tab.id === stageRunId)?.name ?? "";
  const commands = useStore(pipelineStore, (state) => state.pipeline?.stages.find((stage) => stage.name === name)?.commands ?? none);
  return (
    <LogPanel
      key={stageRunId}
      projectId={projectId}
      stageRunId={stageRunId}
      commands={commands}
      overview="marks"
      header={
        <TabStrip
          label="Logs"
          value={stageRunId}
          onChange={openLog}
          tabs={tabs.map((tab) => ({ value: tab.id, label: tab.name, icon: <StatusIcon status={tab.status} size={14} /> }))}
        />
      }
      trailing={
        <IconButton label="Close the log" className={styles.close} onClick={closeLog}>
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      }
    />
  );
}

const none: readonly string[] = [];
const known = new WeakMap<object, LogTab>();

/** One object for each stage run as long as it stays the same, so that shallow comparison can see that nothing changed. */
function tabOf(stage: { id: StageRunId; name: string; status: Status }): LogTab {
  const tab = known.get(stage) ?? { id: stage.id, name: stage.name, status: stage.status };
  known.set(stage, tab);
  return tab;
}

/** What runs or went wrong in the run of the shown stage, and else in the project's unfinished runs. */
function liveTabs(state: LiveRunsState, projectId: ProjectId, shownId: StageRunId): LogTab[] {
  const runId = state.stages[shownId]?.runId;
  const stages = Object.values(state.stages).filter(
    (stage) => stage.projectId === projectId && (runId === undefined || stage.runId === runId),
  );
  const deserves = (status: Status) => status === "running" || status === "canceling" || status === "failed" || status === "errored";
  const chosen = stages.filter((stage) => stage.id === shownId || (deserves(stage.status) && runId !== undefined));
  return chosen.slice(0, mostTabs).map(tabOf);
}

/** The shown stage run always has a tab, also when it is known only from the past. */
function withShown(tabs: readonly LogTab[], shownId: StageRunId, history: PipelineState["history"]): readonly LogTab[] {
  if (tabs.some((tab) => tab.id === shownId)) return tabs;
  for (const stage of Object.values(history ?? {})) {
    const bar = stage.bars.find((past) => past.stageRunId === shownId);
    const status = stage.latest?.id === shownId ? stage.latest.status : bar?.status;
    if (status === undefined) continue;
    const run = bar?.runNumber ?? stage.latestRunNumber;
    return [
      ...tabs.slice(0, mostTabs - 1),
      { id: shownId, name: run === stage.latestRunNumber ? stage.name : `${stage.name}, run ${run}`, status },
    ];
  }
  return tabs.length > 0 ? tabs : [{ id: shownId, name: "Log", status: "queued" }];
}
