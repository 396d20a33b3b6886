import { memo } from "react";
import { useStore } from "zustand";
import type { StageHistory } from "../../../../shared/contract/pipelines.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { minuteMs } from "../../../../shared/time.ts";
import { nowStore } from "../../../state/now.ts";
import { navigate } from "../../../state/route.ts";
import { Bars } from "../../../ui/bars.tsx";
import { isUnderWay } from "../board-model.ts";
import type { ColumnLayout } from "../columns/column-layout.ts";
import { drawBars, fullHeightMs } from "./bars.ts";
import styles from "./stage-card.module.css";

interface HistoryBarsProps {
  projectId: ProjectId;
  stage: string;
  history: StageHistory | null;
  layout: ColumnLayout;
  isStop: boolean;
}

/** The last runs of a stage: height is duration, colour is status. Each bar leads to its run. */
export const HistoryBars = memo(function HistoryBars({ projectId, stage, history, layout, isStop }: HistoryBarsProps) {
  const bars = history?.bars.slice(-layout.barCount) ?? [];
  const isGrowing = bars.some((bar) => isUnderWay(bar.status));
  // A finished past changes only its ages, so it follows the clock by the minute.
  const now = useStore(nowStore, (state) => (isGrowing ? state.now : Math.ceil(state.now / minuteMs) * minuteMs));
  const fullMs = fullHeightMs(bars);
  return (
    <div className={styles.bars}>
      <Bars
        label={bars.length === 0 ? `No runs of ${stage} yet` : `Last ${bars.length === 1 ? "run" : `${bars.length} runs`} of ${stage}`}
        bars={drawBars(bars, fullMs, now)}
        capacity={layout.barCount}
        barWidth={layout.barWidth}
        fullValue={fullMs}
        tabIndex={isStop ? 0 : -1}
        onOpen={(chosen) => {
          const bar = bars.find(({ stageRunId }) => stageRunId === chosen.key);
          if (bar !== undefined) navigate({ kind: "run", projectId, runId: bar.runId, stageRunId: bar.stageRunId, query: {} });
        }}
      />
    </div>
  );
});
