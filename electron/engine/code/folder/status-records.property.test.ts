import fc from "fast-check";
import { expect, test } from "vitest";
import { createStatusReader } from "./status-records.ts";

const hash = "a".repeat(40);
const name = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }).map((text) => text.replaceAll("\0", "_").replace(/\/$/, "_"));

const record = fc.oneof(
  name.map((path) => ({ text: `1 MD N... 100644 100644 100644 ${hash} ${hash} ${path}\0`, path, kind: "1" })),
  fc
    .tuple(name, name)
    .map(([path, old]) => ({ text: `2 R. N... 100644 100644 100644 ${hash} ${hash} R100 ${path}\0${old}\0`, path, kind: "1" })),
  name.map((path) => ({ text: `u UU N... 100644 100644 100644 100644 ${hash} ${hash} ${hash} ${path}\0`, path, kind: "u" })),
  name.map((path) => ({ text: `? ${path}\0`, path, kind: "?" })),
);

test("every record is counted and told, whatever its name holds and however it is cut", () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), (records, step) => {
      const bytes = Buffer.from(`# branch.oid ${hash}\0# branch.head main\0${records.map(({ text }) => text).join("")}`);
      const reader = createStatusReader("");
      for (let at = 0; at < bytes.length; at += step) reader.take(bytes.subarray(at, at + step));
      const { files, fileCount, conflictCount, stagedCount, commit, branch } = reader.end();
      expect(files.map(({ path }) => path).sort()).toEqual(records.map(({ path }) => path).sort());
      expect([fileCount, conflictCount, stagedCount, commit, branch]).toEqual([
        records.length,
        records.filter(({ kind }) => kind === "u").length,
        records.filter(({ kind }) => kind === "1").length,
        hash,
        "main",
      ]);
    }),
    { numRuns: 500 },
  );
});

test("of too many files those with conflicts come first, then those git knows; all are counted", () => {
  const reader = createStatusReader("", 3);
  reader.take(Buffer.from(`1 .M N... 100644 100644 100644 ${hash} ${hash} m\0`));
  reader.take(Buffer.from(`u UU N... 100644 100644 100644 100644 ${hash} ${hash} ${hash} z\0`));
  for (const path of ["a", "b", "c"]) reader.take(Buffer.from(`? ${path}\0`));
  const { files, fileCount } = reader.end();
  expect([files.map(({ path }) => path), fileCount]).toEqual([["a", "m", "z"], 5]);
});
