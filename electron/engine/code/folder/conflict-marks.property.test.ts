import fc from "fast-check";
import { expect, test } from "vitest";
import { readMarks } from "./conflict-marks.ts";
import { joinParts } from "./conflicts.ts";

/** Content that looks like marks and is none: of another length, indented, or followed by something else. */
const line = fc.constantFrom(
  "a",
  "",
  "b\r",
  " <<<<<<< x",
  "<<<<<<<<< x",
  "=======x",
  "======== ",
  "||||||",
  ">>>>>>>>",
  "\u00ff",
  "<<<<<<<x",
);
const text = fc.array(line, { maxLength: 5 }).map((lines) => lines.map((each) => `${each}\n`).join(""));
const conflict = fc.record({ ours: text, base: fc.option(text), theirs: text });
const ending = fc.constantFrom("\n", "\r\n");

test("a file with marks is cut where git put them, and every choice gives those sides", () => {
  fc.assert(
    fc.property(text, fc.array(fc.tuple(conflict, text), { minLength: 1, maxLength: 4 }), ending, (head, conflicts, end) => {
      const written = conflicts.map(
        ([{ ours, base, theirs }, after]) =>
          `<<<<<<< HEAD${end}${ours}${base === null ? "" : `||||||| merged common ancestors${end}${base}`}=======${end}${theirs}>>>>>>> topic/x y${end}${after}`,
      );
      const marked = readMarks(Buffer.from(head + written.join(""), "latin1"));
      if (marked === null) throw new Error("no marks were found");
      expect([marked.ours, marked.theirs]).toEqual(["HEAD", "topic/x y"]);
      const choose = (choice: "ours" | "theirs" | "base" | "theirs-ours") =>
        joinParts(
          marked,
          conflicts.map(() => choice),
        )?.toString("latin1") ?? null;
      const expected = (side: (sides: { ours: string; base: string | null; theirs: string }) => string) =>
        head + conflicts.map(([sides, after]) => side(sides) + after).join("");
      expect(choose("ours")).toBe(expected(({ ours }) => ours));
      expect(choose("theirs")).toBe(expected(({ theirs }) => theirs));
      expect(choose("theirs-ours")).toBe(expected(({ ours, theirs }) => theirs + ours));
      const hasBases = conflicts.every(([{ base }]) => base !== null);
      expect(choose("base")).toBe(hasBases ? expected(({ base }) => base ?? "") : null);
    }),
    { numRuns: 2_000 },
  );
});

test("what is no whole conflict is none", () => {
  for (const content of ["", "a\n", "<<<<<<< x\na\n", "<<<<<<< x\na\n=======\nb\n", "=======\n>>>>>>> y\n", "<<<<<<< x\na\n>>>>>>> y\n"]) {
    expect(readMarks(Buffer.from(content))).toBeNull();
  }
});

test("marks may have another length, and nothing behind the last", () => {
  const content = Buffer.from("<<<<<<<<< a\n<<<<<<< b\n=========\nx\n>>>>>>>>>");
  expect(readMarks(content, 9)).toEqual({
    ...{ ours: "a", theirs: "" },
    parts: [{ kind: "conflict", ours: Buffer.from("<<<<<<< b\n"), base: null, theirs: Buffer.from("x\n") }],
  });
});
