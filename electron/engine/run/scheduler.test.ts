import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSchedule, type Schedulable } from "./scheduler.ts";

/** Any graph without a cycle: a stage may need those before it; then the list is shuffled. */
const graphs = fc.array(fc.tuple(fc.array(fc.nat(), { maxLength: 4 }), fc.nat()), { maxLength: 30 }).map((rows) =>
  rows
    .map(([needs, order], place) => ({
      order,
      stage: { name: `s${place}`, needs: place === 0 ? [] : [...new Set(needs.map((need) => `s${need % place}`))] },
    }))
    .sort((left, right) => left.order - right.order)
    .map(({ stage }) => stage),
);

interface Simulation {
  /** Places in the order of their start, with the places that had passed by then. */
  readonly started: { place: number; passedBefore: Set<number> }[];
  readonly skipped: Map<number, number>;
  readonly passed: Set<number>;
  readonly mostAtOnce: number;
  readonly unfinished: number;
}

/** Runs a graph; `choose` says which running stage ends next, `passes` how. */
function simulate(
  stages: readonly Schedulable[],
  limit: number,
  choose: (count: number) => number,
  passes: (place: number) => boolean,
): Simulation {
  const schedule = createSchedule(stages);
  const running: number[] = [];
  const simulation = { started: [] as Simulation["started"], skipped: new Map<number, number>(), passed: new Set<number>(), mostAtOnce: 0 };
  for (;;) {
    for (const place of schedule.take(limit - running.length)) {
      running.push(place);
      simulation.started.push({ place, passedBefore: new Set(simulation.passed) });
    }
    simulation.mostAtOnce = Math.max(simulation.mostAtOnce, running.length);
    if (running.length === 0) break;
    const [place] = running.splice(choose(running.length) % running.length, 1);
    if (place === undefined) break;
    if (passes(place)) simulation.passed.add(place);
    for (const skip of schedule.finish(place, passes(place))) simulation.skipped.set(skip.place, skip.need);
  }
  return { ...simulation, unfinished: schedule.unfinished };
}

function needsOf(stages: readonly Schedulable[], place: number): number[] {
  return (stages[place]?.needs ?? []).map((need) => stages.findIndex(({ name }) => name === need));
}

describe("whatever the graph, the limit and the outcomes", () => {
  const cases = fc.tuple(graphs, fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.nat()), fc.func(fc.boolean()));

  test("every stage is started once or skipped once, and the run ends", () => {
    fc.assert(
      fc.property(cases, ([stages, limit, choices, passes]) => {
        const { started, skipped, unfinished } = simulate(stages, limit, () => choices.next().value, passes);
        const places = [...started.map(({ place }) => place), ...skipped.keys()].sort((left, right) => left - right);
        expect(places).toEqual([...stages.keys()]);
        expect(unfinished).toBe(0);
      }),
    );
  });

  test("nothing starts before all its needs have passed, and never more than the limit at once", () => {
    fc.assert(
      fc.property(cases, ([stages, limit, choices, passes]) => {
        const { started, mostAtOnce } = simulate(stages, limit, () => choices.next().value, passes);
        for (const { place, passedBefore } of started) {
          expect(needsOf(stages, place).filter((need) => !passedBefore.has(need))).toEqual([]);
        }
        expect(mostAtOnce).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test("a stage is skipped exactly when a need of it did not pass, and that need is named", () => {
    fc.assert(
      fc.property(cases, ([stages, limit, choices, passes]) => {
        const { skipped, passed } = simulate(stages, limit, () => choices.next().value, passes);
        for (const place of stages.keys()) {
          const failedNeeds = needsOf(stages, place).filter((need) => !passed.has(need));
          expect(skipped.has(place)).toBe(failedNeeds.length > 0);
          if (skipped.has(place)) expect(failedNeeds).toContain(skipped.get(place));
        }
      }),
    );
  });

  test("no worker idles while something may start", () => {
    fc.assert(
      fc.property(graphs, (stages) => {
        const schedule = createSchedule(stages);
        const passed = new Set<number>();
        for (let rest = stages.length; rest > 0; ) {
          const taken = schedule.take(Number.POSITIVE_INFINITY);
          const startable = [...stages.keys()].filter(
            (place) => !passed.has(place) && needsOf(stages, place).every((need) => passed.has(need)),
          );
          expect([...taken].sort((left, right) => left - right)).toEqual(startable);
          for (const place of taken) {
            passed.add(place);
            schedule.finish(place, true);
          }
          rest -= taken.length;
        }
      }),
    );
  });
});

describe("a schedule", () => {
  test("starts the longest chain first, else in the order given", () => {
    const stages = [
      { name: "lint", needs: [] },
      { name: "docs", needs: [] },
      { name: "install", needs: [] },
      { name: "build", needs: ["install"] },
      { name: "test", needs: ["build"] },
    ];
    expect(createSchedule(stages).take(2)).toEqual([2, 0]);
  });

  test("takes back what could not be started", () => {
    const schedule = createSchedule([{ name: "a", needs: [] }]);
    const [place = -1] = schedule.take(1);
    schedule.putBack(place);
    expect([schedule.take(1), schedule.take(1)]).toEqual([[place], []]);
  });

  test("never starts a stage that was ended while it waited", () => {
    const schedule = createSchedule([
      { name: "a", needs: [] },
      { name: "b", needs: ["a"] },
    ]);
    expect(schedule.finish(0, false)).toEqual([{ place: 1, need: 0 }]);
    expect([schedule.take(9), schedule.unfinished]).toEqual([[], 0]);
  });

  test("needs no more than a moment for 2,000 stages in a row, or side by side", () => {
    const chain = Array.from({ length: 2_000 }, (_, place) => ({ name: `s${place}`, needs: place === 0 ? [] : [`s${place - 1}`] }));
    const layer = chain.map(({ name }) => ({ name, needs: [] }));
    for (const stages of [chain, layer])
      expect(
        simulate(
          stages,
          8,
          () => 0,
          () => true,
        ).started.length,
      ).toBe(2_000);
  });
});
