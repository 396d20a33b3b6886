import type { InboxEntry } from "./contract/inbox.ts";
import type { Look } from "./stage-groups.ts";

/** The picture of an entry. */
export function lookOfEntry({ kind, endedAt, title }: Pick<InboxEntry, "kind" | "endedAt" | "title">): Look {
  if (endedAt !== null) return "passed";
  if (kind === "approval") return "waiting";
  if (kind === "run") return "interrupted";
  return title.includes(" cannot run") ? "errored" : "failed";
}
