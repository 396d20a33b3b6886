import { useVirtualizer } from "@tanstack/react-virtual";
import { Minus, Plus, Undo2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { withThousands } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { discardFiles, moveFiles } from "../../../actions/code-actions.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { IconButton } from "../../../ui/button.tsx";
import { classNames } from "../../../ui/class-names.ts";
import { changeNames, changeOf, type FileEntry, type ListRow, namesOfAll, neighbourOf, onOneLine, type Side } from "./file-entries.ts";
import styles from "./file-list.module.css";

interface FileListProps {
  projectId: ProjectId;
  rows: readonly ListRow[];
  chosen: FileEntry | null;
  /** How many more there are than are listed. */
  hidden: number;
  onChoose: (entry: FileEntry) => void;
}

const rowPx = 28;
const titles: Record<Side, string> = { conflict: "Conflicts", staged: "Staged", unstaged: "Changes" };

/** The files that differ. J, K and the arrows move; S stages or takes back, Delete discards, and both go on to the next file. */
export function FileList({ projectId, rows, chosen, hidden, onChoose }: FileListProps) {
  const scrollerRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: 12,
  });

  // Where the focus goes when the file that had it has left its list.
  const next = useRef<FileEntry | null>(null);
  useEffect(() => {
    const wanted = next.current;
    if (wanted === null) return;
    const index = rows.findIndex((row) => row.kind === "file" && isSame(row.entry, wanted));
    const file = scrollerRef.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-item]`);
    if (!file) return;
    next.current = null;
    file.focus();
  }, [rows]);
  const all = (paths: readonly string[]) => namesOfAll(rows, paths, hidden);

  function onKeyDown(event: KeyboardEvent): void {
    const index = Number((event.target as HTMLElement).closest("[data-index]")?.getAttribute("data-index") ?? -1);
    const row = rows[index];
    if (row?.kind !== "file" || event.ctrlKey || event.metaKey || event.altKey) return;
    const { side, file } = row.entry;
    if (event.key === "s" && side !== "conflict") {
      const to = side === "staged" ? "unstaged" : "staged";
      next.current = neighbourOf(rows, index) ?? { side: to, file };
      void moveFiles(projectId, to, [file.path]);
    } else if (event.key === "Delete" && side === "unstaged") {
      next.current = neighbourOf(rows, index);
      void discardFiles(projectId, [file.path]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") moveFocus(event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside
    <div ref={scrollerRef} className={styles.scroller} onKeyDown={onKeyDown}>
      <div className={styles.space} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const style = { transform: `translateY(${start}px)` };
          return row.kind === "head" ? (
            <div key={row.side} className={styles.head} style={style}>
              <h2 className={styles.title}>{titles[row.side]}</h2>
              <span className={styles.count}>{withThousands(row.paths.length)}</span>
              {row.side === "unstaged" && (
                <>
                  <IconButton size="small" label="Discard all changes" onClick={() => void discardFiles(projectId, row.paths)}>
                    <Undo2 size={14} strokeWidth={2} aria-hidden="true" />
                  </IconButton>
                  <IconButton size="small" label="Stage all changes" onClick={() => void moveFiles(projectId, "staged", all(row.paths))}>
                    <Plus size={14} strokeWidth={2} aria-hidden="true" />
                  </IconButton>
                </>
              )}
              {row.side === "staged" && (
                <IconButton
                  size="small"
                  label="Take all out of the index"
                  onClick={() => void moveFiles(projectId, "unstaged", all(row.paths))}
                >
                  <Minus size={14} strokeWidth={2} aria-hidden="true" />
                </IconButton>
              )}
            </div>
          ) : (
            <FileRow
              key={`${row.entry.side} ${row.entry.file.path}`}
              projectId={projectId}
              entry={row.entry}
              index={index}
              style={style}
              isChosen={chosen !== null && isSame(chosen, row.entry)}
              onChoose={onChoose}
            />
          );
        })}
      </div>
      {hidden > 0 && <p className={styles.more}>And {withThousands(hidden)} more files, which are not listed.</p>}
    </div>
  );
}

function isSame(one: FileEntry, other: FileEntry): boolean {
  return one.side === other.side && one.file.path === other.file.path;
}

interface FileRowProps {
  projectId: ProjectId;
  entry: FileEntry;
  index: number;
  style: { transform: string };
  isChosen: boolean;
  onChoose: (entry: FileEntry) => void;
}

function FileRow({ projectId, entry, index, style, isChosen, onChoose }: FileRowProps) {
  const { side, file } = entry;
  const change = changeOf(entry);
  const { letter, word } = changeNames[change];
  const slash = file.path.lastIndexOf("/") + 1;
  // One stop for the Tab key: from there the keys move along the list.
  const tabIndex = isChosen ? 0 : -1;
  return (
    <div className={classNames(styles.row, isChosen && styles.chosen)} style={style} data-index={index}>
      <button
        type="button"
        className={styles.file}
        aria-label={`${file.path}, ${word}`}
        aria-current={isChosen ? "true" : undefined}
        data-item=""
        tabIndex={tabIndex}
        title={file.oldPath === null ? file.path : `${file.oldPath} → ${file.path}`}
        onClick={() => onChoose(entry)}
        onFocus={() => onChoose(entry)}
      >
        <i aria-hidden="true" className={styles.letter} data-change={change} data-letter={letter} />
        <span className={styles.path}>
          <span className={styles.folder}>{onOneLine(file.path.slice(0, slash))}</span>
          <span className={styles.name}>{onOneLine(file.path.slice(slash))}</span>
        </span>
      </button>
      <span className={styles.actions}>
        {side === "unstaged" && (
          <>
            <IconButton
              size="small"
              tabIndex={tabIndex}
              label={`Discard the changes of ${file.path}`}
              onClick={() => void discardFiles(projectId, [file.path])}
            >
              <Undo2 size={14} strokeWidth={2} aria-hidden="true" />
            </IconButton>
            <IconButton
              size="small"
              tabIndex={tabIndex}
              label={`Stage ${file.path}`}
              onClick={() => void moveFiles(projectId, "staged", [file.path])}
            >
              <Plus size={14} strokeWidth={2} aria-hidden="true" />
            </IconButton>
          </>
        )}
        {side === "staged" && (
          <IconButton
            size="small"
            tabIndex={tabIndex}
            label={`Take ${file.path} out of the index`}
            onClick={() => void moveFiles(projectId, "unstaged", [file.path])}
          >
            <Minus size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        )}
      </span>
    </div>
  );
}
