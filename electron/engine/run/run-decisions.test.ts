import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkshop, scriptStage, scriptStep, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { logOf, stagesIn, toldBy } from "../../../e2e/fixtures/told-runs.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage, RetryPolicy } from "../../../shared/pipeline/plan.ts";
import { systemClock } from "../clock.ts";
import { summaryFile } from "../data-folder.ts";
import { cancelRun, type RunEvent } from "./run.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

const stagesOf = (run: RunId) => stagesIn(workshop, run);
const told = (run: RunId) => toldBy(workshop, run);
const log = (stage: StageRun | undefined) => logOf(workshop, stage);

function run(stages: readonly PlannedStage[], changes = {}, onEvent?: (event: RunEvent) => void) {
  return workshop.run(workshop.request(stages, changes), onEvent);
}

/** The variants of a stage. */
function variants(name: string, script: string, values: readonly string[], changes: Partial<PlannedStage> = {}): PlannedStage[] {
  return values.map((value) => {
    const steps = [scriptStep(script, { env: { MATRIX_V: value } })];
    return scriptStage(name, script, { variant: value, matrix: { v: value }, steps, ...changes });
  });
}

const twice: RetryPolicy = { attempts: 3, backoffMs: 0, factor: 1, maxBackoffMs: null, onExitCodes: null };

describe("variants", () => {
  test("run each with its own value, and what needs the stage waits for all", async () => {
    const stages = [
      scriptStage("pack", "cat v-*", { needs: ["unit"] }),
      ...variants("unit", "echo $MATRIX_V > v-$MATRIX_V", ["1", "2", "3"]),
    ];
    const ended = await run(stages);
    expect(told(ended.run.id)).toEqual(["pack passed", "unit[1] passed", "unit[2] passed", "unit[3] passed"]);
    expect(log(stagesOf(ended.run.id)[0])).toBe("1\n2\n3\n");
  });

  test("of which one fails keep what needs them from running, but not each other", async () => {
    const ended = await run([
      ...variants("unit", "test $MATRIX_V != 2", ["1", "2", "3"]),
      scriptStage("pack", "true", { needs: ["unit"] }),
    ]);
    expect([ended.run.status, told(ended.run.id)]).toEqual([
      "failed",
      ["unit[1] passed", "unit[2] failed exit-code", "unit[3] passed", "pack skipped needs-failed"],
    ]);
  });

  test("end each other with fail-fast", async () => {
    const stages = variants("unit", "test $MATRIX_V = 1 && exit 3; sleep 60", ["1", "2", "3", "4", "5", "6"], { failFast: true });
    const ended = await run(stages, { parallel: 2 });
    expect(told(ended.run.id)).toEqual([
      "unit[1] failed exit-code",
      ...["2", "3", "4", "5", "6"].map((value) => `unit[${value}] canceled fail-fast`),
    ]);
    expect(stagesOf(ended.run.id)[5]?.detail).toMatch(/^Variant . failed\.$/);
  });

  test("run no more at once than they may", async () => {
    const script = "touch run-$MATRIX_V; ls run-* | wc -l >> counts; sleep 0.1; rm run-$MATRIX_V";
    await run(variants("unit", script, ["1", "2", "3", "4"], { maxParallel: 1 }));
    expect(readFileSync(join(workshop.projectPath, "counts"), "utf8").split("\n").filter(Boolean).map(Number)).toEqual([1, 1, 1, 1]);
  });
});

describe("a stage that is tried again", () => {
  test("has a log and a row for each attempt, and passes with the last", async () => {
    const script = 'echo "try $MILLRACE_ATTEMPT"; test "$MILLRACE_ATTEMPT" = 3';
    const ended = await run([scriptStage("unit", script, { retry: twice }), scriptStage("pack", "true", { needs: ["unit"] })]);
    expect([ended.run.status, told(ended.run.id)]).toEqual([
      "passed",
      ["unit failed exit-code", "pack passed", "unit#2 failed exit-code", "unit#3 passed"],
    ]);
    const [first, , second, third] = stagesOf(ended.run.id);
    expect([log(first), log(second), log(third)]).toEqual(["try 1\n", "try 2\n", "try 3\n"]);
    expect(stagesOf(ended.run.id).map(({ isSuperseded }) => isSuperseded)).toEqual([true, false, true, false]);
    const days = workshop.store.read(({ rollups }) => rollups.period(workshop.projectId, 0, 1e6));
    expect(days.ok && days.value.map(({ passed, failed }) => [passed, failed])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  test("fails with the last attempt, or at once after an exit code that is not named", async () => {
    const named = { ...twice, onExitCodes: [75] };
    const ended = await run([
      scriptStage("flaky", "exit 75", { retry: named }),
      scriptStage("broken", "exit 1", { retry: named }),
      scriptStage("killed", "kill -9 $$", { retry: named }),
    ]);
    expect([ended.run.status, told(ended.run.id)]).toEqual([
      "failed",
      ["flaky failed exit-code", "broken failed exit-code", "killed failed signal", "flaky#2 failed exit-code", "flaky#3 failed exit-code"],
    ]);
  });

  test("is tried again after a signal as after the exit code that a shell tells it by", async () => {
    const ended = await run([
      scriptStage("killed", "kill -9 $$", { retry: { ...twice, attempts: 2, onExitCodes: [137] } }),
      scriptStage("ended", "kill -TERM $$", { retry: { ...twice, onExitCodes: [137] } }),
      scriptStage("slow", "sleep 60", { timeoutMs: 100, retry: { ...twice, onExitCodes: [137, 143] } }),
    ]);
    expect(told(ended.run.id)).toEqual(["killed failed signal", "ended failed signal", "slow failed timeout", "killed#2 failed signal"]);
  });

  test("waits before it, without keeping anybody's place, and is called off by a cancel", async () => {
    const stages = [scriptStage("flaky", "exit 1", { retry: { ...twice, backoffMs: 60_000 } }), scriptStage("other", "true")];
    const ended = await run(stages, { parallel: 1 }, (event) => {
      if (event.type === "stage.finished" && event.name === "other") void cancelRun(workshop.store, event.runId, null, systemClock);
    });
    expect(told(ended.run.id)).toEqual(["flaky failed exit-code", "other passed", "flaky#2 canceled canceled-by-user"]);
  });
});

describe("conditions", () => {
  test("leave stages out, and say why", async () => {
    const ended = await run(
      [
        scriptStage("publish", "true", { condition: 'branch == "release"' }),
        scriptStage("check", "true", { condition: 'branch == "main" && matrix.size() == 0 && trigger == "cli"' }),
        scriptStage("after", "true", { needs: ["publish"] }),
      ],
      { branch: "main" },
    );
    expect([ended.run.status, told(ended.run.id)]).toEqual([
      "passed",
      ["publish skipped condition-false", "check passed", "after skipped needs-failed"],
    ]);
    expect(stagesOf(ended.run.id)[0]?.detail).toBe('Its condition is not met: branch == "release".');
  });

  test("see how needs ended and what they told, also through a stage that was skipped", async () => {
    const ended = await run([
      scriptStage("build", "echo version=1.2 >> $MILLRACE_OUTPUT; exit 1"),
      scriptStage("unit", "true", { needs: ["build"] }),
      scriptStage("report", "true", { needs: ["unit"], condition: 'failure() && needs.unit.status == "skipped"' }),
      scriptStage("told", "true", { needs: ["build"], condition: 'always() && needs.build.outputs.version == "1.2"' }),
      scriptStage("well", "true", { needs: ["build"], condition: "!failure()" }),
    ]);
    expect(told(ended.run.id)).toEqual([
      ...["build failed exit-code", "unit skipped needs-failed", "report passed", "told passed", "well skipped condition-false"],
    ]);
  });

  test("that ask for what is not there end the stage with an error", async () => {
    const ended = await run([
      scriptStage("build", "true"),
      scriptStage("unit", "true", { needs: ["build"], condition: 'needs.build.outputs.version == "1"' }),
    ]);
    expect([ended.run.status, told(ended.run.id)]).toEqual(["errored", ["build passed", "unit errored condition-failed"]]);
  });

  test("of steps go on after a failure only when they say so", async () => {
    const steps = [
      scriptStep("echo one", { name: "one" }),
      scriptStep("echo two; exit 1", { name: "two", mayFail: true }),
      scriptStep("echo three; exit 4", { name: "three" }),
      scriptStep("echo four", { name: "four" }),
      scriptStep("echo five", { name: "five", condition: "failure()" }),
      scriptStep("echo six", { name: "six", condition: 'branch == "main"' }),
    ];
    const ended = await run([scriptStage("unit", "", { steps })], { branch: "main" });
    const [unit] = stagesOf(ended.run.id);
    expect([unit?.status, unit?.exitCode, log(unit)]).toEqual(["failed", 4, "one\ntwo\nthree\nfive\n"]);
  });

  test("of steps see one whose time is over as one that failed, allowed or not", async () => {
    const limit = { timeoutMs: 100 };
    const ended = await run([
      scriptStage("unit", "", {
        steps: [
          scriptStep("echo one; sleep 60", { ...limit, mayFail: true }),
          scriptStep("echo two; trap 'exit 0' TERM; sleep 60 & wait", limit),
          scriptStep("echo never"),
          scriptStep("echo three", { condition: "failure()" }),
          scriptStep("echo four", { condition: "always()" }),
        ],
      }),
      scriptStage("allowed", "", { steps: [scriptStep("sleep 60", { ...limit, mayFail: true }), scriptStep("echo next")] }),
    ]);
    const [unit, allowed] = stagesOf(ended.run.id);
    expect([unit?.status, unit?.reason, unit?.detail, log(unit).replaceAll("Terminated\n", "")]).toEqual([
      ...["failed", "timeout", "A step was still running after 100 ms.", "one\ntwo\nthree\nfour\n"],
    ]);
    expect([allowed?.status, log(allowed).replaceAll("Terminated\n", "")]).toEqual(["passed", "next\n"]);
  });

  test("let clean-up run after a cancel", async () => {
    const stages = [
      scriptStage("serve", "sleep 60"),
      scriptStage("unit", "true", { needs: ["serve"] }),
      scriptStage("clean", "echo cleaned > cleaned", { needs: ["serve"], condition: "always()" }),
      scriptStage("tell", "true", { needs: ["unit"], condition: "canceled()" }),
    ];
    const ended = await run(stages, {}, (event) => {
      if (event.type === "stage.started" && event.name === "serve") void cancelRun(workshop.store, event.runId, null, systemClock);
    });
    expect([ended.run.status, told(ended.run.id)]).toEqual([
      "canceled",
      ["serve canceled canceled-by-user", "unit canceled canceled-by-user", "clean passed", "tell passed"],
    ]);
    expect(existsSync(join(workshop.projectPath, "cleaned"))).toBe(true);
  });
});

describe("an allowed failure", () => {
  test("is what it is, and a pass for what needs it and for the run", async () => {
    const ended = await run([
      scriptStage("lint", "exit 1", { mayFail: true }),
      scriptStage("pack", "true", { needs: ["lint"], condition: 'needs.lint.status == "passed" && needs.lint.outcome == "failed"' }),
    ]);
    expect([ended.run.status, told(ended.run.id)]).toEqual(["passed", ["lint failed exit-code", "pack passed"]]);
    expect(stagesOf(ended.run.id)[0]?.mayFail).toBe(true);
  });
});

describe("what a stage tells", () => {
  test("reaches those that need it as variables, and the history", async () => {
    const tell = "printf 'version=1.2\\nnotes<<END\\none\\ntwo\\nEND\\n' >> $MILLRACE_OUTPUT; echo '# Built' > $MILLRACE_SUMMARY";
    const ended = await run([
      scriptStage("build-all", tell),
      scriptStage("pack", 'echo "$NEEDS_BUILD_ALL_VERSION $NEEDS_BUILD_ALL_NOTES"', { needs: ["build-all"] }),
      scriptStage("other", 'echo "[$NEEDS_BUILD_ALL_VERSION]"'),
    ]);
    const [build, pack, other] = stagesOf(ended.run.id);
    expect([log(pack), log(other)]).toEqual(["1.2 one\ntwo\n", "[]\n"]);
    expect([build?.outputs, build?.hasSummary, pack?.hasSummary]).toEqual([{ version: "1.2", notes: "one\ntwo" }, true, false]);
    expect(readFileSync(summaryFile(workshop.dataFolder, ended.run.id, 1), "utf8")).toBe("# Built\n");
  });

  test("comes from all variants, once where they agree", async () => {
    const script = 'echo "value=$MATRIX_V" >> $MILLRACE_OUTPUT; echo "same=x" >> $MILLRACE_OUTPUT';
    const ended = await run([
      ...variants("unit", script, ["1", "2"]),
      scriptStage("pack", 'echo "$NEEDS_UNIT_VALUE;$NEEDS_UNIT_SAME"', { needs: ["unit"] }),
    ]);
    expect(log(stagesOf(ended.run.id)[2])).toBe("1\n2;x\n");
  });

  test.skipIf(process.platform !== "linux")(
    "and is too large for a variable keeps whom it is told from starting, by name (Linux)",
    async () => {
      const ended = await run([
        scriptStage("build", 'printf "a=%200000d\\n" 1 >> $MILLRACE_OUTPUT'),
        scriptStage("pack", "true", { needs: ["build"] }),
      ]);
      const [, pack] = stagesOf(ended.run.id);
      expect([pack?.status, pack?.detail]).toEqual(["errored", "The variable NEEDS_BUILD_A is larger than the system accepts (195 KiB)."]);
    },
  );

  test("must be readable, or the stage is in error", async () => {
    const ended = await run([scriptStage("build", "echo hello >> $MILLRACE_OUTPUT")]);
    const [build] = stagesOf(ended.run.id);
    expect([build?.status, build?.reason, build?.detail]).toEqual([
      ...["errored", "outputs-invalid", 'Line 1 of the outputs is not key=value: "hello".'],
    ]);
  });
});

describe("a run's own time", () => {
  test("ends what runs, leaves out what had not begun, and lets clean-up run", async () => {
    const stages = [
      scriptStage("serve", "sleep 60"),
      scriptStage("unit", "true", { needs: ["serve"] }),
      scriptStage("clean", "true", { needs: ["serve"], condition: "always()" }),
    ];
    const ended = await run(stages, { timeoutMs: 200 });
    expect([ended.run.status, ended.run.reason, told(ended.run.id)]).toEqual([
      ...["failed", "timeout"],
      ["serve failed timeout", "unit canceled timeout", "clean passed"],
    ]);
    expect(stagesOf(ended.run.id)[0]?.detail).toBe("The run was still going after 200 ms.");
  });
});

describe("groups", () => {
  const group = (cancelInProgress: boolean) => ({ group: "db", cancelInProgress });

  test("keep stages apart, also of one run", async () => {
    const script = (name: string) => `test -e busy && echo met >> met; touch busy; sleep 0.1; rm busy; echo ${name} >> done`;
    const stages = ["a", "b", "c"].map((name) => scriptStage(name, script(name), { concurrency: group(false) }));
    await Promise.all([run(stages.slice(0, 2)), run([...stages.slice(2), scriptStage("d", "true")])]);
    expect(existsSync(join(workshop.projectPath, "met"))).toBe(false);
    expect(readFileSync(join(workshop.projectPath, "done"), "utf8").split("\n").filter(Boolean).sort()).toEqual(["a", "b", "c"]);
  });

  test("cancel the stage that runs when the newer one is not patient", async () => {
    let second: ReturnType<typeof run> | undefined;
    const first = run([scriptStage("old", "sleep 60", { concurrency: group(true) })], {}, (event) => {
      if (event.type === "stage.started") second = run([scriptStage("new", "true", { concurrency: group(true) })]);
    });
    const ended = [await first, await second];
    expect(ended.map((end) => (end === undefined ? [] : told(end.run.id)))).toEqual([["old canceled replaced-by-newer"], ["new passed"]]);
    expect(ended[0]?.run.reason).toBe("replaced-by-newer");
  });

  test("keep runs apart, or have the newer one cancel the older", async () => {
    const stages = [scriptStage("a", "sleep 0.3; date +%s%N > a")];
    const other = [scriptStage("b", "date +%s%N > b")];
    await Promise.all([run(stages, { concurrency: group(false) }), sleep(100).then(() => run(other, { concurrency: group(false) }))]);
    const [a, b] = ["a", "b"].map((name) => BigInt(readFileSync(join(workshop.projectPath, name), "utf8").trim()));
    expect((a ?? 0n) < (b ?? 0n)).toBe(true);
    const [old, replacing] = await Promise.all([
      run([scriptStage("old", "sleep 60")], { concurrency: group(true) }),
      sleep(200).then(() => run([scriptStage("new", "true")], { concurrency: group(true) })),
    ]);
    expect([told(old.run.id), told(replacing.run.id)]).toEqual([["old canceled replaced-by-newer"], ["new passed"]]);
    expect([old.run.status, old.run.reason]).toEqual(["canceled", "replaced-by-newer"]);
  });
});
