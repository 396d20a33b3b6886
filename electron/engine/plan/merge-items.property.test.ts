import fc from "fast-check";
import { expect, test } from "vitest";
import { itemValues, lineOfText, plainItem } from "../../../e2e/fixtures/plan-items.ts";
import { composeItem, editItem } from "./edit-item.ts";
import { type FrontField, frontFields, type ItemValues } from "./item-values.ts";
import { type Choices, mergeItems } from "./merge-items.ts";
import { readItem } from "./read-item.ts";

function merge(base: string, ours: string, theirs: string, choices?: Choices) {
  const merged = mergeItems({ base, ours, theirs, choices });
  if (!merged.ok) throw new Error(merged.failure.message);
  return merged.value;
}

function values(text: string): ItemValues {
  const item = readItem(text);
  if (!item.ok) throw new Error(item.failure.message);
  return item.value.values;
}

const decided: readonly FrontField[] = ["title", "column", "estimate", "milestone", "assignee"];
const someFields = fc.subarray([...frontFields]);

/** A version of an item with some of its fields as another one has them. */
function changed(base: ItemValues, other: ItemValues, fields: readonly FrontField[]): ItemValues {
  return { ...base, ...Object.fromEntries(fields.map((field) => [field, other[field]])) };
}

test("what one side changed is there, a conflict is only what both changed, and it does not matter which side is whose", () => {
  fc.assert(
    fc.property(itemValues, itemValues, itemValues, someFields, someFields, (base, left, right, leftFields, rightFields) => {
      const [ours, theirs] = [changed(base, left, leftFields), changed(base, right, rightFields)];
      const texts = [base, ours, theirs].map((version) => composeItem(version)) as [string, string, string];
      const merged = merge(...texts);
      const isChanged = (version: ItemValues, field: FrontField) => JSON.stringify(version[field]) !== JSON.stringify(base[field]);
      const isOpen = (field: FrontField) =>
        decided.includes(field) && isChanged(ours, field) && isChanged(theirs, field) && ours[field] !== theirs[field];
      expect(merged.conflicts.map(({ field }) => field)).toEqual(frontFields.filter(isOpen));
      const shown = values(merged.shown);
      for (const field of frontFields) {
        if (field === "formerly" || field === "rank" || field === "movedAt") continue;
        if (isOpen(field) || !isChanged(theirs, field)) expect(shown[field]).toEqual(isOpen(field) ? ours[field] : shown[field]);
        else if (!isChanged(ours, field) && field !== "labels") expect(shown[field]).toEqual(theirs[field]);
        if (!isChanged(theirs, field) && field !== "labels") expect(shown[field]).toEqual(ours[field]);
      }
      const swapped = merge(texts[0], texts[2], texts[1]);
      if (merged.conflicts.length === 0) expect(swapped.text).toBe(merged.text);
      expect(swapped.conflicts.map(({ field }) => field)).toEqual(merged.conflicts.map(({ field }) => field));
      expect(readItem(merged.text)).toMatchObject({ ok: true, value: { values: shown, conflicts: merged.conflicts } });
    }),
    { numRuns: 300 },
  );
});

test("a choice for every conflict leaves none, and changes nothing else", () => {
  fc.assert(
    fc.property(itemValues, itemValues, itemValues, fc.constantFrom("ours" as const, "theirs" as const), (base, ours, theirs, side) => {
      const texts = [base, ours, theirs].map((version) => composeItem(version)) as [string, string, string];
      const open = merge(...texts);
      const chosen = merge(...texts, new Map(open.conflicts.map(({ field }) => [field, side])));
      expect(chosen.conflicts).toEqual([]);
      expect(chosen.text).toBe(chosen.shown);
      for (const { field } of open.conflicts) {
        if (field === "description") continue;
        expect(values(chosen.text)[field as FrontField]).toEqual((side === "ours" ? ours : theirs)[field as FrontField]);
      }
      if (side === "ours") expect(chosen.text).toBe(open.shown);
    }),
    { numRuns: 200 },
  );
});

test("no line of a description and no comment is lost", () => {
  const line = fc.constantFrom("a", "b", "c", "d", "## Comments", "=======", "", "| x |");
  const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n").trim());
  const comment = fc.record({ id: fc.constantFrom("c1", "c2", "c3"), at: fc.integer({ min: 1, max: 9 }), text: lineOfText });
  const comments = fc.uniqueArray(comment, { selector: ({ id }) => id });
  fc.assert(
    fc.property(fc.tuple(text, text, text), fc.tuple(comments, comments, comments), (descriptions, said) => {
      const versions = descriptions.map((description, place) =>
        plainItem({ description, comments: (said[place] ?? []).map((one) => ({ ...one, author: "Ada" })) }),
      );
      const [base, ours, theirs] = versions.map((version) => composeItem(version)) as [string, string, string];
      const merged = merge(base, ours, theirs);
      // As a file with marks, it is read as what was merged, and can be merged on.
      const again = readItem(merged.text);
      expect(again).toMatchObject({ ok: true, value: { conflicts: merged.conflicts, values: values(merged.shown) } });
      const lines = merged.text.split("\n");
      const before = (versions[0]?.description ?? "").split("\n");
      for (const { description } of versions.slice(1)) {
        for (const added of description.split("\n"))
          if (!before.includes(added)) expect(lines.some((one) => one.endsWith(added))).toBe(true);
      }
      const kept = values(merged.shown).comments;
      for (const version of versions.slice(1)) {
        const old = versions[0]?.comments ?? [];
        for (const one of version.comments)
          if (!old.some(({ id }) => id === one.id)) expect(kept.map((each) => each.text)).toContain(one.text);
      }
      expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length);
      expect(values(merge(base, theirs, ours).shown).comments).toEqual(kept);
    }),
    { numRuns: 400 },
  );
});

test("unknown fields and comments of YAML are merged by their lines", () => {
  const text = (middle: string, title = "a") => `---\n# head\ntitle: ${title}\n${middle}number: 1\n---\n\nText.\n\n## Comments\n`;
  const base = text("sprint: 1\n");
  expect(merge(base, text("sprint: 2\n"), text("sprint: 1\n", "b")).text).toBe(text("sprint: 2\n", "b"));
  expect(merge(base, text("# ours\nsprint: 1\nzeta: 1\n"), text("# theirs\nsprint: 1\nalpha: 1\n")).text).toBe(
    text("# ours\n# theirs\nsprint: 1\nalpha: 1\nzeta: 1\n"),
  );
  const open = merge(base, text("sprint: 2\n"), text("sprint: 3\n"));
  expect(open.conflicts).toEqual([{ field: "sprint", base: "1", ours: "2", theirs: "3" }]);
  expect(open.text).toBe(text("<<<<<<< ours (Millrace)\nsprint: 2\n||||||| base\nsprint: 1\n=======\nsprint: 3\n>>>>>>> theirs\n"));
});

test("marks that git wrote are read as conflicts of fields, with and without a base", () => {
  const base = composeItem(plainItem());
  const [ours, theirs] = [
    { column: "Doing", rank: "a", movedAt: 5_000 },
    { column: "Done", rank: "b", movedAt: 9_000 },
  ].map((edit) => {
    const edited = editItem(base, edit);
    if (!edited.ok) throw new Error(edited.failure.message);
    return edited.value.split("\n");
  }) as [string[], string[]];
  const from = ours.findIndex((line) => line.startsWith("column"));
  const to = ours.findIndex((line) => line.startsWith("moved")) + 1;
  const lines = base.split("\n");
  const marked = (withBase: boolean) =>
    [
      ...[...lines.slice(0, from), "<<<<<<< HEAD", ...ours.slice(from, to)],
      ...(withBase ? ["||||||| merged common ancestors", ...lines.slice(from, to)] : []),
      ...["=======", ...theirs.slice(from, to), ">>>>>>> other", ...lines.slice(to)],
    ].join("\n");
  for (const withBase of [true, false]) {
    expect(readItem(marked(withBase))).toMatchObject({
      ok: true,
      value: {
        isMarked: true,
        values: { column: "Doing", rank: "b", movedAt: 9_000 },
        conflicts: [{ field: "column", base: withBase ? "Next" : null, ours: "Doing", theirs: "Done" }],
      },
    });
  }
});
