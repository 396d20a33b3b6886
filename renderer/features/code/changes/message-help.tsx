import styles from "./message-help.module.css";

interface MessageHelpProps {
  message: string;
  /** What will be committed. */
  paths: readonly string[];
  /** Scopes that were used before, the most frequent first. */
  scopes: readonly string[];
  onChange: (message: string) => void;
}

// Longer subjects are cut in most lists.
const subjectLimit = 72;

/** Below the message: how long its subject is. */
export function MessageHelp({ message }: MessageHelpProps) {
  const [subject = ""] = message.split("\n");
  return (
    <p id="commit-help" className={styles.help} data-long={subject.length > subjectLimit ? "" : undefined}>
      {subject.length} of {subjectLimit}
    </p>
  );
}
