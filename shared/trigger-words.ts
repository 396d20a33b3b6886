import type { Run } from "./contract/schemas.ts";

type Trigger = Run["trigger"];

/** Every way in which a run is started, in one word each. */
export const triggerNames: Readonly<Record<Trigger, string>> = {
  board: "Board",
  cli: "Terminal",
  retry: "Again",
  culprit: "Culprit",
  release: "Release",
  deploy: "Deploy",
  runbook: "Runbook",
  save: "Save",
  commit: "Commit",
  branch: "Branch",
  remote: "Remote",
  schedule: "Schedule",
};

const phrases: Readonly<Record<Trigger, string>> = {
  board: "from the board",
  cli: "from a terminal",
  retry: "run again",
  culprit: "for a culprit",
  release: "for a release",
  deploy: "to deploy",
  runbook: "as a runbook",
  save: "on a saved file",
  commit: "on a commit",
  branch: "on a switch of branches",
  remote: "on a change of the remote",
  schedule: "on schedule",
};

/** How a run came about: `from a terminal`, or exactly what its trigger reacted to, as in `on commit 1a2b3c4 on main`. */
export function triggerPhrase({ trigger, triggerDetail }: Pick<Run, "trigger" | "triggerDetail">): string {
  return triggerDetail === null ? phrases[trigger] : `on ${triggerDetail}`;
}
