import type { InboxEntry } from "../../../shared/contract/inbox.ts";
import type { Look } from "../../../shared/stage-groups.ts";

/** The picture of an entry. */
export function lookOf({ kind, endedAt, title }: InboxEntry): Look {
  if (endedAt !== null) return "passed";
  if (kind === "approval") return "waiting";
  if (kind === "run") return "interrupted";
  return title.includes(" cannot run") ? "errored" : "failed";
}

const kinds: Readonly<Record<InboxEntry["kind"], string>> = {
  stage: "Stage",
  run: "Run",
  deployment: "Deployment",
  release: "Release",
  monitor: "Monitor",
  incident: "Incident",
  service: "Service",
  approval: "Question",
  culprit: "Culprit",
};

/** What an entry is, in one word. */
export function stateWord({ kind, endedAt }: InboxEntry): string {
  return endedAt === null ? kinds[kind] : "Whole";
}

/** The line below the title: the project, and what more is known; of what is over, what mended it. */
export function secondLine({ project, detail, ending, endedAt }: InboxEntry, hasProject: boolean): string {
  const [first = ""] = (endedAt === null ? detail : ending).split("\n");
  return [...(hasProject ? [project] : []), ...(first === "" ? [] : [first])].join(" · ");
}
