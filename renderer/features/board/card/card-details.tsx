import type { ReactNode } from "react";
import { useStore } from "zustand";
import { decisionWords, questionOf } from "../../../../shared/approval-words.ts";
import type { PipelineStage, StageRun } from "../../../../shared/contract/schemas.ts";
import { gradeEstimates, gradeWords } from "../../../../shared/estimates.ts";
import type { ProjectId, StageRunId } from "../../../../shared/ids.ts";
import { lookOf, titleOf } from "../../../../shared/stage-groups.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { nowStore } from "../../../state/now.ts";
import { runAddress } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { StatusWord } from "../../../ui/status-word.tsx";
import { variantsOf } from "../live-history.ts";
import styles from "./card-details.module.css";
import { type Card, formatRange, reasonWords } from "./card-words.ts";

interface CardDetailsProps {
  projectId: ProjectId;
  card: Card;
  onOpenLog: (stageRunId: StageRunId) => void;
  onClose: () => void;
}

type Fact = readonly [name: string, value: ReactNode];

/** All about a stage that has no room on its card: what the file says of it, and how its variants went last. */
export function CardDetails({ projectId, card, onOpenLog, onClose }: CardDetailsProps) {
  const { stage, history } = card;
  const variants = variantsOf(history);
  const [first] = variants;
  const number = history?.latestRunNumber ?? null;
  const open = (stageRunId: StageRunId) => {
    onClose();
    onOpenLog(stageRunId);
  };
  return (
    <Dialog title={stage.name} width={560} onClose={onClose} footer={<Button onClick={onClose}>Close</Button>}>
      <ScrollArea label={`Details of ${stage.name}`} className={styles.area}>
        <Facts facts={factsOf(card)} />
        {first !== undefined && number !== null && (
          <>
            <h3 className={styles.heading}>
              In{" "}
              <a href={runAddress(projectId, first.runId)} className={styles.link} onClick={onClose}>
                run {number}
              </a>
            </h3>
            <ul className={styles.variants}>
              {variants.map((variant) => (
                <li key={variant.id}>
                  <VariantLine stage={variant} onOpen={() => open(variant.id)} />
                </li>
              ))}
            </ul>
          </>
        )}
      </ScrollArea>
    </Dialog>
  );
}

function VariantLine({ stage, onOpen }: { stage: StageRun; onOpen: () => void }) {
  const now = useStore(nowStore, (state) => state.now);
  const { approval, why, detail, durationMs } = stage;
  const words = [
    durationMs === null ? "" : formatDuration(durationMs),
    reasonWords(stage),
    stage.attempt > 1 ? `try ${stage.attempt}` : "",
  ];
  return (
    <>
      <button type="button" className={styles.variant} onClick={onOpen}>
        <StatusIcon status={lookOf(stage)} size={14} />
        <span className={styles.name}>{titleOf(stage)}</span>
        <StatusWord status={lookOf(stage)} />
        <span className={styles.words}>{words.filter((word) => word !== "").join(", ")}</span>
      </button>
      {approval !== null && approval.decision !== null && (
        <p className={styles.note}>
          {decisionWords(approval)}
          {approval.decidedAt !== null && (
            <>
              , <Age at={approval.decidedAt} now={now} />
            </>
          )}
          {approval.comment !== "" && `: ${approval.comment}`}
        </p>
      )}
      {[why, stage.reason === "approval-denied" ? null : detail].map(
        (text) =>
          text !== null && (
            <p key={text} className={styles.note}>
              {text}
            </p>
          ),
      )}
    </>
  );
}

function factsOf({ stage, history }: Card): Fact[] {
  const { expectedMs, expectedP90Ms } = history ?? { expectedMs: null, expectedP90Ms: null };
  const grade = gradeEstimates(history?.bars ?? []);
  const facts: (Fact | false)[] = [
    ["Needs", stage.needs.length === 0 ? "nothing" : stage.needs.join(", ")],
    stage.condition !== null && ["Runs only if", <code key="condition">{stage.condition}</code>],
    stage.approval !== null && ["Asks first", questionOf(stage.name, stage.approval)],
    stage.variants.length > 0 && [`${stage.variants.length} variants`, variantWords(stage)],
    stage.attempts > 1 && ["Tried", `up to ${stage.attempts} times`],
    stage.mayFail && ["May fail", "a failure counts as a pass for what needs it, and for the run"],
    stage.isCached && ["Cached", "left out when nothing that it depends on has changed"],
    stage.timeoutMs !== null && ["Stopped after", formatDuration(stage.timeoutMs)],
    expectedMs !== null && ["Usually", formatRange(expectedMs, expectedP90Ms ?? expectedMs)],
    grade !== null && ["Estimates", gradeWords(grade)],
    stage.secrets.length > 0 && ["Is given", stage.secrets.join(", ")],
    stage.artifacts.length > 0 && ["Keeps", stage.artifacts.join(", ")],
    ["Commands", stage.commands.length === 0 ? "none, it only asks" : <pre key="commands">{stage.commands.join("\n")}</pre>],
    ["From", stage.line > 0 ? `${stage.source}:${stage.line}` : stage.source],
  ];
  return facts.filter((fact) => fact !== false);
}

/** More names than these nobody reads. */
const mostNames = 24;

function variantWords({ variants }: PipelineStage): string {
  const names = variants.slice(0, mostNames).join(", ");
  return variants.length > mostNames ? `${names} and ${variants.length - mostNames} more` : names;
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
