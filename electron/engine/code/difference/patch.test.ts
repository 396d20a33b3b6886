import fc from "fast-check";
import { expect, test } from "vitest";
import { createPatchReader, type Patch } from "./patch.ts";
import { hunksForWire, shownLimits } from "./wire-hunks.ts";

const unlimited = { maxLines: Number.POSITIVE_INFINITY, maxLineBytes: Number.MAX_SAFE_INTEGER };

function read(text: string | Buffer, limits = unlimited, cuts: readonly number[] = []): Patch {
  const bytes = Buffer.from(text as string);
  const reader = createPatchReader(limits);
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((left, right) => left - right);
  let from = 0;
  for (const to of places) {
    reader.take(bytes.subarray(from, to));
    from = to;
  }
  return reader.end();
}

const sample = [
  "diff --git a/x b/x",
  "old mode 100644",
  "new mode 100755",
  `index ${"1".repeat(40)}..${"2".repeat(40)}`,
  "--- a/x",
  "+++ b/x",
  "@@ -1,3 +1,4 @@ function of() {",
  " same",
  "--- a/y",
  "+++ b/y",
  "+diff --git a/z b/z",
  " @@ -9 +9 @@",
  "\\ No newline at end of file",
  "@@ -10 +11,0 @@",
  "-gone",
  "",
].join("\n");

test("a patch is read line by line, also lines that look like its own headers", () => {
  const patch = read(sample);
  expect(patch).toMatchObject({
    oldMode: "100644",
    newMode: "100755",
    oldBlob: "1".repeat(40),
    newBlob: "2".repeat(40),
    added: 2,
    removed: 2,
  });
  expect(hunksForWire(patch).hunks).toEqual([
    {
      ...{ oldStart: 1, oldLines: 3, newStart: 1, newLines: 4, heading: "function of() {" },
      lines: [
        { kind: "same", text: "same", oldLine: 1, newLine: 1, isCut: false, isUnended: false },
        { kind: "removed", text: "-- a/y", oldLine: 2, newLine: null, isCut: false, isUnended: false },
        { kind: "added", text: "++ b/y", oldLine: null, newLine: 2, isCut: false, isUnended: false },
        { kind: "added", text: "diff --git a/z b/z", oldLine: null, newLine: 3, isCut: false, isUnended: false },
        { kind: "same", text: "@@ -9 +9 @@", oldLine: 3, newLine: 4, isCut: false, isUnended: true },
      ],
    },
    {
      ...{ oldStart: 10, oldLines: 1, newStart: 11, newLines: 0, heading: "" },
      lines: [{ kind: "removed", text: "gone", oldLine: 10, newLine: null, isCut: false, isUnended: false }],
    },
  ]);
});

test("it is the same in whatever pieces it comes", () => {
  const whole = read(sample);
  fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 30 }), (cuts) => void expect(read(sample, unlimited, cuts)).toEqual(whole)));
});

test("any bytes are read without harm", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void read(Buffer.concat([Buffer.from(sample), Buffer.from(bytes)]))),
    {
      numRuns: 1_000,
    },
  );
});

test("of many and long lines only so much is kept, and all are counted", () => {
  const reader = createPatchReader({ maxLines: 10, maxLineBytes: 100 });
  reader.take(Buffer.from(`diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,50000 @@\n`));
  for (let line = 0; line < 50_000; line += 1) reader.take(Buffer.from("+x\n"));
  const patch = reader.end();
  expect([patch.added, patch.isCut, patch.hunks[0]?.lines.length]).toEqual([50_000, true, 10]);
});

test("a line of 64 MiB costs no more memory than what is kept of it", () => {
  const piece = Buffer.alloc(1 << 20, 0x61);
  const reader = createPatchReader(shownLimits);
  reader.take(Buffer.from("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+"));
  const before = process.memoryUsage().rss;
  for (let count = 0; count < 64; count += 1) reader.take(piece);
  reader.take(Buffer.from("\n"));
  expect(process.memoryUsage().rss - before).toBeLessThan(32 << 20);
  const shown = hunksForWire(reader.end()).hunks[0]?.lines[0];
  expect([shown?.text.length, shown?.isCut]).toEqual([2_000, true]);
});

test("a shortened line never ends in half a character", () => {
  const patch = read(`diff --git a/x b/x\n@@ -0,0 +1 @@\n+x${"🚂".repeat(2_000)}\n`);
  expect(hunksForWire(patch).hunks[0]?.lines[0]?.text).toBe(`x${"🚂".repeat(999)}`);
});
