import { useVirtualizer } from "@tanstack/react-virtual";
import { TextSearch } from "lucide-react";
import { type CSSProperties, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Run } from "../../../shared/contract/schemas.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import { runPipeline } from "../../actions/run-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { nowStore } from "../../state/now.ts";
import { isRunnable, pipelineStore } from "../../state/pipeline.ts";
import { type RouteQuery, routeStore, screenAddress } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import table from "../../ui/row-table.module.css";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import styles from "./history.module.css";
import { clearFilters, RunFilters } from "./run-filters.tsx";
import { filterOf, isNarrowed, parseRunsQuery, type RunList } from "./run-list.ts";
import { RunRow } from "./run-row.tsx";
import { RunsDrawing } from "./runs-drawing.tsx";
import { runsTable } from "./runs-table.ts";
import { useRunList } from "./use-run-list.ts";
import { useStageStrips } from "./use-stage-strips.ts";

/** What the Runs screen needs from around it. */
export interface HistoryProps {
  projectId: ProjectId;
  /** The filters, as they stand in the address; change them with `changeQuery`. */
  query: RouteQuery;
}

const rowPx = 36;
const rowsAhead = 30;

/** All runs of a project, newest first. */
export function History({ projectId, query }: HistoryProps) {
  const parsed = useMemo(() => parseRunsQuery(query), [query]);
  const filter = useMemo(() => filterOf(projectId, parsed), [projectId, parsed]);
  const { list, failure, loadMore, retry } = useRunList(filter);
  const place = JSON.stringify(filter);
  const isEmpty = list !== null && list.runs.length === 0;
  const canRun = useStore(pipelineStore, isRunnable);
  const hasHistory = !isEmpty || isNarrowed(parsed);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Runs</h1>
        {hasHistory && <RunFilters projectId={projectId} query={parsed} />}
        {hasHistory && (
          <a className={styles.search} href={screenAddress(projectId, "runs", { view: "logs" })} title="Search the logs of all runs (G F)">
            <TextSearch size={14} strokeWidth={2} aria-hidden="true" />
            Search logs
          </a>
        )}
        {!isEmpty && <ExportMenu what="the runs" onSave={(format) => void saveTable(format, runsTable(filter))} />}
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={retry}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {list === null && failure === null && <ListSkeleton />}
      {isEmpty && !isNarrowed(parsed) && (
        <EmptyState
          drawing={<RunsDrawing />}
          title="No run yet"
          actions={
            <>
              {canRun && (
                <Button kind="primary" onClick={() => void runPipeline(projectId)}>
                  Run the pipeline
                </Button>
              )}
              <a className={styles.link} href={screenAddress(projectId, "loop")}>
                {canRun ? "Choose a stage" : "Go to the board"}
              </a>
            </>
          }
        >
          Every run is kept here with its stages, logs and artifacts, also those that a terminal started.
        </EmptyState>
      )}
      {isEmpty && isNarrowed(parsed) && (
        <EmptyState title="No run matches" actions={<Button onClick={clearFilters}>Clear filters</Button>}>
          There are runs of this project, but none with these filters.
        </EmptyState>
      )}
      {list !== null && !isEmpty && <RunTable key={place} place={place} list={list} onEnd={loadMore} />}
    </div>
  );
}

// Where the list was when it was left, so that it is found at the same row.
let left = { place: "", scrollTop: 0 };

function RunTable({ place, list, onEnd }: { place: string; list: RunList; onEnd: () => void }) {
  const scrollerRef = useRef<HTMLTableSectionElement>(null);
  const now = useStore(nowStore, (state) => state.now);
  const { runs, next } = list;
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: 10,
    initialOffset: () => (left.place === place ? left.scrollTop : 0),
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  const fresh = useSteadyPlace(scrollerRef, runs);
  const strips = useStageStrips(runs);
  useReturningFocus(scrollerRef, items.length > 0);

  const scrollTop = virtual.scrollOffset ?? 0;
  useEffect(() => {
    left = { place, scrollTop };
  }, [place, scrollTop]);
  useEffect(() => {
    if (last >= runs.length - rowsAhead) onEnd();
  }, [last, runs.length, onEnd]);
  return (
    <table aria-label="Runs" aria-rowcount={next === null ? runs.length + 1 : -1} className={classNames(table.table, styles.table)}>
      <thead>
        <tr className={table.columns}>
          {["Status", "Run", "Commit message", "Branch", "Commit", "Started by", "Stages", "Duration", "Age"].map((name) => (
            <th key={name} scope="col" data-name={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={scrollerRef} className={table.scroller} style={{ "--space": `${virtual.getTotalSize()}px` } as CSSProperties}>
        {items.map(({ index, start }) => {
          const run = runs[index];
          if (run === undefined) return null;
          return (
            <RunRow
              key={run.id}
              run={run}
              strip={strips[run.id]}
              now={now}
              style={{ transform: `translateY(${start}px)` }}
              isFresh={fresh.has(run.id)}
            />
          );
        })}
      </tbody>
    </table>
  );
}

/** Gives the focus back to the run that was looked at, for those who came by keyboard or want to go on by it. */
function useReturningFocus(scrollerRef: RefObject<HTMLElement | null>, hasRows: boolean): void {
  useEffect(() => {
    if (!hasRows) return;
    const { previous } = routeStore.getState();
    if (previous?.kind !== "run" || document.activeElement !== document.body) return;
    scrollerRef.current?.querySelector<HTMLElement>(`[data-run-id="${previous.runId}"]`)?.focus({ preventScroll: true });
  }, [scrollerRef, hasRows]);
}

/** Keeps what is read in its place while runs come in above it; answers which ones came in since the list was opened. */
function useSteadyPlace(scrollerRef: RefObject<HTMLElement | null>, runs: readonly Run[]): ReadonlySet<RunId> {
  const before = useRef<readonly Run[]>(runs);
  const [fresh, setFresh] = useState<ReadonlySet<RunId>>(new Set());
  useLayoutEffect(() => {
    const [top] = before.current;
    const added = top === undefined ? 0 : runs.findIndex(({ id }) => id === top.id);
    before.current = runs;
    if (added <= 0) return;
    setFresh((held) => new Set([...held, ...runs.slice(0, added).map(({ id }) => id)]));
    const scroller = scrollerRef.current;
    if (scroller !== null && scroller.scrollTop > 0) scroller.scrollTop += added * rowPx;
  }, [runs, scrollerRef]);
  return fresh;
}

function ListSkeleton() {
  return (
    <div className={styles.note}>
      <Loading label="Reading the runs">
        <div className={styles.skeleton}>
          {Array.from({ length: 12 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
            <Skeleton key={index} height="20px" />
          ))}
        </div>
      </Loading>
    </div>
  );
}
