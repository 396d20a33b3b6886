import type { ReactNode } from "react";
import { Age } from "./age.tsx";
import styles from "./commit-lines.module.css";

/** A commit as a list shows it. */
export interface CommitLine {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly committedAt: number;
}

interface CommitLinesProps<Line extends CommitLine> {
  label: string;
  commits: readonly Line[];
  now: number;
  /** Where a commit is shown. */
  address: (commit: string) => string;
  /** Is done when one is gone to: closing what stands over the window, for one. */
  onFollow?: () => void;
  /** Stands before the subject. */
  mark?: (commit: Line) => ReactNode;
  /** Stands below the subject, in a low voice. */
  note?: (commit: Line) => ReactNode;
}

/** Commits, one a line: what, who and when. */
export function CommitLines<Line extends CommitLine>({ label, commits, now, address, onFollow, mark, note }: CommitLinesProps<Line>) {
  return (
    <ul aria-label={label} className={styles.list}>
      {commits.map((commit) => (
        <li key={commit.commit} className={styles.line}>
          {mark?.(commit)}
          <span className={styles.what}>
            <span className={styles.subject} dir="auto">
              {commit.subject}
            </span>
            {note !== undefined && <span className={styles.note}>{note(commit)}</span>}
          </span>
          <a className={styles.hash} href={address(commit.commit)} title={commit.commit} onClick={onFollow}>
            {commit.commit.slice(0, 7)}
          </a>
          <span className={styles.author} title={commit.author}>
            {commit.author}
          </span>
          <Age at={commit.committedAt} now={now} isShort className={styles.age} />
        </li>
      ))}
    </ul>
  );
}
