import { useStore } from "zustand";
import type { FailureEnd, RunFailure } from "../../../shared/contract/failure-groups.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import { countOf } from "../../../shared/counts.ts";
import { failureBranchWords, failureEndWords } from "../../../shared/failure-words.ts";
import type { RunId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";
import { nowStore } from "../../state/now.ts";
import { commitAddress, runAddress, screenAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import styles from "./same-failure.module.css";
import { useRunAnswer } from "./use-run-answer.ts";

function ask(runId: RunId) {
  return call((engine) => engine.failures.ofRun({ runId }));
}

/** Which runs failed just as this one did, and what mended it: one quiet line, or nothing. */
export function SameFailure({ run, finishedStages }: { run: Run; finishedStages: number }) {
  const failures = useRunAnswer(run.id, finishedStages, ask).value ?? [];
  const told = failures.find(({ before }) => before !== null) ?? failures.find(({ group, end }) => group.runCount > 1 || end !== null);
  return told === undefined ? null : <Told run={run} failure={told} isOneOf={failures.length} />;
}

function Told({ run, failure: { group, before, beforeEnd, end: ownEnd }, isOneOf }: { run: Run; failure: RunFailure; isOneOf: number }) {
  const now = useStore(nowStore, (state) => state.now);
  const { projectId } = run;
  const { first, last, runCount, branches, stage, title } = group;
  const others = runCount - 2;
  const end = beforeEnd ?? ownEnd;
  const seen = before ?? (last.runId === run.id ? null : last);
  return (
    <p role="note" aria-label="Runs that failed alike" className={styles.line} title={`${stage}: ${title}`}>
      {seen !== null && (
        <>
          {isOneOf > 1 && `In ${stage}: `}
          {before === null ? "Seen here first; the same failure since, last in " : "Same failure as "}
          <a className={styles.link} href={runAddress(projectId, seen.runId, seen.stageRunId)}>
            run {seen.runNumber}
          </a>
          {others > 0 && (
            <>
              {" and "}
              <a className={styles.link} href={screenAddress(projectId, "runs", { view: "failures", text: title.slice(0, 120) })}>
                {countOf(others, "other")}
              </a>
            </>
          )}
          {before !== null && others > 0 && (
            <>
              , first seen <Age at={first.at} now={now} />
            </>
          )}
          {failureBranchWords(branches) !== "" && `, ${failureBranchWords(branches)}`}.{" "}
        </>
      )}
      {end !== null && <Ended run={run} end={end} isPast={beforeEnd !== null || last.runId !== run.id} />}
    </p>
  );
}

function Ended({ run: { projectId }, end, isPast }: { run: Run; end: FailureEnd; isPast: boolean }) {
  const isCommit = end.commit !== null && !end.isSameTree;
  const words = failureEndWords(end, isPast ? "with" : "since");
  return (
    <>
      {isPast ? "Then it " : "It "}
      {end.isSameTree ? "" : isPast ? "was " : "is "}
      <a className={styles.link} href={isCommit ? commitAddress(projectId, end.commit ?? "") : runAddress(projectId, end.runId)}>
        {words}
      </a>
      .
    </>
  );
}
