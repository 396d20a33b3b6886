import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addOutcome, keptOutcomes, type RecentOutcomes, type RunOutcome, standingOf } from "./standing.ts";
import { hasMedian, joinStandings, medianMsIn, packStanding, splitStandings, unpackStanding } from "./standing-block.ts";

const status = fc.constantFrom("passed", "passed", "failed", "errored", "skipped" as const);
const durationMs = fc.option(fc.nat(10_000_000).map((units) => units / 100));

function outcomesOf(statuses: readonly RunOutcome["status"][]): RunOutcome[] {
  return statuses.map((status, index) => ({ runRow: index + 1, status, durationMs: null }));
}

function added(outcomes: readonly RunOutcome[]): RecentOutcomes | null {
  return outcomes.reduce<RecentOutcomes | null>(addOutcome, null);
}

describe("where a test stands", () => {
  it("keeps the newest outcomes, and since when it fails or passes again, however long ago that was", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(status, fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 12 }), (streaks) => {
        const outcomes = outcomesOf(streaks.flatMap(([end, length]) => Array.from({ length }, () => end)));
        const newestFirst = [...outcomes].reverse();
        expect(added(outcomes)).toEqual({ outcomes: newestFirst.slice(0, keptOutcomes), sinceRun: sinceByDefinition(newestFirst) });
      }),
    );
  });

  it("is the same in whatever order runs end, as long as they are among those that are kept", () => {
    fc.assert(
      fc.property(
        fc.array(status, { minLength: 1, maxLength: keptOutcomes }).chain((statuses) => {
          const outcomes = outcomesOf(statuses);
          return fc.tuple(fc.constant(outcomes), fc.shuffledSubarray(outcomes, { minLength: outcomes.length }));
        }),
        ([outcomes, shuffled]) => {
          expect(added(shuffled)?.outcomes).toEqual(added(outcomes)?.outcomes);
        },
      ),
    );
  });

  it("takes a later attempt of a run for the earlier one", () => {
    const [one, two] = outcomesOf(["passed", "failed"]);
    const again: RunOutcome = { runRow: 2, status: "passed", durationMs: 5 };
    const retried = added([one, two, again].filter((outcome) => outcome !== undefined));
    expect(retried).toEqual({ sinceRun: 0, outcomes: [again, one] });
  });

  it.each([
    [["failed"], "new-failure"],
    [["passed", "failed"], "new-failure"],
    [["skipped", "failed"], "new-failure"],
    [["failed", "errored"], "still-failing"],
    [["failed", "passed"], "fixed"],
    [["passed", "passed"], "passed"],
    [["failed", "skipped"], "skipped"],
  ] as const)("calls %j %s", (statuses, standing) => {
    expect(standingOf(added(outcomesOf(statuses))?.outcomes ?? [])).toBe(standing);
  });
});

describe("blocks of standings", () => {
  it("have the median of passes whose time is known", () => {
    const passes = [5, 1, 9, null].map((ms, index): RunOutcome => ({ runRow: 90 - index, status: "passed", durationMs: ms }));
    const bytes = packStanding({ sinceRun: 0, outcomes: [{ runRow: 99, status: "failed", durationMs: 70 }, ...passes] });
    expect([medianMsIn(bytes), hasMedian(bytes)]).toEqual([5, true]);
    const without = packStanding({ sinceRun: 0, outcomes: [{ runRow: 99, status: "failed", durationMs: 70 }] });
    expect([medianMsIn(without), hasMedian(without)]).toEqual([null, false]);
  });

  it("give back what was put in, and of each test what is asked for", () => {
    const tests = fc.uniqueArray(fc.nat(127), { maxLength: 128 }).chain((places) =>
      fc.tuple(
        ...places
          .sort((one, other) => one - other)
          .map((place) =>
            fc
              .array(fc.tuple(status, durationMs, fc.integer({ min: 1, max: 1_000_000 })), { minLength: 1, maxLength: keptOutcomes })
              .map((ends) => {
                let runRow = 40_000_000;
                const outcomes = ends.map(([end, ms, gap]) => {
                  runRow -= gap;
                  return { runRow, status: end, durationMs: ms };
                });
                return { testRow: 384 + place, recent: { sinceRun: outcomes.at(-1)?.runRow ?? 0, outcomes } };
              }),
          ),
      ),
    );
    fc.assert(
      fc.property(tests, (all) => {
        const data = joinStandings(all.map(({ testRow, recent }) => ({ testRow, bytes: packStanding(recent) })));
        const parts = splitStandings(3, data);
        expect(parts.map(({ testRow, bytes }) => ({ testRow, recent: unpackStanding(bytes) }))).toEqual(all);
        expect(parts.map(({ bytes }) => unpackStanding(bytes, 2).outcomes)).toEqual(all.map(({ recent }) => recent.outcomes.slice(0, 2)));
      }),
      { numRuns: 100 },
    );
  });
});

function sinceByDefinition(newestFirst: readonly RunOutcome[]): number {
  const kind = kindOf(newestFirst[0]);
  const end = newestFirst.findIndex((outcome) => kindOf(outcome) !== kind);
  const streak = end === -1 ? newestFirst : newestFirst.slice(0, end);
  const followsFailure = end !== -1 && kindOf(newestFirst[end]) === "failing";
  return kind === "failing" || (kind === "passed" && followsFailure) ? (streak.at(-1)?.runRow ?? 0) : 0;
}

function kindOf(outcome: RunOutcome | undefined): string {
  return outcome?.status === "failed" || outcome?.status === "errored" ? "failing" : (outcome?.status ?? "");
}
