import { readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { cases } from "../../../../e2e/fixtures/cases.ts";
import { type CodeWorkshop, openCodeWorkshop } from "../../../../e2e/fixtures/code.ts";
import type { DiffLine, FileDiff, LineSelection } from "../../../../shared/contract/code/changes.ts";
import { discardLines } from "./discard-lines.ts";
import { stageLines, unstageLines } from "./stage-lines.ts";
import { undo } from "./undo.ts";

let workshop: CodeWorkshop;
afterEach(() => workshop?.close());

/** Few different lines, so that most of two files is alike; with carriage returns, bytes that are no UTF-8, and lines that look like a patch. */
const line = fc.constantFrom("a", "b", "c", "", "d\r", "-- a", "++ b", "@@ -1 +1 @@", "\\ No newline", "\u00ff\u00fe", "  x", "ä");
const content = fc
  .record({ lines: fc.array(line, { maxLength: 14 }), isEnded: fc.boolean() })
  .map(({ lines, isEnded }) => Buffer.from(lines.join("\n") + (isEnded && lines.length > 0 ? "\n" : ""), "latin1"));
const contextLines = fc.constantFrom(0, 1, 3);

function changedPlaces(diff: FileDiff): { hunk: number; line: number; shown: DiffLine }[] {
  if (diff.content.kind !== "text") return [];
  return diff.content.hunks.flatMap(({ lines }, hunk) =>
    lines.flatMap((shown, place) => (shown.kind === "same" ? [] : [{ hunk, line: place, shown }])),
  );
}

function select(diff: FileDiff, chosen: readonly { hunk: number; line: number }[]): LineSelection {
  const byHunk = Map.groupBy(chosen, ({ hunk }) => hunk);
  const lines = [...byHunk].map(([hunk, places]) => ({ hunk, lines: places.map((place) => place.line) }));
  return { path: diff.path, fingerprint: diff.fingerprint, lines };
}

/** So many portions, and then the rest. */
const portions = 4;

/** A portion of the changed lines, at least one; in the end all of them. */
function portion(diff: FileDiff, seed: readonly boolean[], step: number): { hunk: number; line: number }[] {
  const places = changedPlaces(diff);
  if (step >= portions) return places;
  const chosen = places.filter((_, index) => seed[index % seed.length]);
  return chosen.length > 0 ? chosen : places.slice(0, 1);
}

/** Written anew, with lines instead of bytes: what one side is after a portion of the changes. */
function model(before: Buffer, diff: FileDiff, chosen: readonly { hunk: number; line: number }[], isBack: boolean): string {
  if (diff.content.kind !== "text") throw new Error("no text");
  const isChosen = (hunk: number, place: number) => chosen.some((each) => each.hunk === hunk && each.line === place);
  const texts = before.toString("latin1").split("\n");
  const isEnded = texts.at(-1) === "";
  if (isEnded) texts.pop();
  const lines = texts.map((text, index) => ({ text, isOpen: !isEnded && index === texts.length - 1 }));
  const out: { text: string; isOpen: boolean }[] = [];
  const take = () => lines.splice(0, 1);
  for (const [hunk, { oldStart, oldLines, newStart, newLines, lines: shown }] of diff.content.hunks.entries()) {
    const [start, count] = isBack ? [newStart, newLines] : [oldStart, oldLines];
    const first = count === 0 ? start : start - 1;
    while (texts.length - lines.length < first) out.push(...take());
    for (const [place, { kind, isUnended }] of shown.entries()) {
      const isHere = kind !== (isBack ? "removed" : "added");
      const here = isHere ? take() : [{ text: raw.get(`${hunk} ${place}`) ?? "", isOpen: isUnended }];
      if (kind === "same" || isHere !== isChosen(hunk, place)) out.push(...here);
    }
  }
  out.push(...lines);
  return out.map(({ text, isOpen }, index) => (isOpen && index === out.length - 1 ? text : `${text}\n`)).join("");
}

/** The changed lines as they are in the files: what is shown of no UTF-8 is not what it was. */
let raw: Map<string, string>;
function remember(diff: FileDiff, before: Buffer, after: Buffer): void {
  raw = new Map();
  const sides = { old: before.toString("latin1").split("\n"), new: after.toString("latin1").split("\n") };
  for (const { hunk, line: place, shown } of changedPlaces(diff)) {
    const text = shown.kind === "removed" ? sides.old[(shown.oldLine ?? 0) - 1] : sides.new[(shown.newLine ?? 0) - 1];
    raw.set(`${hunk} ${place}`, text ?? "");
  }
}

function indexed(): Buffer {
  try {
    return Buffer.from(workshop.git("cat-file", "blob", ":a.txt"), "latin1");
  } catch {
    return Buffer.alloc(0);
  }
}

test("lines staged in any portions give, step by step, what a model says, and in the end the file as it lies there; unstaged again, HEAD", async () => {
  await fc.assert(
    fc.asyncProperty(
      content,
      content,
      contextLines,
      fc.array(fc.boolean(), { minLength: 2, maxLength: 7 }),
      async (before, after, context, seed) => {
        fc.pre(!before.equals(after));
        workshop = openCodeWorkshop({ "a.txt": before });
        try {
          writeFileSync(join(workshop.folder, "a.txt"), after);
          for (let step = 0; step <= portions; step += 1) {
            if (workshop.git("diff", "--name-only") === "") break;
            const diff = await workshop.diff("a.txt", "unstaged", { contextLines: context });
            const chosen = portion(diff, [...seed.slice(step % seed.length), ...seed], step);
            const was = indexed();
            remember(diff, was, after);
            const expected = model(was, diff, chosen, false);
            await workshop.change((repository) => stageLines(repository, select(diff, chosen)));
            if (chosen.length < changedPlaces(diff).length) expect(indexed().toString("latin1")).toBe(expected);
          }
          expect(indexed().equals(after)).toBe(true);
          expect(workshop.git("status", "--porcelain")).toBe("M  a.txt\n");
          for (let step = 0; step <= portions; step += 1) {
            if (workshop.git("diff", "--cached", "--name-only") === "") break;
            const diff = await workshop.diff("a.txt", "staged", { contextLines: context });
            const chosen = portion(diff, [...seed.slice(step % seed.length), ...seed], step);
            const was = indexed();
            remember(diff, before, was);
            const expected = model(was, diff, chosen, true);
            await workshop.change((repository) => unstageLines(repository, select(diff, chosen)));
            if (chosen.length < changedPlaces(diff).length) expect(indexed().toString("latin1")).toBe(expected);
          }
          expect(indexed().equals(before)).toBe(true);
          expect(readFileSync(join(workshop.folder, "a.txt")).equals(after)).toBe(true);
        } finally {
          workshop.close();
        }
      },
    ),
    { numRuns: cases(10) },
  );
}, 300_000);

test("lines discarded in any portions end in the index's content, and every portion can be brought back", async () => {
  await fc.assert(
    fc.asyncProperty(content, content, fc.array(fc.boolean(), { minLength: 2, maxLength: 7 }), async (before, after, seed) => {
      fc.pre(!before.equals(after));
      workshop = openCodeWorkshop({ "a.txt": before });
      const file = join(workshop.folder, "a.txt");
      try {
        writeFileSync(file, after);
        const ids: { undoId: string; was: Buffer }[] = [];
        for (let step = 0; step <= portions; step += 1) {
          if (workshop.git("diff", "--name-only") === "") break;
          const diff = await workshop.diff("a.txt", "unstaged");
          const was = readFileSync(file);
          const { undoId } = await workshop.change((repository) =>
            discardLines(repository, select(diff, portion(diff, seed, step)), Date.now()),
          );
          ids.push({ undoId, was });
        }
        expect(readFileSync(file).equals(before)).toBe(true);
        for (const { undoId, was } of ids.reverse()) {
          await workshop.change((repository) => undo(repository, undoId, Date.now()));
          expect(readFileSync(file).equals(was)).toBe(true);
        }
        expect(readFileSync(file).equals(after)).toBe(true);
      } finally {
        workshop.close();
      }
    }),
    { numRuns: cases(5) },
  );
}, 300_000);

test("new and deleted files are staged in portions, too", async () => {
  workshop = openCodeWorkshop({ "gone.txt": "one\ntwo\nthree\n" });
  writeFileSync(join(workshop.folder, "new.txt"), "uno\ndue\ntre");
  unlinkSync(join(workshop.folder, "gone.txt"));
  const stage = async (path: string, lines: number[]) => {
    const diff = await workshop.diff(path, "unstaged");
    await workshop.change((repository) => stageLines(repository, { path, fingerprint: diff.fingerprint, lines: [{ hunk: 0, lines }] }));
  };
  await stage("new.txt", [1]);
  expect(workshop.git("cat-file", "blob", ":new.txt")).toBe("due\n");
  await stage("gone.txt", [0, 2]);
  expect(workshop.git("cat-file", "blob", ":gone.txt")).toBe("two\n");
  await stage("gone.txt", [0]);
  const diff = await workshop.diff("new.txt", "unstaged");
  const all = changedPlaces(diff);
  await workshop.change((repository) => stageLines(repository, select(diff, all)));
  expect(workshop.git("status", "--porcelain")).toBe("D  gone.txt\nA  new.txt\n");
  expect(workshop.git("cat-file", "blob", ":new.txt")).toBe("uno\ndue\ntre");
  const staged = await workshop.diff("new.txt", "staged");
  await workshop.change((repository) => unstageLines(repository, select(staged, [{ hunk: 0, line: 0 }])));
  expect(workshop.git("cat-file", "blob", ":new.txt")).toBe("due\ntre");
});
