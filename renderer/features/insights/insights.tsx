import { useMemo } from "react";
import { useStore } from "zustand";
import type { Insights as InsightsData } from "../../../shared/contract/insights.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { runPipeline } from "../../actions/run-actions.ts";
import { isRunnable, pipelineStore } from "../../state/pipeline.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { CalendarCard } from "./calendar-card.tsx";
import { countOf, formatDays } from "./days.ts";
import { DurationCard } from "./duration-card.tsx";
import { parsePeriod } from "./figures.ts";
import styles from "./insights.module.css";
import { InsightsDrawing } from "./insights-drawing.tsx";
import { PassRateCard } from "./pass-rate-card.tsx";
import { spreadDays } from "./series.ts";
import { SlowestStages } from "./slowest-stages.tsx";
import { Summary } from "./summary.tsx";
import { useInsights } from "./use-insights.ts";

/** What the Insights screen needs from around it. */
export interface InsightsProps {
  projectId: ProjectId;
  /** The period, as it stands in the address; change it with `changeQuery`. */
  query: RouteQuery;
}

const periodSegments = [
  { value: "30", label: "30 d" },
  { value: "90", label: "90 d" },
  { value: "365", label: "1 y" },
] as const;

/** The charts of a project. */
export function Insights({ projectId, query }: InsightsProps) {
  const period = parsePeriod(query.days);
  const { insights, failure, retry } = useInsights(projectId, period);
  const canRun = useStore(pipelineStore, isRunnable);
  const isEmpty = insights !== null && insights.runs === 0 && insights.calendar.length === 0;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Insights</h1>
        {insights !== null && !isEmpty && (
          <span className={styles.range}>
            {formatDays(insights.fromDay, insights.toDay)}, {countOf(insights.runs, "run")}
          </span>
        )}
        <span className={styles.space} />
        {!isEmpty && (
          <SegmentedControl
            label="Period"
            segments={periodSegments}
            value={String(period) as "30" | "90" | "365"}
            onChange={(days) => changeQuery({ days: days === "90" ? "" : days })}
          />
        )}
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={retry}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {insights === null && failure === null && <InsightsSkeleton />}
      {isEmpty && (
        <EmptyState
          drawing={<InsightsDrawing />}
          title="Charts grow from runs"
          actions={
            canRun && (
              <Button kind="primary" onClick={() => void runPipeline(projectId)}>
                Run the pipeline
              </Button>
            )
          }
        >
          After the first run this page shows how long runs take, how many pass, and which stages cost the time.
        </EmptyState>
      )}
      {insights !== null && !isEmpty && <Charts projectId={projectId} insights={insights} />}
    </div>
  );
}

function Charts({ projectId, insights }: { projectId: ProjectId; insights: InsightsData }) {
  const series = useMemo(() => spreadDays(insights), [insights]);
  return (
    <ScrollArea label="Charts" className={styles.charts}>
      <Summary projectId={projectId} insights={insights} series={series} />
      <div className={styles.grid}>
        <div className={styles.column}>
          <DurationCard projectId={projectId} series={series} className={styles.duration} />
          <CalendarCard projectId={projectId} insights={insights} />
        </div>
        <div className={styles.column}>
          <SlowestStages projectId={projectId} insights={insights} />
          <PassRateCard projectId={projectId} series={series} className={styles.rate} />
        </div>
      </div>
    </ScrollArea>
  );
}

function InsightsSkeleton() {
  return (
    <div className={styles.charts}>
      <Loading label="Reading the figures">
        <div className={styles.skeleton}>
          <Skeleton height="136px" radius="10px" />
          <Skeleton height="400px" radius="10px" />
          <Skeleton height="180px" radius="10px" />
        </div>
      </Loading>
    </div>
  );
}
