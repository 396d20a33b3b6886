import { useState } from "react";
import type { StageInsight } from "../../../shared/contract/insights.ts";
import { formatDuration } from "../../../shared/time.ts";
import { Button } from "../../ui/button.tsx";
import { phaseName } from "../../ui/phase-icon.tsx";
import { durationChange, formatChange } from "./figures.ts";
import styles from "./slowest-stages.module.css";

const shownAtFirst = 7;

/** Which stages take the time: median and P90, and against the period before. */
export function SlowestStages({ stages }: { stages: readonly StageInsight[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const timed = stages.filter(({ medianMs }) => medianMs !== null);
  const shown = showsAll ? timed : timed.slice(0, shownAtFirst);
  const longest = Math.max(1, ...timed.map(({ p90Ms, medianMs }) => p90Ms ?? medianMs ?? 0));
  return (
    <section className={styles.card} aria-label="Slowest stages">
      <div className={styles.head}>
        <h2 className={styles.title}>Slowest stages</h2>
        {timed.length > shownAtFirst && (
          <Button kind="quiet" size="small" className={styles.all} aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? `First ${shownAtFirst}` : `All ${timed.length}`}
          </Button>
        )}
      </div>
      {timed.length === 0 ? (
        <p className={styles.none}>No stage has ended in this period.</p>
      ) : (
        <div className={styles.scroller}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th colSpan={2}>Stage</th>
                <th>Median</th>
                <th>P90</th>
                <th>Change</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((stage) => (
                <StageRow key={`${stage.phase} ${stage.name}`} stage={stage} longest={longest} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function StageRow({ stage: { name, phase, medianMs, p90Ms, change, runs, failed }, longest }: { stage: StageInsight; longest: number }) {
  const share = (value: number | null) => `${((value ?? 0) / longest) * 100}%`;
  const judged = change === null ? null : durationChange(1 + change, 1);
  return (
    <tr title={`${runs} runs, ${failed} failed`}>
      <th scope="row" className={styles.name}>
        {name} <span className={styles.phase}>{phaseName(phase)}</span>
      </th>
      <td className={styles.bars}>
        <span className={styles.track}>
          <i className={styles.p90} style={{ width: share(p90Ms) }} />
          <i className={styles.median} style={{ width: share(medianMs) }} />
        </span>
      </td>
      <td className={styles.strong}>{medianMs === null ? "–" : formatDuration(medianMs)}</td>
      <td>{p90Ms === null ? "–" : formatDuration(p90Ms)}</td>
      <td data-verdict={Math.abs(change ?? 0) >= 0.05 ? judged?.verdict : undefined}>{change === null ? "new" : formatChange(change)}</td>
    </tr>
  );
}
