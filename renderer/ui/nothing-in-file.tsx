import type { ReactNode } from "react";
import { EmptyState } from "./empty-state.tsx";
import styles from "./list-view.module.css";
import { SnippetSheet } from "./snippet-sheet.tsx";
import { WayButton, type WayToFile } from "./way-button.tsx";

interface NothingInFileProps {
  title: string;
  drawing: ReactNode;
  file: string;
  way: WayToFile | null;
  /** The lines that would be something. */
  snippet: string;
  onCopy: () => void;
  /** What it is, and what it is good for. */
  children: ReactNode;
}

/** What stands where a file names nothing of a kind: what it would be, and the lines that make one. */
export function NothingInFile({ title, drawing, file, way, snippet, onCopy, children }: NothingInFileProps) {
  return (
    <EmptyState drawing={drawing} title={title} actions={<WayButton way={way} />}>
      <p>{children}</p>
      <SnippetSheet name={file} text={snippet} className={styles.sheet} onCopy={onCopy} />
    </EmptyState>
  );
}
