import type { CulpritCommit } from "../../../../shared/contract/culprits.ts";
import { copyText } from "../../../actions/editor-actions.ts";
import styles from "./culprit-tab.module.css";

/** A commit in one line: its hash, which a click copies, and its subject. */
export function Commit({ commit }: { commit: CulpritCommit }) {
  const { hash, subject } = commit;
  return (
    <span className={styles.commit}>
      <button type="button" className={styles.hash} title={`Copy ${hash}`} onClick={() => void copyText(hash, "the commit")}>
        {hash.slice(0, 10)}
      </button>
      <span className={styles.subject} title={subject}>
        {subject}
      </span>
    </span>
  );
}
