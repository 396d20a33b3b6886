import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { StageRun } from "../../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../../shared/ids.ts";
import { closeLog, dockStore, openLog } from "../../../state/dock.ts";
import { preferencesStore, setPanelSize } from "../../../state/preferences.ts";
import { IconButton } from "../../../ui/button.tsx";
import { Splitter } from "../../../ui/splitter.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { TabStrip } from "../../../ui/tabs.tsx";
import { dockTabs } from "./dock-tabs.ts";
import styles from "./log-dock.module.css";

/** Draws the log of a stage run between what the dock puts at both ends of its tool bar. */
export type RenderLog = (stageRunId: StageRunId, header: ReactNode, trailing: ReactNode) => ReactNode;

const panel = "board.log";
const defaultHeight = 236;
const leastHeight = 120;
/** What the ribbon, the head and one row of cards keep. */
const keptAbove = 260;

/** The log below the board: a tab for each stage of the run that runs or broke. */
export function LogDock({ stageRuns, known, height, renderLog }: DockProps) {
  const { isOpen, stageRunId } = useStore(dockStore);
  const size = useStore(preferencesStore, (state) => state.panelSizes[panel] ?? defaultHeight);
  if (!isOpen || stageRunId === null) return null;
  const open = known(stageRunId);
  const tabs = dockTabs(stageRuns, open);
  const max = Math.max(leastHeight, height - keptAbove);
  return (
    <>
      <Splitter
        label="Height of the log"
        orientation="horizontal"
        panel="after"
        size={Math.min(size, max)}
        min={leastHeight}
        max={max}
        defaultSize={defaultHeight}
        onResize={(next) => setPanelSize(panel, next)}
      />
      <div className={styles.dock} style={{ height: Math.min(size, max) }}>
        {renderLog(
          stageRunId,
          <TabStrip
            label="Logs of this run"
            value={stageRunId}
            onChange={openLog}
            tabs={tabs.map((stage) => ({
              value: stage.id,
              label: stage.variant === "" ? stage.name : `${stage.name} ${stage.variant}`,
              icon: <StatusIcon status={stage.status} size={14} />,
            }))}
          />,
          <IconButton label="Close the log" onClick={closeLog}>
            <ChevronDown size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>,
        )}
      </div>
    </>
  );
}

interface DockProps {
  /** The stages of the run that the board is about. */
  stageRuns: readonly StageRun[];
  /** A stage run as far as it is known here; `null` otherwise. */
  known: (stageRunId: StageRunId) => StageRun | null;
  /** The room of the whole screen, in CSS pixels. */
  height: number;
  renderLog: RenderLog;
}
