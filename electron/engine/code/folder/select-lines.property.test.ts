import fc from "fast-check";
import { expect, test } from "vitest";
import type { PatchHunk, PatchLine } from "../difference/patch.ts";
import { applyChosen, countChosen, revertChosen } from "./select-lines.ts";

/** What happened to a line of either side. */
const step = fc.record({ kind: fc.constantFrom("same", "same", "added", "removed"), text: fc.constantFrom("", "a", "b\r", "\u00ff") });

/** Both contents, and the hunks between them with so much around. */
function build(steps: readonly { kind: string; text: string }[], around: number) {
  const lines: PatchLine[] = [];
  let [oldLine, newLine] = [1, 1];
  for (const { kind, text } of steps) {
    const hasOld = kind !== "added";
    const hasNew = kind !== "removed";
    const bytes = Buffer.from(text, "latin1");
    const place = { oldLine: hasOld ? oldLine : null, newLine: hasNew ? newLine : null };
    lines.push({ kind: kind as PatchLine["kind"], bytes, isCut: false, isUnended: false, ...place });
    if (hasOld) oldLine += 1;
    if (hasNew) newLine += 1;
  }
  const side = (without: string) =>
    Buffer.concat(lines.filter(({ kind }) => kind !== without).map(({ bytes }) => Buffer.concat([bytes, Buffer.from("\n")])));
  const isShown = lines.map((_, at) => lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== "same"));
  const hunks: PatchHunk[] = [];
  const places: { hunk: number; line: number }[] = [];
  for (const [at, line] of lines.entries()) {
    const before = lines.slice(0, at);
    const olds = before.filter(({ kind }) => kind !== "added").length;
    const news = before.filter(({ kind }) => kind !== "removed").length;
    if (isShown[at] === true && isShown[at - 1] !== true) {
      hunks.push({ oldStart: olds + 1, oldLines: 0, newStart: news + 1, newLines: 0, heading: "", lines: [] });
    }
    const hunk = hunks.at(-1);
    if (isShown[at] !== true || hunk === undefined) continue;
    places[at] = { hunk: hunks.length - 1, line: hunk.lines.length };
    hunk.lines.push(line);
    hunks[hunks.length - 1] = {
      ...hunk,
      oldLines: hunk.oldLines + (line.kind === "added" ? 0 : 1),
      newLines: hunk.newLines + (line.kind === "removed" ? 0 : 1),
    };
  }
  // Git names the line before, where a side has none.
  const written = hunks.map((hunk) => ({
    ...hunk,
    oldStart: hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
    newStart: hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
  }));
  return { lines, places, hunks: written, oldContent: side("added"), newContent: side("removed") };
}

function joined(lines: readonly PatchLine[], stays: (line: PatchLine, at: number) => boolean): string {
  return lines
    .filter(stays)
    .map(({ bytes }) => `${bytes.toString("latin1")}\n`)
    .join("");
}

const arbitrary = fc.record({
  steps: fc.array(step, { maxLength: 40 }),
  around: fc.integer({ min: 0, max: 4 }),
  chosen: fc.func(fc.boolean()),
});

test("a part of the changes is made, or taken back, as if the lines had been written so", () => {
  fc.assert(
    fc.property(arbitrary, ({ steps, around, chosen }) => {
      const { lines, places, hunks, oldContent, newContent } = build(steps, around);
      const isChosen = (hunk: number, line: number) => chosen(hunk, line);
      const isMeant = (at: number) => chosen(places[at]?.hunk, places[at]?.line);
      expect(applyChosen(oldContent, hunks, isChosen).toString("latin1")).toBe(
        joined(lines, ({ kind }, at) => kind === "same" || (kind === "added") === isMeant(at)),
      );
      expect(revertChosen(newContent, hunks, isChosen).toString("latin1")).toBe(
        joined(lines, ({ kind }, at) => kind === "same" || (kind === "removed") === isMeant(at)),
      );
    }),
    { numRuns: 3_000 },
  );
});

test("all of the changes lead from one content to the other, and none leave it as it is", () => {
  fc.assert(
    fc.property(arbitrary, ({ steps, around }) => {
      const { hunks, oldContent, newContent } = build(steps, around);
      const [all, none] = [() => true, () => false];
      expect(applyChosen(oldContent, hunks, all).equals(newContent)).toBe(true);
      expect(applyChosen(oldContent, hunks, none).equals(oldContent)).toBe(true);
      expect(revertChosen(newContent, hunks, all).equals(oldContent)).toBe(true);
      expect(revertChosen(newContent, hunks, none).equals(newContent)).toBe(true);
      expect(countChosen(hunks, all).isAll).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("a line without a line feed gets one when another follows it", () => {
  const line = (kind: PatchLine["kind"], text: string, isUnended: boolean): PatchLine => ({
    ...{ kind, bytes: Buffer.from(text), isCut: false, isUnended, oldLine: null, newLine: null },
  });
  const lines = [line("removed", "a", true), line("added", "a", false), line("added", "b", false)];
  const hunks = [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 2, heading: "", lines }];
  expect(applyChosen(Buffer.from("a"), hunks, (_, at) => at === 2).toString()).toBe("a\nb\n");
  expect(applyChosen(Buffer.from("a"), hunks, () => false).toString()).toBe("a");
});
