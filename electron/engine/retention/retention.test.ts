import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { addRunWithFiles, type KeptRunWish, logText } from "../../../e2e/fixtures/kept-runs.ts";
import { type ProjectId, type RunId, serviceId } from "../../../shared/ids.ts";
import { dayMs } from "../../../shared/time.ts";
import { artifactFile, logFile, logIndexFile, releaseFile, runFolder, serviceLogFile } from "../data-folder.ts";
import { hasLog, readLog } from "../log/log.ts";
import type { Store, Tables } from "../store/store.ts";
import type { Limits } from "./choose-removals.ts";
import { cleanUp, countRuns, previewCleanUp, readDiskUse } from "./retention.ts";

const unlimited: Limits = { logsDays: null, artifactsDays: null, runsDays: null, runsPerProject: null, bytes: null, artifactBytes: null };
const nowMs = 1_000 * dayMs;
const now = () => nowMs;

let folder: string;
let store: Store;
let project: ProjectId;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  store = openTestStore(folder);
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

/** A run with real files, that ended so many days ago. */
function addRun(ageDays: number, wish: Partial<KeptRunWish> & { readonly projectId?: ProjectId } = {}): RunId {
  return addRunWithFiles(store, wish.projectId ?? project, nowMs - ageDays * dayMs, wish);
}

async function count(): Promise<void> {
  const counted = await countRuns(store, nowMs);
  if (!counted.ok) throw new Error(counted.failure.message);
}

async function clean(limits: Partial<Limits>) {
  const preview = await previewCleanUp(store, { ...unlimited, ...limits }, now);
  const freed = await cleanUp(store, { ...unlimited, ...limits }, now);
  if (!freed.ok || !preview.ok) throw new Error("The history cannot be used.");
  // What was promised is what was done.
  expect(preview.value).toEqual(freed.value);
  return freed.value;
}

/** What is there of each run: its row, its logs, its artifacts; and what the row says of them. */
function state(id: RunId): string {
  const run = read(({ runs }) => runs.get(id));
  const parts = [
    run === null ? "" : "row",
    hasLog(logFile(folder, id, 1)) ? "log" : "",
    existsSync(artifactFile(folder, id, 1, "out/app.tgz")) ? "artifact" : "",
    run?.logsRemoved ? `no logs: ${run.logsRemoved.rule} ${run.logsRemoved.limit}` : "",
    run?.artifactsRemoved ? `no artifacts: ${run.artifactsRemoved.rule} ${run.artifactsRemoved.limit}` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

describe("counting", () => {
  test("packs large logs of ended runs and sums up what they take", async () => {
    const large = addRun(3, { lines: 50_000 });
    addRun(2, { lines: 10 });
    const running = addRun(1, { status: "running", lines: 50_000 });
    await count();
    expect(readdirSync(runFolder(folder, large)).sort()).toEqual(["1.log.zst", "artifacts"]);
    expect(readdirSync(runFolder(folder, running)).sort()).toEqual(["1.idx", "1.log", "artifacts"]);
    const [use] = read(({ keptRuns }) => keptRuns.use());
    expect(use).toMatchObject({ projectId: project, name: "shop", runs: 2, artifactBytes: 200 });
    expect(use?.logBytes).toBeLessThan(logText(50_000).length / 4);
    const part = await readLog({
      ...{ path: logFile(folder, large, 1), indexPath: logIndexFile(folder, large, 1) },
      ...{ fromLine: 40_000, limit: 1, isLive: false },
    });
    expect(part.lines[0]?.text).toBe("line 40000 of a log");
    const before = read(({ keptRuns }) => keptRuns.use());
    await count();
    expect(read(({ keptRuns }) => keptRuns.use())).toEqual(before);
  });

  test("by two processes at once counts each run once", async () => {
    for (let place = 0; place < 60; place += 1) addRun(place);
    await Promise.all([count(), count(), count()]);
    expect(read(({ keptRuns }) => keptRuns.use())).toMatchObject([{ runs: 60, artifactBytes: 6_000 }]);
  });
});

describe("a clean-up", () => {
  test("leaves the run that a release is being made from, and the files of one that is made whatever becomes of its run", async () => {
    const [run, newer] = [addRun(100), addRun(1)];
    await count();
    const socket = "/somebody";
    const release = write(store, ({ releases }) =>
      releases.insert(
        {
          ...{
            projectId: project,
            version: "1.0.0",
            kind: "release",
            channel: null,
            tag: "v1.0.0",
            branch: "main",
            commit: "c",
            tree: "t",
          },
          ...{ subject: "", bump: "minor", previousVersion: null, isSigned: false, person: "ada", commitCount: 0, commits: [], notes: "" },
          ...{ runId: run, intent: "{}", socket },
        },
        1,
      ),
    );
    const file = releaseFile(folder, release, "out/app.tgz");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "y".repeat(70));
    const limits = { logsDays: 90, artifactsDays: 30, runsDays: 90, bytes: 1 };
    await clean(limits);
    expect(state(run)).toBe("row, log, artifact");
    write(store, ({ releases }) => releases.end(release, socket, { state: "interrupted", failure: null }, 2));
    await clean(limits);
    expect(state(run)).toBe("row, log, artifact");
    write(
      store,
      ({ releases }) => releases.take(release, socket, 3) && releases.end(release, socket, { state: "released", failure: null }, 4),
    );
    expect((await clean(limits)).runs).toBe(1);
    expect([run, newer].map(state)).toEqual(["", "row, log, artifact"]);
    expect([existsSync(file), read(({ releases }) => releases.get(release))]).toMatchObject([
      true,
      { state: "released", runId: run, run: null },
    ]);
    const log = serviceLogFile(folder, project, serviceId(1), 1);
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, "z".repeat(30));
    expect(await readDiskUse(store, unlimited, now)).toMatchObject({ ok: true, value: { releaseBytes: 70, serviceLogBytes: 30 } });
  });

  test("takes artifacts and logs by age, and the rows say when and why", async () => {
    const [old, middle, young] = [addRun(100), addRun(40), addRun(1)];
    await count();
    const freed = await clean({ logsDays: 90, artifactsDays: 30 });
    expect(freed).toMatchObject({ artifactBytes: 200, runs: 0 });
    expect([old, middle, young].map(state)).toEqual([
      "row, no logs: age 90, no artifacts: age 30",
      "row, log, no artifacts: age 30",
      "row, log, artifact",
    ]);
    expect(read(({ runs }) => runs.get(old))?.logsRemoved).toEqual({ at: nowMs, rule: "age", limit: 90 });
    expect(existsSync(runFolder(folder, old))).toBe(false);
    // The list with names and sums stays.
    expect(read(({ artifacts }) => artifacts.ofRun(old)).map(({ path }) => path)).toEqual(["out/app.tgz"]);
    expect(read(({ keptRuns }) => keptRuns.use())).toMatchObject([{ runs: 3, artifactBytes: 100 }]);
    expect(await clean({ logsDays: 90, artifactsDays: 30 })).toEqual({ artifactBytes: 0, logBytes: 0, runs: 0 });
  });

  test("keeps pinned and unfinished runs, and the last and the last green of every branch", async () => {
    const kept = [
      addRun(500, { branch: "old" }),
      addRun(499, { status: "passed" }),
      addRun(498, { status: "running" }),
      addRun(497, { branch: null }),
      addRun(496, { status: "failed" }),
    ];
    const pinned = addRun(800);
    const others = [addRun(700), addRun(701, { branch: "old" }), addRun(702, { branch: null, status: "failed" })];
    write(store, ({ keptRuns }) => keptRuns.pin(pinned, true, 5));
    await count();
    await clean({ logsDays: 1, artifactsDays: 1, runsDays: 1, runsPerProject: 1, bytes: 1 });
    expect([...kept, pinned].map(state)).toEqual([...kept, pinned].map(() => "row, log, artifact"));
    expect(others.map(state)).toEqual(["", "", ""]);
  });

  test("removes whole runs beyond the number of a project, but never what the charts count", async () => {
    const other = write(store, ({ projects }) => projects.open("/work/site", "site", 1).id);
    const ids = Array.from({ length: 70 }, (_, place) => addRun(100 - place));
    addRun(300, { projectId: other });
    await count();
    const charts = () => read(({ rollups }) => [rollups.runDays(project, 0, 2_000), rollups.period(project, 0, 2_000)]);
    const before = charts();
    expect((await clean({ runsPerProject: 10 })).runs).toBe(60);
    expect(ids.filter((id) => read(({ runs }) => runs.get(id)) !== null)).toEqual(ids.slice(60));
    expect(readdirSync(join(folder, "runs")).sort()).toEqual([...ids.slice(60), "r71"].sort());
    expect(charts()).toEqual(before);
    expect(read(({ keptRuns }) => keptRuns.use().map(({ runs }) => runs))).toEqual([10, 1]);
    expect(write(store, ({ runs }) => runs.insert(newRun(project), nowMs).number)).toBe(71);
  });

  test("takes the events of removed runs along, and watchers miss nothing", async () => {
    const ids = [addRun(300), addRun(200), addRun(1)];
    await count();
    const seen: number[] = [];
    const stop = store.watch((events) => seen.push(...events.map(({ id }) => id)));
    const newest = read(({ events }) => events.newestId());
    await clean({ runsDays: 100 });
    const left = read(({ events }) => events.after(0, 1_000));
    expect(new Set(left.flatMap((event) => ("runId" in event && event.id < newest ? [event.runId] : [])))).toEqual(new Set([ids[2]]));
    expect(read(({ events }) => events.newestId())).toBe(newest);
    const next = addRun(0);
    await expect.poll(() => read(({ events }) => events.newestId()) === seen.at(-1)).toBe(true);
    stop();
    expect(read(({ events }) => events.after(newest, 1_000)).filter((event) => "runId" in event && event.runId === next)).toHaveLength(3);
  });

  test("never gives an id of an event twice, even when the newest event's run goes", async () => {
    addRun(1);
    const last = addRun(200);
    await count();
    const newest = read(({ events }) => events.newestId());
    write(store, ({ keptRuns }) => keptRuns.deleteEvents(last, null, 1_000));
    write(store, ({ keptRuns }) => keptRuns.deleteRun(last));
    write(store, ({ settings }) => settings.change({ theme: "dark" }, 1));
    expect(read(({ events }) => events.newestId())).toBe(newest + 1);
  });

  test("goes by size from the oldest on, until it fits", async () => {
    const ids = [4, 3, 2, 1].map((age) => addRun(age, { artifactBytes: 1_000 }));
    await count();
    await clean({ artifactBytes: 2_500 });
    expect(ids.map(state)).toEqual([
      ...["row, log, no artifacts: size 2500", "row, log, no artifacts: size 2500"],
      ...["row, log, artifact", "row, log, artifact"],
    ]);
  });

  test("by two processes at once, with others reading, ends as by one", async () => {
    const ids = Array.from({ length: 80 }, (_, place) => addRun(200 - place, { lines: 400 }));
    await count();
    const limits = { ...unlimited, logsDays: 150, artifactsDays: 140, runsPerProject: 60 };
    const reads = ids.map(async (id) => {
      await sleep(Math.random() * 40);
      // Whoever finds no log is told by the row, read afterwards, that it went.
      const part = await readLog({
        path: logFile(folder, id, 1),
        indexPath: logIndexFile(folder, id, 1),
        fromLine: 1,
        limit: 10,
        isLive: false,
      });
      const run = read(({ runs }) => runs.get(id));
      if (part.totalLines === 0 && run !== null) expect(run.logsRemoved).not.toBeNull();
      else if (part.totalLines > 0) expect(part.totalLines).toBe(400);
    });
    await Promise.all([cleanUp(store, limits, now), cleanUp(store, limits, now), ...reads]);
    expect(ids.filter((id) => read(({ runs }) => runs.get(id)) !== null)).toEqual(ids.slice(20));
    const [use] = read(({ keptRuns }) => keptRuns.use());
    expect(use?.runs).toBe(60);
    expect(use?.artifactBytes).toBe(
      100 * ids.slice(20).filter((id) => state(id).includes("artifact,") || state(id).endsWith("artifact")).length,
    );
  });
});

/** What is untrue in the rows, seen at one moment. */
function lies(ids: readonly RunId[]): string[] {
  return ids.flatMap((id) => {
    const { run, stages } = read(({ runs, stageRuns }) => ({ run: runs.get(id), stages: stageRuns.ofRun(id) }));
    if (run === null) return existsSync(runFolder(folder, id)) ? [`${id} is gone, its folder is not`] : [];
    const found: string[] = [];
    if (stages.length !== run.stageCount) found.push(`${id} has ${stages.length} of ${run.stageCount} stages`);
    for (const place of stages.keys()) {
      if (run.logsRemoved === null && !hasLog(logFile(folder, id, place + 1))) found.push(`${id} has lost log ${place + 1}`);
      if (run.artifactsRemoved === null && !existsSync(artifactFile(folder, id, place + 1, "out/app.tgz")))
        found.push(`${id} has lost its artifact`);
    }
    return found;
  });
}

describe("killed at any moment", () => {
  test("a clean-up leaves no row that lies, and the next one finishes the work", async () => {
    const kills = 6;
    for (let kill = 0; kill < kills; kill += 1) {
      // Each round has a project of its own: the last run of the one before is protected.
      const projectId = write(store, ({ projects }) => projects.open(`/work/${kill}`, "shop", 1).id);
      const ids = Array.from({ length: 40 }, (_, place) => addRun(300 - place, { stages: 3, lines: 2_000, projectId }));
      const limits = { ...unlimited, logsDays: 280, artifactsDays: 275, runsPerProject: 15 };
      const child = cleaner(limits);
      await once(child.stdout ?? child, "data");
      await sleep((kill * 250) / kills);
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      expect(lies(ids)).toEqual([]);
      await count();
      await cleanUp(store, limits, now);
      expect(lies(ids)).toEqual([]);
      const left = ids.filter((id) => read(({ runs }) => runs.get(id)) !== null);
      expect(left).toEqual(ids.slice(-15));
      expect(read(({ keptRuns }) => keptRuns.going(10))).toEqual([]);
      const use = read(({ keptRuns }) => keptRuns.use().find((candidate) => candidate.projectId === projectId));
      expect(use?.runs).toBe(15);
    }
  }, 120_000);
});

/** Counts and cleans up in a process of its own, which says so directly before it begins. */
function cleaner(limits: Limits): ChildProcess {
  const moduleAt = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    const { openStore } = await import(${moduleAt("../store/store.ts")});
    const { cleanUp, countRuns } = await import(${moduleAt("./retention.ts")});
    const opened = openStore(${JSON.stringify(folder)}, { now: () => ${nowMs} });
    process.stdout.write("go");
    await countRuns(opened.value, ${nowMs});
    await cleanUp(opened.value, ${JSON.stringify(limits)}, () => ${nowMs});
    opened.value.close();`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
}
