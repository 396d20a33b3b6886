import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["neds", ["needs", "name", "env"], "needs"],
  ["nedes", ["needs", "name", "env"], "needs"],
  ["tset", ["test", "build"], "test"],
  ["LINT", ["lint"], "lint"],
  ["zebra", ["needs", "name", "env"], null],
  ["", ["a"], "a"],
  ["x", [], null],
])("the nearest of %s", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});
