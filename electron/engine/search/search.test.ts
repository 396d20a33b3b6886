import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import type { FoundLog, SearchNews, SearchRequest, SearchSummary } from "../../../shared/contract/search.ts";
import { type ProjectId, type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { Status } from "../../../shared/status.ts";
import { logFile, logIndexFile } from "../data-folder.ts";
import { createLogFollower, packLog } from "../log/log.ts";
import { createSearchService } from "../service/history/search.ts";
import type { Store } from "../store/store.ts";
import { createSearchWorkers, noWorkers, type SearchWorkers } from "./search.ts";

const threads = createSearchWorkers(join(import.meta.dirname, "../../entry/search-worker.ts"), 2);
afterAll(() => threads.close());

let home: ReturnType<typeof temporaryFolder>;
let store: Store;
let clock = 1_000;

beforeEach(() => {
  home = temporaryFolder();
  store = openTestStore(home.folder);
});
afterEach(() => {
  store.close();
  home.remove();
});

function addProject(name: string): ProjectId {
  return write(store, (tables) => tables.projects.open(`/${name}`, name, 1)).id;
}

interface PastRun {
  readonly branch?: string;
  readonly status?: Status;
  /** What each stage wrote; `null` for a log that is gone. */
  readonly logs: Readonly<Record<string, string | null>>;
}

/** Writes a run that is over, with its logs. */
function addRun(projectId: ProjectId, { branch = "main", status = "passed", logs }: PastRun): RunId {
  clock += 1_000;
  const at = clock;
  const planned = Object.keys(logs).map((name) => plannedStage(name));
  const standing = { status, reason: null, startedAt: at, finishedAt: at + 10, durationMs: 10 } as const;
  const id = write(store, (tables) => {
    const run = tables.runs.insert(newRun(projectId, { branch, stages: planned }), at);
    tables.stageRuns.insert(projectId, run.id, planned);
    for (const [place, text] of Object.values(logs).entries()) {
      const stage = stageRunId(rowOf(run.id), place + 1);
      tables.stageRuns.noteLog(stage, Buffer.byteLength(text ?? "gone"), 1);
      tables.stageRuns.change(stage, standing, at);
    }
    tables.runs.change(run.id, standing, at);
    return run.id;
  });
  for (const [place, text] of Object.values(logs).entries()) {
    if (text === null) continue;
    const path = logFile(home.folder, id, place + 1);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    createLogFollower(path, logIndexFile(home.folder, id, place + 1), () => at).finish();
  }
  return id;
}

interface Outcome {
  readonly news: readonly SearchNews[];
  readonly found: readonly FoundLog[];
  readonly summary: SearchSummary;
}

/** Searches to the end and puts together what is told of each log. */
async function search(request: Partial<SearchRequest> & { query: string }, workers: SearchWorkers = noWorkers): Promise<Outcome> {
  const how = { isRegularExpression: false, isCaseSensitive: true, filter: { projectIds: [] }, maxHits: 2_000, maxHitsPerLog: 50 };
  const answer = createSearchService(store, workers, () => performance.now()).logs({ ...how, ...request });
  if (!answer.ok) throw new Error(answer.failure.message);
  const news: SearchNews[] = [];
  for await (const one of answer.value) news.push(one);
  const logs = new Map<string, FoundLog>();
  for (const one of news) {
    if (one.type !== "found") continue;
    const known = logs.get(one.log.stageRunId);
    logs.set(one.log.stageRunId, { ...one.log, hits: [...(known?.hits ?? []), ...one.log.hits] });
  }
  const done = news.at(-1);
  if (done?.type !== "done") throw new Error("The search has no end.");
  return { news, found: [...logs.values()], summary: done.summary };
}

test("says in which runs something was seen first and last, how often, on which branches and in which stages", async () => {
  const [shop, mill] = [addProject("shop"), addProject("mill")];
  const oldest = addRun(shop, { logs: { unit: "fine\nECONNREFUSED twice ECONNREFUSED\n", lint: "tidy\n" } });
  addRun(mill, { branch: "fix/x", logs: { e2e: "ECONNREFUSED\n" } });
  addRun(shop, { logs: { unit: "fine\n" } });
  const newest = addRun(shop, { logs: { lint: "tidy\n", unit: "\x1b[31mECONNREFUSED\x1b[0m\nECONNREFUSED" } });

  const { found, summary } = await search({ query: "ECONNREFUSED" });
  expect(found.map(({ runId, stage, lines, hits }) => [runId, stage, lines, hits.map((hit) => hit.line)])).toEqual([
    [newest, "unit", 2, [1, 2]],
    ["r2", "e2e", 1, [1]],
    [oldest, "unit", 1, [2]],
  ]);
  expect(found[0]?.hits[0]).toMatchObject({ text: "ECONNREFUSED", ranges: [[0, 12]] });
  expect(summary).toMatchObject({ lines: 4, matches: 5, logs: 3, runs: 3, projects: 2, keptHits: 4, searchedRuns: 4, searchedLogs: 6 });
  expect(summary.firstSeen).toMatchObject({ runId: oldest, runNumber: 1, stage: "unit" });
  expect(summary.lastSeen).toMatchObject({ runId: newest, runNumber: 3, stage: "unit" });
  expect(summary.branches).toEqual([
    { name: "main", lines: 3, logs: 2 },
    { name: "fix/x", lines: 1, logs: 1 },
  ]);
  expect(summary.stages.map(({ name }) => name)).toEqual(["unit", "e2e"]);
});

test("is narrowed by projects, stage, branch, status and period", async () => {
  const [shop, mill, pond] = [addProject("shop"), addProject("mill"), addProject("pond")];
  addRun(shop, { logs: { unit: "x", lint: "x" } });
  const second = clock + 1_000;
  addRun(mill, { branch: "next", status: "failed", logs: { unit: "x" } });
  addRun(pond, { logs: { lint: "x" } });
  const of = async (filter: Partial<SearchRequest["filter"]>) =>
    (await search({ query: "x", filter: { projectIds: [], ...filter } })).found.map(({ runId, stage }) => `${runId} ${stage}`);

  expect(await of({ projectIds: [shop] })).toEqual(["r1 unit", "r1 lint"]);
  expect(await of({ projectIds: [shop, mill] })).toEqual(["r2 unit", "r1 unit", "r1 lint"]);
  expect(await of({ stage: "unit" })).toEqual(["r2 unit", "r1 unit"]);
  expect(await of({ stage: "unit", projectIds: [shop] })).toEqual(["r1 unit"]);
  expect(await of({ branch: "next" })).toEqual(["r2 unit"]);
  expect(await of({ status: "passed" })).toEqual(["r3 lint", "r1 unit", "r1 lint"]);
  expect(await of({ fromMs: second, toMs: second + 1 })).toEqual(["r2 unit"]);
  expect(await of({ stage: "nobody's" })).toEqual([]);
});

test("finds, counts and orders the same with threads as without, whatever is kept", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.tuple(fc.nat(30), fc.constantFrom(0, 1, 7, 60)), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.constantFrom(0, 5, 2_000),
      fc.constantFrom(1, 50),
      async (runs, maxHits, maxHitsPerLog) => {
        home.remove();
        store.close();
        home = temporaryFolder();
        store = openTestStore(home.folder);
        const shop = addProject("shop");
        const expected: { lines: number; hits: number }[] = [];
        for (const stages of runs) {
          const texts = stages.map(([padding, hits]) => "padding of a log\n".repeat(padding * 400) + "a needle\n".repeat(hits));
          const id = addRun(shop, { logs: Object.fromEntries(texts.map((text, place) => [`s${place}`, text === "" ? "-" : text])) });
          if (rowOf(id) % 3 === 0) await packLog(logFile(home.folder, id, 1), logIndexFile(home.folder, id, 1));
          expected.unshift(...stages.map(([, hits]) => ({ lines: hits, hits: Math.min(hits, maxHitsPerLog) })));
        }
        const limits = { query: "needle", maxHits, maxHitsPerLog };
        const alone = await search(limits);
        const helped = await search(limits, threads);
        let left = maxHits;
        const kept = expected.flatMap(({ lines, hits }) => {
          const shown = Math.min(hits, left);
          left -= shown;
          return shown === 0 ? [] : [{ lines, hits: shown }];
        });
        for (const { found, summary } of [alone, helped]) {
          expect(found.map(({ lines, hits }) => ({ lines, hits: hits.length }))).toEqual(kept);
          expect(summary.lines).toBe(expected.reduce((sum, { lines }) => sum + lines, 0));
          expect(summary.logs).toBe(expected.filter(({ lines }) => lines > 0).length);
        }
        expect(helped.found).toEqual(alone.found);
        const { searchedBytes: _, ...counts } = alone.summary;
        expect(helped.summary).toMatchObject(counts);
      },
    ),
    { numRuns: 12 },
  );
});

test("a log that many share in parts is found whole and in order", async () => {
  const shop = addProject("shop");
  const lines = Array.from({ length: 500_000 }, (_, place) =>
    place % 9_973 === 0 ? `a needle ${place}` : "padding of a log that goes on and on",
  );
  addRun(shop, { logs: { big: lines.join("\n"), small: "a needle" } });
  for (const workers of [noWorkers, threads]) {
    const { found } = await search({ query: "needle", maxHitsPerLog: 1_000 }, workers);
    const numbers = lines.flatMap((line, place) => (line.startsWith("a") ? [place + 1] : []));
    expect(found.map(({ stage, hits }) => [stage, hits.map((hit) => hit.line)])).toEqual([
      ["big", numbers],
      ["small", [1]],
    ]);
  }
});

test("logs that rules took away, that are missing or damaged are said", async () => {
  const shop = addProject("shop");
  const removed = addRun(shop, { logs: { unit: "x" } });
  write(store, ({ keptRuns }) => keptRuns.markRemoved(removed, "logs", { at: 1, rule: "age", limit: 30 }));
  addRun(shop, { logs: { unit: null, lint: "x" } });
  const { summary, found } = await search({ query: "x" });
  expect(found.map(({ stage }) => stage)).toEqual(["lint"]);
  expect(summary).toMatchObject({ removedRuns: 1, missingLogs: 1, damagedLogs: 0, lines: 1 });
});

test("ends when it is told to, and when nobody listens any more", async () => {
  const shop = addProject("shop");
  addRun(shop, { logs: { unit: "x\n".repeat(3_000_000) } });
  for (const workers of [noWorkers, threads]) {
    const stop = new AbortController();
    const how = { isRegularExpression: false, isCaseSensitive: true, filter: { projectIds: [] }, maxHits: 10, maxHitsPerLog: 10 };
    const service = createSearchService(store, workers, () => performance.now());
    const first = service.logs({ query: "x", ...how }, stop.signal);
    if (!first.ok) throw new Error(first.failure.message);
    const news: SearchNews[] = [];
    for await (const one of first.value) {
      news.push(one);
      stop.abort();
    }
    expect(news.some(({ type }) => type === "done")).toBe(false);
    const second = service.logs({ query: "x", ...how });
    if (!second.ok) throw new Error(second.failure.message);
    for await (const one of second.value) if (one.type === "found") break;
  }
});

test("a pattern that explodes costs its lines, not the search", async () => {
  const shop = addProject("shop");
  addRun(shop, { logs: { unit: `${"a".repeat(40)}!\naaa\n` } });
  addRun(shop, { logs: { unit: "aaaa\n" } });
  const { summary } = await search({ query: "^(a+)+$", isRegularExpression: true }, threads);
  expect(summary).toMatchObject({ lines: 2, hasGivenUp: true });
});

test("goes on alone when there is no thread, or when all of them die", async () => {
  const shop = addProject("shop");
  for (let run = 0; run < 40; run += 1) addRun(shop, { logs: { unit: `${"padding of a log\n".repeat(5_000)}a needle` } });
  const dying = join(home.folder, "dying.mjs");
  writeFileSync(dying, "throw new Error('no water');");
  const halfway = join(home.folder, "halfway.mjs");
  const workerThreads = "import { parentPort } from 'node:worker_threads';";
  writeFileSync(halfway, `${workerThreads} parentPort.postMessage({ type: 'ready' }); parentPort.on('message', () => process.exit());`);
  for (const [program, isWhole] of [
    [dying, true],
    [halfway, false],
  ] as const) {
    const workers = createSearchWorkers(program, 2);
    for (const isRegularExpression of [false, true]) {
      const { summary } = await search({ query: "needle", isRegularExpression }, workers);
      expect(summary.lines + summary.damagedLogs).toBe(40);
      if (isWhole) expect(summary.damagedLogs).toBe(0);
    }
    workers.close();
  }
});

test("what cannot be searched for is refused before anything is looked at", () => {
  const service = createSearchService(store, noWorkers, () => 0);
  const how = { isCaseSensitive: true, filter: { projectIds: [] }, maxHits: 1, maxHitsPerLog: 1 };
  expect(service.logs({ query: "(", isRegularExpression: true, ...how })).toMatchObject({ ok: false, failure: { code: "bad-pattern" } });
  expect(service.logs({ query: "a\nb", isRegularExpression: false, ...how })).toMatchObject({
    ok: false,
    failure: { code: "bad-pattern" },
  });
});
