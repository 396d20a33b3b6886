import { decisionWords } from "../../../shared/approval-words.ts";
import type { Approval } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { noteAnswer } from "../inbox/inbox.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import { connectToHost, sendCommand } from "./host-socket.ts";
import type { HostProgram } from "./launch-host.ts";
import { resumeElsewhere } from "./parked-hosts.ts";

/** What a person answers to a stage that waits for them. */
export interface ApprovalAnswer {
  readonly stageRunId: StageRunId;
  readonly decision: NonNullable<Approval["decision"]>;
  /** Empty for none. */
  readonly comment: string;
  /** Who answers, as the system calls them. */
  readonly person: string;
}

/** Why an answer was not kept. `not-waiting`: nobody is asked, or somebody has answered already. */
export type ApproveFailure = StoreFailure | Failure<"not-found" | "not-waiting">;

/**
 * Keeps a person's answer, once. Answers whether the run has to be given a host, because it was left without one when
 * only people could say how it goes on; otherwise its host has been told.
 */
export async function approveStage(
  store: Store,
  answer: ApprovalAnswer,
  now: Clock,
): Promise<Result<{ readonly mustResume: boolean }, ApproveFailure>> {
  const { stageRunId, decision, comment, person } = answer;
  const decided = store.write((tables) => {
    const { runs, stageRuns, approvals } = tables;
    const stage = stageRuns.get(stageRunId);
    if (stage === null) return "not-found";
    const at = now();
    const isOpen = stage.status === "waiting" && approvals.decide(stageRunId, decision, comment, person, at);
    if (isOpen) noteAnswer(tables, stageRunId, decisionWords({ decision, person }), at);
    const socket = runs.socket(stage.runId);
    if (isOpen) return { socket };
    const answered = approvals.get(stageRunId);
    // Whoever kept the answer was gone before it had given the run a host.
    const isLeft = stage.status === "waiting" && socket === "" && answered?.decision === decision;
    return isLeft ? { socket } : { answered, name: stage.variant === "" ? stage.name : `${stage.name} [${stage.variant}]` };
  });
  if (!decided.ok) return decided;
  if (decided.value === "not-found") return err(failure("not-found", `${stageRunId} is not in the history.`));
  if ("name" in decided.value) return err(notWaiting(decided.value.name, decided.value.answered ?? null));
  if (decided.value.socket === "") return ok({ mustResume: true });
  const connection = await connectToHost(decided.value.socket ?? "");
  // One that does not hear it looks by itself every few seconds.
  if (connection.state === "connected") await sendCommand(connection.socket, { type: "look" });
  return ok({ mustResume: false });
}

/**
 * Gives a host to every run whose answer was kept by somebody who was gone before doing so. What cannot be started now is
 * tried the next time.
 */
export async function resumeAnswered(store: Store, program: HostProgram): Promise<void> {
  const left = store.read(({ runs }) => runs.parkedWithAnswer());
  for (const runId of left.ok ? left.value : []) await resumeElsewhere(runId, store.folder, program);
}

function notWaiting(name: string, approval: Approval | null): Failure<"not-waiting"> {
  if (approval?.decision == null) return failure("not-waiting", `${name} does not wait for approval.`);
  return failure("not-waiting", `${name} was ${approval.decision} by ${approval.person} already.`);
}
