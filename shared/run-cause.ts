import type { RunDetail } from "./contract/runs.ts";
import type { Run, StageRun } from "./contract/schemas.ts";
import { countOf } from "./counts.ts";
import { currentStages, type Look, lookOf, titleOf } from "./stage-groups.ts";
import { isTerminal } from "./status.ts";
import { formatDuration } from "./time.ts";

/** The sentence above a run that says why it stands as it does. */
export interface RunCause {
  /** Decides colour and icon. */
  readonly status: Look;
  /** The stage that it is about; `null` when it is about the run as a whole. */
  readonly stage: StageRun | null;
  /** What happened, to be read after the stage's name. */
  readonly text: string;
  /** What else is to be said: further stages, what is new about it. Empty for nothing. */
  readonly news: string;
  /** The last run that passed, when the news speak of it. */
  readonly lastGreen: Run | null;
}

const faults: readonly Look[] = ["failed", "errored", "interrupted"];

/** Says in one sentence what is wrong with a run and what is new about it; `null` when nothing is. */
export function findCause({ run, stages: all, lastGreen }: Pick<RunDetail, "run" | "stages" | "lastGreen">): RunCause | null {
  const stages = currentStages(all);
  const broken = stages
    .filter((stage) => faults.includes(lookOf(stage)))
    .sort((one, other) => (one.finishedAt ?? 0) - (other.finishedAt ?? 0));
  const [first] = broken;
  if (run.status === "canceled") return { status: "canceled", stage: null, text: canceledText(run, stages), news: "", lastGreen: null };
  if (run.status === "interrupted")
    return { status: "interrupted", stage: null, text: interruptedText(run, stages), news: "", lastGreen: null };
  if (first === undefined) {
    if (run.status === "passed") return allowedCause(stages);
    if (run.status !== "failed" && run.status !== "errored") return null;
    const reason = run.reason === null ? "" : `: ${run.reason.replaceAll("-", " ")}`;
    return { status: run.status, stage: null, text: `The run ${run.status}${reason}.`, news: "", lastGreen };
  }
  const more = moreText(broken.length - 1, run);
  const news = [more, newsText(run, lastGreen)].filter((part) => part !== "").join(" ");
  return { status: first.status, stage: first, text: `${faultText(first)}.`, news, lastGreen };
}

/** A run that passed although something failed. */
function allowedCause(stages: readonly StageRun[]): RunCause | null {
  const allowed = stages.filter((stage) => lookOf(stage) === "allowed");
  const [first] = allowed;
  if (first === undefined) return null;
  const more = allowed.length > 1 ? `So did ${allowed.slice(1, 4).map(titleOf).join(", ")}${allowed.length > 4 ? " and others" : ""}.` : "";
  return { status: "allowed", stage: first, text: `${faultText(first)}, which is allowed.`, news: more, lastGreen: null };
}

/** `was denied by ada: Not on a Friday`; the detail says it as a sentence of its own. */
function deniedText({ approval, detail }: StageRun): string {
  if (approval?.decision !== "denied") return detail === null ? "was denied" : `failed: ${detail.replace(/\.$/, "")}`;
  const by = approval.person === "" ? "" : ` by ${approval.person}`;
  return `was denied${by}${approval.comment === "" ? "" : `: ${approval.comment.replace(/\.$/, "")}`}`;
}

/** How a stage ended, without its name: `failed after 12.4 s: exit code 1`. */
export function faultText(stage: StageRun): string {
  const after = stage.durationMs === null ? "" : ` after ${formatDuration(stage.durationMs)}`;
  const why = reasonText(stage);
  if (stage.reason === "approval-denied") return deniedText(stage);
  switch (stage.status) {
    case "errored":
      return `could not run${stage.startedAt === null ? "" : after}${why}`;
    case "interrupted":
      return `was interrupted${after}: its process vanished`;
    default:
      return `failed${after}${why}`;
  }
}

function reasonText(stage: StageRun): string {
  if (stage.detail !== null && stage.detail !== "") return `: ${stage.detail.replace(/\.$/, "")}`;
  switch (stage.reason) {
    case "exit-code":
      return stage.exitCode === null ? "" : `: exit code ${stage.exitCode}`;
    case "signal":
      return stage.signal === null ? ": ended by a signal" : `: ended by ${stage.signal}`;
    case "timeout":
      return ": its time was up";
    case "command-not-found":
      return ": command not found";
    case "shell-missing":
      return ": its shell is missing";
    case "folder-missing":
      return ": its folder is missing";
    case "log-unwritable":
      return ": its log could not be written";
    case "artifact-missing":
      return ": an artifact is missing";
    case "artifact-unwritable":
      return ": an artifact could not be kept";
    case "artifact-secret":
      return ": an artifact holds a secret";
    case "secret-missing":
      return ": a secret is not set";
    case "secrets-unreadable":
      return ": its secrets could not be read";
    case "condition-failed":
      return ": its condition has no answer";
    case "outputs-invalid":
      return ": its outputs cannot be read";
    case "checkout-failed":
      return ": its commit could not be checked out";
    case "disk-full":
      return ": the disk is full";
    default:
      return "";
  }
}

function moreText(count: number, run: Run): string {
  const stages = count === 1 ? "1 more stage" : `${count} more stages`;
  if (run.status === "waiting") return count > 0 ? `${stages} failed, the rest waits for approval.` : "The rest waits for approval.";
  if (!isTerminal(run.status)) return count > 0 ? `${stages} failed, the rest goes on.` : "The rest goes on.";
  return count > 0 ? `${stages} failed, too.` : "";
}

function newsText(run: Run, lastGreen: Run | null): string {
  // On an old commit nothing is news; its search tells what it means.
  if (run.trigger === "culprit") return "";
  const where = run.branch === null ? "" : ` on ${run.branch}`;
  if (lastGreen === null) return `No run${where} has passed yet.`;
  const between = run.number - lastGreen.number - 1;
  if (between <= 0) return `New: run ${lastGreen.number} passed.`;
  return `Not green since run ${lastGreen.number}.`;
}

function canceledText(run: Run, stages: readonly StageRun[]): string {
  const who = run.reason === "canceled-by-user" ? canceledBy(stages) : "Canceled";
  const when = run.durationMs === null ? " before it started" : ` after ${formatDuration(run.durationMs)}`;
  return `${who}${when}; ${doneText(stages)}.`;
}

/** A run has the reason of a person also when its place was taken; its stages tell. */
function canceledBy(stages: readonly StageRun[]): string {
  const canceled = stages.filter(({ status }) => status === "canceled");
  const isReplaced = canceled.length > 0 && canceled.every(({ reason }) => reason === "replaced-by-newer");
  return isReplaced ? "Canceled for a newer run of the same group" : "Canceled by you";
}

function interruptedText(run: Run, stages: readonly StageRun[]): string {
  const when = run.durationMs === null ? "" : ` after ${formatDuration(run.durationMs)}`;
  return `The process of this run vanished${when}; ${doneText(stages)}.`;
}

function doneText(stages: readonly StageRun[]): string {
  const passed = stages.filter((stage) => stage.status === "passed" || lookOf(stage) === "allowed").length;
  return `${passed} of ${countOf(stages.length, "stage")} had passed`;
}

/** The stage whose log opens with the page: the first fault, else what runs, else the last that did anything. */
export function stageToOpen(all: readonly StageRun[]): StageRun | null {
  const stages = currentStages(all);
  const byEnd = (one: StageRun, other: StageRun) => (one.finishedAt ?? 0) - (other.finishedAt ?? 0);
  const [fault] = stages.filter((stage) => faults.includes(lookOf(stage))).sort(byEnd);
  if (fault !== undefined) return fault;
  const waiting = stages.find(({ status }) => status === "waiting");
  const running = stages.find(({ status }) => status === "running" || status === "canceling");
  if (running !== undefined || waiting !== undefined) return running ?? waiting ?? null;
  const ran = stages.filter(({ startedAt }) => startedAt !== null).sort(byEnd);
  return ran[ran.length - 1] ?? stages[0] ?? null;
}
