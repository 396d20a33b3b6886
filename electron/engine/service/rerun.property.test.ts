import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plannedStage } from "../../../e2e/fixtures/history.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { type RunId, runId, stageRunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { Status } from "../../../shared/status.ts";
import { type EarlierRun, planRerun, type Rerun } from "./rerun.ts";

const earlierId = runId(7);

/** A row of the earlier run, as far as the plan looks at it. */
function row(name: string, variant: string, status: Status, changes: Partial<StageRun> = {}): StageRun {
  const rest = { id: stageRunId(7, 1), name, variant, status, isSuperseded: false, keptFrom: null, outputs: {}, ...changes };
  return rest as StageRun;
}

interface Case {
  readonly plan: PlannedStage[];
  readonly earlier: EarlierRun;
  readonly names: string[];
}

/** Pipelines without a cycle, and an earlier run of some of their stages and of some that are gone. */
const cases: fc.Arbitrary<Case> = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      statuses: fc.array(fc.constantFrom<Status | "new">("passed", "passed", "passed", "failed", "skipped", "canceled", "new"), {
        minLength: 1,
        maxLength: 3,
      }),
      isGone: fc.constantFrom(false, false, false, true),
      wasKept: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn) => {
    const present = drawn.map(({ isGone }) => !isGone);
    const plan = drawn.flatMap(({ needs, statuses, isGone }, place) => {
      const names = place === 0 ? [] : needs.map((need) => need % place).filter((need) => present[need]);
      const stage = plannedStage(
        `s${place}`,
        [...new Set(names)].map((need) => `s${need}`),
      );
      return isGone ? [] : statuses.map((_, index) => ({ ...stage, variant: statuses.length === 1 ? "" : String(index) }));
    });
    const stages = drawn.flatMap(({ statuses, wasKept }, place) =>
      statuses.flatMap((status, index) => {
        if (status === "new") return [];
        const variant = statuses.length === 1 ? "" : String(index);
        const kept = wasKept && status === "passed" ? { keptFrom: runId(3) } : {};
        // An attempt before the last one says nothing.
        return [row(`s${place}`, variant, "failed", { isSuperseded: true }), row(`s${place}`, variant, status, kept)];
      }),
    );
    return { plan, earlier: { id: earlierId, number: 5, stages }, names: [...new Set(plan.map(({ name }) => name))] };
  });

const keyOf = ({ name, variant }: { readonly name: string; readonly variant: string }) => `${name} ${variant}`;

/** What became of each stage and variant of the earlier run. */
function pastOf({ stages }: EarlierRun): Map<string, StageRun> {
  return new Map(stages.filter(({ isSuperseded }) => !isSuperseded).map((stage) => [keyOf(stage), stage]));
}

const wishes = (names: readonly string[]): fc.Arbitrary<Rerun> =>
  names.length === 0
    ? fc.constantFrom<Rerun>({ what: "all" }, { what: "failed" })
    : fc.oneof(
        fc.constantFrom<Rerun>({ what: "all" }, { what: "failed" }),
        fc.subarray([...names], { minLength: 1 }).map((stages): Rerun => ({ what: "from", stages })),
        fc.subarray([...names], { minLength: 1 }).map((stages): Rerun => ({ what: "only", stages })),
      );

const drawn = cases.chain((drawnCase) => wishes(drawnCase.names).map((rerun) => ({ ...drawnCase, rerun })));

function check(property: (input: Case & { readonly rerun: Rerun }) => void): void {
  fc.assert(fc.property(drawn, property), { numRuns: 1_000 });
}

/** The stages that run, by key. */
function runningOf({ stages, kept }: ReturnType<typeof planRerun>): PlannedStage[] {
  const places = new Set(kept.map(({ place }) => place));
  return stages.filter((_, place) => !places.has(place));
}

describe("whatever was run and is asked for again", () => {
  test("the stages are the pipeline's own, in its order, each once, and need nothing that is not among them", () => {
    check(({ plan, earlier, rerun }) => {
      const { stages } = planRerun(plan, earlier, rerun, true);
      const keys = stages.map(keyOf);
      expect(plan.map(keyOf).filter((key) => keys.includes(key))).toEqual(keys);
      const names = new Set(stages.map(({ name }) => name));
      for (const { needs } of stages) expect(needs.filter((need) => !names.has(need))).toEqual([]);
    });
  });

  test("only what passed is kept, with where it really comes from, and nothing behind a stage that runs", () => {
    check(({ plan, earlier, rerun }) => {
      const planned = planRerun(plan, earlier, rerun, true);
      const running = new Set(runningOf(planned).map(({ name }) => name));
      for (const { place, from, fromNumber } of planned.kept) {
        const stage = planned.stages[place] as PlannedStage;
        const past = pastOf(earlier).get(keyOf(stage));
        expect([past?.status, from, fromNumber]).toEqual(["passed", past?.keptFrom ?? earlierId, 5]);
        expect(stage.needs.filter((need) => running.has(need))).toEqual([]);
      }
    });
  });

  test("what is asked for runs: all of it, what did not pass, or what is named", () => {
    check(({ plan, earlier, rerun }) => {
      const planned = planRerun(plan, earlier, rerun, true);
      const running = runningOf(planned).map(keyOf);
      const past = pastOf(earlier);
      for (const stage of planned.stages) {
        const isNamed = "stages" in rerun && rerun.stages.includes(stage.name);
        const hasPassed = past.get(keyOf(stage))?.status === "passed";
        if (rerun.what === "all" || isNamed || !hasPassed) expect(running).toContain(keyOf(stage));
      }
      if (rerun.what === "only") expect([...new Set(planned.stages.map(({ name }) => name))].sort()).toEqual([...rerun.stages].sort());
    });
  });

  test("nothing runs again without a reason", () => {
    check(({ plan, earlier, rerun }) => {
      if (rerun.what !== "failed" && rerun.what !== "from") return;
      const planned = planRerun(plan, earlier, rerun, true);
      const running = runningOf(planned);
      const names = new Set(running.map(({ name }) => name));
      const past = pastOf(earlier);
      for (const stage of running) {
        const isNamed = rerun.what === "from" && rerun.stages.includes(stage.name);
        const isBehind = stage.needs.some((need) => names.has(need));
        expect(isNamed || isBehind || past.get(keyOf(stage))?.status !== "passed").toBe(true);
      }
    });
  });

  test("on other files nothing is kept", () => {
    check(({ plan, earlier, rerun }) => {
      expect(planRerun(plan, earlier, rerun, false).kept).toEqual([]);
    });
  });
});

test("a stage that is new in the pipeline, or was left out before, is only run when it is named alone", () => {
  const plan = [plannedStage("build"), plannedStage("unit", ["build"]), plannedStage("new", ["unit"])];
  const earlier: EarlierRun = { id: earlierId as RunId, number: 5, stages: [row("build", "", "passed"), row("unit", "", "failed")] };
  const names = (rerun: Rerun) => planRerun(plan, earlier, rerun, true).stages.map(({ name }) => name);
  expect(names({ what: "failed" })).toEqual(["build", "unit"]);
  expect(names({ what: "only", stages: ["new"] })).toEqual(["new"]);
});
