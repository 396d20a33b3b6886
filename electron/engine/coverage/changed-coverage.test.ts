import { expect, test } from "vitest";
import { LineUnits } from "../report/report.ts";
import { coverageOfChanges } from "./changed-coverage.ts";
import type { LineMap } from "./line-map.ts";

const branches = new LineUnits();
branches.add(12, true);
branches.add(12, false);

const map: LineMap = {
  lines: [
    { from: 1, to: 4, state: "covered" },
    { from: 6, to: 7, state: "missed" },
    { from: 10, to: 14, state: "covered" },
    { from: 15, to: 15, state: "partly" },
    { from: 20, to: 29, state: "missed" },
  ],
  branches,
  functions: new LineUnits(),
  statements: new LineUnits(),
};

test("only changed lines that can be reached count, and those that were not are named", () => {
  const changes = [
    { path: "README.md", ranges: [{ from: 1, to: 9 }] },
    { path: "none.ts", ranges: [{ from: 8, to: 9 }] },
    {
      path: "sums.ts",
      ranges: [
        { from: 3, to: 6 },
        { from: 11, to: 16 },
        { from: 25, to: 40 },
      ],
    },
    { path: "good.ts", ranges: [{ from: 1, to: 2 }] },
  ];
  expect(coverageOfChanges(changes, (path) => (path === "README.md" ? null : map))).toEqual({
    lines: 15,
    covered: 9,
    files: [
      {
        path: "sums.ts",
        lines: 13,
        covered: 7,
        missed: [
          { from: 6, to: 6 },
          { from: 25, to: 29 },
        ],
        partly: [
          { from: 12, to: 12 },
          { from: 15, to: 15 },
        ],
      },
      { path: "good.ts", lines: 2, covered: 2, missed: [], partly: [] },
    ],
    unmeasured: ["README.md"],
  });
});

test("several changes within one stretch of lines count each line once", () => {
  const ranges = [
    { from: 20, to: 20 },
    { from: 22, to: 23 },
    { from: 29, to: 29 },
  ];
  expect(coverageOfChanges([{ path: "a", ranges }], () => map)).toMatchObject({ lines: 4, covered: 0, files: [{ missed: ranges }] });
});
