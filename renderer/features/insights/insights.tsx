import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Dora } from "../../../shared/contract/dora.ts";
import type { Health } from "../../../shared/contract/health.ts";
import type { Insights as InsightsData } from "../../../shared/contract/insights.ts";
import { countOf } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { runPipeline } from "../../actions/run-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { call } from "../../link/call.ts";
import { isRunnable, pipelineStore } from "../../state/pipeline.ts";
import { planStore } from "../../state/plan.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { CalendarCard } from "./calendar-card.tsx";
import { formatDay, formatDays } from "./days.ts";
import { DoraCards } from "./dora/dora-cards.tsx";
import { DoraSource } from "./dora/dora-source.tsx";
import { doraWeeksTable } from "./dora/dora-table.ts";
import { type DoraState, useDora } from "./dora/use-dora.ts";
import { DurationCard } from "./duration-card.tsx";
import { type Period, parsePeriod } from "./figures.ts";
import { CriticalPathCard } from "./health/critical-path-card.tsx";
import { FlakiestCard } from "./health/flakiest-card.tsx";
import { CacheCard, PlanCard, WaitingCard } from "./health/week-cards.tsx";
import styles from "./insights.module.css";
import { InsightsDrawing } from "./insights-drawing.tsx";
import { PassRateCard } from "./pass-rate-card.tsx";
import { AllProjects } from "./projects/all-projects.tsx";
import { projectsTable } from "./projects/projects-table.ts";
import { spreadDays } from "./series.ts";
import { SlowestStages } from "./slowest-stages.tsx";
import { useFigures } from "./use-figures.ts";

/** What the Insights screen needs from around it. */
export interface InsightsProps {
  projectId: ProjectId;
  /** The period, and whether all projects are shown, as they stand in the address; change them with `changeQuery`. */
  query: RouteQuery;
}

const periodSegments = [
  { value: "30", label: "30 d" },
  { value: "90", label: "90 d" },
  { value: "365", label: "1 y" },
] as const;

const viewSegments = [
  { value: "", label: "This project" },
  { value: "projects", label: "All projects" },
] as const;

/** The charts of a project, or all projects beside each other. */
export function Insights({ projectId, query }: InsightsProps) {
  const period = parsePeriod(query.days);
  const view = query.view === "projects" ? "projects" : "";
  const { figures: insights, failure, retry } = useFigures(projectId, period, askCharts);
  const { figures: health, failure: healthFailure } = useHealth(projectId, period);
  const dora = useDora(projectId, period);
  const isEmpty = insights !== null && insights.runs === 0 && insights.calendar.length === 0;
  const problem = failure ?? healthFailure;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Insights</h1>
        {insights !== null && (view === "projects" || !isEmpty) && (
          <span className={styles.range}>
            {formatDays(insights.fromDay, insights.toDay)}
            {view === "" && `, ${countOf(insights.runs, "run")}`}
          </span>
        )}
        <span className={styles.space} />
        {view === "" && <DoraSource projectId={projectId} days={period} state={dora} />}
        <SegmentedControl label="Whose" segments={viewSegments} value={view} onChange={(next) => changeQuery({ view: next })} />
        <SegmentedControl
          label="Period"
          segments={periodSegments}
          value={String(period) as "30" | "90" | "365"}
          onChange={(days) => changeQuery({ days: days === "90" ? "" : days })}
        />
        {view === "projects" ? (
          <ExportMenu what="all projects" onSave={(format) => void saveTable(format, projectsTable(period))} />
        ) : (
          dora.dora !== null && <SaveWeeks dora={dora.dora} />
        )}
      </header>
      {problem !== null && view === "" && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={retry}>Try again</Button>}>
            {problem.message} {problem.hint}
          </Banner>
        </div>
      )}
      {view === "projects" ? (
        <AllProjects projectId={projectId} period={period} />
      ) : (
        <>
          {insights === null && failure === null && <InsightsSkeleton />}
          {insights !== null && (
            <ScrollArea label="Charts" className={styles.charts}>
              <DoraCards projectId={projectId} query={query} state={dora} />
              {isEmpty ? (
                <NoRuns projectId={projectId} />
              ) : (
                <Charts projectId={projectId} insights={insights} health={health} dora={dora} />
              )}
            </ScrollArea>
          )}
        </>
      )}
    </div>
  );
}

function SaveWeeks({ dora }: { dora: Dora }) {
  return <ExportMenu what="the weeks of deployments" onSave={(format) => void saveTable(format, doraWeeksTable(dora))} />;
}

function askCharts(projectId: ProjectId, days: Period) {
  return call((engine) => engine.insights.project({ projectId, days }));
}

/** How well builds work and the plan moves: read again when the plan changes, too. */
function useHealth(projectId: ProjectId, period: Period) {
  const read = useFigures(projectId, period, askHealth);
  const { retry } = read;
  useEffect(
    () =>
      planStore.subscribe((now, before) => now.board !== before.board && before.board !== null && now.projectId === projectId && retry()),
    [projectId, retry],
  );
  return read;
}

function askHealth(projectId: ProjectId, days: Period) {
  return call((engine) => engine.insights.health({ projectId, days }));
}

interface ChartsProps {
  projectId: ProjectId;
  insights: InsightsData;
  health: Health | null;
  dora: DoraState;
}

function Charts({ projectId, insights, health, dora }: ChartsProps) {
  const series = useMemo(() => spreadDays(insights), [insights]);
  // No stage of most projects asks the cache, and a card of nothing is none.
  const asksCache = health !== null && health.total.cacheHits + health.total.cacheMisses > 0;
  return (
    <>
      <div className={styles.grid}>
        <div className={styles.column}>
          <DurationCard
            projectId={projectId}
            insights={insights}
            health={health}
            series={series}
            deployments={dora.deployments}
            className={styles.duration}
          />
          <CalendarCard projectId={projectId} insights={insights} />
        </div>
        <div className={styles.column}>
          <SlowestStages projectId={projectId} insights={insights} />
          {health === null ? (
            <Skeleton height="220px" radius="10px" />
          ) : (
            <>
              <FlakiestCard projectId={projectId} health={health} />
              <CriticalPathCard projectId={projectId} health={health} />
            </>
          )}
        </div>
      </div>
      {health?.uncountedTo != null && (
        <Banner kind="note">
          Older runs are still being counted: figures below up to {formatDay(health.uncountedTo)} may be too small.
        </Banner>
      )}
      <div className={styles.cards} data-count={2 + Number(asksCache) + Number(health?.plan != null)}>
        {health !== null && <WaitingCard projectId={projectId} health={health} />}
        {health !== null && asksCache && <CacheCard projectId={projectId} health={health} />}
        <PassRateCard projectId={projectId} insights={insights} series={series} className={styles.rate} />
        {health !== null && <PlanCard projectId={projectId} health={health} />}
      </div>
    </>
  );
}

function NoRuns({ projectId }: { projectId: ProjectId }) {
  const canRun = useStore(pipelineStore, isRunnable);
  return (
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
  );
}

function InsightsSkeleton() {
  return (
    <div className={styles.charts}>
      <Loading label="Reading the figures">
        <div className={styles.skeleton}>
          <Skeleton height="400px" radius="10px" />
          <Skeleton height="180px" radius="10px" />
          <Skeleton height="136px" radius="10px" />
        </div>
      </Loading>
    </div>
  );
}
