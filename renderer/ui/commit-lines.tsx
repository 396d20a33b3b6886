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
  /** Stands before the subject. */
  mark?: (commit: Line) => ReactNode;
  /** Stands below the subject, in a low voice. */
  note?: (commit: Line) => ReactNode;
}

/** Commits, one a line: what, who and when. */
export function CommitLines<Line extends CommitLine>({ label, commits, now, mark, note }: CommitLinesProps<Line>) {
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
          <code className={styles.hash} title={commit.commit}>
            {commit.commit.slice(0, 7)}
          </code>
          <span className={styles.author} title={commit.author}>
            {commit.author}
          </span>
          <Age at={commit.committedAt} now={now} isShort className={styles.age} />
        </li>
      ))}
    </ul>
  );
}
