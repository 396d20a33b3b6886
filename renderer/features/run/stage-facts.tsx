import { useStore } from "zustand";
import { decisionWords, questionOf } from "../../../shared/approval-words.ts";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { TestReport } from "../../../shared/contract/tests.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { lookOf } from "../../../shared/stage-groups.ts";
import { formatDuration } from "../../../shared/time.ts";
import { review } from "../../actions/approve-actions.ts";
import { nowStore } from "../../state/now.ts";
import { changeQuery, runAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import { attemptsOf } from "./run-stages.ts";
import { testsOfStage } from "./run-tests-words.ts";
import styles from "./stage-facts.module.css";

/** What is to be known of the chosen stage besides its log: its attempts, why it ran or did not, who let it. Nothing mostly. */
export function StageFacts({
  detail,
  stageRunId,
  reports,
}: {
  detail: RunDetail;
  stageRunId: StageRunId;
  /** The reports of all stages of the run. */
  reports: readonly TestReport[];
}) {
  const stage = detail.stages.find(({ id }) => id === stageRunId);
  if (stage === undefined) return null;
  const attempts = attemptsOf(detail.stages, stage);
  const estimate = estimateWords(stage);
  const tests = testsOfStage(reports, stageRunId);
  const hasSomething =
    tests !== "" || attempts.length > 1 || stage.approval !== null || stage.why !== null || estimate !== "" || lookOf(stage) === "allowed";
  if (!hasSomething) return null;
  return (
    <section className={styles.facts} aria-label="About this stage">
      {attempts.length > 1 && <Attempts attempts={attempts} selected={stage} />}
      {tests !== "" && (
        <button type="button" className={styles.tests} onClick={() => changeQuery({ tab: "tests" })}>
          {tests}
        </button>
      )}
      <ApprovalFact stage={stage} />
      {lookOf(stage) === "allowed" && <span>Its failure is allowed: it counts as a pass.</span>}
      {stage.why !== null && (
        <span>
          {stage.why}
          {stage.keptFrom !== null && (
            <>
              {" "}
              <a className={styles.link} href={runAddress(stage.projectId, stage.keptFrom)}>
                Open that run
              </a>
            </>
          )}
        </span>
      )}
      {estimate !== "" && <span className={styles.estimate}>{estimate}</span>}
    </section>
  );
}

function Attempts({ attempts, selected }: { attempts: readonly StageRun[]; selected: StageRun }) {
  return (
    <nav className={styles.attempts} aria-label={`Attempts of ${selected.name}`}>
      {attempts.map((stage) => (
        <a
          key={stage.id}
          className={classNames(styles.attempt, stage.id === selected.id && styles.selected)}
          href={runAddress(stage.projectId, stage.runId, stage.id)}
          aria-current={stage.id === selected.id ? "true" : undefined}
        >
          <StatusIcon status={lookOf(stage)} size={12} />
          Try {stage.attempt}
          <span className="visually-hidden">, {statusWord(lookOf(stage))}</span>
        </a>
      ))}
    </nav>
  );
}

function ApprovalFact({ stage }: { stage: StageRun }) {
  const now = useStore(nowStore, (state) => state.now);
  const { approval } = stage;
  if (approval === null) return null;
  if (approval.decision === null) {
    if (stage.status !== "waiting") return null;
    return (
      <span className={styles.question}>
        <StatusIcon status="waiting" size={14} />
        {questionOf(stage.name, approval.question)}
        <Button size="small" onClick={() => review([stage.id])}>
          Review
        </Button>
      </span>
    );
  }
  return (
    <span>
      <b className={styles.decision}>{decisionWords(approval)}</b>
      {approval.decidedAt !== null && (
        <>
          , <Age at={approval.decidedAt} now={now} />
        </>
      )}
      {approval.comment !== "" && <>: “{approval.comment}”</>}
    </span>
  );
}

/** A guess that is off by less than this reads as the same. */
const sameShare = 0.05;

/** How long a stage that ran was expected to take, beside what it took; empty where there was no guess. */
export function estimateWords({ status, startedAt, durationMs, expectedMs }: StageRun): string {
  if (expectedMs === null || startedAt === null) return "";
  if (durationMs === null) return `expected ${formatDuration(expectedMs)}`;
  if (status !== "passed") return "";
  const off = durationMs - expectedMs;
  if (Math.abs(off) <= expectedMs * sameShare) return `took ${formatDuration(durationMs)}, as expected`;
  return `expected ${formatDuration(expectedMs)}, took ${formatDuration(durationMs)}`;
}
