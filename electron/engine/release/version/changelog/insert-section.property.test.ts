import fc from "fast-check";
import { expect, test } from "vitest";
import { insertSection, readUnreleased } from "./insert-section.ts";

const line = fc.oneof(
  fc.constantFrom(
    ...[
      "",
      "# Changelog",
      "## [Unreleased]",
      "## Unreleased",
      "### Added",
      "## [1.3.0] - 2026-01-01",
      "# 1.2.0",
      "1.1.0",
      "-----",
      "=====",
    ],
    ...[
      "- a",
      "* b",
      "```",
      "~~~",
      "<!--",
      "-->",
      "---",
      "words",
      "[1.3.0]: https://x",
      '<a name="1"></a>',
      "## 1.4.0-beta.1",
      "  ## 0.1.0",
    ],
  ),
  fc.string({ maxLength: 12, unit: "binary" }),
);
const changelog = fc
  .tuple(fc.array(line, { maxLength: 16 }), fc.constantFrom("\n", "\r\n"), fc.boolean(), fc.boolean(), fc.uint8Array({ maxLength: 4 }))
  .map(([lines, lineEnd, hasMark, isEnded, tail]) =>
    Buffer.concat([Buffer.from(`${hasMark ? "\ufeff" : ""}${lines.join(lineEnd)}${isEnded ? lineEnd : ""}`), tail]),
  );
const notes = fc
  .array(fc.constantFrom("### Fixed", "", "- x", "- ü `y`", "words"), { minLength: 1, maxLength: 6 })
  .map((each) => each.join("\n"));
const request = notes.map((text) => ({ version: "1.4.0", releasedAtMs: 1, notes: text, compareUrl: null }));

/** How many bytes two have in common from one of their ends. */
function commonBytes(left: Buffer, right: Buffer, byteOf: (bytes: Buffer, place: number) => number | undefined): number {
  let count = 0;
  while (count < Math.min(left.length, right.length) && byteOf(left, count) === byteOf(right, count)) count += 1;
  return count;
}

test("whatever a changelog looks like, all of it but the content of Unreleased stays as it is, and the section stands in it once", () => {
  fc.assert(
    fc.property(changelog, request, (before, section) => {
      fc.pre(before.length > 0);
      const after = insertSection(before, section);
      const start = commonBytes(before, after, (bytes, place) => bytes[place]);
      const end = commonBytes(before, after, (bytes, place) => bytes[bytes.length - 1 - place]);
      const moved = before
        .subarray(start, Math.max(start, before.length - end))
        .toString()
        .replaceAll("\r\n", "\n");
      expect(readUnreleased(before)).toContain(moved.trim());
      expect(after.toString("latin1").split("1.4.0 - 1970-01-01")).toHaveLength(2);
    }),
  );
});

test("adding a section again adds nothing", () => {
  fc.assert(
    fc.property(changelog, request, (before, section) => {
      const after = insertSection(before, section);
      expect(insertSection(after, section).equals(after)).toBe(true);
    }),
  );
});
