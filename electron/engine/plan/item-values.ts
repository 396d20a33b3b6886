import type { ItemComment } from "../../../shared/contract/plan.ts";

/** What an item was made from, in words that mean the same on every computer that has the file. */
export type FileSource =
  | { readonly kind: "incident"; readonly number: number; readonly opened: number }
  /** `sum` is that of its suite, class and name. */
  | { readonly kind: "test"; readonly stage: string; readonly sum: string }
  | { readonly kind: "comment"; readonly path: string; readonly line: number; readonly sum: string };

/** What an item's file says. */
export interface ItemValues {
  /** As commits and branches name it; `null` as long as it has none. */
  readonly number: number | null;
  /** Empty when the file names none. */
  readonly title: string;
  /** Empty for the first column. */
  readonly column: string;
  /** Orders items of one column, as text; empty comes last. */
  readonly rank: string;
  readonly labels: readonly string[];
  readonly estimate: number | null;
  readonly milestone: string | null;
  readonly assignee: string | null;
  readonly createdAt: number | null;
  readonly createdBy: string | null;
  /** When a person moved it last. */
  readonly movedAt: number | null;
  readonly archivedAt: number | null;
  readonly source: FileSource | null;
  /** Numbers that it had before they turned out to be another item's. */
  readonly formerly: readonly number[];
  /** Markdown. */
  readonly description: string;
  readonly comments: readonly ItemComment[];
}

/** An item's file with nothing in it. */
export const noValues: ItemValues = {
  ...{ number: null, title: "", column: "", rank: "", labels: [], estimate: null, milestone: null, assignee: null },
  ...{ createdAt: null, createdBy: null, movedAt: null, archivedAt: null, source: null, formerly: [], description: "", comments: [] },
};

/** The fields of the front matter: all of an item but its description and its comments. */
export type FrontField = Exclude<keyof ItemValues, "description" | "comments">;

/**
 * What the fields are called in a file, in the order in which Millrace writes them. Fields that one action changes
 * together stand together.
 */
export const fieldKeys: Readonly<Record<FrontField, string>> = {
  number: "number",
  formerly: "formerly",
  title: "title",
  column: "column",
  rank: "rank",
  movedAt: "moved",
  labels: "labels",
  estimate: "estimate",
  milestone: "milestone",
  assignee: "assignee",
  createdAt: "created",
  createdBy: "createdBy",
  archivedAt: "archived",
  source: "from",
};

/** The fields in their order. */
export const frontFields = Object.keys(fieldKeys) as FrontField[];

const fieldsByKey: ReadonlyMap<string, FrontField> = new Map(frontFields.map((field) => [fieldKeys[field], field]));

/** The field that a key of the front matter stands for; `null` for one that Millrace does not know. */
export function fieldOf(key: string): FrontField | null {
  return fieldsByKey.get(key) ?? null;
}

/**
 * Stands in the file of an item that was removed, with when. The file stays, with its number and nothing else: otherwise git
 * takes a new item for the removed one under another name, and merges what others change of that one into it; and the number
 * would be given again.
 */
export const removedKey = "removed";
