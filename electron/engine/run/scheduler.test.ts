import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSchedule, type EndKind, type Schedulable } from "./scheduler.ts";

interface Drawn extends Schedulable {
  /** What becomes of it when it is asked for: variants may differ. */
  readonly isAllowed: boolean;
}

/** Any graph without a cycle: a stage may need those before it; then the list is shuffled. */
const graphs = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(), { maxLength: 4 }),
      order: fc.nat(),
      variants: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom("plain", "plain", "asked", "patient"),
      maxParallel: fc.constantFrom(null, 1, 2),
      isAllowed: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 20 },
  )
  .map((rows) =>
    rows
      .map(({ needs, order, variants, kind, maxParallel, isAllowed }, place) => ({
        order,
        variants,
        isAllowed,
        stage: {
          name: `s${place}`,
          needs: place === 0 ? [] : [...new Set(needs.map((need) => `s${need % place}`))],
          ...{ isAsked: kind === "asked", isPatient: kind === "patient", maxParallel },
        },
      }))
      .sort((left, right) => left.order - right.order)
      .flatMap(({ stage, variants, isAllowed }) =>
        Array.from({ length: variants }, (_, variant): Drawn => ({ ...stage, isAllowed: isAllowed[variant % isAllowed.length] ?? true })),
      ),
  );

type What = "asked" | "started" | "passed" | "failed" | "tried again" | "refused" | "skipped";

interface Happening {
  readonly place: number;
  readonly what: What;
  /** For a skip: the need because of which. */
  readonly need?: number;
}

interface Simulation {
  readonly happenings: Happening[];
  readonly mostAtOnce: number;
  readonly unfinished: number;
}

/** A stage that is refused was left out by its condition. */
function kindOf(what: What): EndKind {
  if (what === "passed") return "passed";
  return what === "refused" ? "left-out" : "bad";
}

type Fate = "passed" | "failed" | "tried again";

/** Runs a graph; `choose` says which running stage ends next, `fate` how; one that is tried again passes at the end. */
function simulate(stages: readonly Drawn[], limit: number, choose: () => number, fate: (place: number, tries: number) => Fate): Simulation {
  const schedule = createSchedule(stages);
  const running: number[] = [];
  const tries = new Map<number, number>();
  const happenings: Happening[] = [];
  let mostAtOnce = 0;
  const finish = (place: number, what: What) => {
    happenings.push({ place, what });
    for (const skip of schedule.finish(place, kindOf(what))) happenings.push({ place: skip.place, what: "skipped", need: skip.need });
  };
  for (;;) {
    for (let asked = schedule.takeAsked(); asked.length > 0; asked = schedule.takeAsked()) {
      for (const place of asked) {
        happenings.push({ place, what: "asked" });
        if (stages[place]?.isAllowed) schedule.allow(place);
        else finish(place, "refused");
      }
    }
    for (const place of schedule.take(limit - running.length)) {
      running.push(place);
      happenings.push({ place, what: "started" });
    }
    mostAtOnce = Math.max(mostAtOnce, running.length);
    const [place] = running.splice(choose() % Math.max(1, running.length), 1);
    if (place === undefined) break;
    const count = (tries.get(place) ?? 0) + 1;
    tries.set(place, count);
    const end = fate(place, count);
    if (end === "tried again") {
      happenings.push({ place, what: end });
      schedule.release(place);
      schedule.putBack(place);
    } else finish(place, end);
  }
  return { happenings, mostAtOnce, unfinished: schedule.unfinished };
}

function needsOf(stages: readonly Drawn[], place: number): number[] {
  return (stages[place]?.needs ?? []).flatMap((need) => [...stages.keys()].filter((other) => stages[other]?.name === need));
}

/** The variants of each stage that it needs. */
function needGroups(stages: readonly Drawn[], place: number): number[][] {
  return [...Map.groupBy(needsOf(stages, place), (need) => stages[need]?.name).values()];
}

describe("whatever the graph, the limit and the outcomes", () => {
  const fates = fc.func(fc.constantFrom<Fate>("passed", "passed", "failed", "tried again"));
  const cases = fc
    .tuple(graphs, fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.nat()), fates)
    .map(([stages, limit, choices, fate]) => ({
      stages,
      limit,
      run: () =>
        simulate(
          stages,
          limit,
          () => choices.next().value,
          (place, tries) => (tries > 3 ? "passed" : fate(place, tries)),
        ),
    }));
  const check = (property: (drawn: typeof cases extends fc.Arbitrary<infer Case> ? Case : never) => void) =>
    fc.assert(fc.property(cases, property), { numRuns: 500 });

  test("every stage ends exactly once, and so does the run", () => {
    check(({ stages, run }) => {
      const { happenings, unfinished } = run();
      const ends = happenings.filter(({ what }) => !["asked", "started", "tried again"].includes(what)).map(({ place }) => place);
      expect(ends.sort((left, right) => left - right)).toEqual([...stages.keys()]);
      expect(unfinished).toBe(0);
    });
  });

  test("nothing starts before its needs: all passed, or all ended for one that is patient", () => {
    check(({ stages, run }) => {
      const ended = new Map<number, What>();
      for (const { place, what } of run().happenings) {
        if (what === "started" || what === "asked") {
          for (const need of needsOf(stages, place)) {
            if (stages[place]?.isPatient === true) expect(ended.has(need)).toBe(true);
            else expect(["passed", "refused"]).toContain(ended.get(need));
          }
          if (stages[place]?.isPatient !== true)
            for (const variants of needGroups(stages, place)) expect(variants.map((need) => ended.get(need))).toContain("passed");
        } else if (what !== "tried again") ended.set(place, what);
      }
    });
  });

  test("never more at once than allowed, in all and of one stage's variants", () => {
    check(({ stages, limit, run }) => {
      const { happenings, mostAtOnce } = run();
      expect(mostAtOnce).toBeLessThanOrEqual(limit);
      const running = new Map<string, number>();
      for (const { place, what } of happenings) {
        const { name = "", maxParallel = null } = stages[place] ?? {};
        const isEnd = ["passed", "failed", "tried again"].includes(what);
        const count = (running.get(name) ?? 0) + (what === "started" ? 1 : isEnd ? -1 : 0);
        running.set(name, count);
        expect(count).toBeLessThanOrEqual(maxParallel ?? Number.POSITIVE_INFINITY);
      }
    });
  });

  test("a stage is skipped exactly when it is not patient and a need did not pass in any variant, or went wrong in one, and is named", () => {
    check(({ stages, run }) => {
      const { happenings } = run();
      const endOf = new Map(happenings.filter(({ what }) => what !== "started" && what !== "asked").map((entry) => [entry.place, entry]));
      for (const place of stages.keys()) {
        const bad = needGroups(stages, place).flatMap((variants) => {
          const whats = variants.map((need) => endOf.get(need)?.what);
          return whats.includes("failed") || !whats.includes("passed") ? variants.filter((need) => endOf.get(need)?.what !== "passed") : [];
        });
        const end = endOf.get(place);
        expect(end?.what === "skipped").toBe(bad.length > 0 && stages[place]?.isPatient !== true);
        if (end?.what === "skipped") expect(bad).toContain(end.need);
      }
    });
  });

  test("a stage is asked for once exactly when it has to be and was not skipped", () => {
    check(({ stages, run }) => {
      const { happenings } = run();
      for (const [place, stage] of stages.entries()) {
        const own = happenings.filter((entry) => entry.place === place).map(({ what }) => what);
        const isAsked = (stage.isAsked === true || stage.isPatient === true) && !own.includes("skipped");
        expect(own.filter((what) => what === "asked").length).toBe(isAsked ? 1 : 0);
        if (isAsked) expect(own.includes("started")).toBe(stage.isAllowed);
      }
    });
  });

  test("no worker idles while something may start", () => {
    fc.assert(
      fc.property(graphs, (drawn) => {
        const stages = drawn.map((stage) => ({ ...stage, isAsked: false, isPatient: false, maxParallel: null }));
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
            schedule.finish(place, "passed");
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
    expect(schedule.finish(0, "bad")).toEqual([{ place: 1, need: 0 }]);
    expect([schedule.take(9), schedule.unfinished]).toEqual([[], 0]);
  });

  test("knows all that comes before a stage", () => {
    const schedule = createSchedule([
      { name: "a", needs: [] },
      { name: "b", needs: ["a"] },
      { name: "b", needs: ["a"] },
      { name: "c", needs: ["b"] },
      { name: "d", needs: [] },
    ]);
    expect([schedule.before(3), schedule.before(0)]).toEqual([[[1, 2], [0]], []]);
  });

  test("takes each edge of 2,000 stages in a row, side by side, or variants that need variants a few times at most", () => {
    const chain = Array.from({ length: 2_000 }, (_, place) => ({
      name: `s${place}`,
      needs: place === 0 ? [] : [`s${place - 1}`],
      isAllowed: true,
    }));
    const layer = chain.map((stage) => ({ ...stage, needs: [] }));
    const variants = [...layer.map((stage) => ({ ...stage, name: "a" })), ...layer.map((stage) => ({ ...stage, name: "b", needs: ["a"] }))];
    for (const [stages, isFailing] of [
      [chain, false],
      [layer, false],
      [variants, false],
      [variants, true],
    ] as const) {
      const { unfinished } = simulate(
        stages,
        8,
        () => 0,
        () => (isFailing ? "failed" : "passed"),
      );
      expect(unfinished).toBe(0);
    }
  });
});
