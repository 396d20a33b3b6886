import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkshop, scriptStage, scriptStep, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { logOf, stagesIn, toldBy } from "../../../e2e/fixtures/told-runs.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage, RetryPolicy } from "../../../shared/pipeline/plan.ts";
import { systemClock } from "../clock.ts";
import { approveStage, cancelRun, type RunEvent, resumeRun, secretsFrom } from "./run.ts";

/*
 * Keys of a pipeline's file that meet in one run.
 */

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

function run(stages: readonly PlannedStage[], changes = {}, onEvent?: (event: RunEvent) => void) {
  return workshop.run(workshop.request(stages, changes), onEvent);
}

const stagesOf = (id: RunId) => stagesIn(workshop, id);
const told = (id: RunId) => toldBy(workshop, id);
const log = (stage: StageRun) => logOf(workshop, stage);

function variants(name: string, script: string, values: readonly string[], changes: Partial<PlannedStage> = {}): PlannedStage[] {
  return values.map((value) => {
    const steps = [scriptStep(script, { env: { MATRIX_V: value } })];
    return scriptStage(name, script, { variant: value, matrix: { v: value }, steps, ...changes });
  });
}

async function answer(id: RunId, variant: string, decision: "granted" | "denied"): Promise<void> {
  const stage = stagesOf(id).find((row) => row.status === "waiting" && row.variant === variant);
  if (stage === undefined) throw new Error("It does not wait.");
  const kept = await approveStage(workshop.store, { stageRunId: stage.id, decision, comment: "", person: "ada" }, systemClock);
  if (!kept.ok) throw new Error(kept.failure.message);
}

async function resume(id: RunId, isCanceled = false) {
  const { store, vault } = workshop;
  const parts = {
    store,
    now: systemClock,
    environment: process.env,
    version: "test",
    secrets: secretsFrom(store, vault),
    onEvent: () => {},
  };
  const resumed = await resumeRun(id, { isCanceled }, parts);
  if (!resumed.ok) throw new Error(resumed.failure.message);
  return resumed.value;
}

const thrice: RetryPolicy = { attempts: 3, backoffMs: 0, factor: 1, maxBackoffMs: null, onExitCodes: null };

describe("a variant that its condition leaves out", () => {
  const some = { condition: 'matrix.v != "b"' };

  test("keeps nothing from running that needs the stage, as long as another passed", async () => {
    const ended = await run([
      ...variants("unit", "true", ["a", "b"], some),
      scriptStage("pack", "true", { needs: ["unit"] }),
      scriptStage("tell", "true", { needs: ["pack"], condition: "success()" }),
    ]);
    expect(told(ended.run.id)).toEqual(["unit[a] passed", "unit[b] skipped condition-false", "pack passed", "tell passed"]);
  });

  test("does not save a stage of which another failed, and none of which passed is skipped", async () => {
    const ended = await run([
      ...variants("unit", "exit 1", ["a", "b"], some),
      ...variants("none", "true", ["b"], some),
      scriptStage("one", "true", { needs: ["unit"] }),
      scriptStage("two", "true", { needs: ["none"] }),
    ]);
    expect(told(ended.run.id)).toEqual([
      ...["unit[a] failed exit-code", "unit[b] skipped condition-false", "none[b] skipped condition-false"],
      ...["one skipped needs-failed", "two skipped needs-failed"],
    ]);
    expect(stagesOf(ended.run.id).at(-1)?.detail).toBe("Needs none, which was skipped.");
  });

  test("is no failure to fail-fast", async () => {
    const ended = await run(variants("unit", "true", ["a", "b", "c"], { ...some, failFast: true }));
    expect(told(ended.run.id)).toEqual(["unit[a] passed", "unit[b] skipped condition-false", "unit[c] passed"]);
  });
});

describe("fail-fast", () => {
  test("names the variant that failed, to all others", async () => {
    const ended = await run(variants("unit", "exit 1", ["a", "b", "c", "d"], { failFast: true, maxParallel: 1 }));
    expect(stagesOf(ended.run.id).map(({ detail }) => detail)).toEqual([
      null,
      "Variant a failed.",
      "Variant a failed.",
      "Variant a failed.",
    ]);
  });

  test("ends thousands of variants at once", async () => {
    const values = Array.from({ length: 10_000 }, (_, index) => String(index));
    const ended = await run(variants("unit", "exit 1", values, { failFast: true, maxParallel: 1 }));
    expect(
      Object.entries(Object.groupBy(stagesOf(ended.run.id), ({ status }) => status)).map(([status, rows]) => [status, rows.length]),
    ).toEqual([
      ["failed", 1],
      ["canceled", 9_999],
    ]);
  });

  test("waits for the last attempt, and ends the attempts of the others", async () => {
    const script = 'test "$MATRIX_V" = a || sleep 60; exit 1';
    const ended = await run(variants("unit", script, ["a", "b"], { failFast: true, retry: { ...thrice, attempts: 2 } }));
    expect(told(ended.run.id)).toEqual([...["unit[a] failed exit-code", "unit[b] canceled fail-fast", "unit[a]#2 failed exit-code"]]);
  });

  test("ends variants that wait for a person when one of them is denied", async () => {
    const parked = await run(variants("deploy", "true", ["eu", "us"], { failFast: true, approval: "" }));
    await answer(parked.run.id, "eu", "denied");
    expect((await resume(parked.run.id)).status).toBe("failed");
    expect(told(parked.run.id)).toEqual(["deploy[eu] failed approval-denied", "deploy[us] canceled fail-fast"]);
  });
});

describe("an approval", () => {
  test("is asked of each variant, and each goes its way", async () => {
    const parked = await run(variants("deploy", "echo $MATRIX_V", ["eu", "us"], { approval: "" }));
    await answer(parked.run.id, "us", "granted");
    expect((await resume(parked.run.id)).status).toBe("waiting");
    expect(told(parked.run.id)).toEqual(["deploy[eu] waiting", "deploy[us] passed"]);
    await answer(parked.run.id, "eu", "denied");
    expect((await resume(parked.run.id)).status).toBe("failed");
  });

  test("that is denied and may fail lets the run pass", async () => {
    const parked = await run([
      scriptStage("gate", "", { steps: [], approval: "", mayFail: true }),
      scriptStage("after", "true", { needs: ["gate"], condition: 'needs.gate.outcome == "passed"' }),
    ]);
    await answer(parked.run.id, "", "denied");
    expect([(await resume(parked.run.id)).status, told(parked.run.id)]).toEqual([
      "passed",
      ["gate failed approval-denied", "after skipped condition-false"],
    ]);
  });

  test("all that there was being denied, a run passes without having run anything", async () => {
    const parked = await run([scriptStage("gate", "", { steps: [], approval: "", mayFail: true })]);
    await answer(parked.run.id, "", "denied");
    expect(await resume(parked.run.id)).toMatchObject({ status: "passed", startedAt: null, durationMs: null });
  });

  test("is asked only when its condition is met, and again of nobody in a second attempt", async () => {
    const never = await run([scriptStage("deploy", "true", { approval: "", condition: "false" })]);
    expect(told(never.run.id)).toEqual(["deploy skipped condition-false"]);
    const parked = await run([scriptStage("deploy", 'test "$MILLRACE_ATTEMPT" = 2', { approval: "", retry: thrice })]);
    await answer(parked.run.id, "", "granted");
    expect((await resume(parked.run.id)).status).toBe("passed");
    expect(told(parked.run.id)).toEqual(["deploy failed exit-code", "deploy#2 passed"]);
  });
});

describe("a stage that is run without what its condition names", () => {
  test("sees that as skipped, and says so", async () => {
    const about = (condition: string) => scriptStage("deploy", "true", { condition });
    const skipped = await run([about('needs.build.status == "passed" && needs["unit"].outputs.size() == 0')], { only: true });
    expect(stagesOf(skipped.run.id)[0]).toMatchObject({
      status: "skipped",
      detail: expect.stringMatching(/This run is without build and unit, which count as skipped\.$/),
    });
    const met = await run([about('needs.build.status != "failed"')], { only: true });
    expect(told(met.run.id)).toEqual(["deploy passed"]);
  });

  test("also in its steps", async () => {
    const steps = [scriptStep("echo one", { condition: 'needs.build.status == "passed"' }), scriptStep("echo two")];
    const none = steps.map((step) => ({ ...step, condition: "false" }));
    const ended = await run([scriptStage("deploy", "", { steps }), scriptStage("none", "", { steps: none })], { only: true });
    const [deploy, nothing] = stagesOf(ended.run.id);
    expect([ended.run.status, deploy && log(deploy), nothing?.logBytes]).toEqual(["passed", "two\n", 0]);
  });
});

describe("what a stage tells", () => {
  test("cannot be read where it put a folder, and the run goes on", async () => {
    const ended = await run([
      scriptStage("bad", "mkdir $MILLRACE_OUTPUT; mkdir $MILLRACE_SUMMARY"),
      scriptStage("circle", "ln -s $MILLRACE_OUTPUT $MILLRACE_OUTPUT; ln -s $MILLRACE_SUMMARY $MILLRACE_SUMMARY"),
      scriptStage("good", "true"),
    ]);
    expect(told(ended.run.id)).toEqual(["bad errored outputs-invalid", "circle errored outputs-invalid", "good passed"]);
    const [bad, circle] = stagesOf(ended.run.id);
    expect([bad?.detail, bad?.hasSummary, circle?.hasSummary]).toEqual([
      "The file that $MILLRACE_OUTPUT names cannot be read: a folder stands in its place.",
      false,
      false,
    ]);
  });

  test("is forgotten with an attempt that failed", async () => {
    const script = 'echo "tried=$MILLRACE_ATTEMPT" >> $MILLRACE_OUTPUT; test "$MILLRACE_ATTEMPT" = 2';
    const ended = await run([
      scriptStage("unit", script, { retry: thrice }),
      scriptStage("say", "echo $NEEDS_UNIT_TRIED", { needs: ["unit"] }),
    ]);
    expect(log(stagesOf(ended.run.id).find(({ name }) => name === "say") as StageRun)).toBe("2\n");
  });
});

describe("exit codes that are tried again", () => {
  test("are no answer of a stage whose time was over", async () => {
    const retry = { ...thrice, onExitCodes: [3] };
    const ended = await run([
      scriptStage("slow", "trap 'exit 3' TERM; sleep 60 & wait", { retry, timeoutMs: 150 }),
      scriptStage("third", 'test "$MILLRACE_ATTEMPT" = 3 || exit 3', { retry }),
      scriptStage("other", "exit 4", { retry }),
    ]);
    expect(told(ended.run.id)).toEqual([
      ...["slow failed timeout", "third failed exit-code", "other failed exit-code", "third#2 failed exit-code", "third#3 passed"],
    ]);
  });
});

describe("a failure that is allowed", () => {
  test("may be a missing artifact or a time that was over, but no secret that is not set", async () => {
    const ended = await run([
      scriptStage("pack", "true", { mayFail: true, artifacts: ["*.tgz"] }),
      scriptStage("slow", "sleep 60", { mayFail: true, timeoutMs: 100 }),
      scriptStage("after", "true", { needs: ["pack", "slow"] }),
    ]);
    expect([ended.run.status, told(ended.run.id)]).toEqual([
      "passed",
      ["pack failed artifact-missing", "slow failed timeout", "after passed"],
    ]);
    const unset = await run([scriptStage("publish", "true", { mayFail: true, secrets: ["NOT_SET"] })]);
    expect([unset.run.status, told(unset.run.id)]).toEqual(["errored", ["publish errored secret-missing"]]);
  });
});

describe("secrets", () => {
  test("are given to each variant and attempt, and stand in none of their logs", async () => {
    await workshop.vault.set({ project: workshop.projectPath, environment: "", name: "TOKEN", value: "hunter2-and-more" });
    const script = 'echo "$MATRIX_V $MILLRACE_ATTEMPT $TOKEN"; test "$MILLRACE_ATTEMPT" = 2';
    const ended = await run(variants("publish", script, ["a", "b"], { secrets: ["TOKEN"], retry: thrice }));
    expect(ended.run.status).toBe("passed");
    expect(stagesOf(ended.run.id).map(log).sort()).toEqual(["a 1 ***\n", "a 2 ***\n", "b 1 ***\n", "b 2 ***\n"]);
  });
});

describe("times", () => {
  test("of a run count from its begin, not from when it waits for others", async () => {
    const group = { group: "one", cancelInProgress: false };
    const first = run([scriptStage("hold", "until test -e go; do sleep 0.02; done")], { concurrency: group });
    const second = run([scriptStage("quick", "true")], { concurrency: group, timeoutMs: 1_500 }, (event) => {
      if (event.type === "run.queued") setTimeout(() => writeFileSync(join(workshop.projectPath, "go"), ""), 1_800);
    });
    expect([(await first).run.status, (await second).run.status]).toEqual(["passed", "passed"]);
  });

  test("of a step are told apart from those of its stage, and a failed step may take them", async () => {
    const steps = [scriptStep("sleep 60", { timeoutMs: 50 }), scriptStep("echo never")];
    const ended = await run([scriptStage("steps", "", { steps }), scriptStage("stage", "sleep 60", { timeoutMs: 60 })]);
    expect(stagesOf(ended.run.id).map(({ status, reason, detail }) => [status, reason, detail])).toEqual([
      ["failed", "timeout", "A step was still running after 50 ms."],
      ["failed", "timeout", "The stage was still running after 60 ms."],
    ]);
  });
});

describe("a cancel", () => {
  test("for the second time ends what cleans up, too, and starts no more of it", async () => {
    const cleaning = { condition: "always()" };
    const stages = [
      scriptStage("serve", "sleep 60"),
      scriptStage("clean", "sleep 60", { needs: ["serve"], ...cleaning }),
      scriptStage("more", "touch more", { needs: ["clean"], ...cleaning }),
    ];
    const ended = await run(stages, {}, (event) => {
      if (event.type === "stage.started") void cancelRun(workshop.store, event.runId, null, systemClock);
    });
    expect([ended.run.status, told(ended.run.id)]).toEqual([
      "canceled",
      ["serve canceled canceled-by-user", "clean canceled canceled-by-user", "more canceled canceled-by-user"],
    ]);
  });

  test("of one stage that waits for its second attempt ends that stage alone", async () => {
    const retry = { ...thrice, backoffMs: 60_000 };
    const ended = await run([scriptStage("unit", "exit 1", { retry }), scriptStage("other", "sleep 0.5")], {}, (event) => {
      if (event.type !== "stage.finished" || event.name !== "unit" || event.attempt !== 1) return;
      const second = () => stagesOf(event.runId).find(({ attempt }) => attempt === 2);
      const timer = setInterval(() => {
        const row = second();
        if (row === undefined) return;
        clearInterval(timer);
        void cancelRun(workshop.store, event.runId, row.id, systemClock);
      }, 20);
    });
    expect(told(ended.run.id)).toEqual(["unit failed exit-code", "other passed", "unit#2 canceled canceled-by-user"]);
  });

  test("of one stage that waits for a person leaves the others waiting", async () => {
    mkdirSync(join(workshop.projectPath, "x"));
    const stages = [
      ...variants("deploy", "true", ["eu", "us"], { approval: "" }),
      scriptStage("hold", "until test -e go; do sleep 0.02; done"),
    ];
    const parked = await run(stages, {}, (event) => {
      if (event.type !== "stage.waiting" || event.variant !== "eu") return;
      void cancelRun(workshop.store, event.runId, event.stageRunId, systemClock).then(() =>
        writeFileSync(join(workshop.projectPath, "go"), ""),
      );
    });
    expect([parked.run.status, told(parked.run.id)]).toEqual([
      "waiting",
      ["deploy[eu] canceled canceled-by-user", "deploy[us] waiting", "hold passed"],
    ]);
    await resume(parked.run.id, true);
  });
});

test("stages, axes and outputs may be called what every object has", async () => {
  const ended = await run([
    scriptStage("constructor", "printf 'constructor=1\\ntoString=2\\n' >> $MILLRACE_OUTPUT"),
    ...variants("toString", "echo $NEEDS_CONSTRUCTOR_CONSTRUCTOR $NEEDS_CONSTRUCTOR_TOSTRING", ["hasOwnProperty"], {
      needs: ["constructor"],
    }),
    scriptStage("valueOf", "true", {
      needs: ["constructor", "toString"],
      condition: 'needs.constructor.outputs["constructor"] == "1" && !has(needs.toString.outputs.valueOf) && !("toString" in env)',
    }),
  ]);
  expect(told(ended.run.id)).toEqual(["constructor passed", "toString[hasOwnProperty] passed", "valueOf passed"]);
  expect(log(stagesOf(ended.run.id)[1] as StageRun)).toBe("1 2\n");
});
