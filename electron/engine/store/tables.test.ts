import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { type ProjectId, type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import { queued, type Standing, type StatusReason, type TerminalStatus } from "../../../shared/status.ts";
import { dayMs } from "../../../shared/time.ts";
import { DurationTally, type Store, type Tables } from "./store.ts";

let store: Store;
let project: ProjectId;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = openTestStore(temporary.folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
});
afterEach(() => {
  store.close();
  remove();
});

function read<T>(action: (tables: Tables) => T): T {
  const result = store.read(action);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function finished(status: TerminalStatus, startedAt: number, durationMs: number, reason: StatusReason | null = null): Standing {
  return { status, reason, startedAt, finishedAt: startedAt + durationMs, durationMs };
}

/** A finished run of stages that all ended alike. */
function addRun(
  at: number,
  status: TerminalStatus,
  durationMs: number,
  changes: Parameters<typeof newRun>[1] = {},
  reason: StatusReason | null = null,
): RunId {
  const run = newRun(project, changes);
  return write(store, (tables) => {
    const { id } = tables.runs.insert(run, at);
    tables.stageRuns.insert(project, id, run.stages);
    for (const place of run.stages.keys()) {
      tables.stageRuns.change(stageRunId(rowOf(id), place + 1), finished(status, at, durationMs, reason), at + durationMs);
    }
    tables.runs.change(id, finished(status, at, durationMs), at + durationMs);
    tables.rollups.addRun(id);
    return id;
  });
}

describe("runs", () => {
  test("are numbered in each project from 1", () => {
    const other = write(store, ({ projects }) => projects.open("/work/site", "site", 2).id);
    const numbers = [project, other, project].map((id) => write(store, ({ runs }) => runs.insert(newRun(id), 3).number));
    expect(numbers).toEqual([1, 1, 2]);
  });

  test("come back as they were recorded", () => {
    const run = newRun(project, {
      branch: null,
      commit: "c0ffee",
      tree: "7ree",
      dirty: true,
      subject: "Brew",
      author: "Ada",
      selection: ["build"],
      only: true,
    });
    const id = write(store, ({ runs }) => runs.insert(run, 5).id);
    const { stages, socket, checkout: _checkout, triggerGroup: _group, ...recorded } = run;
    const times = { createdAt: 5, startedAt: null, finishedAt: null, durationMs: null };
    const kept = { pinned: false, logsRemoved: null, artifactsRemoved: null };
    expect(read(({ runs }) => runs.get(id))).toEqual({
      id,
      number: 1,
      status: "queued",
      reason: null,
      stageCount: 1,
      isCheckout: false,
      ...recorded,
      ...times,
      ...kept,
    });
    expect(read(({ runs }) => runs.socket(id))).toBe(socket);
    expect(read(({ plans }) => plans.ofRun(id))).toEqual(stages);
  });

  test("know the last green of their branch and how long they usually take", () => {
    addRun(10, "passed", 100);
    const green = addRun(20, "passed", 300);
    addRun(30, "failed", 5);
    addRun(40, "passed", 7, { branch: "next" });
    addRun(50, "passed", 9, { selection: ["build"] });
    const newest = addRun(60, "passed", 1);
    const run = read(({ runs }) => runs.get(newest));
    if (run === null) throw new Error("The run is not there.");
    const about = read(({ runs }) => ({ lastGreen: runs.lastGreen(run)?.id, earlier: runs.earlierDurations(run) }));
    expect(about).toEqual({ lastGreen: green, earlier: [7, 300, 100] });
  });

  test("compare a part of the pipeline with the same part and with the whole, never the whole with a part", () => {
    const whole = addRun(10, "passed", 100);
    const part = addRun(20, "passed", 9, { selection: ["build"] });
    const alone = addRun(30, "passed", 9, { selection: ["build"], only: true });
    const greenBefore = (selection: string[], only = false) => {
      const id = addRun(40, "failed", 1, { selection, only });
      const run = read(({ runs }) => runs.get(id));
      return run === null ? null : read(({ runs }) => runs.lastGreen(run)?.id);
    };
    expect([greenBefore([]), greenBefore(["build"]), greenBefore(["build"], true), greenBefore(["lint"])]).toEqual([
      whole,
      part,
      alone,
      whole,
    ]);
  });

  test("name their branches, the most recent first", () => {
    addRun(10, "passed", 1, { branch: "old" });
    addRun(20, "passed", 1, { branch: "main" });
    addRun(30, "passed", 1, { branch: null });
    addRun(40, "passed", 1, { branch: "main" });
    expect(read(({ runs }) => runs.branches(project))).toEqual(["main", "old"]);
  });

  test("show the unfinished before the newest as a project's last", () => {
    const unfinished = write(store, ({ runs }) => runs.insert(newRun(project), 10).id);
    addRun(20, "passed", 1);
    expect(read(({ runs }) => [runs.last(project)?.id, runs.active().map(({ id }) => id)])).toEqual([unfinished, [unfinished]]);
  });

  test("wait for an older run that still has one of their stages before it", () => {
    const stages = [plannedStage("build"), plannedStage("test")];
    const [first, second, third] = [stages, [plannedStage("test")], [plannedStage("lint")]].map((chosen) => {
      const run = newRun(project, { stages: chosen });
      return write(store, (tables) => {
        const { id } = tables.runs.insert(run, 1);
        tables.stageRuns.insert(project, id, chosen);
        return id;
      });
    });
    const waits = () => read(({ runs }) => [first, second, third].map((id) => runs.mustWaitForOlder(id as RunId)));
    expect(waits()).toEqual([false, true, false]);
    write(store, ({ stageRuns }) => stageRuns.change(stageRunId(rowOf(first as RunId), 2), finished("passed", 1, 1), 2));
    expect(waits()).toEqual([false, false, false]);
  });
});

describe("stage runs", () => {
  test("come back in the plan's order with what they need", () => {
    const stages = [plannedStage("zip"), plannedStage("build"), plannedStage("test", ["build"])];
    const id = addRun(10, "passed", 20, { stages });
    expect(
      read(({ stageRuns }) =>
        stageRuns.ofRun(id).map(({ id: key, name, needs, status, durationMs }) => ({ key, name, needs, status, durationMs })),
      ),
    ).toEqual([
      { key: `${id}.1`, name: "zip", needs: [], status: "passed", durationMs: 20 },
      { key: `${id}.2`, name: "build", needs: [], status: "passed", durationMs: 20 },
      { key: `${id}.3`, name: "test", needs: ["build"], status: "passed", durationMs: 20 },
    ]);
  });

  test("tell how the stages of many runs ended, equal ones in a row together", () => {
    const stages = ["a", "b", "c"].map((name) => plannedStage(name));
    const green = addRun(10, "passed", 5, { stages });
    const red = addRun(20, "failed", 5, { stages });
    write(store, ({ stageRuns }) => stageRuns.change(stageRunId(rowOf(red), 1), finished("passed", 1, 1), 2));
    addRun(30, "passed", 5, { stages });
    expect(read(({ stageRuns }) => stageRuns.statusesOf([red, green, "r99" as RunId]))).toEqual({
      [red]: [
        { status: "passed", mayFail: false, count: 1 },
        { status: "failed", mayFail: false, count: 2 },
      ],
      [green]: [{ status: "passed", mayFail: false, count: 3 }],
    });
  });

  test("tell a card's past: the last bars, the oldest first, and the newest", () => {
    for (const at of [10, 20, 30]) addRun(at, "passed", at);
    const running = write(store, (tables) => {
      const { id } = tables.runs.insert(newRun(project), 40);
      tables.stageRuns.insert(project, id, [plannedStage("build")]);
      tables.stageRuns.change(stageRunId(rowOf(id), 1), { ...queued, status: "running", startedAt: 41 }, 41);
      return id;
    });
    const [build, lint] = read(({ stageRuns }) => stageRuns.past(project, ["build", "lint"], 3));
    expect(build?.bars.map(({ runNumber, durationMs }) => [runNumber, durationMs])).toEqual([
      [2, 20],
      [3, 30],
      [4, null],
    ]);
    expect([build?.latest?.id, build?.latest?.status, build?.latestRunNumber]).toEqual([`${running}.1`, "running", 4]);
    expect(lint).toEqual({ name: "lint", latest: null, latestVariants: [], latestRunNumber: null, bars: [] });
  });

  test("tell what stages took when they passed by their own work, in their last runs and all variants together", () => {
    const build = plannedStage("build");
    const stages = [{ ...build, variant: "a" }, { ...build, variant: "b" }, plannedStage("lint")];
    addRun(10, "passed", 999, { stages });
    addRun(20, "passed", 20, { stages });
    addRun(30, "failed", 30, { stages });
    const mixed = addRun(40, "passed", 40, { stages });
    const cached = { ...finished("passed", 40, 1), reason: "cache-hit" as const };
    write(store, ({ stageRuns }) => {
      stageRuns.change(stageRunId(rowOf(mixed), 2), finished("passed", 40, 70), 41);
      stageRuns.change(stageRunId(rowOf(mixed), 3), cached, 41);
    });
    const passedMs = (limit: number) => read(({ stageRuns }) => stageRuns.passedMs(project, ["build", "lint", "ghost"], limit));
    expect(passedMs(3)).toEqual(
      new Map([
        ["build", [20, 70]],
        ["lint", [20]],
      ]),
    );
    expect(passedMs(20).get("build")).toEqual([999, 20, 70]);
  });
});

describe("rollups", () => {
  test("count every run and stage run once, by the day of the run's creation", () => {
    addRun(2 * dayMs - 5, "passed", 10);
    addRun(dayMs + 1, "failed", 20);
    addRun(3 * dayMs, "canceled", 30);
    const days = read(({ rollups }) => [rollups.runDays(project, 0, 2), rollups.runCounts(project, 1, 9)] as const);
    expect(days.map((rows) => rows.map(({ day, passed, failed, other }) => ({ day, passed, failed, other })))).toEqual([
      [{ day: 1, passed: 1, failed: 1, other: 0 }],
      [
        { day: 1, passed: 1, failed: 1, other: 0 },
        { day: 3, passed: 0, failed: 0, other: 1 },
      ],
    ]);
    const period = read(({ rollups }) => rollups.period(project, 1, 3));
    expect(period.map(({ durations, ...counts }) => ({ ...counts, medianMs: new DurationTally(durations).percentile(0.5) }))).toEqual([
      { stage: 0, passed: 1, failed: 1, other: 1, medianMs: expect.closeTo(10, 0) },
      { stage: 1, passed: 1, failed: 1, other: 1, medianMs: expect.closeTo(10, 0) },
    ]);
    expect(read(({ rollups }) => [rollups.period(project, 4, 9), rollups.stages(project)])).toEqual([
      [],
      [{ stage: 1, name: "build", phase: "build" }],
    ]);
  });

  test("keep percentiles within 2 %", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 40 }), (durations) => {
        const temporary = temporaryFolder();
        const fresh = openTestStore(temporary.folder);
        const outer = { store, project };
        store = fresh;
        project = write(fresh, ({ projects }) => projects.open("/a", "a", 1).id);
        for (const [day, durationMs] of durations.entries()) addRun(day * dayMs, "passed", durationMs);
        const tally = new DurationTally(read(({ rollups }) => rollups.period(project, 0, 999))[0]?.durations ?? new Uint8Array());
        ({ store, project } = outer);
        fresh.close();
        temporary.remove();
        const exact = [...durations].sort((left, right) => left - right)[Math.ceil(durations.length / 2) - 1] ?? 0;
        expect(tally.count).toBe(durations.length);
        expect(Math.abs((tally.percentile(0.5) ?? 0) / exact - 1)).toBeLessThanOrEqual(0.0201);
      }),
      { numRuns: 25 },
    );
  });

  test("leave chosen stages out of the pipeline's durations, but count them", () => {
    addRun(0, "passed", 10, { selection: ["build"] });
    const [day] = read(({ rollups }) => rollups.runDays(project, 0, 0));
    expect([day?.passed, day?.durations.length]).toEqual([1, 0]);
  });

  test("leave out how long a result used again, a re-run and a person took, and count them", () => {
    const first = addRun(0, "passed", 1_000);
    addRun(0, "passed", 5, { retryOf: first }, "kept");
    addRun(0, "passed", 5, {}, "cache-hit");
    const approved = newRun(project);
    write(store, (tables) => {
      const { id } = tables.runs.insert(approved, 0);
      tables.stageRuns.insert(project, id, approved.stages);
      tables.approvals.ask(stageRunId(rowOf(id), 1), "Publish?");
      tables.stageRuns.change(stageRunId(rowOf(id), 1), finished("passed", 0, 2_000), 0);
      tables.runs.change(id, finished("passed", 0, 86_400_000), 0);
      tables.rollups.addRun(id);
    });
    const [pipeline, stage] = read(({ rollups }) => rollups.period(project, 0, 0));
    const countOf = (outcomes: typeof stage) => [outcomes?.passed, new DurationTally(outcomes?.durations ?? new Uint8Array()).count];
    expect([countOf(pipeline), countOf(stage)]).toEqual([
      [4, 2],
      [4, 2],
    ]);
    const [build] = read(({ stageRuns }) => stageRuns.past(project, ["build"], 3));
    expect(build?.bars.map(({ durationMs }) => durationMs)).toEqual([null, null, 2_000]);
  });
});

describe("events", () => {
  test("record every change in order and are never changed", () => {
    const before = read(({ events }) => events.newestId());
    const id = addRun(10, "passed", 5);
    write(store, ({ settings }) => settings.change({ theme: "dark" }, 20));
    write(store, ({ projects }) => projects.rename(project, "store", 30));
    const told = read(({ events }) => events.after(before, 100)).map(({ id: _, ...event }) => event);
    expect(told).toEqual([
      { at: 10, type: "run", runId: id, status: "queued", reason: null },
      { at: 15, type: "stage-run", runId: id, stageRunId: `${id}.1`, status: "passed", reason: null },
      { at: 15, type: "run", runId: id, status: "passed", reason: null },
      { at: 20, type: "settings" },
      { at: 30, type: "project", projectId: project },
    ]);
  });
});

describe("projects", () => {
  test("come back with their history after having been removed", () => {
    addRun(10, "passed", 5);
    write(store, ({ projects }) => projects.remove(project, 20));
    expect(read(({ projects }) => projects.list())).toEqual([]);
    const again = write(store, ({ projects }) => projects.open("/work/shop", "another name", 30));
    expect([again.id, again.name, read(({ runs }) => runs.last(project)?.number)]).toEqual([project, "shop", 1]);
  });

  test("do not move to a folder that another one has", () => {
    write(store, ({ projects }) => projects.open("/work/site", "site", 2));
    expect(
      write(store, ({ projects }) => [projects.relocate(project, "/work/site", 3), projects.relocate(project, "/work/new", 3)]),
    ).toEqual([false, true]);
  });
});
