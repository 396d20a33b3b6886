import { Play, RotateCw, Square } from "lucide-react";
import { useStore } from "zustand";
import type { CulpritSearch } from "../../../../shared/contract/culprits.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import { cancelCulprit, resumeCulprit } from "../../../actions/culprit-actions.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { nowStore } from "../../../state/now.ts";
import { runAddress } from "../../../state/route.ts";
import { Button } from "../../../ui/button.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import styles from "./culprit-tab.module.css";
import { headingOf, lookOfSearch, progressText } from "./culprit-words.ts";
import { RangeStrip } from "./range-strip.tsx";
import { StepTable, stepsTable } from "./step-table.tsx";
import { Verdict } from "./verdict.tsx";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;
const resumable: readonly CulpritSearch["status"][] = ["interrupted", "canceled", "failed"];

/** One search: how far it is, what it found, and each commit that it asked. */
export function SearchView({ search, run, onAskAgain }: { search: CulpritSearch; run: Run; onAskAgain?: () => void }) {
  const now = useStore(nowStore, (state) => state.now);
  const { status, detail, hint, runId, projectId } = search;
  return (
    <section className={styles.search} aria-label="Search for the culprit">
      <header className={styles.head}>
        <StatusIcon status={lookOfSearch(status)} size={18} />
        <div className={styles.words} role="status">
          <h2 className={styles.heading}>{headingOf(search)}</h2>
          <p className={styles.progress}>{progressText(search)}</p>
        </div>
        <div className={styles.actions}>
          {status === "running" && (
            <Button kind="danger" onClick={() => void cancelCulprit(search)}>
              <Square {...icon} size={12} fill="currentColor" />
              Cancel search
            </Button>
          )}
          {resumable.includes(status) && (
            <Button kind="primary" onClick={() => void resumeCulprit(search)}>
              <Play {...icon} />
              Go on
            </Button>
          )}
          {status !== "running" && onAskAgain !== undefined && (
            <Button onClick={onAskAgain}>
              <RotateCw {...icon} />
              Search again
            </Button>
          )}
          {search.steps.length > 0 && (
            <ExportMenu what="the judged commits" onSave={(format) => void saveTable(format, stepsTable(search))} />
          )}
        </div>
      </header>
      {(detail !== null || hint !== null) && (
        <p className={styles.told}>
          {detail} <span className={styles.hint}>{hint}</span>
        </p>
      )}
      {runId !== null && runId !== run.id && (
        <p className={styles.told}>
          This run is a step of the search for{" "}
          <a className={styles.link} href={`${runAddress(projectId, runId)}?tab=culprit`}>
            a failed run
          </a>
          .
        </p>
      )}
      <RangeStrip search={search} />
      <Verdict search={search} now={now} />
      <StepTable search={search} />
    </section>
  );
}
