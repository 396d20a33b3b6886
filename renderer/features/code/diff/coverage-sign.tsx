import styles from "./coverage-sign.module.css";
import { type LineState, stateWords } from "./line-coverage.ts";

const signs: Readonly<Record<LineState, string>> = { missed: "!", partly: "~", covered: "" };

/** How a line fared: an edge in colour, a sign where something was missed, and words for whoever sees neither. */
export function CoverageSign({ state }: { state: LineState | null }) {
  if (state === null) return <span className={styles.sign} />;
  return (
    <span className={styles.sign} data-state={state} title={stateWords[state]}>
      <span aria-hidden="true">{signs[state]}</span>
      <span className="visually-hidden">{stateWords[state]}:</span>
    </span>
  );
}
