import { ChevronRight, History, ScanSearch, ScrollText } from "lucide-react";
import { memo } from "react";
import type { Test } from "../../../../shared/contract/tests.ts";
import type { ProjectId, TestId } from "../../../../shared/ids.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { showCulpritOfTest } from "../../../actions/culprit-actions.ts";
import { navigate } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { placeToOpen } from "../failure-lines.ts";
import { FailureText } from "../failure-text.tsx";
import { OpenPlace } from "../open-place.tsx";
import { TestPath } from "../test-name.tsx";
import { durationChange, durationText, isRed, pathOf, placeOf } from "../test-words.ts";
import { testAddress } from "../tests-query.ts";
import { useFailure } from "../use-failure.ts";
import styles from "./run-test-row.module.css";
import { type RunTestRow, runTestWord } from "./run-tests-model.ts";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

interface RunTestLineProps {
  projectId: ProjectId;
  row: RunTestRow;
  /** Whether what it said is shown below. */
  isOpen: boolean;
  onToggle: (testId: TestId) => void;
}

/** One test of a run. One that did not pass opens to what it said; of all others the name leads to its history. */
export const RunTestLine = memo(function RunTestLine(props: RunTestLineProps) {
  const { projectId, row, isOpen, onToggle } = props;
  const { test, last } = row;
  const canOpen = isRed(last.status);
  return (
    <div className={styles.line} data-open={isOpen ? "" : undefined}>
      <div className={styles.head}>
        <span className={styles.standing} data-status={last.status}>
          <StatusIcon status={last.status} size={14} />
          <span className={styles.word}>{runTestWord(row)}</span>
        </span>
        <div className={styles.what}>
          {canOpen ? (
            <button
              type="button"
              className={styles.name}
              dir="auto"
              title={test.name}
              aria-expanded={isOpen}
              data-item=""
              onClick={() => onToggle(test.id)}
            >
              {test.name}
            </button>
          ) : (
            <a className={styles.name} dir="auto" title={test.name} href={testAddress(projectId, { view: "all" }, test.id)} data-item="">
              {test.name}
            </a>
          )}
          {canOpen && !isOpen && last.message !== null ? <code className={styles.message}>{last.message}</code> : <Context test={test} />}
        </div>
        <span className={styles.from}>
          {last.restoredFrom !== null && <span className={styles.restored}>from run {last.restoredFrom}</span>}
          <span className={styles.stage} title={last.variant === "" ? test.stage : `${test.stage} ${last.variant}`}>
            {test.stage} {last.variant}
          </span>
        </span>
        <Duration row={row} />
        <ChevronRight {...icon} className={styles.chevron} data-can-open={canOpen ? "" : undefined} />
      </div>
      {isOpen && <Said {...props} />}
    </div>
  );
});

function Context({ test }: { test: Test }) {
  if (pathOf(test).length === 0 && test.file === null) return null;
  return (
    <span className={styles.path} title={placeOf(test)}>
      <TestPath test={test} />
    </span>
  );
}

function Duration({ row: { last, baseDurationMs } }: { row: RunTestRow }) {
  const change = durationChange(last.durationMs, baseDurationMs);
  return (
    <span className={styles.duration}>
      {change !== null && baseDurationMs !== null && (
        <span className={styles.change} data-verdict={change.verdict} title={`${formatDuration(baseDurationMs)} in the run before`}>
          {change.text}
        </span>
      )}
      {durationText(last)}
    </span>
  );
}

/** What a test said in this run, and what can be done about it. */
function Said({ projectId, row: { test, last } }: RunTestLineProps) {
  const { said, failure } = useFailure(last.stageRunId, test.id);
  const place = placeToOpen(said, test);
  return (
    <div className={styles.said}>
      {said !== null && <FailureText projectId={projectId} said={said} />}
      {said === null && failure === null && (
        <Loading label="Reading what it said">
          <Skeleton height="72px" radius="6px" />
        </Loading>
      )}
      {failure !== null && (
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      )}
      <div className={styles.actions}>
        {place !== null && <OpenPlace projectId={projectId} place={place} />}
        <Button
          size="small"
          onClick={() => navigate({ kind: "run", projectId, runId: last.runId, stageRunId: last.stageRunId, query: {} })}
        >
          <ScrollText {...icon} />
          Open the log
        </Button>
        {last.commit !== null && (
          <Button
            size="small"
            title={`Runs ${test.stage} on the commits before this run`}
            onClick={() => showCulpritOfTest(projectId, last)}
          >
            <ScanSearch {...icon} />
            Find the culprit
          </Button>
        )}
        <a className={styles.history} href={testAddress(projectId, { view: "all" }, test.id)}>
          <History {...icon} />
          Its history
        </a>
      </div>
    </div>
  );
}

/** A test that the other run has and this one has not. */
export function GoneTestLine({ projectId, test }: { projectId: ProjectId; test: Test }) {
  return (
    <div className={styles.line}>
      <div className={styles.head}>
        <span className={styles.standing}>
          <StatusIcon status="none" size={14} />
          <span className={styles.word}>Gone</span>
        </span>
        <div className={styles.what}>
          <a className={styles.name} dir="auto" title={test.name} href={testAddress(projectId, { view: "all" }, test.id)} data-item="">
            {test.name}
          </a>
          <Context test={test} />
        </div>
        <span className={styles.from}>
          <span className={styles.stage}>{test.stage}</span>
        </span>
        <span className={styles.duration} />
        <span className={styles.chevron} />
      </div>
    </div>
  );
}
