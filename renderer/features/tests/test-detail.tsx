import { GitCompareArrows, Play, ScanSearch, ScrollText, X } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { TestOutcome } from "../../../shared/contract/tests.ts";
import type { ProjectId, TestId } from "../../../shared/ids.ts";
import { showCulpritOfTest } from "../../actions/culprit-actions.ts";
import { runStage } from "../../actions/run-actions.ts";
import { MakeItem } from "../../items/make-item.tsx";
import { nowStore } from "../../state/now.ts";
import { isRunnable, pipelineStore } from "../../state/pipeline.ts";
import { navigate } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { type Place, placeToOpen } from "./failure-lines.ts";
import { FailureText } from "./failure-text.tsx";
import { FlakyNote } from "./flaky-note.tsx";
import { OpenPlace } from "./open-place.tsx";
import { keyOf } from "./outcome-bars.ts";
import styles from "./test-detail.module.css";
import { TestHistoryPart } from "./test-history.tsx";
import { TestPath } from "./test-name.tsx";
import { isRed, originOf, sinceSentence, standingWord } from "./test-words.ts";
import { type FailureState, useFailure } from "./use-failure.ts";
import { type TestHistory, useTestHistory } from "./use-test-history.ts";

interface TestDetailProps {
  projectId: ProjectId;
  testId: TestId;
  /** Empty for the branch that the engine chooses. */
  branch: string;
  /** The branch's name, which the past can be narrowed to; `null` where there is none. */
  branchName: string | null;
  /** The last green run, which an outcome is compared with; `null` without. */
  lastGreen: { readonly runId: string; readonly runNumber: number } | null;
  /** Something else whenever there may be more outcomes. */
  news: unknown;
  onClose: () => void;
}

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** One test beside the list: where it stands, what it said, and its past. */
export function TestDetail(props: TestDetailProps) {
  const { testId, branch, branchName, news, onClose } = props;
  const [isEveryBranch, setEveryBranch] = useState(false);
  const wanted = isEveryBranch ? "" : branch || (branchName ?? "");
  const { history, failure, loadMore, retry } = useTestHistory(testId, wanted, news);
  // It may have run on other branches only.
  const isElsewhere = failure?.code === "NOT_FOUND" && wanted !== "";
  useEffect(() => {
    if (isElsewhere) setEveryBranch(true);
  }, [isElsewhere]);
  return (
    <ScrollArea label="Test" className={styles.panel} data-beside="">
      {failure !== null && !isElsewhere && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={retry}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {history === null ? (
        <div className={styles.head}>
          <div className={styles.top}>
            <CloseButton onClose={onClose} />
          </div>
          {failure === null && <DetailSkeleton />}
        </div>
      ) : (
        <Loaded
          {...props}
          key={testId}
          history={history}
          branches={branchName === null ? null : { name: branchName, isEvery: isEveryBranch, onChange: setEveryBranch }}
          onMore={loadMore}
        />
      )}
    </ScrollArea>
  );
}

function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <IconButton label="Close the test (Esc)" size="small" className={styles.close} data-close-beside="" onClick={onClose}>
      <X size={16} strokeWidth={1.75} aria-hidden="true" />
    </IconButton>
  );
}

interface LoadedProps extends TestDetailProps {
  history: TestHistory;
  branches: { readonly name: string; readonly isEvery: boolean; readonly onChange: (isEvery: boolean) => void } | null;
  onMore: () => void;
}

function Loaded({ projectId, history, branches, lastGreen, onMore, onClose }: LoadedProps) {
  const { row, outcomes } = history;
  const { test, last, flaky, standing } = row;
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  // What it said last, when that is what it is about; any other outcome by choice.
  const chosen = outcomes.find((outcome) => keyOf(outcome) === chosenKey) ?? (isRed(last.status) ? last : null);
  const red = chosen !== null && isRed(chosen.status) ? chosen : null;
  const said = useFailure(red?.stageRunId ?? null, test.id);
  const since = sinceSentence(row);
  const green = useMemo(() => greenOutcome(outcomes, last, lastGreen), [outcomes, last, lastGreen]);
  return (
    <>
      <header className={styles.head}>
        <div className={styles.top}>
          <StatusIcon status={last.status} size={16} />
          <span className={styles.standing} data-status={last.status}>
            {standingWord(standing, last.status)}
          </span>
          <span className={styles.stage}>{test.stage}</span>
          <CloseButton onClose={onClose} />
        </div>
        <h2 className={styles.name} dir="auto">
          {test.name}
        </h2>
        <p className={styles.path}>
          <TestPath test={test} />
        </p>
        <Actions projectId={projectId} row={row} chosen={chosen ?? last} place={placeToOpen(said.said, test)} />
      </header>
      {since !== "" && <p className={styles.since}>{since}</p>}
      {flaky !== null && <FlakyNote flaky={flaky} />}
      {red !== null && <Said projectId={projectId} outcome={red} state={said} />}
      {isRed(last.status) && green !== null && <ComparedWithGreen outcome={green} last={last} />}
      <TestHistoryPart
        projectId={projectId}
        history={history}
        branches={branches}
        chosenKey={chosen === null ? null : keyOf(chosen)}
        onChoose={setChosenKey}
        onMore={onMore}
      />
    </>
  );
}

interface ActionsProps {
  projectId: ProjectId;
  row: LoadedProps["history"]["row"];
  chosen: TestOutcome;
  place: Place | null;
}

function Actions({ projectId, row: { test, flaky }, chosen, place }: ActionsProps) {
  const canRun = useStore(
    pipelineStore,
    (state) => isRunnable(state) && state.pipeline?.stages.some(({ name }) => name === test.stage) === true,
  );
  return (
    <div className={styles.actions}>
      {place !== null && <OpenPlace projectId={projectId} place={place} />}
      <Button
        size="small"
        onClick={() => navigate({ kind: "run", projectId, runId: chosen.runId, stageRunId: chosen.stageRunId, query: {} })}
      >
        <ScrollText {...icon} />
        Open the log
      </Button>
      {isRed(chosen.status) && chosen.commit !== null && (
        <Button
          size="small"
          title={`Runs ${test.stage} on the commits before that run`}
          onClick={() => showCulpritOfTest(projectId, chosen)}
        >
          <ScanSearch {...icon} />
          Find the culprit
        </Button>
      )}
      {canRun && (
        <Button size="small" onClick={() => void runStage(projectId, test.stage)}>
          <Play {...icon} />
          <span className={styles.shortened}>Run {test.stage} again</span>
        </Button>
      )}
      {(flaky !== null || isRed(chosen.status)) && (
        <MakeItem
          size="small"
          projectId={projectId}
          source={{ kind: "test", testId: test.id }}
          item={{
            title: `${flaky === null ? "Mend" : "Steady"} ${test.name}`.slice(0, 300),
            description: `\`${test.name}\` of \`${test.stage}\`${flaky === null ? " fails." : " passes and fails on the same files."}`,
            labels: [flaky === null ? "test" : "flaky"],
          }}
        />
      )}
    </div>
  );
}

/** What it said in one run. */
function Said({ projectId, outcome, state }: { projectId: ProjectId; outcome: TestOutcome; state: FailureState }) {
  const now = useStore(nowStore, (store) => store.now);
  const { said, failure } = state;
  return (
    <section className={styles.part} aria-label="What it said">
      <h3 className={styles.title}>
        {statusWord(outcome.status)} in {originOf(outcome)}
        <span className={styles.aside}>
          <Age at={outcome.at} now={now} />
        </span>
      </h3>
      {said !== null && <FailureText key={keyOf(outcome)} projectId={projectId} said={said} />}
      {said === null && failure === null && (
        <Loading label="Reading what it said">
          <Skeleton height="96px" radius="6px" />
        </Loading>
      )}
      {failure !== null && (
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      )}
    </section>
  );
}

/** How it went in the last run in which all was green. */
function ComparedWithGreen({ outcome, last }: { outcome: TestOutcome; last: TestOutcome }) {
  const isSameTree = outcome.tree !== null && outcome.tree === last.tree;
  return (
    <p className={styles.green}>
      <GitCompareArrows {...icon} className={styles.greenIcon} />
      <span>
        {statusWord(outcome.status)} in the last green run: {originOf(outcome)}
        {isSameTree ? ", on the very same files." : "."}
      </span>
    </p>
  );
}

function greenOutcome(outcomes: readonly TestOutcome[], last: TestOutcome, lastGreen: TestDetailProps["lastGreen"]): TestOutcome | null {
  if (lastGreen === null || lastGreen.runId === last.runId) return null;
  return outcomes.find(({ runId }) => runId === lastGreen.runId) ?? null;
}

function DetailSkeleton() {
  return (
    <Loading label="Reading the test">
      <div className={styles.skeleton}>
        <Skeleton width="60%" height="20px" />
        <Skeleton width="40%" />
        <Skeleton height="120px" radius="6px" />
        <Skeleton height="72px" radius="6px" />
      </div>
    </Loading>
  );
}
