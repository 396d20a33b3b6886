import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorkshop, scriptStage, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { logOf, stagesIn, toldBy } from "../../../e2e/fixtures/told-runs.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { systemClock } from "../clock.ts";
import { approveStage, cancelRun, type RunEvent, resumeRun, secretsFrom } from "./run.ts";

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

describe("an approval", () => {
  const gated = [
    scriptStage("build", "echo built=yes >> $MILLRACE_OUTPUT"),
    scriptStage("deploy", "echo deployed $NEEDS_BUILD_BUILT", { needs: ["build"], approval: "Ship it?" }),
    scriptStage("clean", "true", { needs: ["deploy"], condition: "always()" }),
  ];
  const socketOf = (id: RunId) => workshop.store.read(({ runs }) => runs.socket(id));

  async function answer(id: RunId, decision: "granted" | "denied", comment = ""): Promise<boolean> {
    const waiting = stagesOf(id).find(({ status }) => status === "waiting");
    if (waiting === undefined) throw new Error("No stage waits.");
    const kept = await approveStage(workshop.store, { stageRunId: waiting.id, decision, comment, person: "ada" }, systemClock);
    if (!kept.ok) throw new Error(kept.failure.message);
    return kept.value.mustResume;
  }
  async function resume(id: RunId, isCanceled = false): Promise<Run> {
    const resumed = await resumeRun(
      id,
      { isCanceled },
      {
        store: workshop.store,
        now: systemClock,
        environment: process.env,
        version: "test",
        secrets: secretsFrom(workshop.store, workshop.vault),
        onEvent: () => {},
      },
    );
    if (!resumed.ok) throw new Error(resumed.failure.message);
    return resumed.value;
  }

  test("is waited for without a process, and the run goes on where it stopped", async () => {
    const parked = await run(gated);
    expect([parked.run.status, socketOf(parked.run.id), told(parked.run.id)]).toEqual([
      "waiting",
      { ok: true, value: "" },
      ["build passed", "deploy waiting", "clean queued"],
    ]);
    expect(parked.events.at(-1)?.type).toBe("run.waiting");
    expect(stagesOf(parked.run.id)[1]?.approval).toEqual({
      question: "Ship it?",
      decision: null,
      comment: "",
      person: "",
      decidedAt: null,
    });
    expect(await answer(parked.run.id, "granted", "Looks good")).toBe(true);
    const ended = await resume(parked.run.id);
    expect([ended.status, told(parked.run.id)]).toEqual(["passed", ["build passed", "deploy passed", "clean passed"]]);
    const [, deploy] = stagesOf(parked.run.id);
    expect(log(deploy)).toBe("deployed yes\n");
    expect(deploy?.approval).toMatchObject({ decision: "granted", comment: "Looks good", person: "ada", decidedAt: expect.any(Number) });
  });

  test("that is denied fails the stage with the person and the comment", async () => {
    const parked = await run(gated);
    await answer(parked.run.id, "denied", "Not on a Friday");
    const ended = await resume(parked.run.id);
    expect([ended.status, told(parked.run.id)]).toEqual(["failed", ["build passed", "deploy failed approval-denied", "clean passed"]]);
    expect(stagesOf(parked.run.id)[1]?.detail).toBe("Denied by ada: Not on a Friday");
  });

  test("is answered once, and only while it is asked for", async () => {
    const parked = await run(gated);
    await answer(parked.run.id, "granted");
    const [build, deploy] = stagesOf(parked.run.id);
    const again = (stage: StageRun | undefined) =>
      approveStage(workshop.store, { stageRunId: stage?.id as never, decision: "denied", comment: "", person: "eve" }, systemClock);
    expect([await again(deploy), await again(build)]).toMatchObject([
      { failure: { code: "not-waiting", message: "deploy was granted by ada already." } },
      { failure: { code: "not-waiting", message: "build does not wait for approval." } },
    ]);
    await resume(parked.run.id);
  });

  test("given while other stages run is taken up by the host that is there", async () => {
    const stages = [...gated, scriptStage("long", "until test -e go; do sleep 0.02; done")];
    let mustResume: boolean | null = null;
    const ended = await run(stages, {}, (event) => {
      if (event.type === "stage.waiting") void answer(event.runId, "granted").then((must) => (mustResume = must));
      if (event.type === "stage.finished" && event.name === "clean") writeFileSync(join(workshop.projectPath, "go"), "");
    });
    expect([ended.run.status, mustResume]).toEqual(["passed", false]);
  });

  test("can be all there is of a stage", async () => {
    const parked = await run([scriptStage("gate", "", { steps: [], approval: "" }), scriptStage("deploy", "true", { needs: ["gate"] })]);
    expect([parked.run.status, parked.run.startedAt]).toEqual(["waiting", null]);
    await answer(parked.run.id, "granted");
    expect([(await resume(parked.run.id)).status, told(parked.run.id)]).toEqual(["passed", ["gate passed", "deploy passed"]]);
  });

  test("is given up by a cancel, which cleans up", async () => {
    const parked = await run(gated);
    expect(await cancelRun(workshop.store, parked.run.id, null, systemClock)).toMatchObject({ failure: { code: "parked" } });
    const ended = await resume(parked.run.id, true);
    expect([ended.status, told(parked.run.id)]).toEqual(["canceled", ["build passed", "deploy canceled canceled-by-user", "clean passed"]]);
  });

  test("lets a run that waits for it be replaced by a newer one of its group", async () => {
    const concurrency = { group: "deploy", cancelInProgress: true };
    const parked = await run(gated, { concurrency });
    const newer = await run([scriptStage("build", "true")], { concurrency });
    expect([told(parked.run.id), newer.run.status]).toEqual([
      ["build passed", "deploy canceled replaced-by-newer", "clean passed"],
      "passed",
    ]);
    const replaced = workshop.store.read(({ runs }) => runs.get(parked.run.id));
    expect(replaced.ok && [replaced.value?.status, replaced.value?.reason]).toEqual(["canceled", "replaced-by-newer"]);
  });

  test("keeps nobody from running the same stages meanwhile", async () => {
    await run(gated);
    expect((await run([scriptStage("build", "true")])).run.status).toBe("passed");
  });
});

describe("a stage that is kept", () => {
  test("passes without running, and what it told is there", async () => {
    const first = await run([
      scriptStage("build", "echo version=7 >> $MILLRACE_OUTPUT"),
      scriptStage("unit", "exit 1", { needs: ["build"] }),
    ]);
    const kept = [{ place: 0, leftOut: null, from: first.run.id, fromNumber: first.run.number, outputs: { version: "7" } }];
    const again = await run([scriptStage("build", "exit 9"), scriptStage("unit", "echo $NEEDS_BUILD_VERSION", { needs: ["build"] })], {
      ...{ kept, trigger: "retry", retryOf: first.run.id },
    });
    expect([again.run.status, again.run.retryOf, told(again.run.id)]).toEqual([
      "passed",
      first.run.id,
      ["build passed kept", "unit passed"],
    ]);
    const [build, unit] = stagesOf(again.run.id);
    expect([build?.keptFrom, build?.why, log(unit)]).toEqual([
      first.run.id,
      "Kept from run 1: nothing that it depends on has changed.",
      "7\n",
    ]);
  });
});
