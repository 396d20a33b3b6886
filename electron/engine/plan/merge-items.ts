import type { FieldConflict, ItemField } from "../../../shared/contract/plan.ts";
import { ok, type Result } from "../../../shared/result.ts";
import { writeField } from "./field-text.ts";
import { valuesOf } from "./item.ts";
import { type FrontField, fieldKeys, fieldOf, type ItemValues, noValues } from "./item-values.ts";
import {
  type CommentBlock,
  type Entry,
  type Layout,
  readLayout,
  type TextFault,
  textOfEntry,
  unescapeLines,
  writeLayout,
} from "./layout.ts";
import { markConflict } from "./marks.ts";
import { isSame, mergeField } from "./merge-fields.ts";
import { joinParts, type MergedPart, mergeLines, withoutBlankEnds } from "./merge-lines.ts";

/** Which side to take for fields that both changed. */
export type Choices = ReadonlyMap<string, "ours" | "theirs">;

/** Three versions of an item's file, merged. */
export interface MergedItem {
  /** With git's marks around what is left to decide. */
  readonly text: string;
  /** The same with our side of what is left to decide. */
  readonly shown: string;
  readonly conflicts: readonly FieldConflict[];
}

/** What to merge. */
export interface ItemVersions {
  /** `null` when it is not known. */
  readonly base: string | null;
  readonly ours: string;
  readonly theirs: string;
  readonly choices?: Choices | undefined;
  /** Parts of the description that are known already; `null` to find them. */
  readonly description?: readonly MergedPart<string>[] | null;
  /** Whether lines shall end with `\r\n`; by default as ours do. */
  readonly isCrlf?: boolean;
}

/**
 * Merges an item field by field. Nothing that a side wrote is lost: what only one changed is as it wrote it; of what both
 * changed differently both is kept, between marks. Fails when a version is no item.
 */
export function mergeItems(versions: ItemVersions): Result<MergedItem, TextFault> {
  const left = readLayout(versions.ours);
  const right = readLayout(versions.theirs);
  if (!left.ok) return left;
  if (!right.ok) return right;
  const base = versions.base === null ? null : readLayout(versions.base);
  const removal = mergeRemoval(versions, left.value, right.value);
  if (removal !== null) return ok({ text: removal, shown: removal, conflicts: [] });
  const merge = new ItemMerge(base?.ok === true ? base.value : null, left.value, right.value, versions);
  return ok(merge.result(versions.isCrlf ?? left.value.isCrlf));
}

/** What one side removed is there again when the other one changed it; `null` when nobody removed it. */
function mergeRemoval({ base, ours, theirs }: ItemVersions, left: Layout, right: Layout): string | null {
  const [isOurs, isTheirs] = [valuesOf(left).isRemoved, valuesOf(right).isRemoved];
  if (!isOurs && !isTheirs) return null;
  if (isOurs && isTheirs) return ours < theirs ? ours : theirs;
  const there = isOurs ? theirs : ours;
  return there === base ? (isOurs ? ours : theirs) : there;
}

class ItemMerge {
  readonly #base: Layout;
  readonly #hasBase: boolean;
  readonly #ours: Layout;
  readonly #theirs: Layout;
  readonly #choices: Choices;
  readonly #description: readonly MergedPart<string>[] | null;
  readonly #conflicts: FieldConflict[] = [];

  constructor(base: Layout | null, ours: Layout, theirs: Layout, { choices, description }: ItemVersions) {
    this.#base = base ?? { ...ours, entries: [], trailing: [], description: [], comments: [] };
    this.#hasBase = base !== null;
    this.#ours = ours;
    this.#theirs = theirs;
    this.#choices = choices ?? new Map();
    this.#description = description ?? null;
  }

  result(isCrlf: boolean): MergedItem {
    const entries = this.#mergeEntries();
    const description = this.#mergeDescription();
    const common = {
      ...{ hasMark: this.#ours.hasMark, isCrlf },
      trailing: unionOf(this.#base.trailing, this.#ours.trailing, this.#theirs.trailing),
      comments: mergeComments(this.#hasBase ? this.#base.comments : [], this.#ours.comments, this.#theirs.comments),
    };
    return {
      text: writeLayout({ ...common, entries: entries.marked, description: description.marked }),
      shown: writeLayout({ ...common, entries: entries.shown, description: description.shown }),
      conflicts: this.#conflicts,
    };
  }

  #mergeEntries(): { marked: Entry[]; shown: Entry[] } {
    const [base, ours, theirs] = [this.#base, this.#ours, this.#theirs].map(
      ({ entries }) => new Map(entries.map((entry) => [entry.key, entry])),
    ) as [Map<string, Entry>, Map<string, Entry>, Map<string, Entry>];
    const values = { base: valuesOf(this.#base), ours: valuesOf(this.#ours), theirs: valuesOf(this.#theirs) };
    const three = { hasBase: this.#hasBase, base: values.base.values, ours: values.ours.values, theirs: values.theirs.values };
    const unreadable = new Set([...values.base.faults, ...values.ours.faults, ...values.theirs.faults].map(({ field }) => field));
    const marked: Entry[] = [];
    const shown: Entry[] = [];
    for (const key of orderOf(base, ours, theirs)) {
      const [before, left, right] = [base.get(key) ?? null, ours.get(key) ?? null, theirs.get(key) ?? null];
      const leading = unionOf(before?.leading ?? [], left?.leading ?? before?.leading ?? [], right?.leading ?? before?.leading ?? []);
      const put = (lines: readonly string[], into: Entry[]) => {
        if (lines.length > 0) into.push({ key, leading, lines, line: 0 });
        else if (leading.some((line) => line.trim() !== "")) into.push({ key, leading, lines: [], line: 0 });
      };
      const field = fieldOf(key);
      const merged =
        field === null || unreadable.has(field) ? this.#mergeRaw(before, left, right) : this.#mergeKnown(field, three, left, right);
      if (merged !== null) {
        put(merged, marked);
        put(merged, shown);
        continue;
      }
      const choice = this.#choices.get(nameOf(key, field));
      if (choice !== undefined) {
        const taken = (choice === "ours" ? left : right)?.lines ?? [];
        put(taken, marked);
        put(taken, shown);
        continue;
      }
      this.#conflicts.push({
        field: nameOf(key, field),
        base: this.#hasBase && before !== null ? told(field, three.base, before) : null,
        ours: told(field, three.ours, left),
        theirs: told(field, three.theirs, right),
      });
      put(markConflict({ base: before?.lines ?? [], ours: left?.lines ?? [], theirs: right?.lines ?? [] }), marked);
      put(left?.lines ?? [], shown);
    }
    return { marked, shown };
  }

  /** The lines of a known field; `null` for a conflict. */
  #mergeKnown(
    field: FrontField,
    three: { hasBase: boolean; base: ItemValues; ours: ItemValues; theirs: ItemValues },
    left: Entry | null,
    right: Entry | null,
  ): readonly string[] | null {
    const merged = mergeField(field, three);
    if (merged.kind === "conflict") return null;
    if (isSame(merged.value, three.ours[field]) && left !== null) {
      // Written differently, it may have a comment, too.
      const isRewritten = right !== null && isSame(merged.value, three.theirs[field]) && isSame(three.base[field], three.ours[field]);
      const before = this.#base.entries.find(({ key }) => key === left.key);
      return isRewritten && before !== undefined && isSame(before.lines, left.lines) ? right.lines : left.lines;
    }
    if (isSame(merged.value, three.theirs[field]) && right !== null) return right.lines;
    if (isSame(merged.value, noValues[field]) && (left === null || right === null)) return [];
    return [`${fieldKeys[field]}: ${writeField(field, merged.value as never)}`.trimEnd()];
  }

  /** A field that Millrace does not know, or whose value it cannot read, by its lines. */
  #mergeRaw(before: Entry | null, left: Entry | null, right: Entry | null): readonly string[] | null {
    const [base, ours, theirs] = [before?.lines ?? [], left?.lines ?? [], right?.lines ?? []];
    if (isSame(ours, theirs)) return ours;
    if (this.#hasBase && isSame(ours, base)) return theirs;
    if (this.#hasBase && isSame(theirs, base)) return ours;
    return null;
  }

  #mergeDescription(): { marked: string[]; shown: string[] } {
    const base = this.#hasBase ? this.#base.description : [];
    const [ours, theirs] = [this.#ours.description, this.#theirs.description];
    const parts = withoutBlankEnds(this.#description ?? mergeLines(base, ours, theirs));
    const choice = this.#choices.get("description");
    const take = (side: "ours" | "theirs" | "base") => joinParts(parts, (conflict) => conflict[side]);
    if (choice !== undefined) return { marked: take(choice), shown: take(choice) };
    if (parts.some(({ kind }) => kind === "conflict")) {
      this.#conflicts.push({
        field: "description" satisfies ItemField,
        base: this.#hasBase ? unescapeLines(take("base")) : null,
        ours: unescapeLines(take("ours")),
        theirs: unescapeLines(take("theirs")),
      });
    }
    return { marked: joinParts(parts, markConflict), shown: take("ours") };
  }
}

/** What a conflict is called by: unknown fields by their key. */
function nameOf(key: string, field: FrontField | null): string {
  return field ?? key;
}

function told(field: FrontField | null, values: ItemValues, entry: Entry | null): string {
  if (entry === null) return "";
  const value = field === null ? null : values[field];
  return value === null || value === "" ? textOfEntry(entry).trim() : String(value);
}

/** Our order, with what only the other side has behind what stands before it there. */
function orderOf(base: ReadonlyMap<string, Entry>, ours: ReadonlyMap<string, Entry>, theirs: ReadonlyMap<string, Entry>): string[] {
  const order = [...ours.keys()];
  let previous: string | null = null;
  for (const key of theirs.keys()) {
    if (!ours.has(key)) {
      let place = previous === null ? 0 : order.indexOf(previous) + 1;
      // What both added at one place stands in the order of its keys, whichever side is called ours.
      for (let next = order[place]; next !== undefined && !base.has(next) && !theirs.has(next) && next < key; next = order[place])
        place += 1;
      order.splice(place, 0, key);
    }
    previous = key;
  }
  return order;
}

/** Blank lines and comments: what either side added is there. */
function unionOf(base: readonly string[], ours: readonly string[], theirs: readonly string[]): string[] {
  return joinParts(mergeLines(base, ours, theirs), (conflict) => [
    ...conflict.ours,
    ...conflict.theirs.filter((line) => line.trim() !== "" && !conflict.ours.includes(line)),
  ]);
}

/**
 * All comments that either side has, in the order of their times. One that a side took out is gone unless the other changed
 * it. When both changed one, both texts are kept.
 */
function mergeComments(base: readonly CommentBlock[], ours: readonly CommentBlock[], theirs: readonly CommentBlock[]): CommentBlock[] {
  const find = (all: readonly CommentBlock[], id: string) => all.find((comment) => comment.id === id) ?? null;
  const ids = new Set([...ours, ...theirs].map(({ id }) => id));
  const merged = [...ids].flatMap((id) => {
    const [before, left, right] = [find(base, id), find(ours, id), find(theirs, id)];
    if (left === null || right === null) {
      const there = left ?? right;
      return there === null || (before !== null && isSame(before, there)) ? [] : [there];
    }
    if (isSame(left, right) || (before !== null && isSame(right, before))) return [left];
    if (before !== null && isSame(left, before)) return [right];
    const [first, second] = JSON.stringify(left) < JSON.stringify(right) ? [left, right] : [right, left];
    return [first, { ...second, id: `${id}-2` }];
  });
  return merged.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
