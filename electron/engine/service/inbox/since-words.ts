import type { StoredInboxEntry } from "../../store/store.ts";

/** Since which commit a stage is broken, as far as that is known: `since a41f9c2 or 3 commits before it`; empty when it is not. */
export function sinceWords({
  kind,
  commit,
  isDirty,
  commitsBetween,
}: Pick<StoredInboxEntry, "kind" | "commit" | "isDirty" | "commitsBetween">): string {
  if (kind !== "stage" || commit === null) return "";
  const since = `since ${commit.commit.slice(0, 7)}`;
  // The commit itself was whole before: only what was changed beside it can have broken it, or chance.
  if (isDirty) return `${since} with changed files`;
  if (commitsBetween === null || commitsBetween <= 0) return since;
  return `${since} or ${commitsBetween === 1 ? "the commit" : `${commitsBetween} commits`} before it`;
}
