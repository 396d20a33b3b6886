import { ChevronDown } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { StageRun } from "../../shared/contract/schemas.ts";
import { type ProjectId, runOf, type StageRunId } from "../../shared/ids.ts";
import { currentStages, type Look, lookOf, titleOf } from "../../shared/stage-groups.ts";
import { leaveLog } from "../actions/list-keys.ts";
import { LogPanel } from "../features/log/log-panel.tsx";
import { openLog } from "../state/dock.ts";
import { isAnythingActive, type LiveRunsState, liveRunsStore, liveStageOf, stagesOfRun } from "../state/live-runs.ts";
import { nowStore } from "../state/now.ts";
import { type PipelineState, pipelineStore } from "../state/pipeline.ts";
import { IconButton } from "../ui/button.tsx";
import { StatusIcon } from "../ui/status-icon.tsx";
import { TabStrip } from "../ui/tabs.tsx";
import styles from "./log-dock.module.css";

interface LogTab {
  readonly id: StageRunId;
  /** Of the stage. */
  readonly name: string;
  readonly label: string;
  readonly status: Look;
}

// As many as fit beside the log's tools in a window of 1280 pixels.
const mostTabs = 5;

/** The log below the board, with a tab for each stage that runs or went wrong. */
export function LogDock({ projectId, stageRunId }: { projectId: ProjectId; stageRunId: StageRunId }) {
  // The tabs follow the clock, not every notice: a run of two thousand stages would change them with every frame.
  const now = useStore(nowStore, (state) => state.now);
  const status = useStore(liveRunsStore, (state) => liveStageOf(state, stageRunId)?.status);
  const isActive = useStore(liveRunsStore, isAnythingActive);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock, the shown stage and the end of all say when to look again
  const live = useMemo(() => liveTabs(liveRunsStore.getState(), stageRunId), [stageRunId, status, now, isActive]);
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
          tabs={tabs.map((tab) => ({ value: tab.id, label: tab.label, icon: <StatusIcon status={tab.status} size={14} /> }))}
        />
      }
      trailing={
        <IconButton label="Close the log" className={styles.close} onClick={leaveLog}>
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      }
    />
  );
}

const none: readonly string[] = [];

/** The shown stage, and what runs or went wrong in its run. */
function liveTabs(state: LiveRunsState, shownId: StageRunId): LogTab[] {
  const stages = stagesOfRun(state, runOf(shownId));
  const deserves = (look: Look) => look === "running" || look === "canceling" || look === "failed" || look === "errored";
  const current = currentStages(stages);
  const others = current.filter((stage) => stage.id !== shownId && deserves(lookOf(stage))).slice(0, mostTabs - 1);
  const chosen = stages.filter((stage) => stage.id === shownId || others.includes(stage));
  return chosen.map((stage) => ({ id: stage.id, name: stage.name, label: labelOf(stage), status: lookOf(stage) }));
}

/** The shown stage run always has a tab, also when it is known only from the past. */
function withShown(tabs: readonly LogTab[], shownId: StageRunId, history: PipelineState["history"]): readonly LogTab[] {
  if (tabs.some((tab) => tab.id === shownId)) return tabs;
  for (const stage of Object.values(history ?? {})) {
    const bar = stage.bars.find((past) => past.stageRunId === shownId);
    const latest = [...stage.latestVariants, ...(stage.latest === null ? [] : [stage.latest])].find(({ id }) => id === shownId);
    const past = latest ?? bar;
    if (past === undefined) continue;
    const label = latest !== undefined ? labelOf(latest) : `${stage.name}, run ${bar?.runNumber}`;
    return [...tabs.slice(0, mostTabs - 1), { id: shownId, name: stage.name, label, status: lookOf(past) }];
  }
  return tabs.length > 0 ? tabs : [{ id: shownId, name: "", label: "Log", status: "queued" }];
}

function labelOf(stage: StageRun): string {
  return stage.attempt === 1 ? titleOf(stage) : `${titleOf(stage)}, try ${stage.attempt}`;
}
