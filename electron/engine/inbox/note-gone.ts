import type { ProjectId } from "../../../shared/ids.ts";
import type { Tables } from "../store/store.ts";
import { note } from "./note.ts";

/** Ends what is broken on branches that are no more: nothing will ever mend it there. `branches`: all that there are. */
export function noteGoneBranches(tables: Tables, project: ProjectId, branches: ReadonlySet<string>, at: number): void {
  for (const entry of tables.inbox.open(project, ["stage", "run", "culprit"])) {
    if (entry.branch === null || branches.has(entry.branch)) continue;
    note(tables, entry, { type: "whole", at, evidence: entry.evidence, ending: "its branch is no more" });
  }
}
