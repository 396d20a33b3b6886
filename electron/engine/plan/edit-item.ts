import type { ItemComment } from "../../../shared/contract/plan.ts";
import { err, ok, type Result } from "../../../shared/result.ts";
import { commentBehind, writeField } from "./field-text.ts";
import { valuesOf } from "./item.ts";
import { type FrontField, fieldKeys, fieldOf, frontFields, type ItemValues, noValues, removedKey } from "./item-values.ts";
import {
  commentsHeading,
  escapeLines,
  type Layout,
  linesOfComment,
  readLayout,
  type TextFault,
  textOfEntry,
  writeLayout,
} from "./layout.ts";

/** What to change of an item; what is not named stays as it is written. */
export interface ItemEdit extends Partial<Omit<ItemValues, "comments">> {
  /** To be added behind those that are there. */
  readonly comment?: ItemComment;
}

/** The text of a new item's file: every field on one line, apart from the next by a blank one, so that git merges them. */
export function composeItem(values: ItemValues): string {
  return writeLayout({
    ...{ hasMark: false, isCrlf: false, trailing: [], description: escapeLines(values.description) },
    entries: frontFields.map((field, index) => ({
      ...{ key: fieldKeys[field], line: 0, leading: index === 0 ? [] : [""] },
      lines: [lineOf(field, values)],
    })),
    comments: values.comments.map(({ text, ...comment }) => ({ ...comment, lines: escapeLines(text) })),
  });
}

/** The text of the file of an item that was removed. */
export function composeRemoved({ number }: Pick<ItemValues, "number">, at: number): string {
  return [
    "---",
    ...(number === null ? [] : [`${fieldKeys.number}: ${number}`, ""]),
    `${removedKey}: ${new Date(at).toISOString()}`,
    "---",
    "",
  ].join("\n");
}

/**
 * Changes the lines of what is named, and nothing else. Fails when the text is no item, or when a field to change holds
 * what cannot be read.
 */
export function editItem(text: string, { comment, description, ...fields }: ItemEdit): Result<string, TextFault> {
  const layout = readLayout(text);
  if (!layout.ok) return layout;
  const { values, faults } = valuesOf(layout.value);
  const unreadable = faults.find(({ field }) => fields[field] !== undefined);
  if (unreadable !== undefined) return err(unreadable);
  const lines = text.split("\n");
  const changes = frontFields.flatMap((field) => {
    const value = fields[field];
    return value === undefined || isSame(value, values[field]) ? [] : [fieldChange(layout.value, field, value)];
  });
  if (description !== undefined && description !== values.description) changes.push(descriptionChange(lines, layout.value, description));
  if (comment !== undefined) changes.push(commentChange(lines, layout.value, comment));
  return ok(applied(lines, changes, layout.value.isCrlf));
}

/** Lines to take out of a file, and what stands there instead. */
interface LineChange {
  readonly from: number;
  readonly count: number;
  readonly lines: readonly string[];
}

/** From the end to the begin, so that the places before stay true. */
function applied(lines: readonly string[], changes: readonly LineChange[], isCrlf: boolean): string {
  const result = [...lines];
  const ordered = changes.map((change, index) => ({ change, index })).sort((a, b) => b.change.from - a.change.from || b.index - a.index);
  for (const { change } of ordered) {
    result.splice(change.from, change.count, ...change.lines.map((line) => (isCrlf ? `${line}\r` : line)));
  }
  if (result.at(-1) !== "") result.push("");
  return result.join("\n");
}

function commentChange(lines: readonly string[], { places }: Layout, { text, ...comment }: ItemComment): LineChange {
  const heading = places.heading < lines.length ? [] : ["", commentsHeading];
  const end = lines.findLastIndex((line) => line.trim() !== "") + 1;
  const added = linesOfComment({ ...comment, lines: escapeLines(text) });
  return { from: end, count: lines.length - end, lines: [...heading, "", ...added] };
}

function descriptionChange(lines: readonly string[], { places, description }: Layout, text: string): LineChange {
  const written = escapeLines(text);
  const first = lines.findIndex((line, index) => index > places.fence && line.trim() !== "");
  if (description.length > 0 && written.length > 0) return { from: first, count: description.length, lines: written };
  const isLast = places.heading >= lines.length;
  const around = written.length === 0 ? [""] : ["", ...written, ...(isLast ? [] : [""])];
  return { from: places.fence + 1, count: Math.max(0, places.heading - places.fence - 1), lines: around };
}

function fieldChange(layout: Layout, field: FrontField, value: unknown): LineChange {
  const entry = layout.entries.find(({ key }) => key === fieldKeys[field]);
  const line = lineOf(field, { ...noValues, [field]: value });
  if (entry !== undefined) {
    return { from: entry.line - 1, count: entry.lines.length, lines: [line + commentBehind(textOfEntry(entry))] };
  }
  // Behind the known field that comes next before it in Millrace's order.
  const order = frontFields.indexOf(field);
  const placeOf = ({ key }: { readonly key: string }) => frontFields.indexOf(fieldOf(key) ?? field);
  const earlier = layout.entries.filter((each) => placeOf(each) < order).sort((a, b) => placeOf(a) - placeOf(b));
  const before = earlier.at(-1);
  const gap = layout.entries.slice(1).some(({ leading }) => leading.some((each) => each.trim() === "")) ? [""] : [];
  if (before === undefined) return { from: 1, count: 0, lines: [line, ...gap] };
  return { from: before.line - 1 + before.lines.length, count: 0, lines: [...gap, line] };
}

function lineOf(field: FrontField, values: ItemValues): string {
  return `${fieldKeys[field]}: ${writeField(field, values[field])}`.trimEnd();
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
