import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { PlanBoard as Board, PlanItem } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { fillOfColumn, itemName } from "../../../../shared/plan-look.ts";
import { moveItem } from "../../../actions/plan-actions.ts";
import type { BoardColumn as ColumnItems } from "../../../state/plan-board.ts";
import { changeQuery } from "../../../state/route.ts";
import { BoardColumn } from "./board-column.tsx";
import type { PlanFilter } from "./board-filter.ts";
import cardStyles from "./item-card.module.css";
import { CardFace } from "./item-card.tsx";
import { beforeGap, nextGap, nextPlace, type Place, placeOf } from "./place.ts";
import styles from "./plan-board.module.css";
import { useCardDrag } from "./use-card-drag.ts";

interface PlanBoardProps {
  projectId: ProjectId;
  board: Board;
  /** All items by column, and those that pass the filter. */
  all: readonly ColumnItems[];
  shown: readonly ColumnItems[];
  filter: PlanFilter;
  openKey: string | null;
}

/** The board: columns of cards that a hand or the arrow keys move. */
export function PlanBoard({ projectId, board, all, shown, filter, openKey }: PlanBoardProps) {
  const ref = useRef<HTMLElement>(null);
  const wanted = useRef<string | null>(null);
  /** The card that has the focus. */
  const held = useRef<string | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const keys = useMemo(() => shown.map(({ items }) => items.map(({ key }) => key)), [shown]);
  const stop = [current, openKey].find((key) => placeOf(keys, key ?? null) !== null) ?? keys.flat()[0] ?? null;

  const dropInto = useCallback(
    (item: PlanItem, column: string, gap: number) => {
      const place = all.findIndex(({ name }) => name === column);
      const keysOf = (columns: readonly ColumnItems[]) => columns[place]?.items.map(({ key }) => key) ?? [];
      const before = beforeGap(keysOf(all), keysOf(shown), gap, item.key);
      if (before === "stays") return;
      wanted.current = item.key;
      setCurrent(item.key);
      const inColumn = keysOf(shown);
      const from = inColumn.indexOf(item.key);
      const position = from >= 0 && from < gap ? gap : gap + 1;
      setSaid(`${itemName(item)}: ${column}, ${position} of ${inColumn.length + (from < 0 ? 1 : 0)}`);
      void moveItem(projectId, item, column, before);
    },
    [all, shown, projectId],
  );
  const { drag, ghost, onGrab } = useCardDrag(ref, dropInto);
  const open = useCallback((key: string) => {
    setCurrent(key);
    if (isOpenAlready(key)) enterPanel();
    else changeQuery({ item: key });
  }, []);

  // A card that was moved is drawn anew in its other column, whoever moved it: the focus goes with it.
  useEffect(() => {
    const key = wanted.current ?? (document.activeElement === document.body ? held.current : null);
    if (key === null) return;
    const card = cardOf(ref.current, key);
    if (card === null) return;
    if (wanted.current === null) card.focus({ preventScroll: true });
    else focusCard(card);
    wanted.current = null;
  });

  function onKeyDown(event: KeyboardEvent): void {
    const key = event.target instanceof HTMLElement ? event.target.dataset.itemKey : undefined;
    const place = placeOf(keys, key ?? null);
    if (place === null || event.altKey || event.shiftKey) return;
    const isMove = event.ctrlKey || event.metaKey;
    const next = isMove ? nextGap(keys, place, event.key) : nextPlace(keys, place, event.key);
    if (next === null && !(isMove && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    if (next === null) return;
    if (isMove) moveTo(place, next);
    else goTo(next);
  }

  function moveTo(from: Place, gap: Place): void {
    const item = shown[from.column]?.items[from.row];
    const column = shown[gap.column];
    if (item !== undefined && column !== undefined) dropInto(item, column.name, gap.row);
  }

  function goTo({ column, row }: Place): void {
    const key = keys[column]?.[row] ?? null;
    if (key === null) return;
    wanted.current = key;
    setCurrent(key);
    // It may be the same one again, and the focus elsewhere.
    const card = cardOf(ref.current, key);
    if (card !== null) focusCard(card);
  }

  return (
    <section ref={ref} aria-label="Board" className={styles.board}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the cards inside */}
      <div
        className={styles.columns}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const key = event.target.dataset.itemKey;
          held.current = key ?? null;
          if (key !== undefined) setCurrent(key);
        }}
        onBlur={(event) => {
          if (event.relatedTarget !== null) held.current = null;
        }}
      >
        {board.columns.map((column, index) => {
          const items = shown[index]?.items ?? none;
          return (
            <BoardColumn
              key={column.name}
              projectId={projectId}
              column={column}
              fill={fillOfColumn(board.columns, column.name)}
              items={items}
              count={all[index]?.items.length ?? 0}
              stop={items.some(({ key }) => key === stop) ? stop : null}
              openKey={items.some(({ key }) => key === openKey) ? openKey : null}
              liftedKey={drag !== null && items.some(({ key }) => key === drag.item.key) ? drag.item.key : null}
              gap={drag?.target?.column === column.name ? drag.target.gap : null}
              filter={filter}
              onOpen={open}
              onGrab={onGrab}
            />
          );
        })}
      </div>
      {drag !== null && (
        <div className={styles.veil} aria-hidden="true">
          <div ref={ghost} className={styles.ghost} style={{ width: drag.width }}>
            <div className={cardStyles.card}>
              <CardFace item={drag.item} fill={fillOfColumn(board.columns, drag.item.column)}>
                {drag.item.title}
              </CardFace>
            </div>
          </div>
        </div>
      )}
      <div role="status" className="visually-hidden">
        {said}
      </div>
    </section>
  );
}

function cardOf(board: HTMLElement | null, key: string): HTMLElement | null {
  return board?.querySelector<HTMLElement>(`[data-item-key="${CSS.escape(key)}"]`) ?? null;
}

function focusCard(card: HTMLElement): void {
  card.focus({ preventScroll: true });
  card.closest("li")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Enter on the card of the item that is open goes on into the item. */
function enterPanel(): void {
  document.querySelector<HTMLElement>("[data-beside]")?.focus();
}

function isOpenAlready(key: string): boolean {
  return document.querySelector(`[data-beside="${CSS.escape(key)}"]`) !== null;
}

const none: readonly PlanItem[] = [];
