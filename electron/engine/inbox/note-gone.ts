import type { InboxKind } from "../../../shared/contract/inbox.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Tables } from "../store/store.ts";
import { note } from "./note.ts";

/** What is broken on a branch. */
export const kindsOfBranches: readonly InboxKind[] = ["stage", "run", "culprit"];

/** Ends what is broken on a branch that is no more, up to `limit` entries: nothing will ever mend it there. How many were ended. */
export function noteGoneBranch(tables: Tables, project: ProjectId, branch: string, limit: number, at: number): number {
  const entries = tables.inbox.open(project, kindsOfBranches, branch).slice(0, limit);
  for (const entry of entries) note(tables, entry, { type: "whole", at, evidence: entry.evidence, ending: "its branch is no more" });
  return entries.length;
}
