import fc from "fast-check";
import { expect, test } from "vitest";
import { type HitRun, LineUnits } from "../report/report.ts";
import { countLines, decodeLineMap, encodeLineMap, type LineMap, mergeLineMaps, withMissedBranches } from "./line-map.ts";

const states = ["missed", "partly", "covered"] as const;

/** Lines with their states, and units with their number and those reached. */
const maps = fc.record({
  lines: fc.array(
    fc.record({ gap: fc.integer({ min: 0, max: 5 }), length: fc.integer({ min: 1, max: 6 }), state: fc.constantFrom(...states) }),
    {
      maxLength: 30,
    },
  ),
  branches: fc.array(fc.tuple(fc.nat(60), fc.array(fc.boolean(), { minLength: 1, maxLength: 70 })), { maxLength: 10 }),
});

type Wish = typeof maps extends fc.Arbitrary<infer Value> ? Value : never;

function mapOf({ lines, branches }: Wish): LineMap {
  const runs: HitRun[] = [];
  let next = 1;
  for (const { gap, length, state } of lines) {
    const from = next + gap;
    const last = runs.at(-1);
    next = from + length;
    if (last !== undefined && last.to === from - 1 && last.state === state) runs[runs.length - 1] = { ...last, to: next - 1 };
    else runs.push({ from, to: next - 1, state });
  }
  const units = new LineUnits();
  for (const [line, reached] of branches) for (const isReached of reached) units.add(line, isReached);
  return { lines: runs, branches: units, functions: new LineUnits(), statements: units };
}

function byLine(runs: readonly HitRun[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const { from, to, state } of runs) for (let line = from; line <= to; line += 1) found.set(line, states.indexOf(state));
  return found;
}

test("a line map that was packed is what it was", () => {
  fc.assert(
    fc.property(maps, (wish) => {
      const map = mapOf(wish);
      const back = decodeLineMap(encodeLineMap(map));
      expect({ lines: back.lines, bytes: encodeLineMap(back), counts: countLines(back) }).toEqual({
        lines: map.lines,
        bytes: encodeLineMap(map),
        counts: countLines(map),
      });
    }),
  );
});

test("maps add up line by line: the better state of a line counts, and their order makes no difference", () => {
  fc.assert(
    fc.property(maps, maps, (one, other) => {
      const [left, right] = [mapOf(one), mapOf(other)];
      const expected = byLine(left.lines);
      for (const [line, rank] of byLine(right.lines)) expected.set(line, Math.max(rank, expected.get(line) ?? 0));
      const merged = mergeLineMaps(left, right);
      expect(byLine(merged.lines)).toEqual(new Map([...expected].sort(([a], [b]) => a - b)));
      expect(encodeLineMap(mergeLineMaps(right, left))).toEqual(encodeLineMap(merged));
      expect(encodeLineMap(mergeLineMaps(merged, left))).toEqual(encodeLineMap(merged));
      expect(merged.branches.total.reached).toBeGreaterThanOrEqual(Math.max(left.branches.total.reached, right.branches.total.reached));
    }),
  );
});

test("lines with branches that were not reached are shown as partly covered, and nothing else changes", () => {
  fc.assert(
    fc.property(maps, (wish) => {
      const map = mapOf(wish);
      const missed = new Set(wish.branches.filter(([, reached]) => reached.includes(false)).map(([line]) => line));
      const expected = new Map([...byLine(map.lines)].map(([line, rank]) => [line, rank === 2 && missed.has(line) ? 1 : rank]));
      expect(byLine(withMissedBranches(map))).toEqual(expected);
    }),
  );
});
