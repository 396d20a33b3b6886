import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { projectId, runId } from "../../../shared/ids.ts";
import { dayMs } from "../../../shared/time.ts";
import type { KeptRun } from "../store/store.ts";
import { type ChosenRemoval, chooseRemovals, isProtected, type Limits, totalsOf } from "./choose-removals.ts";

const unlimited: Limits = { logsDays: null, artifactsDays: null, runsDays: null, runsPerProject: null, bytes: null, artifactBytes: null };
const now = 1_000 * dayMs;

function run(number: number, ageDays: number, changes: Partial<KeptRun> = {}): KeptRun {
  return {
    ...{ id: runId(number), projectId: projectId(1), createdAt: now - ageDays * dayMs, logBytes: 10, artifactBytes: 100 },
    ...{ isFinished: true, isPinned: false, isLastOfBranch: false, isLastGreen: false, isForRelease: false, ...changes },
  };
}

function words(removals: readonly ChosenRemoval[]): string[] {
  return removals.map(({ run: { id }, part, rule, limit }) => `${part} of ${id} by ${rule} ${limit}`);
}

describe("choosing what goes", () => {
  test("by age: artifacts and logs have their own, the day itself still counts as kept", () => {
    const runs = [run(1, 91), run(2, 90), run(3, 31), run(4, 30), run(5, 1)];
    expect(words(chooseRemovals(runs, { ...unlimited, logsDays: 90, artifactsDays: 30 }, now))).toEqual([
      "artifacts of r1 by age 30",
      "artifacts of r2 by age 30",
      "artifacts of r3 by age 30",
      "logs of r1 by age 90",
    ]);
  });

  test("by size: the oldest artifacts first, and logs only when all artifacts are not enough", () => {
    const runs = [run(1, 3), run(2, 2), run(3, 1)];
    expect(words(chooseRemovals(runs, { ...unlimited, bytes: 150 }, now))).toEqual([
      "artifacts of r1 by size 150",
      "artifacts of r2 by size 150",
    ]);
    expect(words(chooseRemovals(runs, { ...unlimited, bytes: 25 }, now))).toEqual([
      ...["artifacts of r1 by size 25", "artifacts of r2 by size 25", "artifacts of r3 by size 25"],
      "logs of r1 by size 25",
    ]);
    expect(words(chooseRemovals(runs, { ...unlimited, artifactBytes: 200 }, now))).toEqual(["artifacts of r1 by size 200"]);
  });

  test("by count: each project by itself", () => {
    const runs = [run(1, 5), run(2, 4, { projectId: projectId(2) }), run(3, 3), run(4, 2)];
    expect(words(chooseRemovals(runs, { ...unlimited, runsPerProject: 2 }, now))).toEqual(["run of r1 by count 2"]);
  });

  test("leaves pinned and unfinished runs, and the last and the last green of each branch", () => {
    const runs = [
      run(1, 500, { isPinned: true }),
      run(2, 500, { isFinished: false }),
      run(3, 500, { isLastOfBranch: true }),
      run(4, 500, { isLastGreen: true }),
      run(6, 500, { isForRelease: true }),
      run(5, 500),
    ];
    const limits = { logsDays: 1, artifactsDays: 1, runsDays: 1, runsPerProject: 1, bytes: 1, artifactBytes: 1 };
    expect(new Set(chooseRemovals(runs, limits, now).map(({ run: { id } }) => id))).toEqual(new Set(["r5"]));
  });
});

const someRuns = fc
  .array(
    fc.record({
      ageDays: fc.integer({ min: 0, max: 200 }),
      projectId: fc.constantFrom(projectId(1), projectId(2), projectId(3)),
      logBytes: fc.integer({ min: 0, max: 50 }),
      artifactBytes: fc.integer({ min: 0, max: 500 }),
      isFinished: fc.boolean(),
      isPinned: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
      isLastOfBranch: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
      isLastGreen: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
      isForRelease: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
    }),
    { maxLength: 40 },
  )
  .map((runs) =>
    runs
      .sort((one, other) => other.ageDays - one.ageDays)
      .map(({ ageDays, ...rest }, place) => run(place + 1, ageDays, rest.isFinished ? rest : { ...rest, logBytes: 0, artifactBytes: 0 })),
  );

const limit = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: null });
const someLimits = fc.record({
  logsDays: limit(150),
  artifactsDays: limit(150),
  runsDays: limit(200),
  runsPerProject: limit(10),
  bytes: limit(5_000),
  artifactBytes: limit(4_000),
});

/** What is left when all of it is carried out. */
function leftAfter(runs: readonly KeptRun[], removals: readonly ChosenRemoval[]): KeptRun[] {
  const left = new Map(runs.map((kept) => [kept.id, kept]));
  for (const {
    run: { id },
    part,
  } of removals) {
    const kept = left.get(id);
    if (kept === undefined) throw new Error(`${id} was gone already`);
    if (part === "run") left.delete(id);
    else left.set(id, { ...kept, ...(part === "logs" ? { logBytes: 0 } : { artifactBytes: 0 }) });
  }
  return [...left.values()];
}

describe("whatever there is and whatever the limits", () => {
  const removals = fc.tuple(someRuns, someLimits).map(([runs, limits]) => ({ runs, limits, removals: chooseRemovals(runs, limits, now) }));

  test("nothing that is protected goes", () => {
    fc.assert(
      fc.property(removals, (all) => all.removals.every((removal) => !isProtected(removal.run))),
      { numRuns: 2_000 },
    );
  });

  test("what is left is within the limits, or there is nothing more that may go", () => {
    fc.assert(
      fc.property(removals, ({ runs, limits, removals: chosen }) => {
        const left = leftAfter(runs, chosen);
        const free = left.filter((kept) => !isProtected(kept));
        const { logBytes, artifactBytes, runs: counts } = totalsOf(left);
        const isOld = (kept: KeptRun, days: number | null) => days !== null && kept.createdAt < now - days * dayMs;
        expect(free.filter((kept) => kept.logBytes > 0 && isOld(kept, limits.logsDays))).toEqual([]);
        expect(free.filter((kept) => kept.artifactBytes > 0 && isOld(kept, limits.artifactsDays))).toEqual([]);
        expect(free.filter((kept) => isOld(kept, limits.runsDays))).toEqual([]);
        if (limits.artifactBytes !== null && artifactBytes > limits.artifactBytes)
          expect(free.every((kept) => kept.artifactBytes === 0)).toBe(true);
        if (limits.bytes !== null && artifactBytes + logBytes > limits.bytes)
          expect(free.every((kept) => kept.artifactBytes + kept.logBytes === 0)).toBe(true);
        for (const [project, count] of counts) {
          if (limits.runsPerProject !== null && count > limits.runsPerProject)
            expect(free.filter((kept) => kept.projectId === project)).toEqual([]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("artifacts go before logs and logs before runs, the oldest first", () => {
    fc.assert(
      fc.property(removals, ({ removals: chosen }) => {
        const order = { artifacts: 0, logs: 1, run: 2 };
        for (const [place, removal] of chosen.entries()) {
          const next = chosen[place + 1];
          if (next === undefined) continue;
          expect(order[next.part]).toBeGreaterThanOrEqual(order[removal.part]);
          const isSameList = next.part === removal.part && (removal.part !== "run" || next.run.projectId === removal.run.projectId);
          if (isSameList) expect(next.run.createdAt).toBeGreaterThanOrEqual(removal.run.createdAt);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("no more goes than must: without the last removal of its kind a limit would be broken", () => {
    fc.assert(
      fc.property(removals, ({ runs, limits, removals: chosen }) => {
        const last = chosen.findLast(({ part, rule }) => part === "logs" && rule === "size");
        if (last === undefined) return;
        const before = totalsOf(
          leftAfter(
            runs,
            chosen.filter((removal) => removal !== last && removal.part !== "run"),
          ),
        );
        expect(before.logBytes + before.artifactBytes).toBeGreaterThan(limits.bytes ?? 0);
      }),
      { numRuns: 1_000 },
    );
  });

  test("doing it again finds nothing more", () => {
    fc.assert(
      fc.property(removals, ({ runs, limits, removals: chosen }) => chooseRemovals(leftAfter(runs, chosen), limits, now).length === 0),
      { numRuns: 1_000 },
    );
  });
});
