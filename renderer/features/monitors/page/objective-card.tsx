import type { Objective } from "../../../../shared/contract/monitors.ts";
import { formatUptime } from "../../../../shared/monitor-look.ts";
import { dayMs, formatDuration } from "../../../../shared/time.ts";
import { budgetSentence, budgetShare, burnWords } from "../monitor-words.ts";
import page from "./monitor-page.module.css";
import styles from "./objective-card.module.css";

/** What was promised, what was reached, and what may still go wrong. */
export function ObjectiveCard({ objective }: { objective: Objective }) {
  const { target, overMs, reached, budgetMs, leftMs, burnRate } = objective;
  const share = budgetMs <= 0 ? (leftMs < 0 ? 0 : 1) : Math.max(0, Math.min(1, leftMs / budgetMs));
  const isBroken = leftMs < 0;
  const isHasty = burnRate !== null && burnRate > 1;
  return (
    <section aria-label="Objective" className={page.card}>
      <header className={page.cardHead}>
        <h2 className={page.cardTitle}>Objective</h2>
        <span className={page.quiet}>
          {target} % over {overMs % dayMs === 0 ? `${overMs / dayMs} d` : formatDuration(overMs)}
        </span>
      </header>
      <dl className={styles.figures}>
        <div>
          <dt>Reached</dt>
          <dd data-look={reached === null ? undefined : reached >= target ? "good" : "bad"}>{formatUptime(reached)}</dd>
        </div>
        <div>
          <dt>Error budget left</dt>
          <dd data-look={isBroken ? "bad" : undefined}>{isBroken ? "0 %" : budgetShare(objective)}</dd>
        </div>
        <div>
          <dt>Burn rate</dt>
          <dd data-look={isHasty ? "bad" : undefined}>{burnWords(burnRate)}</dd>
        </div>
      </dl>
      <div className={styles.meter} aria-hidden="true">
        <i data-bad={share < 0.25 ? "" : undefined} style={{ width: `${share * 100}%` }} />
      </div>
      <p className={page.quiet}>{budgetSentence(objective)}</p>
    </section>
  );
}
