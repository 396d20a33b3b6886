import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { CommitRow } from "../../../../shared/contract/code/history.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { nowStore } from "../../../state/now.ts";
import { runAddress } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { classNames } from "../../../ui/class-names.ts";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { useRovingList } from "../../../ui/use-roving-list.ts";
import styles from "./commit-table.module.css";
import { LanePicture, lanesWidthPx } from "./lane-picture.tsx";
import { createLaneDrawing } from "./lanes-model.ts";
import { RefNames } from "./ref-names.tsx";

interface CommitTableProps {
  projectId: ProjectId;
  rows: readonly CommitRow[];
  /** Whether each row's parents are among the rows, so that lines between them mean something. */
  isJoined: boolean;
  chosen: string | null;
  onChoose: (commit: string) => void;
  onEnd: () => void;
}

const rowPx = 32;
const rowsAhead = 60;

/** The commits, newest first, with the lines between them. */
export function CommitTable({ projectId, rows, isJoined, chosen, onChoose, onEnd }: CommitTableProps) {
  const scrollerRef = useRef<HTMLDivElement>(null);
  const now = useStore(nowStore, (state) => state.now);
  const draw = useMemo(createLaneDrawing, []);
  const lanes = useMemo(() => (isJoined ? draw(rows) : null), [draw, rows, isJoined]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: 15,
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - rowsAhead) onEnd();
  }, [last, rows.length, onEnd]);
  const { listProps, tabIndexOf } = useRovingList(
    items.map(({ index }) => rows[index]?.commit ?? ""),
    chosen,
    false,
  );
  const inSight = lanes?.slice(items[0]?.index ?? 0, last + 1) ?? [];
  return (
    <div
      ref={scrollerRef}
      className={styles.scroller}
      style={{ "--lanes": `${lanes === null ? 0 : lanesWidthPx(inSight)}px` } as CSSProperties}
    >
      <ul className={styles.list} aria-label="Commits" data-items="" style={{ height: virtual.getTotalSize() }} {...listProps}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const lane = lanes?.[index];
          return (
            <li
              key={row.commit}
              className={classNames(styles.row, row.commit === chosen && styles.chosen)}
              style={{ transform: `translateY(${start}px)` }}
              data-row={row.commit}
              data-merge={row.parents.length > 1 ? "" : undefined}
            >
              <span className={styles.lanes}>
                {lane !== undefined && <LanePicture row={lane} heightPx={rowPx} isMerge={row.parents.length > 1} />}
              </span>
              <button
                type="button"
                className={styles.commit}
                data-item=""
                tabIndex={tabIndexOf(row.commit)}
                aria-current={row.commit === chosen ? "true" : undefined}
                onClick={() => onChoose(row.commit)}
                onFocus={() => chosen !== null && onChoose(row.commit)}
              >
                <RefNames refs={row.refs} />
                <span className={styles.subject}>{row.subject}</span>
              </button>
              <span className={styles.runs}>
                {row.runs.map((run) => (
                  <a
                    key={run.runId}
                    tabIndex={tabIndexOf(row.commit)}
                    href={runAddress(projectId, run.runId)}
                    title={`Run ${run.number} of ${run.isSameTree ? "the same files" : "this commit with changes"}`}
                    aria-label={`Run ${run.number}: ${run.status}`}
                  >
                    <StatusIcon status={run.status} size={14} />
                  </a>
                ))}
              </span>
              <span className={styles.author}>{row.author}</span>
              <code className={styles.hash}>{row.commit.slice(0, 7)}</code>
              <span className={styles.age}>
                <Age at={row.at} now={now} />
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
