import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { Plus, Workflow } from "lucide-react";
import { memo, type PointerEvent, useCallback, useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { PlanColumn, PlanItem } from "../../../../shared/contract/plan.ts";
import { withThousands } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ruleWords } from "../../../../shared/plan-look.ts";
import { addTo, planStore } from "../../../state/plan.ts";
import { itemAddress } from "../../../state/route.ts";
import { IconButton } from "../../../ui/button.tsx";
import { PartRing } from "../../../ui/part-ring.tsx";
import styles from "./board-column.module.css";
import type { PlanFilter } from "./board-filter.ts";
import { ItemCard } from "./item-card.tsx";
import { cardPitchPx } from "./place.ts";
import { QuickAdd } from "./quick-add.tsx";

interface BoardColumnProps {
  projectId: ProjectId;
  column: PlanColumn;
  fill: number;
  /** Those that pass the filter. */
  items: readonly PlanItem[];
  /** How many it has with those that do not. */
  count: number;
  /** The card at which the Tab key stops, when it is in this column. */
  stop: string | null;
  openKey: string | null;
  liftedKey: string | null;
  /** The gap that a card would be dropped into: before the how-manieth; `null` for none here. */
  gap: number | null;
  filter: PlanFilter;
  onOpen: (key: string) => void;
  onGrab: (event: PointerEvent<HTMLElement>, item: PlanItem) => void;
}

/** One column of the board. It scrolls by itself and draws only the cards in sight. */
export const BoardColumn = memo(function BoardColumn(props: BoardColumnProps) {
  const { projectId, column, fill, items, count, stop, openKey, liftedKey, gap, filter, onOpen, onGrab } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const kept = items.findIndex(({ key }) => key === stop);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => cardPitchPx,
    overscan: 4,
    // The card in use stays, so that the focus is never lost to scrolling.
    rangeExtractor: useCallback((range: Range) => withRow(defaultRangeExtractor(range), kept), [kept]),
  });
  const isAdding = useStore(planStore, (state) => state.addingTo === column.name);
  const former = useRef(items.length);
  // What was just written stands at the end.
  useEffect(() => {
    if (isAdding && items.length > former.current) virtual.scrollToIndex(items.length - 1);
    former.current = items.length;
  }, [isAdding, items.length, virtual]);
  return (
    <section aria-label={column.name} className={styles.column} data-column={column.name}>
      <ColumnHead column={column} fill={fill} shown={items.length} count={count} />
      <div ref={scroller} className={styles.scroller} data-scroller="">
        <ul
          aria-label={`Items in ${column.name}`}
          className={styles.items}
          style={{ height: Math.max(items.length * cardPitchPx - 8, 0) }}
          data-items=""
          data-count={items.length}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const item = items[index];
            if (item === undefined) return null;
            return (
              <ItemCard
                key={item.key}
                item={item}
                fill={fill}
                position={index + 1}
                count={items.length}
                top={start}
                address={itemAddress(projectId, item.key)}
                isStop={item.key === stop}
                isOpen={item.key === openKey}
                isLifted={item.key === liftedKey}
                onOpen={onOpen}
                onGrab={onGrab}
              />
            );
          })}
        </ul>
        {gap !== null && <div className={styles.gap} style={{ transform: `translateY(${gap * cardPitchPx - 5}px)` }} />}
        {items.length === 0 && count > 0 && <p className={styles.hidden}>Hidden by the filter</p>}
      </div>
      <QuickAdd projectId={projectId} column={column.name} filter={filter} />
    </section>
  );
});

/** The rows that are drawn, with one more that may be far away. */
function withRow(rows: number[], row: number): number[] {
  if (row < 0 || rows.includes(row)) return rows;
  return [...rows, row].sort((a, b) => a - b);
}

function ColumnHead({ column, fill, shown, count }: { column: PlanColumn; fill: number; shown: number; count: number }) {
  const { name, rule, limit } = column;
  const isOver = limit !== null && count > limit;
  return (
    <header className={styles.head}>
      <span className={styles.ring}>
        <PartRing fill={fill} />
      </span>
      <h2 className={styles.name} title={name}>
        {name}
      </h2>
      <span className={isOver ? styles.over : styles.count} title={isOver ? `More than the limit of ${limit}` : undefined}>
        {shown === count
          ? withThousands(count) + (limit === null ? "" : ` / ${withThousands(limit)}`)
          : `${withThousands(shown)} of ${withThousands(count)}`}
        {isOver && <span className="visually-hidden">, more than its limit</span>}
      </span>
      {rule !== null && (
        <span className={styles.rule} title={`An item moves here by itself ${ruleWords(rule)}`}>
          <Workflow size={12} strokeWidth={2} aria-hidden="true" />
          <span className="visually-hidden">An item moves here by itself {ruleWords(rule)}</span>
        </span>
      )}
      <span className={styles.space} />
      <IconButton label={`New item in ${name}`} size="small" onClick={() => addTo(name)}>
        <Plus size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
    </header>
  );
}
