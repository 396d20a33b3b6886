import type { Health } from "../../../../shared/contract/health.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { screenAddress } from "../../../state/route.ts";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { formatRate } from "../figures.ts";
import { criticalPathTable } from "../figures-table.ts";
import styles from "../list-card.module.css";
import { runsWithStage } from "../runs-behind.ts";

const shown = 7;

/** Which stages decide how long runs take: making another one faster makes no run shorter. */
export function CriticalPathCard({ projectId, health }: { projectId: ProjectId; health: Health }) {
  const { criticalPath } = health;
  const runs = criticalPath[0]?.runs ?? 0;
  return (
    <section className={styles.card} aria-label="Critical path">
      <div className={styles.head}>
        <h2 className={styles.title}>Critical path</h2>
        <span className={styles.facts}>of {countOf(runs, "passed whole run")}</span>
        {runs > 0 && (
          <ExportMenu what="the critical path" size="small" onSave={(format) => void saveTable(format, criticalPathTable(health))} />
        )}
      </div>
      {criticalPath.length === 0 ? (
        <p className={styles.none}>No run of the whole pipeline has passed in this period.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th colSpan={2}>Stage</th>
              <th>On it</th>
              <th>Of the time</th>
            </tr>
          </thead>
          <tbody>
            {criticalPath.slice(0, shown).map(({ stage, onPath, share }) => (
              <tr key={stage} title={`On the critical path of ${countOf(onPath, "run")} of ${runs}`}>
                <th scope="row" className={styles.name}>
                  <a className={styles.link} href={screenAddress(projectId, "runs", runsWithStage(health, stage))}>
                    {stage}
                  </a>
                </th>
                <td className={styles.bars}>
                  <span className={styles.track}>
                    <i className={styles.bar} style={{ width: `${share * 100}%` }} />
                  </span>
                </td>
                <td>{formatRate(runs === 0 ? 0 : onPath / runs)}</td>
                <td className={styles.strong}>{formatRate(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
