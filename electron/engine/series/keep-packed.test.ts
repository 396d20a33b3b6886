import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { dayMs, hourMs, minuteMs } from "../../../shared/time.ts";
import type { SeriesLevel, Store } from "../store/store.ts";
import { expireOld, packDue, readChart, summarize } from "./series.ts";

const series = "monitor/m1/latency";
const start = 1_800_000_000_000;

let place: ReturnType<typeof temporaryFolder>;
let store: Store;
beforeEach(() => {
  place = temporaryFolder();
  store = openTestStore(place.folder);
});
afterEach(() => {
  store.close();
  place.remove();
});

function measure(from: number, count: number, everyMs: number): void {
  const samples = Array.from({ length: count }, (_, index) => ({ series, at: from + index * everyMs, value: 20 }));
  write(store, (tables) => tables.series.add(samples));
}

function known(level: SeriesLevel): number {
  const [tallies = []] = write(store, (tables) => tables.series.read([series], level, 0, 2 * start));
  return tallies.reduce((sum, { count }) => sum + count, 0);
}

const waits = () => write(store, (tables) => tables.series.due(Number.MAX_SAFE_INTEGER)) !== null;

test("measurements wait until there are many or the first is ten minutes old, also when the clock was set back", async () => {
  measure(start, 3, 1_000);
  await packDue(store, () => start + minuteMs);
  expect(waits()).toBe(true);
  await packDue(store, () => start - hourMs);
  expect(waits()).toBe(false);
});

test("two connections that pack at once pack everything once", async () => {
  measure(start, 12_000, 1_000);
  const other = openTestStore(place.folder);
  await Promise.all([packDue(store, () => start), packDue(other, () => start)]);
  other.close();
  expect([waits(), known("raw"), known("minutes"), known("hours")]).toEqual([false, 12_000, 12_000, 12_000]);
});

test("values go after a day, minutes after a month and hours after five years, of what is measured no more, too", async () => {
  measure(start, 100, minuteMs);
  await packDue(store, () => start + hourMs);
  const left: number[][] = [];
  for (const days of [0.9, 2, 29, 32, 1_820, 1_835]) {
    await expireOld(store, () => start + days * dayMs);
    left.push([known("raw"), known("minutes"), known("hours")]);
  }
  expect(left).toEqual([
    [100, 100, 100],
    [0, 100, 100],
    [0, 100, 100],
    [0, 0, 100],
    [0, 0, 100],
    [0, 0, 0],
  ]);
});

test("a chart is as fine as what is kept and as its points allow, and no finer than what was measured", () => {
  measure(start, 240, 30_000);
  const stepOf = (from: number, to: number, points: number, now: number) =>
    write(store, (tables) => readChart(tables.series, { names: [series], from, to, points }, now)).stepMs;
  const end = start + 2 * hourMs;
  expect(stepOf(start, end, 400, end)).toBe(30_000);
  expect(stepOf(start, end, 400, end + 2 * dayMs)).toBe(minuteMs);
  expect(stepOf(start, end, 400, end + 40 * dayMs)).toBe(hourMs);
  expect(stepOf(start, end, 10, end)).toBe(15 * minuteMs);
  expect(stepOf(start - 365 * dayMs, end, 400, end)).toBe(dayMs);
});

test("what was never measured is drawn as unknown, and summed up as nothing", () => {
  const chart = write(store, (tables) =>
    readChart(tables.series, { names: ["host/cpu"], from: start, to: start + minuteMs, points: 60 }, start),
  );
  expect(chart.series[0]).toMatchObject({ unit: "percent", average: new Array(chart.at.length).fill(null), p50: [] });
  expect(write(store, (tables) => summarize(tables.series, [series], start, start + dayMs))).toEqual([
    { count: 0, average: null, p50: null, p95: null },
  ]);
});
