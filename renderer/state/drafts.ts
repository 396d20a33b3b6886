import type { ProjectId } from "../../shared/ids.ts";

// It is nobody's business but this window's, and outlives its being loaded again.
const keyOf = (projectId: ProjectId) => `millrace.draft.${projectId}`;

/** The message of a commit that was begun in this window; empty for none. */
export function readDraft(projectId: ProjectId): string {
  try {
    return sessionStorage.getItem(keyOf(projectId)) ?? "";
  } catch {
    // Storage that is denied costs only the draft.
    return "";
  }
}

/** Keeps the message of a commit; an empty one is forgotten. */
export function keepDraft(projectId: ProjectId, message: string): void {
  try {
    if (message === "") sessionStorage.removeItem(keyOf(projectId));
    else sessionStorage.setItem(keyOf(projectId), message);
  } catch {
    // A full or denied storage must not keep anybody from writing.
  }
}
