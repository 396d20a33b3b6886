import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright";
import { findTestBrowser } from "../../build/bootstrap/test-browser.mjs";
import { phases } from "../../shared/pipeline/phases.ts";
import { processesLeft } from "../fixtures/leftovers.ts";
import { pipelineFile, writeProject } from "../fixtures/project.ts";
import { seedPast } from "../fixtures/seed.ts";
import { AppWindow } from "../pages/app-window.ts";
import { startServe } from "../runner/browser.ts";
import { type BenchRow, limitRow, median, skippedRow } from "./bench-row.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const rounds = 9;
const manyStages = 2_000;
const usableName = "window usable: its address to a card to click";
const blockedName = `longest block while ${manyStages} stages run, scrolled`;
const view = { viewport: { width: 1280, height: 800 } };

/** The window in a browser: how soon it is of use, and whether it answers while two thousand stages run. */
export async function browserWindow(): Promise<BenchRow[]> {
  const executablePath = findTestBrowser();
  if (executablePath === null) return [usableName, blockedName].map((name) => skippedRow(name, "no Chromium on this machine"));
  const browser = await chromium.launch({ executablePath });
  try {
    return [
      await withTemporaryFolder((folder) => usable(browser, folder)),
      await withTemporaryFolder((folder) => blocked(browser, folder)),
    ];
  } finally {
    await browser.close();
  }
}

/** From the empty tab to a stage's card that can be clicked, with a year of runs behind it; beside it a page that is only a heading. */
async function usable(browser: Browser, folder: string): Promise<BenchRow> {
  const project = join(folder, "shop");
  const names = ["install", "lint", "typecheck", "bundle", "unit", "integration"];
  writeManyStages(project, names);
  seedPast(join(folder, "data"), { projectPath: project, projectName: "shop", runs: 4_000, days: 365 });
  const bare = createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html><h1>Bare</h1>"));
  await new Promise<void>((resolve) => bare.listen(0, "127.0.0.1", resolve));
  const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;
  const ours: number[] = [];
  const peer: number[] = [];
  await withServe(folder, project, async (url) => {
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await loadMs(browser, url, "article"));
      peer.push(await loadMs(browser, bareUrl, "h1"));
    }
  });
  bare.close();
  return { ...limitRow(usableName, median(ours), 1_000, "ms"), peer: `${median(peer).toFixed(0)} ms (a bare page)` };
}

/** A fresh context each time: nothing is cached, as on the first visit. */
async function loadMs(browser: Browser, url: string, selector: string): Promise<number> {
  const context = await browser.newContext(view);
  const page = await context.newPage();
  await page.addInitScript(noteUsable, selector);
  await page.goto(url);
  const usableAt = await page.waitForFunction(() => Reflect.get(globalThis, "usableAtMs"));
  const ms = Number(await usableAt.jsonValue());
  await context.close();
  return ms;
}

/** Runs in the page: notes the first frame in which a click in the middle of the element would reach it. */
function noteUsable(selector: string): void {
  const look = () => {
    const element = document.querySelector(selector);
    const box = element?.getBoundingClientRect();
    const hit = box === undefined ? null : document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (hit !== null && element?.contains(hit) === true) Reflect.set(globalThis, "usableAtMs", performance.now());
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/**
 * The longest task of the page's main thread from the start of the run to its end, in processor time: that is how long
 * it cannot answer where the stages do not take its core away.
 */
async function blocked(browser: Browser, folder: string): Promise<BenchRow> {
  const project = join(folder, "many");
  writeManyStages(
    project,
    Array.from({ length: manyStages }, (_, index) => `stage-${index + 1}`),
  );
  const context = await browser.newContext(view);
  const page = await context.newPage();
  let longestMs = Number.NaN;
  await withServe(folder, project, async (url) => {
    await page.goto(url);
    const window = new AppWindow(page);
    await page.locator("article").first().waitFor();
    await window.runPipeline.click();
    await window.trust();
    await window.cancelRun.waitFor();
    await browser.startTracing(page, { categories: ["toplevel"] });
    await scrollWhileRunning(page);
    longestMs = longestTaskMs(await browser.stopTracing());
  });
  await context.close();
  return limitRow(blockedName, longestMs, 50, "ms");
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest task of any page's main thread. */
function longestTaskMs(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as { traceEvents: readonly TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const mains = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(thread));
  const tasks = traceEvents.filter((event) => event.ph === "X" && event.name.endsWith("RunTask") && mains.has(thread(event)));
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1_000), 0);
}

async function scrollWhileRunning(page: Page): Promise<void> {
  const stepPx = 400;
  const stepsDown = 40;
  await page.mouse.move(640, 450);
  // Asked of the document itself: a search by role looks at every element and would block the page that is measured.
  const isRunning = () =>
    page.evaluate(() => [...document.querySelectorAll("button")].some((button) => button.textContent === "Cancel run"));
  for (let step = 0; await isRunning(); step += 1) {
    await page.mouse.wheel(0, step % (2 * stepsDown) < stepsDown ? stepPx : -stepPx);
    await page.waitForTimeout(50);
  }
}

function writeManyStages(folder: string, names: readonly string[]): void {
  const stages = Object.fromEntries(names.map((name, index) => [name, { phase: phases[index % phases.length] ?? "build", run: "true" }]));
  writeProject(folder, { files: { "millrace.yml": pipelineFile(stages) } });
}

/** Serves a project until `use` is done; nothing that was started is left behind. */
async function withServe(folder: string, project: string, use: (url: string) => Promise<void>): Promise<void> {
  const home = join(folder, "data");
  const { child, url } = await startServe({ home, project });
  try {
    await use(url);
  } finally {
    child.kill("SIGINT");
    await processesLeft(home, 10_000);
  }
}
