import { useState } from "react";
import type { Health } from "../../../../shared/contract/health.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { screenAddress } from "../../../state/route.ts";
import { Button } from "../../../ui/button.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { formatRate } from "../figures.ts";
import { flakiestTable } from "../figures-table.ts";
import styles from "../list-card.module.css";

const shownAtFirst = 5;

/** Tests that fail without a reason in the files: how often, and between which bounds that is sure. */
export function FlakiestCard({ projectId, health }: { projectId: ProjectId; health: Health }) {
  const { flakiest } = health;
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? flakiest : flakiest.slice(0, shownAtFirst);
  const most = Math.max(...flakiest.map(({ high }) => high), Number.MIN_VALUE);
  const at = (share: number) => `${(share / most) * 100}%`;
  return (
    <section className={styles.card} aria-label="Flakiest tests">
      <div className={styles.head}>
        <h2 className={styles.title}>Flakiest tests</h2>
        <span className={styles.facts}>rate, 95 % interval</span>
        {flakiest.length > shownAtFirst && (
          <Button kind="quiet" size="small" className={styles.all} aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? `First ${shownAtFirst}` : `All ${flakiest.length}`}
          </Button>
        )}
        {flakiest.length > 0 && (
          <ExportMenu what="the flakiest tests" size="small" onSave={(format) => void saveTable(format, flakiestTable(health))} />
        )}
      </div>
      {flakiest.length === 0 ? (
        <p className={styles.none}>No test passes and fails on the same files.</p>
      ) : (
        <ul className={styles.list}>
          {shown.map(({ testId, name, suite, failed, ran, rate, low, high }) => (
            <li key={testId} className={styles.item} title={`Between ${formatRate(low)} and ${formatRate(high)} with 95 % certainty`}>
              <div className={styles.texts}>
                <a className={styles.link} href={screenAddress(projectId, "tests", { view: "flaky", test: testId })}>
                  {name}
                </a>
                <span className={styles.suite}>{suite}</span>
              </div>
              <span className={styles.interval} aria-hidden="true">
                <i className={styles.range} style={{ left: at(low), width: at(high - low) }} />
                <i className={styles.rate} style={{ left: at(rate) }} />
              </span>
              <div className={styles.numbers}>
                <b>{formatRate(rate)}</b>
                <span>
                  {failed} of {ran}
                  <span className="visually-hidden">
                    , between {formatRate(low)} and {formatRate(high)}
                  </span>
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
