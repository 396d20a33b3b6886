import { type RefObject, useEffect, useMemo, useState } from "react";
import type { ProjectId, StageRunId } from "../../../../shared/ids.ts";
import type { Phase } from "../../../../shared/pipeline/phases.ts";
import { useElementSize } from "../../../ui/use-element-size.ts";
import type { Column } from "../board-model.ts";
import type { CardActions } from "../card/stage-card.tsx";
import type { InvitedPhase } from "../invitation/snippets.ts";
import { type ColumnExtra, EmptyColumn, FullColumn } from "./column.tsx";
import { layoutColumns } from "./column-layout.ts";
import styles from "./columns.module.css";
import { scrollStep } from "./visible-rows.ts";

/** The eight columns: one place to scroll, both ways. */
export function Columns({
  scroller,
  projectId,
  columns,
  shown,
  stop,
  openStageRunId,
  actions,
  onInvite,
  extras,
}: {
  scroller: RefObject<HTMLDivElement | null>;
  projectId: ProjectId;
  /** All stages; decides which columns are full. */
  columns: readonly Column[];
  /** Those that pass the filter. */
  shown: readonly Column[];
  /** The stage at which the Tab key stops. */
  stop: string | null;
  openStageRunId: StageRunId | null;
  actions: CardActions;
  onInvite: (phase: InvitedPhase) => void;
  /** What a phase has besides stages, below their cards. */
  extras: Partial<Record<Phase, ColumnExtra>>;
}) {
  const { width, height } = useElementSize(scroller);
  const scrollTop = useScrollTop(scroller);
  const fullCount = columns.filter(({ phase, cards }) => cards.length > 0 || extras[phase] !== undefined).length;
  const emptyCount = columns.length - fullCount;
  const layout = useMemo(() => layoutColumns(width, fullCount, emptyCount), [width, fullCount, emptyCount]);
  const frame = useMemo(
    () => ({ projectId, layout, stop, openStageRunId, scrollTop, height, actions }),
    [projectId, layout, stop, openStageRunId, scrollTop, height, actions],
  );
  return (
    <div ref={scroller} className={styles.scroller}>
      <div className={styles.columns} style={{ gap: layout.gap }}>
        {width > 0 &&
          shown.map((column, index) => {
            const total = columns[index]?.cards.length ?? 0;
            const extra = extras[column.phase];
            return total === 0 && extra === undefined ? (
              <EmptyColumn key={column.phase} projectId={projectId} phase={column.phase} onInvite={onInvite} />
            ) : (
              <FullColumn
                key={column.phase}
                column={column}
                frame={frame}
                hiddenCount={total - column.cards.length}
                extra={extra ?? null}
              />
            );
          })}
      </div>
    </div>
  );
}

/** How far it is scrolled down, in the steps in which other cards come near. */
function useScrollTop(scroller: RefObject<HTMLElement | null>): number {
  const [scrollTop, setScrollTop] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const follow = () => setScrollTop(scrollStep(element.scrollTop));
    element.addEventListener("scroll", follow, { passive: true });
    return () => element.removeEventListener("scroll", follow);
  }, [scroller]);
  return scrollTop;
}
