import { useVirtualizer } from "@tanstack/react-virtual";
import { FlaskConical, Search } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Run, StageRun } from "../../../../shared/contract/schemas.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import type { TestId } from "../../../../shared/ids.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { runAddress } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { ShareMeter } from "../../../ui/share-meter.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { statusWord } from "../../../ui/status-word.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { NoReports } from "../no-reports.tsx";
import { isRed, totalsParts, totalsSentence } from "../test-words.ts";
import { runTestsTable } from "../tests-table.ts";
import { useSettled } from "../use-settled.ts";
import { ReportNotice } from "./report-notice.tsx";
import { GoneTestLine, RunTestLine } from "./run-test-row.tsx";
import styles from "./run-tests.module.css";
import { differenceWords, entriesOf, groupName, type RunTestEntry } from "./run-tests-model.ts";
import { type RunTestsAnswer, useRunTests } from "./use-run-tests.ts";

const typingPauseMs = 120;

/** The tests of one run: what failed with what it said, what changed against the last green run, and the rest. */
export function RunTests({ run, stages }: { run: Run; stages: readonly StageRun[] }) {
  const [typed, setTyped] = useState("");
  const text = useSettled(typed, typingPauseMs);
  const finishedStages = stages.filter(({ status }) => isTerminal(status)).length;
  const { answer, failure, loadMore, retry } = useRunTests(run.id, text, finishedStages);
  return (
    <div className={styles.tab}>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={retry}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {answer === null && failure === null && (
        <div className={styles.note}>
          <Loading label="Reading the tests">
            <Skeleton height="160px" />
          </Loading>
        </div>
      )}
      {answer !== null && !hasTests(answer) && <WithoutReports run={run} />}
      {answer !== null && hasTests(answer) && (
        <>
          <ReportNotice reports={answer.reports} />
          <Head run={run} answer={answer} typed={typed} onType={setTyped} />
          <TestList run={run} answer={answer} isFiltered={text !== ""} onEnd={loadMore} onClear={() => setTyped("")} />
        </>
      )}
    </div>
  );
}

/** A stage that was left out has tests, those of an earlier run, and wrote no report. */
function hasTests({ reports, totals }: RunTestsAnswer): boolean {
  return reports.length > 0 || totals.tests > 0;
}

/** Why there is no test: nothing has ended yet, or nothing was named. */
function WithoutReports({ run }: { run: Run }) {
  if (isTerminal(run.status)) return <NoReports projectId={run.projectId} isPage={false} />;
  return (
    <EmptyState drawing={<FlaskConical size={40} strokeWidth={1.25} aria-hidden="true" />} title="No report yet">
      The tests stand here as soon as a stage that names its reports has ended.
    </EmptyState>
  );
}

interface HeadProps {
  run: Run;
  answer: RunTestsAnswer;
  typed: string;
  onType: (text: string) => void;
}

function Head({ run, answer: { totals, base }, typed, onType }: HeadProps) {
  return (
    <div className={styles.head}>
      <div className={styles.sums}>
        <p className={styles.parts}>
          {totalsParts(totals).map(({ status, count }) => (
            <span key={status} className={styles.part}>
              <StatusIcon status={status} size={12} />
              {withThousands(count)} {statusWord(status).toLowerCase()}
            </span>
          ))}
          <span className={styles.time} title="All tests one after the other">
            {countOf(totals.tests, "test")}, {formatDuration(totals.durationMs)}
          </span>
        </p>
        <ShareMeter label={totalsSentence(totals)} shares={totalsParts(totals)} />
        <p className={styles.against}>
          {!isTerminal(run.status) && "So far: the run goes on. "}
          {base === null ? (
            "No green run before it to compare with."
          ) : (
            <>
              Against{" "}
              <a className={styles.link} href={runAddress(run.projectId, base.runId)}>
                run {base.runNumber}
              </a>
              , the last green before it: {differenceWords(totals, base.totals)}.
            </>
          )}
        </p>
      </div>
      <div className={styles.tools}>
        <TextField
          label="Filter by name, suite, class or file"
          isLabelHidden
          data-search=""
          placeholder="Filter"
          icon={<Search size={14} strokeWidth={2} aria-hidden="true" />}
          className={styles.filter}
          value={typed}
          maxLength={200}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            if (typed === "") event.currentTarget.blur();
            else onType("");
          }}
        />
        <ExportMenu what="the tests" onSave={(format) => void saveTable(format, runTestsTable(run.id, run.number, typed))} />
      </div>
    </div>
  );
}

interface TestListProps {
  run: Run;
  answer: RunTestsAnswer;
  isFiltered: boolean;
  onEnd: () => void;
  onClear: () => void;
}

const groupPx = 32;
const linePx = 41;
const rowsAhead = 30;

function TestList({ run, answer, isFiltered, onEnd, onClear }: TestListProps) {
  const { rows, gone, next } = answer;
  const scrollerRef = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => entriesOf(rows, isFiltered ? [] : gone, next === null), [rows, gone, next, isFiltered]);
  const { isOpen, toggle } = useOpenTests(answer);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: (index) => (entries[index]?.kind === "group" ? groupPx : linePx),
    getItemKey: (index) => keyOf(entries[index], index),
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (last >= entries.length - rowsAhead) onEnd();
  }, [last, entries.length, onEnd]);
  if (entries.length === 0) {
    return isFiltered ? (
      <EmptyState title="No test matches" actions={<Button onClick={onClear}>Clear the filter</Button>}>
        No test of this run is called so.
      </EmptyState>
    ) : (
      <EmptyState title="No tests">The reports of this run were read and hold no test.</EmptyState>
    );
  }
  return (
    <ScrollArea ref={scrollerRef} label="Tests of this run" className={styles.scroller}>
      <div className={styles.room} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={styles.entry}
              style={{ transform: `translateY(${start}px)` }}
            >
              {entry.kind === "group" && (
                <h3 className={styles.group}>
                  {groupName(entry.group)}
                  {entry.count !== null && entry.group !== "rest" && <span className={styles.count}>{withThousands(entry.count)}</span>}
                </h3>
              )}
              {entry.kind === "gone" && <GoneTestLine projectId={run.projectId} test={entry.test} />}
              {entry.kind === "test" && (
                <RunTestLine projectId={run.projectId} row={entry.row} isOpen={isOpen(entry.row.test.id)} onToggle={toggle} />
              )}
            </div>
          );
        })}
      </div>
    </ScrollArea>
  );
}

function keyOf(entry: RunTestEntry | undefined, index: number): string {
  if (entry === undefined) return String(index);
  if (entry.kind === "group") return `group ${entry.group}`;
  // A stage with variants has an outcome for each.
  return entry.kind === "gone" ? `gone ${entry.test.id}` : `${entry.row.test.id} ${entry.row.last.stageRunId} ${entry.row.last.variant}`;
}

/** Which tests show what they said: the first failure from the start, all others when they are asked for. */
function useOpenTests({ rows }: RunTestsAnswer): { isOpen: (testId: TestId) => boolean; toggle: (testId: TestId) => void } {
  const first = rows.find(({ last }) => isRed(last.status))?.test.id;
  const [changed, setChanged] = useState<ReadonlyMap<TestId, boolean>>(new Map());
  // Chosen once: what is being read must not close when another stage ends.
  const [opened, setOpened] = useState(first);
  if (opened === undefined && first !== undefined) setOpened(first);
  const isOpen = (testId: TestId) => changed.get(testId) ?? testId === opened;
  const toggle = useCallback(
    (testId: TestId) => setChanged((before) => new Map(before).set(testId, !(before.get(testId) ?? testId === opened))),
    [opened],
  );
  return { isOpen, toggle };
}
