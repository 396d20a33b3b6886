import { expect, test } from "vitest";
import { gradeEstimates, gradeWords } from "./estimates.ts";

const bar = (durationMs: number | null, expectedMs: number | null, status: "passed" | "failed" = "passed") => ({
  status,
  durationMs,
  expectedMs,
});

test("estimates are graded by how far off they were, of runs that passed and had one", () => {
  const bars = [bar(100, 100), bar(104, 100), bar(96, 100), bar(90, 100), bar(130, 100)];
  const grade = gradeEstimates([...bars, bar(900, 100, "failed"), bar(900, null), bar(null, 100), bar(5, 0)]);
  expect(grade?.count).toBe(5);
  expect(grade?.medianOff).toBeCloseTo(0.04);
  expect(grade && gradeWords(grade)).toMatch(/^half within 4 %, nine of ten within \d+ %$/);
});

test("a few estimates are an accident, not a grade", () => {
  expect(gradeEstimates([bar(100, 100), bar(100, 100), bar(100, 100), bar(100, 100)])).toBeNull();
  expect(gradeEstimates([])).toBeNull();
});
