import { useVirtualizer } from "@tanstack/react-virtual";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { CoverageOfRun } from "../../../shared/contract/coverage.ts";
import { withThousands } from "../../../shared/counts.ts";
import { percentWords } from "../../../shared/coverage-words.ts";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { PartMeter } from "../../ui/part-meter.tsx";
import { TextField } from "../../ui/text-field.tsx";
import styles from "./file-table.module.css";

const rowPx = 32;
const rowsAhead = 50;

interface FileTableProps {
  coverage: CoverageOfRun;
  /** Only files whose path holds it are listed. */
  text: string;
  onText: (text: string) => void;
  onOpen: (path: string) => void;
  /** Its end is near: more is wanted. */
  onEnd: () => void;
  onSave: (format: "csv" | "json") => void;
}

const typingPauseMs = 120;

/** The files of a run, those with the most missed lines first. */
export function FileTable({ coverage, text, onText, onOpen, onEnd, onSave }: FileTableProps) {
  const scrollerRef = useRef<HTMLDivElement>(null);
  const { rows, files, matching } = coverage;
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
      <div className={styles.head}>
        <h2 className={styles.title}>{countWords(files, matching)}</h2>
        <Filter text={text} onText={onText} />
        <ExportMenu what="the files" onSave={onSave} />
      </div>
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
                  <span className={styles.missed}>{lines === linesCovered ? "" : `${withThousands(lines - linesCovered)} missed`}</span>
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

function countWords(files: number, matching: number): string {
  if (matching < files) return `${withThousands(matching)} of ${withThousands(files)} files`;
  return files === 1 ? "1 file" : `${withThousands(files)} files, the most missed lines first`;
}

function Filter({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => onText(typed), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed, onText]);
  return (
    <TextField
      label="Filter files by path"
      isLabelHidden
      data-search=""
      placeholder="Filter"
      icon={<Search size={14} strokeWidth={2} aria-hidden="true" />}
      className={styles.filter}
      value={typed}
      maxLength={200}
      onChange={({ target }) => setTyped(target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        if (typed === "") event.currentTarget.blur();
        else setTyped("");
      }}
    />
  );
}
