import { type KeyboardEvent, useRef, useState } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { decisionWords, questionOf } from "../../../shared/approval-words.ts";
import type { Approval, Run, StageRun } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { answerStages } from "../../actions/approve-actions.ts";
import { liveRunsStore, liveStageOf } from "../../state/live-runs.ts";
import { closeOverlay } from "../../state/overlay.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { runAddress } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import styles from "./approval-dialog.module.css";

/** As long as the contract allows. */
const mostCharacters = 10_000;

/** Asks a person whether a stage may run, and keeps what they say to it. Nothing is decided by closing it. */
export function ApprovalDialog({ stageRunIds }: { stageRunIds: readonly StageRunId[] }) {
  const stages = useStore(
    liveRunsStore,
    useShallow((state) => stageRunIds.flatMap((id) => liveStageOf(state, id) ?? [])),
  );
  const [first] = stages;
  const run = useStore(liveRunsStore, (state) => (first === undefined ? undefined : state.runs[first.runId]));
  const [comment, setComment] = useState("");
  const [problem, setProblem] = useState("");
  const [isSending, setIsSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const open = stages.filter(({ status }) => status === "waiting").map(({ id }) => id);
  const canAnswer = open.length > 0 && !isSending;

  async function answer(decision: NonNullable<Approval["decision"]>): Promise<void> {
    setIsSending(true);
    const failure = await answerStages(open, decision, comment.trim());
    setIsSending(false);
    if (failure === null) closeOverlay();
    else setProblem(`${failure.message} ${failure.hint}`.trim());
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !canAnswer) return;
    event.preventDefault();
    void answer("granted");
  }

  if (first === undefined) return null;
  return (
    <Dialog
      title={questionOf(first.name, first.approval?.question ?? "")}
      description={<About stages={stages} run={run} />}
      width={520}
      initialFocus={field}
      onClose={closeOverlay}
      footer={
        <>
          <Button kind="danger" disabled={!canAnswer} onClick={() => void answer("denied")}>
            Deny
          </Button>
          <Button kind="primary" disabled={!canAnswer} onClick={() => void answer("granted")}>
            Approve
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <Commands name={first.name} />
        {!isSending && open.length === 0 && <Banner kind="note">{overWords(first)}</Banner>}
        {problem !== "" && <Banner kind="problem">{problem}</Banner>}
        <TextArea
          ref={field}
          label="Comment"
          maxLength={mostCharacters}
          value={comment}
          hint={
            <span className={styles.hint}>
              Kept with your name and the time. <Kbd shortcut="Mod+Enter" /> approves.
            </span>
          }
          onChange={(event) => setComment(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
    </Dialog>
  );
}

function About({ stages, run }: { stages: readonly StageRun[]; run: Run | undefined }) {
  const [first] = stages;
  if (first === undefined) return null;
  const variants = stages.map(({ variant }) => variant).filter((variant) => variant !== "");
  return (
    <>
      <b>{run?.trigger === "deploy" && run.triggerDetail !== null ? run.triggerDetail : first.name}</b>
      {variants.length > 0 && ` (${variants.join(", ")})`} waits for you before it runs
      {run !== undefined && (
        <>
          {" in "}
          <a className={styles.link} href={runAddress(run.projectId, run.id)} onClick={closeOverlay}>
            run {run.number}
          </a>
          {run.commit !== null && ` of ${run.commit.slice(0, 7)}${run.dirty ? " with changes" : ""}`}
          {run.branch !== null && ` on ${run.branch}`}
        </>
      )}
      .{run?.subject != null && <span className={styles.subject}>{run.subject}</span>}
    </>
  );
}

/** What an approval lets run; nothing for a stage that only asks. */
function Commands({ name }: { name: string }) {
  const commands = useStore(pipelineStore, (state) => state.pipeline?.stages.find((stage) => stage.name === name)?.commands);
  if (commands === undefined || commands.length === 0) return null;
  return (
    <ScrollArea label={`What ${name} runs`} className={styles.commands}>
      <pre>{commands.join("\n")}</pre>
    </ScrollArea>
  );
}

function overWords(stage: StageRun): string {
  const said = stage.approval === null ? "" : decisionWords(stage.approval);
  return said === "" ? `${stage.name} does not wait any more.` : `${said} meanwhile.`;
}
