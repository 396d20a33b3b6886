import type { InboxEntry } from "../../../shared/contract/inbox.ts";

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
