import { Folder, FolderGit2 } from "lucide-react";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { classNames } from "../../ui/class-names.ts";
import styles from "./folder-chooser.module.css";
import type { FolderListing } from "./use-folder-listing.ts";

interface FolderListProps {
  listing: FolderListing;
  list: RefObject<HTMLDivElement | null>;
  /** Marks a folder, without going into it. */
  onMark: (path: string) => void;
  /** Goes into a folder, or up. */
  onEnter: (path: string) => void;
}

/** Folders to walk through. One tab stop; the arrow keys walk. The list stays as folders change, and keeps the focus. */
export function FolderList({ listing, list, onMark, onEnter }: FolderListProps) {
  const { path, folders, parent } = listing;
  const [mark, setMark] = useState({ path, index: 0 });
  const active = mark.path === path ? mark.index : 0;

  function onKeyDown(event: KeyboardEvent): void {
    const next = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: folders.length - 1 }[event.key];
    const folder = folders[active];
    if (next !== undefined && folders.length > 0) {
      const index = Math.max(0, Math.min(folders.length - 1, next));
      setMark({ path, index });
      onMark(folders[index]?.path ?? "");
      list.current?.children[index]?.scrollIntoView({ block: "nearest" });
    } else if ((event.key === "ArrowRight" || event.key === "Enter") && folder !== undefined) onEnter(folder.path);
    else if ((event.key === "ArrowLeft" || event.key === "Backspace") && parent !== null) onEnter(parent);
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label={`Folders in ${listing.path}`}
      aria-activedescendant={folders.length > 0 ? `folder-${active}` : undefined}
      className={styles.list}
      onKeyDown={onKeyDown}
    >
      {folders.map((folder, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active one
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
        <div
          key={folder.path}
          id={`folder-${index}`}
          role="option"
          aria-selected={index === active}
          className={classNames(styles.folder, index === active && styles.active)}
          onClick={() => {
            setMark({ path, index });
            onMark(folder.path);
          }}
          onDoubleClick={() => onEnter(folder.path)}
        >
          {folder.isRepository ? (
            <FolderGit2 size={16} strokeWidth={1.75} aria-hidden="true" />
          ) : (
            <Folder size={16} strokeWidth={1.75} aria-hidden="true" />
          )}
          <span className={styles.name}>{folder.name}</span>
          {folder.isRepository && <span className={styles.kind}>git repository</span>}
        </div>
      ))}
      {folders.length === 0 && (
        // biome-ignore lint/a11y/useFocusableInteractive: nothing can be done with it
        <div role="option" aria-selected={false} aria-disabled="true" className={styles.none}>
          No folders in here
        </div>
      )}
    </div>
  );
}
