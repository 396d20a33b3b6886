import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { ProjectId, TestId } from "../../../shared/ids.ts";
import { moveFocus } from "../../actions/list-keys.ts";
import { nowStore } from "../../state/now.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { classNames } from "../../ui/class-names.ts";
import table from "../../ui/row-table.module.css";
import type { TestList } from "./test-list.ts";
import { TestTableRow } from "./test-row.tsx";
import styles from "./test-table.module.css";
import { type TabView, testAddress } from "./tests-query.ts";

interface TestTableProps {
  projectId: ProjectId;
  /** As it stands in the address; each row's link keeps it. */
  query: RouteQuery;
  /** What the list is of: another place begins at the top. */
  place: string;
  view: TabView;
  list: TestList;
  openId: TestId | null;
  onEnd: () => void;
  /** Enter on the row whose test is open already. */
  onEnter: () => void;
}

const rowPx = 44;
const rowsAhead = 100;

const factNames: Partial<Record<TabView, string>> = { failing: "Since", fixed: "Fixed", flaky: "Flaky" };

// Where the list was when it was left, so that it is found at the same row.
let left = { place: "", scrollTop: 0 };

/** Tests as rows; as many as are in sight are drawn. */
export function TestTable({ projectId, query, place, view, list, openId, onEnd, onEnter }: TestTableProps) {
  const scrollerRef = useRef<HTMLTableSectionElement>(null);
  const now = useStore(nowStore, (state) => state.now);
  const { rows, next } = list;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: 12,
    initialOffset: () => (left.place === place ? left.scrollTop : 0),
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  const goTo = useFocusOnRow(scrollerRef, (index) => virtual.scrollToIndex(index), items);

  const scrollTop = virtual.scrollOffset ?? 0;
  useEffect(() => {
    left = { place, scrollTop };
  }, [place, scrollTop]);
  useEffect(() => {
    if (last >= rows.length - rowsAhead) onEnd();
  }, [last, rows.length, onEnd]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rowsInSight = Math.max(1, Math.floor((scrollerRef.current?.clientHeight ?? rowPx) / rowPx) - 1);
    const focused = rows.findIndex(({ test }) => test.id === focusedTestId());
    if (event.key === "ArrowDown") moveFocus(1);
    else if (event.key === "ArrowUp") moveFocus(-1);
    else if (event.key === "Home") goTo(0);
    else if (event.key === "End") goTo(rows.length - 1);
    else if (event.key === "PageDown") goTo(Math.min(rows.length - 1, focused + rowsInSight));
    else if (event.key === "PageUp") goTo(Math.max(0, focused - rowsInSight));
    else if (event.key === "Enter" && openId !== null && focusedTestId() === openId) onEnter();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <table aria-label="Tests" aria-rowcount={next === null ? rows.length + 1 : -1} className={classNames(table.table, styles.table)}>
      <thead>
        <tr className={table.columns}>
          {["Status", "Test", "Stage", "Last 20", view === "slowest" ? "Median" : "Duration", factNames[view] ?? "Last run"].map(
            (name, index) => (
              <th key={name} scope="col" data-column={index}>
                {name}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody
        ref={scrollerRef}
        className={table.scroller}
        style={{ "--space": `${virtual.getTotalSize()}px` } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <TestTableRow
              key={row.test.id}
              projectId={projectId}
              row={row}
              view={view}
              href={testAddress(projectId, query, row.test.id)}
              now={now}
              isOpen={row.test.id === openId}
              top={start}
              onOpen={openTest}
              onFocus={followFocus}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function openTest(testId: TestId): void {
  changeQuery({ test: testId });
}

/** What is open beside the list goes along with the focus; nothing opens by the focus alone. */
function followFocus(testId: TestId): void {
  const isOpen = document.querySelector("[data-beside]") !== null;
  if (isOpen) changeQuery({ test: testId });
}

function focusedTestId(): string | undefined {
  return document.activeElement instanceof HTMLElement ? document.activeElement.dataset.testId : undefined;
}

/** Puts the focus on a row that may not be drawn yet. */
function useFocusOnRow(
  scrollerRef: RefObject<HTMLElement | null>,
  show: (index: number) => void,
  drawn: readonly { readonly index: number }[],
): (index: number) => void {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const place = drawn.findIndex(({ index }) => index === wanted.current);
    const link = place < 0 ? undefined : scrollerRef.current?.querySelectorAll<HTMLElement>("[data-test-id]")[place];
    if (link === undefined) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });
  return (index) => {
    if (index < 0) return;
    wanted.current = index;
    show(index);
    const place = drawn.findIndex((item) => item.index === index);
    if (place >= 0) {
      wanted.current = null;
      scrollerRef.current?.querySelectorAll<HTMLElement>("[data-test-id]")[place]?.focus({ preventScroll: true });
    }
  };
}
