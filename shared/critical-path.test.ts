import fc from "fast-check";
import { expect, test } from "vitest";
import { findCriticalPath, type TimedStage } from "./critical-path.ts";

function stage(name: string, needs: string[], startedAt: number | null, finishedAt: number | null): TimedStage {
  return { name, needs, startedAt, finishedAt };
}

test("follows from the last to end back through the need that ended last", () => {
  const stages = [
    stage("install", [], 0, 400),
    stage("lint", ["install"], 500, 8_000),
    stage("bundle", ["install"], 500, 21_600),
    stage("integration", ["lint", "bundle"], 21_700, 80_000),
    stage("staging", ["integration"], null, 80_000),
  ];
  const path = findCriticalPath(stages, 99_000);
  expect(path?.stages.map(({ name }) => name)).toEqual(["install", "bundle", "integration"]);
  expect(path?.durationMs).toBe(80_000);
});

test("what still runs ends now, and nothing has no path", () => {
  expect(findCriticalPath([stage("unit", [], 1_000, null)], 5_000)?.durationMs).toBe(4_000);
  expect(findCriticalPath([stage("unit", [], null, null)], 5_000)).toBeNull();
});

test("every link but the first needs the one before, and a cycle in bad data does not hang", () => {
  const stagesOf = fc.array(
    fc.record({ needs: fc.array(fc.nat(11), { maxLength: 3 }), start: fc.nat(100), length: fc.nat(100), ran: fc.boolean() }),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(stagesOf, (parts) => {
      const stages = parts.map(({ needs, start, length, ran }, index) =>
        stage(
          `s${index}`,
          needs.map((need) => `s${need}`),
          ran ? start : null,
          ran ? start + length : null,
        ),
      );
      const path = findCriticalPath(stages, 1_000)?.stages ?? [];
      for (const [index, link] of path.slice(1).entries()) expect(link.needs).toContain(path[index]?.name);
      expect(new Set(path).size).toBe(path.length);
    }),
  );
});
