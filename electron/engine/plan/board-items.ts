import type { PlanItem } from "../../../shared/contract/plan.ts";
import type { ItemText } from "./item.ts";
import type { PlanFile } from "./plan-folder.ts";

/** What of a card its file alone says. */
export type FileCard = Omit<PlanItem, "column" | "moved" | "commits" | "branches">;

const cards = new WeakMap<PlanFile, FileCard | null>();

/** The card of a file; `null` for one that is no item, or was removed. The same one for the same file. */
export function cardOf(file: PlanFile): FileCard | null {
  const known = cards.get(file);
  if (known !== undefined) return known;
  const card = file.item === null || file.item.isRemoved ? null : makeCard(file, file.item);
  cards.set(file, card);
  return card;
}

function makeCard({ key, changedAt, item }: PlanFile, { values }: ItemText): FileCard {
  return {
    key,
    number: values.number,
    title: titleOf(key, values),
    rank: values.rank,
    labels: [...values.labels],
    estimate: values.estimate,
    milestone: values.milestone,
    assignee: values.assignee,
    createdAt: values.createdAt ?? changedAt,
    changedAt,
    comments: values.comments.length,
    tasks: tasksIn(values.description),
    isArchived: values.archivedAt !== null,
    conflicts: [...(item?.conflicts ?? [])],
  };
}

/** A file written by hand may say it in its first heading, or in its name alone. */
function titleOf(key: string, { title, description }: ItemText["values"]): string {
  if (title !== "") return title;
  const heading = /^#{1,6} +(.+?) *#*$/m.exec(description)?.[1];
  return heading ?? (key.replaceAll(/[-_]+/g, " ").trim() || key);
}

/** Checkboxes outside of code. */
function tasksIn(description: string): { done: number; all: number } {
  if (!description.includes("[")) return { done: 0, all: 0 };
  let fence: string | null = null;
  let [done, all] = [0, 0];
  for (const line of description.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === null || mark.startsWith(fence))) fence = fence === null ? mark : null;
    const box = fence === null ? /^\s*(?:[-*+]|\d+[.)]) \[([ xX])\](?:\s|$)/.exec(line)?.[1] : undefined;
    if (box === undefined) continue;
    all += 1;
    if (box !== " ") done += 1;
  }
  return { done, all };
}
