import { memo } from "react";
import type { TestRow } from "../../../shared/contract/tests.ts";
import type { ProjectId, RunId, TestId } from "../../../shared/ids.ts";
import { runStage } from "../../actions/run-actions.ts";
import { navigate } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Bars } from "../../ui/bars.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { recentBars } from "./outcome-bars.ts";
import { TestPath } from "./test-name.tsx";
import styles from "./test-row.module.css";
import { durationChange, durationText, flakyRate, isRed, originOf, passesWords, pathOf, placeOf, standingWord } from "./test-words.ts";
import type { TabView } from "./tests-query.ts";

interface TestRowProps {
  projectId: ProjectId;
  row: TestRow;
  view: TabView;
  /** Where the row leads when it is opened in a window of its own. */
  href: string;
  now: number;
  isOpen: boolean;
  /** CSS pixels from the top of the list; a number, so that a row that stays is not drawn again. */
  top: number;
  onOpen: (testId: TestId) => void;
  onFocus: (testId: TestId) => void;
}

/** One test of the list. */
export const TestTableRow = memo(function TestTableRow(props: TestRowProps) {
  const { row, view, href, isOpen, top, onOpen, onFocus } = props;
  const { test, last, standing, flaky } = row;
  const word = standingWord(standing, last.status);
  return (
    <tr className={styles.row} style={{ transform: `translateY(${top}px)` }} data-open={isOpen ? "" : undefined}>
      <td className={styles.standing} data-status={last.status}>
        <StatusIcon status={last.status} size={16} />
        <RunAgain {...props} />
        <span className={styles.word}>{word}</span>
      </td>
      <td className={styles.what}>
        <span className={styles.first}>
          <a
            className={styles.link}
            href={href}
            dir="auto"
            title={test.name}
            aria-current={isOpen ? "true" : undefined}
            data-item=""
            data-test-id={test.id}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
              event.preventDefault();
              onOpen(test.id);
            }}
            onFocus={() => onFocus(test.id)}
          >
            {test.name}
          </a>
          {flaky !== null && view !== "flaky" && <span className={styles.flaky}>Flaky</span>}
          {isRed(last.status) && last.message !== null && pathOf(test).length > 0 && (
            <span className={styles.path}>
              <TestPath test={test} />
            </span>
          )}
        </span>
        <SecondLine row={row} />
      </td>
      <td data-detail="stage" className={styles.stage} title={test.stage}>
        {test.stage}
      </td>
      <td data-detail="recent" className={styles.recent}>
        <RecentBars {...props} />
      </td>
      <td className={styles.duration}>
        <DurationCell {...props} />
      </td>
      <td data-detail="fact" className={styles.fact}>
        <FactCell {...props} />
      </td>
    </tr>
  );
});

/** What R does on the row. */
function RunAgain({ projectId, row: { test } }: TestRowProps) {
  return <button type="button" hidden data-run="" onClick={() => void runStage(projectId, test.stage)} />;
}

/** What went wrong; of all others where the test stands. */
function SecondLine({ row: { test, last } }: { row: TestRow }) {
  if (isRed(last.status) && last.message !== null) {
    return (
      <code className={styles.message} title={last.message}>
        {last.message}
      </code>
    );
  }
  const place = placeOf(test);
  if (pathOf(test).length === 0 && place === "") return null;
  return (
    <span className={styles.second} title={place}>
      <TestPath test={test} />
    </span>
  );
}

function RecentBars({ projectId, row }: TestRowProps) {
  const { recent, test } = row;
  return (
    <Bars
      label={`Last ${recent.length} outcomes of ${test.name}`}
      bars={recentBars(recent)}
      barWidth={3}
      height={20}
      tabIndex={-1}
      onOpen={({ key }) => navigate({ kind: "run", projectId, runId: runIn(key), stageRunId: null, query: { tab: "tests" } })}
    />
  );
}

function runIn(key: string): RunId {
  return key.slice(0, key.indexOf(" ")) as RunId;
}

function DurationCell({ row: { last, medianMs }, view }: TestRowProps) {
  const change = durationChange(last.durationMs, medianMs);
  const usual = durationText({ durationMs: medianMs, status: "passed" });
  if (view === "slowest") {
    return (
      <>
        <span className={styles.main}>{usual}</span>
        <span className={styles.low}>{last.durationMs !== null && `last ${durationText(last)}`}</span>
      </>
    );
  }
  return (
    <>
      <span className={styles.main}>{durationText(last)}</span>
      {change !== null && (
        <span className={styles.low} data-verdict={change.verdict} title={`Usually ${usual}`}>
          {change.text}
        </span>
      )}
    </>
  );
}

function FactCell({ row, view, now }: TestRowProps) {
  const { last, since, standing, flaky } = row;
  if (view === "flaky" && flaky !== null) {
    return (
      <>
        <span className={styles.main}>{flakyRate(flaky)}</span>
        <span className={styles.low}>{passesWords(flaky)} to clear</span>
      </>
    );
  }
  const from = standing === "still-failing" || standing === "fixed" ? since : null;
  if (standing === "still-failing" && from === null) return <span className={styles.low}>as long as is kept</span>;
  const outcome = from ?? last;
  return (
    <>
      <span className={styles.main}>
        <Age at={outcome.at} now={now} />
      </span>
      <span className={styles.low} title={outcome.branch ?? ""}>
        {standing === "still-failing" ? `since ${originOf(outcome)}` : originOf(outcome)}
      </span>
    </>
  );
}
