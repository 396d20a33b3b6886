import { expect, test } from "vitest";
import { holdsMark, withDescendants } from "./leftovers.ts";
import { parseStat } from "./process-table.ts";

const mark = Buffer.from("MILLRACE_RUN=r1\0");

test.each([
  ["MILLRACE_RUN=r1\0A=b\0", true],
  ["A=b\0MILLRACE_RUN=r1\0", true],
  ["A=b\0MILLRACE_RUN=r12\0", false],
  ["OLD_MILLRACE_RUN=r1\0", false],
  ["OLD_MILLRACE_RUN=r1\0MILLRACE_RUN=r1\0", true],
  ["A=MILLRACE_RUN=r1\0", false],
  ["", false],
])("in the environment %j the mark is found: %j", (environment, expected) => {
  expect(holdsMark(Buffer.from(environment), mark)).toBe(expected);
});

test("a program's name may hold brackets and blanks", () => {
  expect(parseStat(7, "7 (a) S 1 (b) Z 3 4 5 6")).toMatchObject({ id: 7, parentId: 3, groupId: 4, sessionId: 5, isDead: true });
  expect(parseStat(7, "")).toBeNull();
});

test("descendants of any depth belong to a process, the dead ones do not", () => {
  const table = [
    { id: 40, parentId: 30, isDead: false },
    { id: 30, parentId: 20, isDead: true },
    { id: 20, parentId: 10, isDead: false },
    { id: 10, parentId: 1, isDead: false },
    { id: 50, parentId: 1, isDead: false },
  ];
  expect(withDescendants(new Set([20]), table)).toEqual([40, 20]);
});
