import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { TestReport, TestTotals } from "../../../shared/contract/tests.ts";
import type { ProjectId, RunId, StageRunId } from "../../../shared/ids.ts";
import { stageToOpen } from "../../../shared/run-cause.ts";
import { isTerminal } from "../../../shared/status.ts";
import { call } from "../../link/call.ts";
import { culpritsStore, followCulprits } from "../../state/culprits.ts";
import { nowStore } from "../../state/now.ts";
import { preferencesStore, setPanelSize } from "../../state/preferences.ts";
import { changeQuery, routeStore, screenAddress } from "../../state/route.ts";
import { followRunDetail, readRunDetail, runDetailOf, runDetailsStore } from "../../state/run-details.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { MillWheel } from "../../ui/mill-wheel.tsx";
import { Splitter } from "../../ui/splitter.tsx";
import { TabStrip } from "../../ui/tabs.tsx";
import { ApprovalBar } from "./approval-bar.tsx";
import { ArtifactsTab } from "./artifacts-tab.tsx";
import { CauseBar } from "./cause-bar.tsx";
import { CompareTab } from "./compare/compare-tab.tsx";
import { CulpritTab } from "./culprit/culprit-tab.tsx";
import { EnvironmentTab } from "./environment-tab.tsx";
import { GraphTab } from "./graph-tab.tsx";
import { outputsOf } from "./outputs.ts";
import { OutputsTab } from "./outputs-tab.tsx";
import { ProblemsTab } from "./problems-tab.tsx";
import { RunHead } from "./run-head.tsx";
import styles from "./run-page.module.css";
import { RunSkeleton } from "./run-skeleton.tsx";
import { testCount } from "./run-tests-words.ts";
import { SameFailure } from "./same-failure.tsx";
import { StageFacts } from "./stage-facts.tsx";
import { StageList } from "./stage-list.tsx";
import { SummaryTab } from "./summary-tab.tsx";
import { TimelineView } from "./timeline-view.tsx";
import { useArtifacts } from "./use-artifacts.ts";
import { errorCount, useProblems } from "./use-problems.ts";
import { useRunAnswer } from "./use-run-answer.ts";

/** What a run's page needs from around it. */
export interface RunPageProps {
  projectId: ProjectId;
  runId: RunId;
  /** The stage whose log is open; `null` lets the page choose (the first failure). */
  stageRunId: StageRunId | null;
  onSelectStage: (stageRunId: StageRunId) => void;
  /** Draws the log of a stage with `header` (the page's tabs) at the left of its tool bar and `facts` below that. */
  renderLog: (stageRunId: StageRunId, header: ReactNode, facts: ReactNode) => ReactNode;
  /** Draws the tests of the run, below the tabs. */
  renderTests: (detail: RunDetail) => ReactNode;
  /** Draws which lines the run's tests reached. */
  renderCoverage: (detail: RunDetail) => ReactNode;
}

const tabNames = [
  "log",
  "problems",
  "tests",
  "coverage",
  "summary",
  "artifacts",
  "outputs",
  "graph",
  "environment",
  "compare",
  "culprit",
] as const;
type TabName = (typeof tabNames)[number];

/** One run: head, timeline, stages, and the details of one stage beside them. */
export function RunPage(props: RunPageProps) {
  const { projectId, runId } = props;
  useEffect(() => followRunDetail(runId), [runId]);
  const { detail, failure } = useStore(runDetailsStore, (state) => runDetailOf(state, runId));
  if (detail !== null) return <LoadedRun key={runId} {...props} detail={detail} />;
  if (failure === null) return <RunSkeleton />;
  const isGone = failure.code === "NOT_FOUND";
  return (
    <EmptyState
      drawing={<MillWheel size={48} />}
      title={isGone ? "There is no such run" : failure.message}
      actions={
        <>
          {!isGone && <Button onClick={() => void readRunDetail(runId)}>Try again</Button>}
          <a className={styles.back} href={screenAddress(projectId, "runs")}>
            All runs
          </a>
        </>
      }
    >
      {isGone ? "It may belong to another history, or have been removed with its project." : failure.hint}
    </EmptyState>
  );
}

function LoadedRun({
  projectId,
  stageRunId,
  onSelectStage,
  renderLog,
  renderTests,
  renderCoverage,
  detail,
}: RunPageProps & { detail: RunDetail }) {
  const now = useStore(nowStore, (state) => state.now);
  const tab = useStore(routeStore, ({ route }) => tabOf(route.kind === "run" ? route.query.tab : undefined));
  const listPx = useStore(preferencesStore, (state) => state.panelSizes["run.stages"] ?? 208);
  const { run, stages } = detail;
  // Chosen once: a log that is being read must not give way to the next stage that starts.
  const [opened] = useState(() => stageToOpen(stages)?.id ?? null);
  const selectedId = stageRunId ?? opened;
  const finishedStages = stages.filter(({ status }) => isTerminal(status)).length;
  const artifacts = useArtifacts(run.id, finishedStages);
  const hasSearch = useStore(culpritsStore, (state) => state.runId === run.id && (state.searches?.length ?? 0) > 0);
  useEffect(() => followCulprits(projectId, run.id), [projectId, run.id]);
  const outputs = useMemo(() => outputsOf(stages), [stages]);
  const chosen = stages.find(({ id }) => id === selectedId);
  const problems = useProblems(chosen, tab === "problems");
  // Reports come from test stages mostly; of others they are counted at the end. Counting the tests of a large run takes a while.
  const finishedTests =
    stages.filter(({ status, phase }) => phase === "test" && isTerminal(status)).length + Number(isTerminal(run.status));
  const tests = useRunAnswer(run.id, finishedTests, askTests).value;
  const hasCoverage = useRunAnswer(run.id, finishedTests, askCoverage).value !== null;
  const counts = {
    tests: tests?.totals ?? null,
    problems: problems.value?.problems.length ?? 0,
    errors: errorCount(problems),
    artifacts: artifacts.artifacts?.length ?? 0,
    outputs: outputs.length,
    summary: stages.filter(({ hasSummary }) => hasSummary).length,
    culprit: hasSearch,
    coverage: hasCoverage,
  };
  const header = <RunTabs tab={tab} counts={counts} />;
  return (
    <div className={styles.page}>
      <div className={styles.top}>
        <RunHead detail={detail} now={now} stage={chosen?.name ?? ""} />
        <ApprovalBar detail={detail} />
        <CauseBar detail={detail} />
        <SameFailure run={run} finishedStages={finishedStages} />
      </div>
      <TimelineView detail={detail} now={now} selectedId={selectedId} onSelectStage={onSelectStage} />
      <div className={styles.body}>
        <div className={styles.stages} style={{ width: listPx }}>
          <StageList detail={detail} now={now} selectedId={selectedId} />
        </div>
        <Splitter
          label="Width of the list of stages"
          orientation="vertical"
          size={listPx}
          min={144}
          max={420}
          panel="before"
          defaultSize={208}
          onResize={(size) => setPanelSize("run.stages", size)}
        />
        <div className={styles.panel}>
          {tab === "log" && selectedId !== null ? (
            renderLog(selectedId, header, <StageFacts detail={detail} stageRunId={selectedId} reports={tests?.reports ?? none} />)
          ) : (
            <>
              <div className={styles.bar}>{header}</div>
              {tab === "tests" && renderTests(detail)}
              {tab === "coverage" && renderCoverage(detail)}
              {tab === "problems" && chosen !== undefined && <ProblemsTab stage={chosen} state={problems} />}
              {tab === "summary" && <SummaryTab projectId={projectId} runId={run.id} finishedStages={finishedStages} />}
              {tab === "outputs" && <OutputsTab run={run} outputs={outputs} />}
              {tab === "artifacts" && <ArtifactsTab run={run} state={artifacts} />}
              {tab === "graph" && <GraphTab detail={detail} now={now} selectedId={selectedId} />}
              {tab === "culprit" && <CulpritTab detail={detail} chosen={chosen ?? null} />}
              {tab === "compare" && <CompareTab run={run} finishedStages={finishedStages} />}
              {tab === "environment" && <EnvironmentTab run={run} finishedStages={finishedStages} isOver={isTerminal(run.status)} />}
            </>
          )}
        </div>
      </div>
    </div>
  );
}

const none: readonly TestReport[] = [];

/** Of the tests the sums and the reports alone: the tab reads the rest when it is open. */
function askTests(runId: RunId) {
  return call((engine) => engine.tests.ofRun({ runId, limit: 1 }));
}

function askCoverage(runId: RunId) {
  return call((engine) => engine.coverage.run({ runId, limit: 1 }));
}

function tabOf(name: string | undefined): TabName {
  return tabNames.find((known) => known === name) ?? "log";
}

interface TabCounts {
  readonly culprit: boolean;
  readonly coverage: boolean;
  readonly tests: TestTotals | null;
  readonly problems: number;
  readonly errors: number;
  readonly artifacts: number;
  readonly outputs: number;
  readonly summary: number;
}

let focusAfterChange = false;

/** The tabs move between two tool bars; the focus moves with them. */
function RunTabs({ tab, counts }: { tab: TabName; counts: TabCounts }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!focusAfterChange) return;
    focusAfterChange = false;
    ref.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
  }, []);
  const tabs = [
    { value: "log" as const, label: "Log" },
    ...(counts.problems > 0 || tab === "problems"
      ? [{ value: "problems" as const, label: "Problems", count: counts.problems, isAlarming: counts.errors > 0 }]
      : []),
    { value: "tests" as const, label: "Tests", ...testCount(counts.tests) },
    ...(counts.coverage || tab === "coverage" ? [{ value: "coverage" as const, label: "Coverage" }] : []),
    // What stages seldom have takes no room where they have none.
    ...(counts.summary > 0 || tab === "summary" ? [{ value: "summary" as const, label: "Summary" }] : []),
    { value: "artifacts" as const, label: "Artifacts", count: counts.artifacts },
    ...(counts.outputs > 0 || tab === "outputs" ? [{ value: "outputs" as const, label: "Outputs", count: counts.outputs }] : []),
    { value: "graph" as const, label: "Graph" },
    { value: "environment" as const, label: "Environment" },
    { value: "compare" as const, label: "Compare" },
    ...(counts.culprit || tab === "culprit" ? [{ value: "culprit" as const, label: "Culprit" }] : []),
  ];
  const change = (next: TabName) => {
    focusAfterChange = ref.current?.contains(document.activeElement) === true;
    changeQuery({ tab: next === "log" ? "" : next, against: "" });
  };
  return (
    <div ref={ref}>
      <TabStrip<TabName> label="Parts of this run" tabs={tabs} value={tab} onChange={change} />
    </div>
  );
}
