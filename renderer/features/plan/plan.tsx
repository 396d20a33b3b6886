import { type ReactNode, useCallback, useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { type PlanBoard as Board, itemKeySchema } from "../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { saveTable } from "../../actions/save-table.ts";
import { addTo, followItem, planStore, readPlan } from "../../state/plan.ts";
import { columnsOf } from "../../state/plan-board.ts";
import { preferencesStore, setPanelSize } from "../../state/preferences.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { BesidePanel } from "../../ui/beside-panel.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { FailureNote } from "../../ui/list-states.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { TabStrip } from "../../ui/tabs.tsx";
import { ArchiveView } from "./archive/archive-view.tsx";
import { filterColumns, filterOf } from "./board/board-filter.ts";
import { PlanBoard } from "./board/plan-board.tsx";
import { NoPlan } from "./empty/no-plan.tsx";
import { FilterBar } from "./head/filter-bar.tsx";
import { addToFirst, PlanHead } from "./head/plan-head.tsx";
import { PlanNotices } from "./head/plan-notices.tsx";
import { archiveTable, boardTable, commentsTable } from "./head/plan-table.ts";
import { useFoundItems } from "./head/use-found-items.ts";
import { ItemPanel } from "./item/item-panel.tsx";
import styles from "./plan.module.css";
import { TodoView } from "./todo/todo-view.tsx";

/** What the Plan screen needs from around it. */
export interface PlanProps {
  projectId: ProjectId;
  /** Which view is shown, what it is narrowed to and which item is open, as they stand in the address. */
  query: RouteQuery;
}

const views = ["board", "archive", "comments"] as const;
type View = (typeof views)[number];

/** The work items of a project: on their board, in the archive, and those that still stand in the code. */
export function Plan({ projectId, query }: PlanProps) {
  const board = useStore(planStore, (state) => (state.projectId === projectId ? state.board : null));
  const failure = useStore(planStore, (state) => state.failure);
  const isTrusted = useStore(projectsStore, (state) => projectOf(state, projectId)?.trusted ?? true);
  const view = views.find((name) => name === query.view) ?? "board";
  const openKey = itemKeySchema.safeParse(query.item).success ? (query.item ?? null) : null;
  useEffect(() => (openKey === null ? undefined : followItem(openKey)), [openKey]);
  // Nobody writes at the foot of a column that is not seen.
  useEffect(() => () => addTo(null), []);
  return (
    <div className={styles.page}>
      <PlanHead
        projectId={projectId}
        board={board}
        milestone={query.milestone ?? ""}
        isTrusted={isTrusted}
        onAdd={() => {
          if (view !== "board") changeQuery({ view: "" });
          addToFirst(board);
        }}
      />
      <FailureNote failure={failure} onRetry={() => void readPlan()} />
      {board === null && failure === null && <BoardSkeleton />}
      {board !== null && (
        <>
          {board.isThere && (
            <div className={styles.tabs}>
              <TabStrip<View>
                label="Parts of the plan"
                value={view}
                onChange={(next) => changeQuery({ view: next === "board" ? "" : next })}
                tabs={[
                  { value: "board", label: "Board" },
                  { value: "archive", label: "Archive", count: board.archived },
                  { value: "comments", label: "In the code" },
                ]}
              />
              <Save projectId={projectId} board={board} view={view} query={query} isTrusted={isTrusted} />
            </div>
          )}
          <BesideItem projectId={projectId} board={board} openKey={openKey} isTrusted={isTrusted}>
            <View projectId={projectId} board={board} view={view} query={query} openKey={openKey} isTrusted={isTrusted} />
          </BesideItem>
        </>
      )}
    </div>
  );
}

/** Saves what the view shows; nothing where it shows nothing. */
function Save({ projectId, board, view, query, isTrusted }: Omit<ViewProps, "openKey">) {
  if (view === "comments") {
    return isTrusted && <ExportMenu what="the comments" onSave={(format) => void saveTable(format, commentsTable(projectId))} />;
  }
  if (view === "archive") {
    return board.archived > 0 && <ExportMenu what="the archive" onSave={(format) => void saveTable(format, archiveTable(projectId))} />;
  }
  return (
    board.items.length > 0 && (
      <ExportMenu what="the items" onSave={(format) => void saveTable(format, boardTable(projectId, board, filterOf(query)))} />
    )
  );
}

interface ViewProps extends PlanProps {
  board: Board;
  view: View;
  openKey: string | null;
  isTrusted: boolean;
}

function View({ projectId, board, view, query, openKey, isTrusted }: ViewProps) {
  if (view === "comments") return <TodoView projectId={projectId} isTrusted={isTrusted} />;
  if (view === "archive") return <ArchiveView projectId={projectId} openKey={openKey} />;
  if (board.isThere) return <BoardView projectId={projectId} board={board} query={query} openKey={openKey} isTrusted={isTrusted} />;
  return <NoPlan projectId={projectId} />;
}

function BoardView({ projectId, board, query, openKey, isTrusted }: Omit<ViewProps, "view">) {
  const { text = "", label = "", milestone = "", assignee = "" } = query;
  const filter = useMemo(() => filterOf({ text, label, milestone, assignee }), [text, label, milestone, assignee]);
  const found = useFoundItems(projectId, text);
  const all = useMemo(() => columnsOf(board), [board]);
  const shown = useMemo(
    () => filterColumns(all, filter, found === null ? null : new Set(found.map(({ key }) => key))),
    [all, filter, found],
  );
  const archived = found?.filter(({ isArchived }) => isArchived).length ?? 0;
  return (
    <>
      <div className={styles.bar}>
        <FilterBar board={board} filter={filter} />
        {archived > 0 && (
          <button type="button" className={styles.more} onClick={() => changeQuery({ view: "archive" })}>
            {archived === 1 ? "1 more is in the archive" : `${archived} more are in the archive`}
          </button>
        )}
      </div>
      <PlanNotices projectId={projectId} board={board} isTrusted={isTrusted} />
      <PlanBoard projectId={projectId} board={board} all={all} shown={shown} filter={filter} openKey={openKey} />
    </>
  );
}

const panel = "plan.item";

interface BesideItemProps {
  projectId: ProjectId;
  board: Board;
  openKey: string | null;
  isTrusted: boolean;
  children: ReactNode;
}

/** What is shown, and beside it the item that is open. */
function BesideItem({ projectId, board, openKey, isTrusted, children }: BesideItemProps) {
  const size = useStore(preferencesStore, (state) => state.panelSizes[panel] ?? null);
  const close = useCallback(() => {
    changeQuery({ item: "" });
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-item-key="${CSS.escape(openKey ?? "")}"]`)?.focus({ preventScroll: true }),
    );
  }, [openKey]);
  return (
    <BesidePanel
      label="Width of the item"
      {...{ size, defaultPx: 440, leastPx: 320, leastOtherPx: 340 }}
      onResize={(px) => setPanelSize(panel, px)}
      detail={
        openKey !== null && (
          <ItemPanel key={openKey} projectId={projectId} itemKey={openKey} board={board} isTrusted={isTrusted} onClose={close} />
        )
      }
    >
      {children}
    </BesidePanel>
  );
}

function BoardSkeleton() {
  return (
    <Loading label="Reading the plan">
      <div className={styles.skeleton}>
        {[3, 2, 2, 4].map((cards, column) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
          <div key={column} className={styles.shapes}>
            <Skeleton width="45%" height="20px" />
            {Array.from({ length: cards }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
              <Skeleton key={index} height="108px" radius="10px" />
            ))}
          </div>
        ))}
      </div>
    </Loading>
  );
}
