import fc from "fast-check";
import { expect, test } from "vitest";
import { itemValues, lineOfText, markdown } from "../../../e2e/fixtures/plan-items.ts";
import { composeItem, editItem } from "./edit-item.ts";
import { fieldKeys, frontFields } from "./item-values.ts";
import { readItem } from "./read-item.ts";

function read(text: string) {
  const item = readItem(text);
  if (!item.ok) throw new Error(`line ${item.failure.line}: ${item.failure.message}`);
  return item.value;
}

function edit(...[text, changes]: Parameters<typeof editItem>): string {
  const edited = editItem(text, changes);
  if (!edited.ok) throw new Error(edited.failure.message);
  return edited.value;
}

test("what is written is read again, all of it", () => {
  fc.assert(
    fc.property(itemValues, (values) => {
      expect(read(composeItem(values))).toEqual({
        values,
        faults: [],
        isRemoved: false,
        unknownFields: [],
        isMarked: false,
        conflicts: [],
      });
    }),
    { numRuns: 400 },
  );
});

test("a change of one field changes one line, and a change of several their lines", () => {
  fc.assert(
    fc.property(itemValues, itemValues, fc.subarray(frontFields), (before, after, fields) => {
      const text = composeItem(before);
      const changes = Object.fromEntries(fields.map((field) => [field, after[field]]));
      const edited = edit(text, changes);
      expect(read(edited).values).toEqual({ ...before, ...changes });
      const [old, now] = [text.split("\n"), edited.split("\n")];
      expect(now.length).toBe(old.length);
      const keys = now.filter((line, index) => line !== old[index]).map((line) => line.slice(0, line.indexOf(":")));
      expect(fields.map((field) => fieldKeys[field])).toEqual(expect.arrayContaining(keys));
    }),
    { numRuns: 300 },
  );
});

test("a description is written without a touch of anything else, and comments go behind what is there", () => {
  fc.assert(
    fc.property(itemValues, markdown, lineOfText, (before, description, text) => {
      const described = edit(composeItem(before), { description });
      expect(read(described).values).toEqual({ ...before, description });
      expect(described).toBe(composeItem({ ...before, description }));
      const comment = { id: "c1", author: "Ada", at: 5, text };
      const commented = edit(described, { comment });
      expect(read(commented).values).toEqual({ ...before, description, comments: [...before.comments, comment] });
    }),
    { numRuns: 300 },
  );
});

const byHand = [
  "---",
  "# what the team agreed on",
  "title:   'It''s slow'   # for now",
  "sprint: { name: [a, b] }",
  "labels:",
  "- bug",
  "  # not ours",
  "- window",
  "notes: |",
  "  one",
  "",
  "  two",
  "number: 7",
  "---",
  "# It is slow",
  "",
  "Really.",
  "",
];

test.each([
  ["with line feeds", "\n", ""],
  ["with a byte order mark and returns", "\r\n", "\ufeff"],
])("a file written by hand keeps its order, its comments and what Millrace does not know: %s", (_, ending, mark) => {
  const text = mark + byHand.join(ending);
  expect(read(text)).toMatchObject({
    values: { title: "It's slow", labels: ["bug", "window"], number: 7, description: "# It is slow\n\nReally." },
    unknownFields: ["sprint", "notes"],
  });
  const edited = edit(text, { title: "Faster", labels: ["bug"], column: "Doing", estimate: 3 });
  expect(edited).toBe(
    mark +
      [
        ...["---", "# what the team agreed on", "title: Faster # for now", "column: Doing", "sprint: { name: [a, b] }", "labels: [bug]"],
        ...["estimate: 3", "notes: |", "  one", "", "  two", "number: 7", "---", "# It is slow", "", "Really.", ""],
      ].join(ending),
  );
  const commented = edit(edited, { comment: { id: "c1", author: "Ada --> <a@b>", at: 0, text: "yes\n## Comments" } });
  const block = ["", "## Comments", "", "<!-- comment c1 Ada -> <a@b> 1970-01-01T00:00:00.000Z -->", "yes", "\\## Comments", ""];
  expect(commented).toBe(edited.slice(0, -ending.length) + ending + block.join(ending));
});

test.each<[string, string, number, string]>([
  ["no front matter", "# Title\n", 1, "expected `---`"],
  ["no end", "---\ntitle: a\n", 3, "found the end of the file"],
  ["a line that is no field", "---\ntitle: a\nwhat is this\n---\n", 3, "expected a field"],
  ["a field that stands twice", "---\ntitle: a\ntitle: b\n---\n", 3, "stands here a second time; the first is in line 2"],
])("says where a text is no item: %s", (_, text, line, message) => {
  expect(readItem(text)).toMatchObject({ ok: false, failure: { line, message: expect.stringContaining(message) } });
});

test.each<[string, string, string]>([
  ["a number that is none", "number: twelve", "expected a whole number"],
  ["an alias", "labels: [*a]", "anchors and aliases are not read"],
  ["an anchor", "labels: &a [x]", "anchors and aliases are not read"],
  ["a bomb of aliases", `title: [&a [x, x], &b [*a, *a], [*b, *b]]`, "anchors and aliases are not read"],
  ["a nest", `title: ${"[".repeat(4_000)}`, "this is"],
  ["too much", `title: ${"x".repeat(9_000)}`, "too long"],
  ["a time that is none", "created: yesterday", "expected a time"],
  ["an unclosed quote", 'title: "a', "this is no YAML"],
])("a field that cannot be read is told with its line, and never written over: %s", (_, line, message) => {
  const text = `---\nunknown: &x [*x]\n${line}\n---\nText.\n`;
  const { faults, values } = read(text);
  expect(faults).toMatchObject([{ line: 3, message: expect.stringContaining(message) }]);
  expect(values.description).toBe("Text.");
  const [fault] = faults;
  if (fault === undefined) throw new Error("no fault");
  expect(editItem(text, { [fault.field]: fault.field === "labels" ? ["a"] : 1 } as never)).toMatchObject({ ok: false });
  expect(edit(text, { assignee: "Ada" })).toContain(line);
});
