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

/** What more is known of it, in a line; of what is over, what mended it. */
export function saidOf({ detail, ending, endedAt }: InboxEntry): string {
  return (endedAt === null ? detail : ending).split("\n")[0] ?? "";
}
