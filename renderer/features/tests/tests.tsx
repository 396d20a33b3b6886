import { GitBranch, Layers, Search } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { TestOverview } from "../../../shared/contract/tests.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { moveFocus } from "../../actions/list-keys.ts";
import { saveTable } from "../../actions/save-table.ts";
import { preferencesStore, setPanelSize } from "../../state/preferences.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { overviewOf, readTests, testsStore } from "../../state/tests.ts";
import { Banner } from "../../ui/banner.tsx";
import { BesidePanel } from "../../ui/beside-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { Select } from "../../ui/select.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { TabStrip } from "../../ui/tabs.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { NoReports } from "./no-reports.tsx";
import { OverviewCards } from "./overview-cards.tsx";
import { TestDetail } from "./test-detail.tsx";
import { TestTable } from "./test-table.tsx";
import styles from "./tests.module.css";
import { parseTestsQuery, type TabView, type TestsQuery, tabViews, viewName, viewToOpen } from "./tests-query.ts";
import { testsTable } from "./tests-table.ts";
import { useSettled } from "./use-settled.ts";
import { type TestListRequest, useTestList } from "./use-test-list.ts";
import { EmptyView, ListSkeleton } from "./view-states.tsx";

/** What the Tests screen needs from around it. */
export interface TestsProps {
  projectId: ProjectId;
  /** View, branch, filters and the open test, as they stand in the address; change them with `changeQuery`. */
  query: RouteQuery;
}

/** The tests of a project over all runs. */
export function Tests({ projectId, query }: TestsProps) {
  const parsed = useMemo(() => parseTestsQuery(query), [query]);
  const { branch } = parsed;
  const { overview, failure } = useStore(testsStore, (state) => overviewOf(state, branch));
  useEffect(() => {
    // What was asked for once is kept new by itself.
    if (overviewOf(testsStore.getState(), branch).overview === null) void readTests(branch);
  }, [branch]);
  const hasTests = overview !== null && overview.stages.length > 0;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Tests</h1>
        {overview !== null && (hasTests || overview.branches.length > 0) && <BranchChoice overview={overview} branch={branch} />}
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={() => void readTests(branch)}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {overview === null && failure === null && <ScreenSkeleton />}
      {overview !== null && !hasTests && overview.branches.length === 0 && <NoReports projectId={projectId} isPage />}
      {overview !== null && !hasTests && overview.branches.length > 0 && (
        <EmptyView kind="branch" name={branch || (overview.branch ?? "")} />
      )}
      {overview !== null && hasTests && (
        <>
          <OverviewCards projectId={projectId} overview={overview} />
          <Views projectId={projectId} query={query} parsed={parsed} overview={overview} />
        </>
      )}
    </div>
  );
}

function BranchChoice({ overview, branch }: { overview: TestOverview; branch: string }) {
  const names = [...new Set([...(overview.branch === null ? [] : [overview.branch]), ...overview.branches])];
  if (names.length === 0) return null;
  return (
    <Select
      label="Branch"
      value={branch || (overview.branch ?? "")}
      icon={<GitBranch size={14} strokeWidth={2} aria-hidden="true" />}
      options={names.map((name) => ({ value: name, label: name }))}
      onChange={(chosen) => changeQuery({ branch: chosen, stage: "" })}
    />
  );
}

interface ViewsProps extends TestsProps {
  parsed: TestsQuery;
  overview: TestOverview;
}

const panel = "tests.detail";
const typingPauseMs = 120;

/** The views as tabs, the list of the chosen one, and the test that is open beside it. */
function Views({ projectId, query, parsed, overview }: ViewsProps) {
  const size = useStore(preferencesStore, (state) => state.panelSizes[panel] ?? null);
  // Chosen once: what fails must not give way to everything while one looks at it being mended.
  const [opened] = useState(() => viewToOpen(overview));
  const view = parsed.view ?? opened;
  const { branch, stage, testId } = parsed;
  const text = useSettled(parsed.text, typingPauseMs);
  const request = useMemo(() => ({ projectId, branch, view, stage, text }), [projectId, branch, view, stage, text]);
  const { list, failure, isOld, loadMore, readAnew } = useTestList(request, overview);
  const isEmpty = list !== null && list.rows.length === 0;
  const close = useCallback(() => {
    const shown = testId;
    changeQuery({ test: "" });
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-test-id="${shown}"]`)?.focus({ preventScroll: true }));
  }, [testId]);
  return (
    <>
      <ViewBar view={view} parsed={parsed} overview={overview} request={request} />
      {isOld && (
        <div className={styles.note}>
          <Banner kind="note" actions={<Button onClick={readAnew}>Show them</Button>}>
            There are newer results than this list.
          </Banner>
        </div>
      )}
      <BesidePanel
        label="Width of the test"
        {...{ size, defaultPx: 480, leastPx: 320, leastOtherPx: 340 }}
        onResize={(px) => setPanelSize(panel, px)}
        detail={
          testId !== null && (
            <TestDetail
              projectId={projectId}
              testId={testId}
              branch={branch}
              branchName={overview.branch}
              lastGreen={overview.lastGreen}
              news={overview}
              onClose={close}
            />
          )
        }
      >
        {failure !== null && (
          <div className={styles.listNote}>
            <Banner kind="problem" actions={<Button onClick={readAnew}>Try again</Button>}>
              {failure.message} {failure.hint}
            </Banner>
          </div>
        )}
        {list === null && failure === null && <ListSkeleton />}
        {isEmpty && <EmptyView kind={text === "" && stage === "" ? view : "filtered"} name={overview.branch ?? ""} />}
        {list !== null && !isEmpty && (
          <TestTable
            key={JSON.stringify(request)}
            projectId={projectId}
            query={query}
            place={JSON.stringify(request)}
            view={view}
            list={list}
            openId={testId}
            onEnd={loadMore}
            onEnter={() => document.querySelector<HTMLElement>("[data-beside]")?.focus()}
          />
        )}
      </BesidePanel>
    </>
  );
}

interface ViewBarProps {
  view: TabView;
  parsed: TestsQuery;
  overview: TestOverview;
  request: TestListRequest;
}

function ViewBar({ view, parsed, overview, request }: ViewBarProps) {
  const { counts, stages } = overview;
  const tabs = tabViews.map((name) => ({
    value: name,
    label: viewName(name),
    // Every test has a place among the slowest: a count would say nothing.
    ...(name === "slowest" ? {} : { count: counts[name] ?? 0 }),
    isAlarming: name === "failing",
  }));
  const names = stages.map(({ stage }) => stage).sort();
  return (
    <div className={styles.bar}>
      <TabStrip<TabView> label="Tests by how they stand" tabs={tabs} value={view} onChange={(next) => changeQuery({ view: next })} />
      <span className={styles.space} />
      <TextField
        label="Filter by name, suite, class or file"
        isLabelHidden
        data-search=""
        placeholder="Filter"
        icon={<Search size={14} strokeWidth={2} aria-hidden="true" />}
        className={styles.filter}
        value={parsed.text}
        maxLength={200}
        onChange={(event) => changeQuery({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" && moveFocus(1)) event.preventDefault();
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (parsed.text === "") event.currentTarget.blur();
          else changeQuery({ text: "" });
        }}
      />
      {names.length > 1 && (
        <Select
          label="Stage"
          value={parsed.stage}
          icon={<Layers size={14} strokeWidth={2} aria-hidden="true" />}
          options={[{ value: "", label: "Any stage" }, ...names.map((name) => ({ value: name, label: name }))]}
          onChange={(stage) => changeQuery({ stage })}
        />
      )}
      <ExportMenu what="the tests" onSave={(format) => void saveTable(format, testsTable(request))} />
    </div>
  );
}

function ScreenSkeleton() {
  return (
    <div className={styles.note}>
      <Loading label="Reading the tests">
        <div className={styles.skeleton}>
          <div className={styles.skeletonCards}>
            <Skeleton height="112px" radius="10px" />
            <Skeleton height="112px" radius="10px" />
            <Skeleton height="112px" radius="10px" />
          </div>
          <Skeleton width="420px" height="20px" />
          {Array.from({ length: 8 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
            <Skeleton key={index} height="28px" />
          ))}
        </div>
      </Loading>
    </div>
  );
}
