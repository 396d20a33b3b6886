import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GraphCommit, type LaneRow, type LaneState, laneColors, layLanes, type Segment, startLanes } from "./lanes.ts";

/** A history: each commit's parents are among the later ones, by distance. */
const histories = fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }), { minLength: 1, maxLength: 60 }).map((all) =>
  all.map((distances, index): GraphCommit => {
    const parents = distances.map((distance) => index + distance).filter((parent) => parent < all.length);
    return { commit: `c${index}`, parents: parents.map((parent) => `c${parent}`) };
  }),
);

function lay(commits: readonly GraphCommit[], main: string | null = null, maxLanes?: number): LaneRow[] {
  return layLanes(startLanes(main, maxLanes), commits).rows;
}

/** The lines at a row's edge, by lane. Fails when two that have not joined share one. */
function edge(segments: readonly Segment[], side: "from" | "to"): Map<number, number> {
  const colors = new Map<number, number>();
  for (const segment of segments) {
    expect(colors.get(segment[side]) ?? segment.color).toBe(segment.color);
    colors.set(segment[side], segment.color);
  }
  return colors;
}

function sorted(map: Map<number, number>): [number, number][] {
  return [...map].sort(([a], [b]) => a - b);
}

/** The commit that a line in `lane` below row `index` comes to. */
function goalOf(rows: readonly LaneRow[], index: number, lane: number): number | null {
  for (let at = index + 1; at < rows.length; at += 1) {
    const row = rows[at];
    const into = row?.above.find(({ from }) => from === lane);
    if (row === undefined || into === undefined) return null;
    if (into.to === row.lane) return at;
  }
  return null;
}

test("a merge: the branch leaves to the right, and comes back", () => {
  const commits = [
    { commit: "m", parents: ["a", "b"] },
    { commit: "b", parents: ["a"] },
    { commit: "a", parents: [] },
  ];
  const rows = lay(commits, "m");
  expect(rows.map(({ lane, width }) => [lane, width])).toEqual([
    [0, 2],
    [1, 2],
    [0, 2],
  ]);
  expect(rows[0]).toMatchObject({
    above: [],
    below: [
      { from: 0, to: 0, color: 0 },
      { from: 0, to: 1 },
    ],
  });
  expect(rows[2]?.above.map(({ from, to }) => [from, to])).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

describe("of any history", () => {
  test("every line goes on in the next row, in the same lane and colour, and no lane holds two", () => {
    fc.assert(
      fc.property(histories, fc.option(fc.nat(20)), fc.integer({ min: 1, max: 12 }), (commits, main, maxLanes) => {
        const rows = lay(commits, main === null ? null : `c${main}`, maxLanes);
        expect(rows[0]?.above).toEqual([]);
        for (const [index, row] of rows.entries()) {
          expect(new Set(row.above.map(({ from }) => from)).size).toBe(row.above.length);
          const next = rows[index + 1];
          if (next !== undefined) expect(sorted(edge(row.below, "to"))).toEqual(sorted(edge(next.above, "from")));
        }
      }),
    );
  });

  test("from each commit a line leads to each of its parents, and to nothing else", () => {
    fc.assert(
      fc.property(histories, fc.nat(20), (commits, main) => {
        const rows = lay(commits, `c${main}`, 1_000);
        for (const [index, row] of rows.entries()) {
          const passing = new Set(row.above.filter(({ from, to }) => from === to && to !== row.lane).map(({ from }) => from));
          const goals = row.below.filter(({ from }) => from === row.lane).map(({ to }) => goalOf(rows, index, to));
          expect(goals.map((goal) => `c${goal}`).sort()).toEqual([...new Set(commits[index]?.parents)].sort());
          for (const { from, to } of row.below) if (from !== row.lane) expect([passing.has(from), to]).toEqual([true, from]);
          expect(row.cutParents).toEqual([]);
        }
      }),
    );
  });

  test("the first parents of the main commit are one straight line in lane 0, in its own colour", () => {
    fc.assert(
      fc.property(histories, fc.nat(20), (commits, from) => {
        const main = commits[from];
        if (main === undefined) return;
        const rows = lay(commits, main.commit);
        for (let commit: GraphCommit | undefined = main; commit !== undefined; ) {
          const [first]: readonly string[] = commit.parents;
          const row = rows[commits.indexOf(commit)];
          expect([row?.lane, row?.color]).toEqual([0, 0]);
          commit = commits.find((each) => each.commit === first);
        }
      }),
    );
  });

  test("it is never wider than it may be, and says what it left out", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 4 }), (commits, maxLanes) => {
        for (const [index, row] of lay(commits, "c0", maxLanes).entries()) {
          expect(row.width).toBeLessThanOrEqual(maxLanes);
          const drawn = row.below.filter(({ from }) => from === row.lane).length;
          expect(drawn + row.cutParents.length).toBeGreaterThanOrEqual(new Set(commits[index]?.parents).size);
          for (const { color } of [...row.above, ...row.below]) expect(color).toBeLessThanOrEqual(laneColors);
        }
      }),
    );
  });

  test("page by page gives what all at once gives", () => {
    fc.assert(
      fc.property(histories, fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 20 }), (commits, sizes) => {
        let state: LaneState = startLanes("c0");
        const rows: LaneRow[] = [];
        for (const size of [...sizes, commits.length]) {
          const laid = layLanes(state, commits.slice(rows.length, rows.length + size));
          rows.push(...laid.rows);
          state = laid.state;
        }
        expect(rows).toEqual(lay(commits, "c0"));
      }),
    );
  });
});

test("a line keeps its colour when others come above it, as long as its key is the same", () => {
  const topic = { commit: "t1", parents: ["a"], key: "topic/x" };
  const below = [topic, { commit: "m1", parents: ["a"] }, { commit: "a", parents: [] }];
  const colorOf = (commits: readonly GraphCommit[]) => lay(commits, "m1")[commits.indexOf(topic)]?.color;
  expect(colorOf([{ commit: "t0", parents: ["x"] }, ...below])).toBe(colorOf(below));
});
