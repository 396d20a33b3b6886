import type { ChangedFile, Conflict } from "../../../../shared/contract/code/changes.ts";

/** What is taken of one place. */
export type Choice = "ours" | "theirs" | "ours-theirs" | "theirs-ours" | "base";

/** The places among the parts of a file that are in conflict. */
export function conflictsIn(parts: Conflict["parts"]): number[] {
  return (parts ?? []).flatMap(({ kind }, place) => (kind === "conflict" ? [place] : []));
}

/** What the sides are called: as git names them, short enough for a button; HEAD is the branch that it is on. */
export function sideNames(conflict: Conflict | null, branch: string | null): { ours: string; theirs: string } {
  const ours = conflict?.ours === "HEAD" && branch !== null ? branch : (conflict?.ours ?? "");
  return { ours: shorten(ours) || "ours", theirs: shorten(conflict?.theirs ?? "") || "theirs" };
}

function shorten(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}

const sentences: Record<NonNullable<ChangedFile["conflict"]>, string> = {
  "both-modified": "Both sides changed it.",
  "both-added": "Both sides added it.",
  "both-deleted": "Both sides deleted it.",
  "added-by-us": "Only our side added it.",
  "added-by-them": "Only their side added it.",
  "deleted-by-us": "Our side deleted it, theirs changed it.",
  "deleted-by-them": "Our side changed it, theirs deleted it.",
};

/** Who did what to a file. */
export function conflictSentence(conflict: ChangedFile["conflict"]): string {
  return conflict === null ? "" : sentences[conflict];
}
