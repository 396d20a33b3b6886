import type { Browser } from "playwright";
import { chromium } from "playwright";
import { findTestBrowser } from "../../build/bootstrap/test-browser.mjs";
import { databaseFile } from "../../electron/engine/data-folder.ts";
import type { Engine } from "../../electron/engine/engine.ts";
import { openDatabase } from "../../electron/engine/store/database.ts";
import type { Store } from "../../electron/engine/store/store.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { startServe } from "../runner/browser.ts";
import { type BenchRow, limitRow, median, skippedRow } from "./bench-row.ts";
import { p95 } from "./p95.ts";
import { take } from "./take.ts";

const rounds = 200;

/** Has a history that was made at once look as one of an older version: none of its runs is counted by day for the health of builds. */
export function forgetHealth(folder: string): void {
  const opened = openDatabase(databaseFile(folder), { cacheMiB: 64, mapMiB: 1_024, maxCheckedBytes: 0, lockWaitMs: 1_000 });
  if (!opened.ok) throw new Error(opened.failure.message);
  const database = opened.value;
  database.write(() => database.run("insert into health_fill select max(id) + 1 from run"));
  database.close();
}

/** Counts them as the engine does, step by step: how long nobody else may write, and how long all of it takes. */
export function fillHealthRows(store: Store): BenchRow[] {
  const startedAt = performance.now();
  const stepsMs: number[] = [];
  for (let isMore = true; isMore; ) {
    const stepAt = performance.now();
    isMore = take(store.write(({ health }) => health.fill(500)));
    stepsMs.push(performance.now() - stepAt);
  }
  const tookS = (performance.now() - startedAt) / 1_000;
  stepsMs.sort((one, other) => one - other);
  return [
    limitRow("500 older runs counted for the health of builds, P95", stepsMs[Math.floor(stepsMs.length * 0.95)] ?? 0, 50, "ms"),
    {
      name: "all older runs counted, without the pauses between",
      ours: `${tookS.toFixed(0)} s`,
      peer: "",
      ratio: null,
      bar: "told",
      isMet: true,
    },
  ];
}

/** What the Insights page asks beside the charts, and the page of all projects. */
export async function healthRows(engine: Engine, projectId: ProjectId): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const days of [90, 365] as const) {
    const timesMs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = performance.now();
      take(await engine.insights.health({ projectId, days }));
      timesMs.push(performance.now() - startedAt);
    }
    timesMs.sort((one, other) => one - other);
    rows.push(limitRow(`through the engine: health of builds of ${days} days, P95`, timesMs[Math.floor(rounds * 0.95)] ?? 0, 10, "ms"));
    const projects = () => void take(engine.insights.projects({ days }));
    rows.push(limitRow(`through the engine: all projects, ${days} days, P95`, p95(50, projects), 70, "ms"));
  }
  return rows;
}

const paintName = "Insights in the window, from the click to the painted charts, median";

/** From the click on Insights to the frame in which its charts and the health of builds are there. */
export async function insightsPaint(folder: string, projectId: ProjectId): Promise<BenchRow> {
  const executable = findTestBrowser();
  if (executable === null) return skippedRow(paintName, "no browser");
  const browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox"] });
  const { child, url } = await startServe({ home: folder, project: null });
  try {
    const timesMs: number[] = [];
    for (let round = 0; round < 9; round += 1) timesMs.push(await paintMs(browser, url, projectId));
    return limitRow(paintName, median(timesMs), 300, "ms");
  } finally {
    await browser.close();
    child.kill("SIGINT");
  }
}

/** A fresh context each time: the screen's own part of the program is fetched, too. */
async function paintMs(browser: Browser, url: string, projectId: ProjectId): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${projectId}/runs`);
  await page.getByRole("link", { name: "Insights" }).waitFor();
  await page.getByRole("row").nth(5).waitFor();
  const ms = await page.evaluate(timeClick);
  await context.close();
  return ms;
}

/** Runs in the page. */
function timeClick(): Promise<number> {
  const link = [...document.querySelectorAll("a")].find((one) => one.textContent?.trim().startsWith("Insights"));
  const startedAt = performance.now();
  link?.click();
  return new Promise((resolve) => {
    const look = () => {
      const parts = ['[aria-label="Critical path"] tbody tr', '[aria-label="Duration of a run"] canvas'];
      // The frame after the one in which they are there has painted them.
      if (parts.every((part) => document.querySelector(part) !== null)) requestAnimationFrame(() => resolve(performance.now() - startedAt));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
