import { questionOf } from "../../../shared/approval-words.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { subjectOf } from "../../../shared/deployment-stage.ts";

/** Why the log of a stage has no line, and what comes next. */
export function emptyWords(stage: StageRun): readonly [title: string, text: string] {
  const subject = subjectOf(stage);
  const detail = stage.detail ?? "";
  switch (stage.status) {
    case "queued":
      return [
        `${subject} is queued`,
        stage.needs.length === 0 ? "It starts as soon as a worker is free." : `It runs after ${list(stage.needs)}.`,
      ];
    case "waiting":
      return [`${subject} waits for approval`, questionOf(stage.name, stage.approval?.question ?? "")];
    case "running":
      return [`${subject} has written nothing yet`, "Its output appears here as it is written."];
    case "canceling":
      return [`${subject} is being stopped`, "It has written nothing so far."];
    case "skipped":
      return [`${subject} was skipped`, detail === "" ? "It did not run, so there is no log." : detail];
    case "errored":
      return [`${subject} could not run`, detail === "" ? "It wrote nothing." : detail];
    case "interrupted":
      return [`${subject} was interrupted`, "It had written nothing when its process vanished."];
    case "canceled":
      return [`${subject} was canceled`, stage.startedAt === null ? "It never started." : "It had written nothing."];
    case "passed":
      if (stage.reason === "kept") return [`${subject} was kept`, "It did not run again: its log is with the run that it was kept from."];
      return [`${subject} wrote nothing`, stage.exitCode === null ? detail : `It ended with exit code ${stage.exitCode}.`];
    case "failed":
      if (stage.reason === "approval-denied") return [`${subject} did not run`, detail];
      return [`${subject} wrote nothing`, stage.exitCode === null ? detail : `It ended with exit code ${stage.exitCode}.`];
  }
}

function list(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  if (names.length > 4) return `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
