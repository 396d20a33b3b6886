import type { CulpritSearch, CulpritStep } from "../../../../shared/contract/culprits.ts";
import { withThousands } from "../../../../shared/counts.ts";
import { culpritStepColumns } from "../../../../shared/tables/culprit-columns.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";
import { runAddress } from "../../../state/route.ts";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { Commit } from "./commit.tsx";
import styles from "./culprit-tab.module.css";
import { lookOfStep, verdictWord } from "./culprit-words.ts";

/** Each commit that was asked, the newest first, so that what goes on stands on top. */
export function StepTable({ search }: { search: CulpritSearch }) {
  if (search.steps.length === 0) return null;
  return (
    <table className={styles.steps} aria-label="Judged commits">
      <thead>
        <tr>
          <th>Verdict</th>
          <th>Commit</th>
          <th>How</th>
          <th className={styles.number}>Took</th>
          <th className={styles.number}>Left before</th>
        </tr>
      </thead>
      <tbody>
        {search.steps.toReversed().map((step) => (
          <tr key={`${step.role} ${step.commit.hash}`}>
            <td>
              <span className={styles.verdict}>
                <StatusIcon status={lookOfStep(step)} size={14} />
                {verdictWord(step)}
              </span>
            </td>
            <td className={styles.wide}>
              <Commit commit={step.commit} />
              {step.why !== null && <span className={styles.aside}>{step.why}</span>}
            </td>
            <td>
              <How step={step} search={search} />
            </td>
            <td className={styles.number}>{took(step)}</td>
            <td className={styles.number}>{withThousands(step.suspectCount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same as a file, in the order in which they were judged. */
export function stepsTable({ stage, steps }: CulpritSearch): SavedTable<CulpritStep> {
  return { name: `culprit of ${stage}`, columns: culpritStepColumns, pages: () => onePage(steps) };
}

function How({ step, search }: { step: CulpritStep; search: CulpritSearch }) {
  const { isKnown, commit } = step;
  // Without those that were canceled with an earlier driver.
  const runs = isKnown ? step.runs : step.runs.slice(-search.repeat);
  if (runs.length === 0) return <span className={styles.aside}>{step.verdict === null ? "starting" : "not run"}</span>;
  return (
    <>
      {runs.map((runId, index) => (
        <a key={runId} className={styles.link} href={runAddress(search.projectId, runId)}>
          {isKnown ? "known" : runs.length > 1 ? `run ${index + 1}` : "run"}
          <span className="visually-hidden"> on {commit.hash.slice(0, 10)}</span>
        </a>
      ))}
    </>
  );
}

function took({ isKnown, startedAt, decidedAt }: CulpritStep): string {
  return isKnown || decidedAt === null ? "" : formatDuration(decidedAt - startedAt);
}
