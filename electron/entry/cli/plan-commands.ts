import type { CommandSpec } from "./command.ts";

const items = () => import("./commands/plan-items.ts");
const merges = () => import("./commands/plan-merge.ts");

const fieldOptions = {
  label: { summary: "its labels, with commas between", value: "LABELS" },
  estimate: { summary: "its estimate, or none", value: "NUMBER" },
  milestone: { summary: "its milestone, or none", value: "NAME" },
  assignee: { summary: "who does it: me, a name or a part of one, or none", value: "PERSON" },
  description: { summary: "its description in Markdown; - reads standard input", value: "TEXT" },
} as const;
const columnOption = { column: { summary: "in this column", value: "NAME" } } as const;
const oneItem = { words: "ITEM", minimumWords: 1, maximumWords: 1 } as const;

/** Commands about work items, the files below `.millrace/plan`. */
export const planCommands: readonly CommandSpec[] = [
  {
    ...{ name: "plan list", words: "[TEXT]", minimumWords: 0, maximumWords: Number.POSITIVE_INFINITY },
    summary: "the board, or the items that hold all the words; tells what is to be mended",
    options: {
      ...columnOption,
      label: { summary: "only with this label", value: "LABEL" },
      assignee: { summary: "only of this person (me, or a part of the name)", value: "PERSON" },
      milestone: { summary: "only of this milestone", value: "NAME" },
      archived: { summary: "the archive instead" },
    },
    load: async () => (await items()).executePlanList,
  },
  {
    ...{ name: "plan show", ...oneItem, options: {} },
    summary: "one item (its number, or the name of its file) with its comments and commits",
    load: async () => (await items()).executePlanShow,
  },
  {
    ...{ name: "plan add", words: "TITLE", minimumWords: 1, maximumWords: Number.POSITIVE_INFINITY },
    summary: "write a new item",
    options: { ...columnOption, ...fieldOptions },
    load: async () => (await items()).executePlanAdd,
  },
  {
    ...{ name: "plan edit", ...oneItem },
    summary: "change fields of an item; the rest of its file stays as it is",
    options: { title: { summary: "its title", value: "TEXT" }, ...fieldOptions },
    load: async () => (await items()).executePlanEdit,
  },
  {
    ...{ name: "plan move", words: "ITEM COLUMN", minimumWords: 2, maximumWords: 2 },
    summary: "put an item into a column",
    options: { before: { summary: "before this item of it (default: at its end)", value: "ITEM" } },
    load: async () => (await items()).executePlanMove,
  },
  {
    ...{ name: "plan comment", words: "ITEM TEXT", minimumWords: 2, maximumWords: Number.POSITIVE_INFINITY, options: {} },
    summary: "add a comment, in Markdown; - reads standard input",
    load: async () => (await items()).executePlanComment,
  },
  {
    ...{ name: "plan archive", words: "ITEM…", minimumWords: 1, maximumWords: 1_000 },
    summary: "put items into the archive",
    options: { back: { summary: "take them out of it again" } },
    load: async () => (await items()).executePlanArchive,
  },
  {
    ...{ name: "plan remove", words: "ITEM…", minimumWords: 1, maximumWords: 1_000, options: {} },
    summary: "take items away; their numbers are not given again",
    load: async () => (await items()).executePlanRemove,
  },
  {
    ...{ name: "plan columns", words: "", minimumWords: 0, maximumWords: 0, options: {} },
    summary: "the columns of the board, and what moves items into them",
    load: async () => (await items()).executePlanColumns,
  },
  {
    ...{ name: "plan mend", words: "", minimumWords: 0, maximumWords: 0 },
    summary: "give every item a number of its own, and merge field by field what git could not; ends with 1 when sides are to be chosen",
    options: { check: { summary: "only tell what is to be mended" } },
    load: async () => (await merges()).executePlanMend,
  },
  {
    ...{ name: "plan resolve", words: "ITEM FIELD ours|theirs", minimumWords: 3, maximumWords: 3, options: {} },
    summary: "choose a side of a field that two people changed",
    load: async () => (await merges()).executePlanResolve,
  },
  {
    ...{ name: "plan merge-file", words: "BASE OURS THEIRS", minimumWords: 3, maximumWords: 3, options: {} },
    summary: "merge three versions of an item into OURS, as a merge driver of git; ends with 1 when sides are to be chosen",
    load: async () => (await merges()).executePlanMergeFile,
  },
];
