import { mkdirSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { scriptStage } from "../../../e2e/fixtures/runs.ts";
import { liesOfEvents, readRun } from "../../../e2e/fixtures/truth.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { conclusionOf, isTerminal } from "../../../shared/status.ts";
import { systemClock } from "../clock.ts";
import { runFolder } from "../data-folder.ts";
import { plainEnd, type Store } from "../store/store.ts";
import type { executeStage } from "./execute-stage.ts";
import type { HostedRun } from "./hosted-run.ts";
import { compileConditions } from "./run-conditions.ts";
import { RunHost } from "./run-host.ts";
import type { RunEvent, RunRequest } from "./run-request.ts";
import { passed, type Verdict, verdictOnRun } from "./verdict.ts";

/*
 * Pipelines that nobody would write, with stages that take no time: only how they end is drawn. Everything else is real,
 * the history above all.
 */

let store: Store;
let project: ProjectId;
let remove: () => void;
beforeAll(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openTestStore(temporary.folder);
  project = write(store, ({ projects, settings }) => {
    settings.change({ stagesAtOnce: 8, runsAtOnce: 8 }, 1);
    return projects.open("/work/shop", "shop", 1).id;
  });
});
afterAll(() => {
  store.close();
  remove();
});

const conditions = [null, null, null, "always()", "failure()", "!failure()", "canceled()", 'branch == "main"', 'matrix.v != "1"', "false"];

const drawnStage = fc.record({
  needs: fc.array(fc.nat(), { maxLength: 3 }),
  variants: fc.integer({ min: 1, max: 3 }),
  condition: fc.constantFrom(...conditions),
  attempts: fc.constantFrom(1, 1, 1, 2, 3),
  mayFail: fc.constantFrom(false, false, true),
  failFast: fc.boolean(),
  maxParallel: fc.constantFrom(null, null, 1, 2),
  isGate: fc.constantFrom(false, false, false, false, false, true),
});

function plan(drawn: readonly (typeof drawnStage extends fc.Arbitrary<infer Stage> ? Stage : never)[]): PlannedStage[] {
  return drawn.flatMap(({ needs, variants, attempts, isGate, ...stage }, place) =>
    Array.from({ length: variants }, (_, variant) =>
      scriptStage(`s${place}`, "true", {
        ...stage,
        needs: place === 0 ? [] : [...new Set(needs.map((need) => `s${need % place}`))],
        variant: variants === 1 ? "" : String(variant),
        matrix: { v: String(variant) },
        approval: isGate ? "" : null,
        retry: attempts === 1 ? null : { attempts, backoffMs: 0, factor: 1, maxBackoffMs: null, onExitCodes: null },
      }),
    ),
  );
}

/** Draws what happens while a run goes: how stages end, when it is canceled, what people answer. */
interface Fate {
  readonly next: () => number;
  /** After so many starts the run is canceled; never for a number that is not reached. */
  readonly cancelAfter: number;
  /** As many starts after which one stage alone is canceled. */
  readonly cancelStageAfter: number;
}

const failed: Verdict = { status: "failed", reason: "exit-code", detail: null };
const errored: Verdict = { status: "errored", reason: "could-not-start", detail: null };

/** Stages that end in a later turn, as drawn, and obey at once when they are told to stop. */
function imaginedStages(fate: Fate): typeof executeStage {
  return (_, __, listener) => {
    let told: Verdict | null = null;
    const end = () => {
      const { status, reason, detail } = told ?? [passed, passed, passed, failed, errored][fate.next() % 5] ?? passed;
      const outputs = fate.next() % 3 === 0 ? { key: "value" } : {};
      listener.onEnd({ status, reason, end: { ...plainEnd, detail, outputs, exitCode: status === "failed" ? 1 : null }, artifacts: [] });
    };
    const wait = (turns: number) => void setImmediate(() => (turns === 0 ? end() : wait(turns - 1)));
    wait(fate.next() % 4);
    return {
      log: { look: () => {}, catchUp: (done) => done(), finish: (_size, done) => done({ bytes: 0, lines: 0 }), bytes: 0, lines: 0 },
      steps: null,
      stop: (verdict) => {
        told ??= verdict;
      },
    };
  };
}

async function play(stages: readonly PlannedStage[], parallel: number, fate: Fate): Promise<{ id: RunId; events: RunEvent[] }> {
  const recorded = write(store, (tables) => {
    const { id, number } = tables.runs.insert(newRun(project, { stages, parallel }), systemClock());
    tables.stageRuns.insert(project, id, stages);
    mkdirSync(runFolder(store.folder, id), { recursive: true });
    return { runId: id, number };
  });
  const request: RunRequest = {
    ...newRun(project, { stages, parallel }),
    projectPath: "/work/shop",
    changes: null,
    expectedStageMs: [],
    kept: [],
    before: {},
    pendingChanges: null,
  };
  const events: RunEvent[] = [];
  let started = 0;
  let isGivenUp = false;
  for (let past: HostedRun["past"] = null; ; past = readRun(store, recorded.runId)) {
    const hosted = {
      request,
      recorded,
      environment: {},
      conditions: await compileConditions(request, {}),
      past,
      cache: null,
      reports: null,
      replace: () => {},
    };
    const host: RunHost = new RunHost(hosted, {
      secrets: () => Promise.reject(new Error("No stage is executed here.")),
      ...{ store, now: systemClock, environment: {}, version: "test", execute: imaginedStages(fate) },
      onEvent: (event) => {
        events.push(event);
        if (event.type !== "stage.started") return;
        started += 1;
        if (started === fate.cancelStageAfter) queueMicrotask(() => host.cancel(event.stageRunId));
        if (started === fate.cancelAfter) queueMicrotask(() => host.cancel(null));
      },
    });
    if (isGivenUp) host.cancel(null);
    const ended = await host.execute();
    if (!ended.ok) throw new Error(ended.failure.message);
    if (ended.value.status !== "waiting") return { id: recorded.runId, events };
    isGivenUp = fate.next() % 6 === 0;
    write(store, ({ runs, stageRuns, approvals }) => {
      const waiting = stageRuns.ofRun(recorded.runId).filter(({ status }) => status === "waiting");
      for (const [index, { id }] of waiting.entries()) {
        // One at least, or the run would wait for ever.
        if (!isGivenUp && (index === 0 || fate.next() % 2 === 0))
          approvals.decide(id, fate.next() % 4 === 0 ? "denied" : "granted", "", "ada", systemClock());
      }
      if (!runs.unpark(recorded.runId, "/nobody")) throw new Error("A run that waits is not parked.");
    });
  }
}

const latest = (stages: readonly StageRun[]) => stages.filter(({ isSuperseded }) => !isSuperseded);

const cases = fc.record({
  drawn: fc.array(drawnStage, { minLength: 1, maxLength: 12 }),
  parallel: fc.integer({ min: 1, max: 6 }),
  seed: fc.infiniteStream(fc.nat()),
  cancelAfter: fc.constantFrom(0, 0, 0, 1, 2, 5, 9),
  cancelStageAfter: fc.constantFrom(0, 0, 1, 2, 5),
});

describe("whatever a pipeline says and whatever happens to it", () => {
  test("a run ends, its history tells no lie, and nothing ran that should not have", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ drawn, parallel, seed, ...cancels }) => {
        const stages = plan(drawn);
        const from = write(store, (tables) => tables.events.newestId());
        const { id, events } = await play(stages, parallel, { next: () => seed.next().value, ...cancels });
        const history = readRun(store, id);
        expect(liesOfEvents(store, history, from)).toEqual([]);
        checkEnd(stages, history, events);
        checkOrder(stages, events);
      }),
      // The limit is for a run that never ends, so that its case is told. A machine under load tries fewer: cases that go on
      // after the test's own limit would be in the next one's way.
      { numRuns: 300, timeout: 20_000, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
    );
  });

  test("also with a thousand stages", async () => {
    const many = fc.array(drawnStage, { minLength: 1_000, maxLength: 1_000 });
    await fc.assert(
      fc.asyncProperty(many, fc.infiniteStream(fc.nat()), async (drawn, seed) => {
        const stages = plan(drawn.map((stage) => ({ ...stage, variants: 1 })));
        const { id, events } = await play(stages, 8, { next: () => seed.next().value, cancelAfter: 0, cancelStageAfter: 0 });
        const history = readRun(store, id);
        checkEnd(stages, history, events);
        checkOrder(stages, events);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});

function checkEnd(stages: readonly PlannedStage[], { run, stages: rows }: ReturnType<typeof readRun>, events: readonly RunEvent[]): void {
  expect(rows.filter(({ status }) => !isTerminal(status))).toEqual([]);
  expect(
    latest(rows)
      .map(({ name, variant }) => `${name} ${variant}`)
      .sort(),
  ).toEqual(stages.map(({ name, variant }) => `${name} ${variant}`).sort());
  expect({ status: run.status, reason: run.reason }).toEqual(
    verdictOnRun(
      latest(rows).map(({ status, mayFail }) => conclusionOf(status, mayFail)),
      null,
    ),
  );
  for (const { name, variant, attempt, status, isSuperseded } of rows) {
    const stage = stages.find((planned) => planned.name === name && planned.variant === variant);
    expect(attempt).toBeLessThanOrEqual(stage?.retry?.attempts ?? 1);
    if (isSuperseded) expect(status).toBe("failed");
  }
  checkFailFast(rows);
  expect(events.at(-1)).toMatchObject({ type: "run.finished", status: run.status });
  expect(events.filter(({ type }) => type === "stage.finished").length).toBe(rows.length);
}

/** Only a variant that went wrong ends the others, and is named. */
function checkFailFast(rows: readonly StageRun[]): void {
  for (const { name, detail } of rows.filter(({ reason }) => reason === "fail-fast")) {
    const [, cause] = /^Variant (.*) failed\.$/.exec(detail ?? "") ?? [];
    const ends = rows.filter((row) => row.name === name && row.variant === cause).map(({ status }) => status);
    expect(["failed", "errored"]).toContain(ends.at(-1));
  }
}

/** Nothing starts before what it needs has ended, and passed unless its condition takes that over. */
function checkOrder(stages: readonly PlannedStage[], events: readonly RunEvent[]): void {
  const ended = new Map<string, string>();
  const started = new Map<string, number>();
  const planned = new Map(stages.map((stage) => [`${stage.name} ${stage.variant}`, stage]));
  const byName = Map.groupBy(stages, ({ name }) => name);
  for (const event of events) {
    if (event.type === "stage.finished") {
      const stage = planned.get(`${event.name} ${event.variant}`);
      ended.set(`${event.name} ${event.variant}`, conclusionOf(event.status, stage?.mayFail ?? false));
      if (event.durationMs !== null) started.set(event.name, (started.get(event.name) ?? 0) - 1);
    }
    if (event.type !== "stage.started") continue;
    const stage = planned.get(`${event.name} ${event.variant}`);
    const ends = (stage?.needs ?? []).map((need) => (byName.get(need) ?? []).map(({ name, variant }) => ended.get(`${name} ${variant}`)));
    expect(ends.flat()).not.toContain(undefined);
    if (!/always|failure|canceled/.test(stage?.condition ?? "")) {
      for (const variants of ends) {
        expect(variants).toContain("passed");
        expect(variants.filter((end) => end !== "passed" && end !== "skipped")).toEqual([]);
      }
    }
    const atOnce = (started.get(event.name) ?? 0) + 1;
    started.set(event.name, atOnce);
    expect(atOnce).toBeLessThanOrEqual(stage?.maxParallel ?? Number.POSITIVE_INFINITY);
  }
}
