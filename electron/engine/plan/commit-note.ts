import { branchMergedBy, itemsNamedByBranch, itemsNamedIn } from "./item-names.ts";

/** What of a commit's message the plan and passports ask for. */
export interface CommitNote {
  /** Numbers of items that it names. */
  readonly items: readonly number[];
  /** Numbers of items that the branch names that it merged. */
  readonly merged: readonly number[];
  /** Full hashes of what it takes back, by git's own words. */
  readonly reverts: readonly string[];
}

const revert = /\b[Tt]his reverts (?:commit|merge) ([0-9a-f]{64}|[0-9a-f]{40})\b/g;

/** Reads a message; `null` when it says nothing of this. */
export function noteOf(message: string, isMerge: boolean): CommitNote | null {
  const reverts = message.includes("his reverts") ? [...message.matchAll(revert)].flatMap(([, hash]) => hash ?? []) : [];
  const branch = isMerge ? branchMergedBy(message.split("\n", 1)[0] ?? "") : null;
  const merged = branch === null ? [] : itemsNamedByBranch(branch.replace(/^origin\//, ""));
  const items = message.includes("#") ? itemsNamedIn(message) : [];
  return items.length + merged.length + reverts.length === 0 ? null : { items, merged, reverts };
}
