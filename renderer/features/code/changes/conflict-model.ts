import type { ChangedFile, Conflict } from "../../../../shared/contract/code/changes.ts";

/** What is taken of one place. */
export type Choice = "ours" | "theirs" | "ours-theirs" | "theirs-ours" | "base";

/** What the sides are called, short enough for a button. */
export interface Names {
  readonly ours: string;
  readonly theirs: string;
}

/** The places among the parts of a file that are in conflict. */
export function conflictsIn(parts: Conflict["parts"]): number[] {
  return (parts ?? []).flatMap(({ kind }, place) => (kind === "conflict" ? [place] : []));
}

/** The names of the sides; until they were read, git's own words for them. */
export function sideNames(conflict: Conflict | null): Names {
  return { ours: shorten(conflict?.ours.name ?? "") || "ours", theirs: shorten(conflict?.theirs.name ?? "") || "theirs" };
}

function shorten(name: string): string {
  return name.length > 28 ? `${name.slice(0, 27)}…` : name;
}

/** How a file is kept that not both sides have: the side that has it. `null` when both have it, or neither. */
export function keptSide(conflict: ChangedFile["conflict"]): "ours" | "theirs" | null {
  if (conflict === "added-by-us" || conflict === "deleted-by-them") return "ours";
  return conflict === "added-by-them" || conflict === "deleted-by-us" ? "theirs" : null;
}

/** Who did what to a file. */
export function conflictSentence(conflict: ChangedFile["conflict"], { ours, theirs }: Names): string {
  switch (conflict) {
    case null:
      return "";
    case "both-modified":
      return "Both sides changed it.";
    case "both-added":
      return "Both sides added it.";
    case "both-deleted":
      return "Both sides deleted it, or called it something else.";
    case "added-by-us":
      return `Only ${ours} has it under this name.`;
    case "added-by-them":
      return `Only ${theirs} has it under this name.`;
    case "deleted-by-us":
      return `${capital(ours)} deleted it, ${theirs} changed it.`;
    case "deleted-by-them":
      return `${capital(theirs)} deleted it, ${ours} changed it.`;
  }
}

/** Names stay as they are; only words begin a sentence. */
function capital(name: string): string {
  return /^(your|the|commit) /.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}
