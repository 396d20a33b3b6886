import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import type { FileState } from "./file-state.ts";
import { StatIndex } from "./stat-index.ts";

const hash = "ab".repeat(32);
const nowMs = 1_700_000_000_000;

function stateAt(modifiedNs: bigint, changes: Partial<FileState> = {}): FileState {
  return { kind: "file", bytes: 3, mode: 0o644, inode: 7n, modifiedNs, changedNs: modifiedNs, ...changes };
}

const nowNs = BigInt(nowMs) * 1_000_000n;

test.each([
  ["long before it was read", nowNs - 1_000_000_000_001n, true],
  ["in the moment in which it was read", nowNs - 1n, false],
  ["a tick of the clock before it was read", nowNs - 10_000_001n, false],
  ["just before it was read, on a disk that keeps no fractions of a second", nowNs - 1_000_000_000n, false],
  ["in the future", nowNs + 5_000_000_001n, false],
])("a file that was changed %s: %s", (_, modifiedNs, isRemembered) => {
  const { folder, remove } = temporaryFolder();
  const index = new StatIndex(join(folder, "index"));
  index.note("a", stateAt(modifiedNs), hash, nowMs);
  expect(index.hashOf("a", stateAt(modifiedNs))).toBe(isRemembered ? hash : null);
  remove();
});

test("any difference that the system knows makes a file unknown", () => {
  const index = new StatIndex("/nowhere");
  const state = stateAt(5n);
  index.note("a", state, hash, nowMs);
  const others = [{ bytes: 4 }, { inode: 8n }, { modifiedNs: 6n }, { changedNs: 6n }].map((change) => ({ ...state, ...change }));
  expect([state, ...others].map((other) => index.hashOf("a", other))).toEqual([hash, null, null, null, null]);
});

test("whatever was noted is there after it was saved and loaded, and one damaged byte makes it all unknown", () => {
  const paths = fc.uniqueArray(
    fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }).filter((path) => !path.includes("\0")),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(paths, fc.nat(), fc.nat({ max: 255 }), (all, place, difference) => {
      const { folder, remove } = temporaryFolder();
      const file = join(folder, "deep", "index");
      const index = new StatIndex(file);
      for (const [number, path] of all.entries()) index.note(path, stateAt(BigInt(number)), hash, nowMs);
      index.save();
      const loaded = new StatIndex(file);
      expect(all.map((path, number) => loaded.hashOf(path, stateAt(BigInt(number))))).toEqual(all.map(() => hash));
      const content = readFileSync(file);
      const at = place % content.length;
      content.writeUInt8(content.readUInt8(at) ^ difference, at);
      writeFileSync(file, content);
      const harmed = new StatIndex(file);
      const known = all.map((path, number) => harmed.hashOf(path, stateAt(BigInt(number))));
      // Four bytes of the header are spare.
      if (difference !== 0 && (at < 12 || at >= 16)) expect(known).toEqual(all.map(() => null));
      remove();
    }),
    { numRuns: 100 },
  );
});
