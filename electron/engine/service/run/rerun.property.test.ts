import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plannedStage } from "../../../../e2e/fixtures/history.ts";
import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { type RunId, runId, stageRunId } from "../../../../shared/ids.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import type { Status } from "../../../../shared/status.ts";
import { type EarlierRun, planRerun, type Rerun } from "./rerun.ts";

const earlierId = runId(7);

const alone = { before: {}, outdated: ["trigger"] };

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

const drawnStatuses = ["passed", "passed", "passed", "failed", "skipped", "canceled", "new", "left out"] as const;

/** What leaves variants out: the first asks for nothing that can change without the files. */
const conditions = { lasting: "matrix.os != 1", changing: 'trigger == "retry"' };

const leftOut = (condition: string): Partial<StageRun> => ({
  reason: "condition-false",
  detail: `Its condition is not met: ${condition}.`,
});

/** Pipelines without a cycle, and an earlier run of some of their stages and of some that are gone. */
const cases: fc.Arbitrary<Case> = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      statuses: fc.array(fc.constantFrom<Status | "new" | "left out">(...drawnStatuses), {
        minLength: 1,
        maxLength: 3,
      }),
      isGone: fc.constantFrom(false, false, false, true),
      wasKept: fc.boolean(),
      asksForTrigger: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn) => {
    const present = drawn.map(({ isGone }) => !isGone);
    const plan = drawn.flatMap(({ needs, statuses, isGone, asksForTrigger }, place) => {
      const names = place === 0 ? [] : needs.map((need) => need % place).filter((need) => present[need]);
      const stage = plannedStage(
        `s${place}`,
        [...new Set(names)].map((need) => `s${need}`),
      );
      const condition = asksForTrigger ? conditions.changing : conditions.lasting;
      return isGone ? [] : statuses.map((_, index) => ({ ...stage, condition, variant: statuses.length === 1 ? "" : String(index) }));
    });
    const stages = drawn.flatMap(({ statuses, wasKept, asksForTrigger }, place) =>
      statuses.flatMap((status, index) => {
        if (status === "new") return [];
        const variant = statuses.length === 1 ? "" : String(index);
        const kept = wasKept && status === "passed" ? { keptFrom: runId(3) } : {};
        if (status === "left out")
          return [row(`s${place}`, variant, "skipped", leftOut(asksForTrigger ? conditions.changing : conditions.lasting))];
        // An attempt before the last one says nothing.
        return [row(`s${place}`, variant, "failed", { isSuperseded: true }), row(`s${place}`, variant, status, kept)];
      }),
    );
    return { plan, earlier: { id: earlierId, number: 5, stages, ...alone }, names: [...new Set(plan.map(({ name }) => name))] };
  });

const keyOf = ({ name, variant }: { readonly name: string; readonly variant: string }) => `${name} ${variant}`;

/** What became of each stage and variant of the earlier run. */
function pastOf({ stages }: EarlierRun): Map<string, StageRun> {
  return new Map(stages.filter(({ isSuperseded }) => !isSuperseded).map((stage) => [keyOf(stage), stage]));
}

/** Whether nothing about it is to be made good. */
function isSettled(past: StageRun | undefined): boolean {
  return past?.status === "passed" || past?.detail?.includes(conditions.lasting) === true;
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

  test("only what passed, or was left out, is kept, with where it really comes from, and nothing behind a stage that runs", () => {
    check(({ plan, earlier, rerun }) => {
      const planned = planRerun(plan, earlier, rerun, true);
      const running = new Set(runningOf(planned).map(({ name }) => name));
      for (const { place, from, fromNumber, leftOut } of planned.kept) {
        const stage = planned.stages[place] as PlannedStage;
        const past = pastOf(earlier).get(keyOf(stage));
        expect([past?.status, from, fromNumber]).toEqual([leftOut === null ? "passed" : "skipped", past?.keptFrom ?? earlierId, 5]);
        expect(isSettled(past)).toBe(true);
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
        if (rerun.what === "all" || isNamed || !isSettled(past.get(keyOf(stage)))) expect(running).toContain(keyOf(stage));
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
        expect(isNamed || isBehind || !isSettled(past.get(keyOf(stage)))).toBe(true);
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
  const rows = [row("build", "", "passed"), row("unit", "", "failed")];
  const earlier: EarlierRun = { id: earlierId as RunId, number: 5, stages: rows, ...alone };
  const names = (rerun: Rerun) => planRerun(plan, earlier, rerun, true).stages.map(({ name }) => name);
  expect(names({ what: "failed" })).toEqual(["build", "unit"]);
  expect(names({ what: "only", stages: ["new"] })).toEqual(["new"]);
});

test("stages that run alone are told what came before them, from the run that knew it, and of nothing that runs with them", () => {
  const plan = [plannedStage("build"), plannedStage("unit", ["build"]), plannedStage("deploy", ["unit"]), plannedStage("tell", ["deploy"])];
  const stages = [
    row("build", "", "passed", { outputs: { version: "7" } }),
    row("unit", "", "failed", { mayFail: true }),
    row("deploy", "", "passed"),
    row("tell", "", "passed"),
  ];
  const only = (earlier: Partial<EarlierRun>, ...names: string[]) =>
    planRerun(plan, { id: earlierId, number: 5, stages, ...alone, ...earlier }, { what: "only", stages: names }, true).before;
  const ends = (status: Status, conclusion: Status, outputs = {}) => [{ variant: "", from: stageRunId(7, 1), status, conclusion, outputs }];
  const unit = { name: "unit", isNeeded: true, ends: ends("failed", "passed") };
  const build = { name: "build", isNeeded: false, ends: ends("passed", "passed", { version: "7" }) };
  expect(only({}, "deploy")).toEqual({ deploy: [unit, build] });
  expect(only({}, "deploy", "build")).toEqual({ deploy: [unit] });
  expect(only({}, "build")).toEqual({});
  // A run of a run of it: what that one was without itself, it had been told.
  expect(only({ stages: [], before: { deploy: [unit, build] } }, "deploy")).toEqual({ deploy: [unit, build] });
  expect(only({ stages: [] }, "deploy")).toEqual({});
});
