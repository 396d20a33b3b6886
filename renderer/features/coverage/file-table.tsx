import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { CoverageOfRun } from "../../../shared/contract/coverage.ts";
import { percentWords } from "../../../shared/coverage-words.ts";
import { PartMeter } from "../../ui/part-meter.tsx";
import styles from "./file-table.module.css";

const rowPx = 32;
const rowsAhead = 50;

/** The files of a run, those with the most missed lines first. */
export function FileTable({ coverage, onOpen, onEnd }: { coverage: CoverageOfRun; onOpen: (path: string) => void; onEnd: () => void }) {
  const scrollerRef = useRef<HTMLDivElement>(null);
  const { rows, files } = coverage;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - rowsAhead) onEnd();
  }, [last, rows.length, onEnd]);
  return (
    <>
      <h2 className={styles.title}>{files === 1 ? "1 file" : `${files.toLocaleString("en")} files, the most missed lines first`}</h2>
      <div ref={scrollerRef} className={styles.scroller}>
        <ul aria-label="Files" className={styles.list} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const { path, lines, linesCovered } = row;
            const slash = path.lastIndexOf("/") + 1;
            return (
              <li key={path} className={styles.row} style={{ transform: `translateY(${start}px)` }}>
                <button type="button" className={styles.file} data-item="" title={path} onClick={() => onOpen(path)}>
                  <span className={styles.path}>
                    <span className={styles.folder}>{path.slice(0, slash)}</span>
                    {path.slice(slash)}
                  </span>
                  <span className={styles.missed}>
                    {lines === linesCovered ? "" : `${(lines - linesCovered).toLocaleString("en")} missed`}
                  </span>
                  <PartMeter
                    label={`${linesCovered} of ${lines} lines covered`}
                    value={linesCovered}
                    max={lines}
                    className={styles.meter}
                  />
                  <span className={styles.percent}>{percentWords(linesCovered, lines)}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}
