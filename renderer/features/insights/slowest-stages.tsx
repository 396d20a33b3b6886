import { useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Insights, StageInsight } from "../../../shared/contract/insights.ts";
import { countOf } from "../../../shared/counts.ts";
import { gradeEstimates, gradeWords } from "../../../shared/estimates.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatDuration } from "../../../shared/time.ts";
import { saveTable } from "../../actions/save-table.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { screenAddress } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { phaseName } from "../../ui/phase-icon.tsx";
import { durationChange, formatChange } from "./figures.ts";
import { slowestTable } from "./figures-table.ts";
import list from "./list-card.module.css";
import { runsWithStage } from "./runs-behind.ts";
import styles from "./slowest-stages.module.css";

const shownAtFirst = 7;

/** Which stages take the time: median and P90, and against the period before. */
export function SlowestStages({ projectId, insights }: { projectId: ProjectId; insights: Insights }) {
  const [showsAll, setShowsAll] = useState(false);
  const timed = insights.stages.filter(({ medianMs }) => medianMs !== null);
  const shown = showsAll ? timed : timed.slice(0, shownAtFirst);
  const longest = Math.max(1, ...timed.map(({ p90Ms, medianMs }) => p90Ms ?? medianMs ?? 0));
  return (
    <section className={list.card} aria-label="Slowest stages">
      <div className={list.head}>
        <h2 className={classNames(list.title, styles.title)}>Slowest stages</h2>
        {timed.length > shownAtFirst && (
          <Button kind="quiet" size="small" className={list.all} aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? `First ${shownAtFirst}` : `All ${timed.length}`}
          </Button>
        )}
        {timed.length > 0 && (
          <ExportMenu what="the slowest stages" size="small" onSave={(format) => void saveTable(format, slowestTable(insights))} />
        )}
      </div>
      {timed.length === 0 ? (
        <p className={list.none}>No stage has ended in this period.</p>
      ) : (
        <table className={list.table}>
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
              <StageRow
                key={`${stage.phase} ${stage.name}`}
                stage={stage}
                longest={longest}
                href={screenAddress(projectId, "runs", runsWithStage(insights, stage.name))}
              />
            ))}
          </tbody>
        </table>
      )}
      <Estimates />
    </section>
  );
}

/** How good the guesses of the stages' last runs were; nothing while there are too few. */
function Estimates() {
  const history = useStore(pipelineStore, (state) => state.history);
  const grade = useMemo(() => gradeEstimates(Object.values(history ?? {}).flatMap(({ bars }) => bars)), [history]);
  if (grade === null) return null;
  return (
    <p className={styles.estimates} title="Of each stage's last 20 runs, those that passed">
      Of the last {countOf(grade.count, "estimate")}, {gradeWords(grade)} of what was expected.
    </p>
  );
}

/** Leads to the runs in which it passed: those that median and P90 are of. */
function StageRow({ stage, longest, href }: { stage: StageInsight; longest: number; href: string }) {
  const { name, phase, medianMs, p90Ms, change, passed, failed } = stage;
  const share = (value: number | null) => `${((value ?? 0) / longest) * 100}%`;
  const judged = change === null ? null : durationChange(1 + change, 1);
  return (
    <tr title={`Median and P90 of the ${countOf(passed, "run")} in which it passed; it failed in ${failed}`}>
      <th scope="row" className={list.name}>
        <a className={list.link} href={href}>
          {name}
        </a>{" "}
        <span className={styles.phase}>{phaseName(phase)}</span>
      </th>
      <td className={list.bars}>
        <span className={list.track}>
          <i className={styles.p90} style={{ width: share(p90Ms) }} />
          <i className={styles.median} style={{ width: share(medianMs) }} />
        </span>
      </td>
      <td className={list.strong}>{medianMs === null ? "–" : formatDuration(medianMs)}</td>
      <td>{p90Ms === null ? "–" : formatDuration(p90Ms)}</td>
      <td className={styles.change} data-verdict={Math.abs(change ?? 0) >= 0.05 ? judged?.verdict : undefined}>
        {change === null ? "new" : formatChange(change)}
      </td>
    </tr>
  );
}
