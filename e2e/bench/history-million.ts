import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { databaseFile } from "../../electron/engine/data-folder.ts";
import { createEngine, type Engine } from "../../electron/engine/engine.ts";
import { readPast, summarize } from "../../electron/engine/insight/insight.ts";
import { dayOf, type Store } from "../../electron/engine/store/store.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { type BenchRow, limitRow } from "./bench-row.ts";
import { firstAnswer, firstAnswerAgainst } from "./first-answer.ts";
import { fillHealthRows, forgetHealth, healthRows, insightsPaint } from "./health-million.ts";
import { historyLists } from "./history-lists.ts";
import { liveWrites } from "./live-writes.ts";
import { p95 } from "./p95.ts";
import { countedAgain } from "./recount.ts";
import { millionProject, millionStages, seedMillion } from "./seed-million.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const runs = 1_000_000;
const projects = 50;
const rounds = 200;

/** Two years of 50 projects with a million runs: lists, charts, start-up, writing into it, and whether its sums are true. */
export function historyMillion(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (parent) => {
    const [folder, empty] = [join(parent, "million"), join(parent, "empty")];
    const until = Date.now();
    const seeded = seed(folder, until);
    forgetHealth(folder);
    makeEmpty(empty);
    const store = openTestStore(folder, { now: Date.now });
    const largest = projectAt(store, millionProject(folder, 0));
    const rows = [seeded, ...lists(store, until), ...charts(store, until, largest)];
    rows.push(...(await throughEngine(folder, until)));
    rows.push(...fillHealthRows(store));
    rows.push(...(await healthThroughEngine(folder)));
    rows.push(await insightsPaint(folder, largest));
    const ours = [folder, millionProject(folder, 0)] as const;
    rows.push(firstAnswerAgainst("command line to first answer, against an empty history", ours, [empty, empty], 1.05));
    rows.push(firstAnswer(...ours));
    const emptyStore = openTestStore(empty, { now: Date.now });
    rows.push(liveWrites([store, largest], [emptyStore, projectAt(emptyStore, empty)]));
    emptyStore.close();
    store.close();
    rows.push(countedAgain(databaseFile(folder)));
    return rows;
  });
}

function seed(folder: string, until: number): BenchRow {
  const startedAt = performance.now();
  seedMillion(folder, { runs, projects, until, days: 730 });
  const tookS = (performance.now() - startedAt) / 1_000;
  const sizeMiB = statSync(databaseFile(folder)).size / 1024 ** 2;
  const name = `${runs} runs with ${runs * millionStages.length} stage runs made, of ${projects} projects`;
  return { name, ours: `${tookS.toFixed(0)} s`, peer: `${sizeMiB.toFixed(0)} MiB`, ratio: null, bar: "told", isMet: true };
}

function makeEmpty(folder: string): void {
  mkdirSync(folder);
  const store = openTestStore(folder);
  write(store, (tables) => tables.projects.open(folder, "empty", 1));
  store.close();
}

function projectAt(store: Store, path: string): ProjectId {
  const project = take(store.read((tables) => tables.projects.byPath(path)));
  if (project === null) throw new Error(`There is no project in ${path}.`);
  return project.id;
}

/** The lists of the largest project, and the slowest of them in any project. */
function lists(store: Store, until: number): BenchRow[] {
  const ofProject = (id: ProjectId) => {
    const { runs: newest } = take(store.read((tables) => tables.runs.page({ projectId: id }, null, 1)));
    const middle = take(store.read((tables) => tables.runs.byNumber(id, Math.ceil((newest[0]?.number ?? 0) / 2))));
    if (middle === null) throw new Error(`Project ${id} has no runs.`);
    return historyLists(id, until, middle);
  };
  const [largest = [], ...others] = allProjects(store).map(ofProject);
  const all = others.flat();
  return [
    ...largest.map(([name, filter, before]) =>
      limitRow(
        `a project of 200,000 runs: ${name}, P95`,
        p95(rounds, () => take(store.read((tables) => tables.runs.page(filter, before, 50)))),
        1,
        "ms",
      ),
    ),
    limitRow(
      "the same lists of the other 49 projects, P95",
      p95(all.length * 5, (round) => {
        const [, filter, before] = all[round % all.length] ?? ["", {}, null];
        take(store.read((tables) => tables.runs.page(filter, before, 50)));
      }),
      1,
      "ms",
    ),
    limitRow(
      "first page of all projects, P95",
      p95(rounds, () => take(store.read((tables) => tables.runs.page({}, null, 50)))),
      1,
      "ms",
    ),
  ];
}

/** The largest first. */
function allProjects(store: Store): ProjectId[] {
  return take(store.read((tables) => tables.projects.list()))
    .sort((left, right) => left.openedAt - right.openedAt)
    .map(({ id }) => id);
}

function charts(store: Store, until: number, largest: ProjectId): BenchRow[] {
  const today = dayOf(until);
  const ids = allProjects(store);
  const draw = (id: ProjectId, days: number) =>
    take(store.read(({ rollups }) => summarize(readPast(rollups, id, today, days), today, days)));
  const ofAll = () => {
    for (const id of ids) draw(id, 90);
  };
  return [
    limitRow(
      "charts of 90 days of one project, P95",
      p95(rounds, () => void draw(largest, 90)),
      10,
      "ms",
    ),
    limitRow(
      "charts of 365 days of one project, P95",
      p95(rounds, () => void draw(largest, 365)),
      10,
      "ms",
    ),
    limitRow(`charts of 90 days of all ${ids.length} projects, P95`, p95(50, ofAll), 70, "ms"),
    limitRow(
      "20 bars of five cards, P95",
      p95(rounds, () =>
        take(
          store.read(({ stageRuns }) =>
            stageRuns.past(
              largest,
              millionStages.map(([name]) => name),
              20,
            ),
          ),
        ),
      ),
      10,
      "ms",
    ),
  ];
}

async function openEngine(folder: string): Promise<{ engine: Engine; projectId: ProjectId }> {
  const hostProgram = { executable: process.execPath, args: [], environment: {} };
  const engine = take(await createEngine({ dataFolder: folder, hostProgram, sampleFolder: folder }));
  const projectId = take(await engine.projects.list()).find(({ name }) => name === "project-0")?.id;
  if (projectId === undefined) throw new Error("The largest project is missing.");
  return { engine, projectId };
}

/** When all runs are counted. */
async function healthThroughEngine(folder: string): Promise<BenchRow[]> {
  const { engine, projectId } = await openEngine(folder);
  const rows = await healthRows(engine, projectId);
  engine.close();
  return rows;
}

/** What the window asks while it is looked at, of the engine as a window has it. */
async function throughEngine(folder: string, until: number): Promise<BenchRow[]> {
  const startedAt = performance.now();
  const { engine, projectId } = await openEngine(folder);
  const openedMs = performance.now() - startedAt;
  const page = { filter: { projectId }, before: null, limit: 100 };
  const shown = take(engine.runs.page(page)).runs;
  const runIds = shown.map(({ id }) => id);
  const middle = shown.at(-1);
  if (middle === undefined) throw new Error("The largest project has no runs.");
  const all = historyLists(projectId, until, middle);
  const questions: readonly (readonly [string, (engine: Engine, round: number) => void])[] = [
    ["all of these lists", ({ runs: of }, round) => take(of.page({ ...page, filter: all[round % all.length]?.[1] ?? {} }))],
    ["strips of stages of 100 runs", ({ runs: of }) => take(of.stageStatuses({ runIds }))],
    ["branches", ({ runs: of }) => take(of.branches({ projectId }))],
    ["one run", ({ runs: of }, round) => take(of.get({ runId: runIds[round % runIds.length] ?? middle.id }))],
    ["charts of 90 days", ({ insights }) => take(insights.project({ projectId, days: 90 }))],
  ];
  const rows = questions.map(([name, ask]) =>
    limitRow(
      `through the engine: ${name}, P95`,
      p95(rounds, (round) => ask(engine, round)),
      10,
      "ms",
    ),
  );
  engine.close();
  return [...rows, { ...limitRow("engine opened", openedMs, 100, "ms"), bar: "told" }];
}
