import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { TestOutcome } from "../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatDuration } from "../../../shared/time.ts";
import { saveTable } from "../../actions/save-table.ts";
import { nowStore } from "../../state/now.ts";
import { formatRoute } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Bars } from "../../ui/bars.tsx";
import { Button } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { useElementSize } from "../../ui/use-element-size.ts";
import { fullHeightMs, keyOf, outcomeBars } from "./outcome-bars.ts";
import styles from "./test-history.module.css";
import { durationText, isRed } from "./test-words.ts";
import { outcomesTable } from "./tests-table.ts";
import { barsIn } from "./trend.ts";
import type { TestHistory } from "./use-test-history.ts";

interface TestHistoryPartProps {
  projectId: ProjectId;
  history: TestHistory;
  /** Between which branches one may choose; `null` where there is only one kind. */
  branches: { readonly name: string; readonly isEvery: boolean; readonly onChange: (isEvery: boolean) => void } | null;
  /** The outcome of which it is told what the test said. */
  chosenKey: string | null;
  onChoose: (key: string) => void;
  onMore: () => void;
}

const chartPx = 48;

/** The past of a test: how long it took each time against the usual, and every outcome. */
export function TestHistoryPart({ projectId, history, branches, chosenKey, onChoose, onMore }: TestHistoryPartProps) {
  const { row, outcomes, next } = history;
  const red = outcomes.filter(({ status }) => isRed(status)).length;
  const count = `${countOf(outcomes.length, "outcome")}${next === null ? "" : " so far"}`;
  return (
    <section className={styles.part} aria-label="History">
      <div className={styles.head}>
        <h3 className={styles.title}>History</h3>
        <span className={styles.aside}>
          {count}, {red === 0 ? "none failed" : `${withThousands(red)} failed`}
        </span>
        {branches !== null && (
          <SegmentedControl
            label="Outcomes of"
            value={branches.isEvery ? "every" : "one"}
            segments={[
              { value: "one", label: <span className={styles.branchName}>{branches.name}</span> },
              { value: "every", label: "All" },
            ]}
            onChange={(value) => branches.onChange(value === "every")}
          />
        )}
        <ExportMenu
          what="the outcomes"
          size="small"
          onSave={(format) =>
            void saveTable(format, outcomesTable(row.test.id, row.test.name, branches?.isEvery === false ? branches.name : ""))
          }
        />
      </div>
      <DurationChart outcomes={outcomes} medianMs={row.medianMs} name={row.test.name} onChoose={onChoose} />
      <table className={styles.table} aria-label="Outcomes">
        <thead className="visually-hidden">
          <tr>
            {["Status", "Run", "Where", "Duration", "Age"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {outcomes.map((outcome) => (
            <OutcomeRow
              key={keyOf(outcome)}
              projectId={projectId}
              outcome={outcome}
              isChosen={keyOf(outcome) === chosenKey}
              showsBranch={branches === null || branches.isEvery}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
      {next !== null && (
        <Button kind="quiet" size="small" className={styles.more} onClick={onMore}>
          Show older ones
        </Button>
      )}
    </section>
  );
}

function DurationChart({
  outcomes,
  medianMs,
  name,
  onChoose,
}: {
  outcomes: readonly TestOutcome[];
  medianMs: number | null;
  name: string;
  onChoose: (key: string) => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(ref);
  const now = useStore(nowStore, (state) => Math.ceil(state.now / 60_000) * 60_000);
  const { barWidth, capacity } = barsIn(width, Math.min(60, Math.max(24, outcomes.length)));
  const shown = outcomes.slice(0, capacity);
  const bars = useMemo(() => outcomeBars(outcomes.slice(0, capacity), now), [outcomes, capacity, now]);
  const fullMs = fullHeightMs(
    shown.map(({ durationMs }) => durationMs),
    medianMs,
  );
  if (outcomes.length < 2) return null;
  const chartWidth = shown.length * (barWidth + 2) - 2;
  return (
    <div ref={ref} className={styles.chart}>
      {width > 0 && (
        <>
          <Bars
            label={`Durations of the last ${shown.length} outcomes of ${name}`}
            bars={bars}
            capacity={capacity}
            barWidth={barWidth}
            height={chartPx}
            fullValue={fullMs}
            onOpen={({ key }) => onChoose(key)}
          />
          {medianMs !== null && (
            <span
              className={styles.median}
              style={{ bottom: (medianMs / fullMs) * chartPx, width: Math.min(width, chartWidth) }}
              aria-hidden="true"
            />
          )}
          <p className={styles.legend}>
            <span>{shown.length} outcomes, the newest at the right</span>
            {medianMs !== null && (
              <span className={styles.usual}>
                <i className={styles.dash} />
                median of passes {formatDuration(medianMs)}
              </span>
            )}
          </p>
        </>
      )}
    </div>
  );
}

function OutcomeRow({
  projectId,
  outcome,
  isChosen,
  showsBranch,
  onChoose,
}: {
  projectId: ProjectId;
  outcome: TestOutcome;
  isChosen: boolean;
  showsBranch: boolean;
  onChoose: (key: string) => void;
}) {
  const now = useStore(nowStore, (state) => state.now);
  const { status, runNumber, runId, variant, branch, commit, at, message, restoredFrom } = outcome;
  const word = (
    <>
      <StatusIcon status={status} size={12} />
      {statusWord(status)}
    </>
  );
  return (
    <tr className={styles.row} data-chosen={isChosen ? "" : undefined}>
      <td>
        {isRed(status) ? (
          <button
            type="button"
            className={styles.choose}
            aria-pressed={isChosen}
            title={message ?? "Show what it said"}
            onClick={() => onChoose(keyOf(outcome))}
          >
            {word}
          </button>
        ) : (
          <span className={styles.word}>{word}</span>
        )}
      </td>
      <td>
        <a className={styles.link} href={formatRoute({ kind: "run", projectId, runId, stageRunId: null, query: { tab: "tests" } })}>
          Run {runNumber}
        </a>
      </td>
      <td>
        <code>{commit?.slice(0, 7)}</code>{" "}
        {[showsBranch ? branch : null, variant, restoredFrom === null ? null : `from run ${restoredFrom}`]
          .filter((part) => part !== null && part !== "")
          .join(", ")}
      </td>
      <td className={styles.figure}>{durationText(outcome)}</td>
      <td className={styles.figure}>
        <Age at={at} now={now} />
      </td>
    </tr>
  );
}
