import { expect, test } from "vitest";
import { percentile } from "./percentile.ts";

test("the nearest rank of a few values", () => {
  expect(percentile([30, 10, 20], 0.5)).toBe(20);
  expect(percentile([30, 10, 20], 0.9)).toBe(30);
  expect(percentile([30, 10, 20], 0)).toBe(10);
  expect(percentile([], 0.5)).toBeNull();
});
