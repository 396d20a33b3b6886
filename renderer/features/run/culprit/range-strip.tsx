import type { CulpritSearch } from "../../../../shared/contract/culprits.ts";
import { countOf } from "../../../../shared/counts.ts";
import { lookOfStep, verdictWord } from "./culprit-words.ts";
import styles from "./range-strip.module.css";

/** The commits from the good one to the bad one as a line, with each that was judged at its place. */
export function RangeStrip({ search }: { search: CulpritSearch }) {
  const { total, steps, good, bad, culprits, status } = search;
  const at = (position: number) => `${(position / total) * 100}%`;
  const found = status === "found" ? culprits[0]?.hash : undefined;
  return (
    <figure className={styles.strip}>
      <div className={styles.line} aria-hidden="true">
        <i className={styles.base} />
        {steps.map((step) => (
          <i
            key={`${step.role} ${step.commit.hash}`}
            className={styles.mark}
            data-look={lookOfStep(step)}
            data-known={step.isKnown || undefined}
            data-found={step.commit.hash === found || undefined}
            style={{ left: at(step.position) }}
            title={`${verdictWord(step)}: ${step.commit.subject}`}
          />
        ))}
      </div>
      <figcaption className={styles.caption}>
        <span>{good.hash.slice(0, 10)}</span>
        <span className={styles.middle}>{countOf(total, "commit")}</span>
        <span>{bad.hash.slice(0, 10)}</span>
      </figcaption>
    </figure>
  );
}
