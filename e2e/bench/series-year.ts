import { join } from "node:path";
import { readChart } from "../../electron/engine/series/series.ts";
import { openDatabase } from "../../electron/engine/store/database.ts";
import type { Store } from "../../electron/engine/store/store.ts";
import { percentile } from "../../shared/percentile.ts";
import { dayMs, hourMs, minuteMs } from "../../shared/time.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { latencies } from "../fixtures/latencies.ts";
import { type BenchRow, limitRow } from "./bench-row.ts";
import { p95 } from "./p95.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const monitors = 50;
/** So many are made value by value; the others are copies of them. */
const made = 5;
const until = 1_800_000_000_000;
const rounds = 60;

const nameOf = (monitor: number) => `monitor/m${monitor}/latency`;

/** A year of 50 monitors that look every 30 s: every chart from SQLite, and what it all takes on the disk. */
export function seriesYear(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const emptyBytes = bytesOfNothing(folder);
    const store = openTestStore(folder, { now: () => until });
    seed(store, { monitors: made, days: 365, everyMs: 30_000 });
    store.close();
    copyMonitors(folder);
    const bytes = bytesByLevel(folder, emptyBytes);
    const full = openTestStore(folder, { now: () => until });
    const rows = charts(full);
    full.close();
    const checks = (monitors * 365 * dayMs) / 30_000;
    return [...rows, ...sizeRows("a year of 50 monitors every 30 s", bytes, checks), ...(await growth())];
  });
}

interface Seeded {
  readonly monitors: number;
  readonly days: number;
  readonly everyMs: number;
}

/** Writes day by day, and packs each as the engine does. */
function seed(store: Store, { monitors: count, days, everyMs }: Seeded): void {
  for (let from = until - days * dayMs; from < until; from += dayMs / 4) {
    for (let monitor = 1; monitor <= count; monitor += 1) {
      const seedOfPart = monitor + from / hourMs;
      write(store, ({ series }) =>
        series.add([...latencies(seedOfPart, from, from + dayMs / 4, everyMs)].map((sample) => ({ ...sample, series: nameOf(monitor) }))),
      );
    }
    const now = from + dayMs / 4;
    for (
      const due = write(store, ({ series }) => series.due(now + hourMs));
      due !== null && write(store, ({ series }) => series.pack(due, now));
    );
  }
}

/** The rows of the first ones again, for the others. */
function copyMonitors(folder: string): void {
  withDatabase(folder, (database) =>
    database.write(() => {
      for (let monitor = made + 1; monitor <= monitors; monitor += 1) {
        const id = database.run("insert into series (name) values (?)", nameOf(monitor));
        database.run(
          "insert into series_chunk select ?, level, started_at, data from series_chunk where series_id = ?",
          ...[id, ((monitor - 1) % made) + 1],
        );
      }
    }),
  );
}

interface Bytes {
  readonly packed: number;
  readonly file: number;
  readonly byLevel: ReadonlyMap<number, number>;
}

/** `emptyBytes`: what the file took before. */
function bytesByLevel(folder: string, emptyBytes: number): Bytes {
  return withDatabase(folder, (database) => {
    const levels = database.all<{ level: number; bytes: number }>(
      "select level, sum(length(data)) as bytes from series_chunk group by level",
    );
    const pages = database.one<{ used: number }>(
      "select (page_count - freelist_count) * page_size as used from pragma_page_count(), pragma_freelist_count(), pragma_page_size()",
    );
    const packed = levels.reduce((sum, { bytes }) => sum + bytes, 0);
    return { packed, file: (pages?.used ?? 0) - emptyBytes, byLevel: new Map(levels.map(({ level, bytes }) => [level, bytes])) };
  });
}

/** What a new history takes. */
function bytesOfNothing(folder: string): number {
  openTestStore(folder).close();
  return bytesByLevel(folder, 0).file;
}

function withDatabase<T>(folder: string, use: (database: ReturnType<typeof opened>) => T): T {
  const database = opened(folder);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

function opened(folder: string) {
  return take(openDatabase(join(folder, "millrace.sqlite"), { cacheMiB: 16, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 1_000 }));
}

function charts(store: Store): BenchRow[] {
  const zooms: readonly (readonly [name: string, spanMs: number, agoMs: number])[] = [
    ["a minute", minuteMs, 0],
    ["an hour", hourMs, 0],
    ["a day", dayMs, 0],
    ["a week", 7 * dayMs, 0],
    ["a month", 30 * dayMs, 0],
    ["three months", 91 * dayMs, 0],
    ["a year", 365 * dayMs, 0],
    ["a day, half a year ago", dayMs, 180 * dayMs],
    ["an hour, a week ago", hourMs, 7 * dayMs],
  ];
  return zooms.map(([name, spanMs, agoMs]) => {
    const to = until - agoMs;
    const processorMs: number[] = [];
    const wallMs = p95(rounds, (round) => {
      const before = process.cpuUsage();
      const names = [nameOf(1 + (round % monitors))];
      take(store.read(({ series }) => readChart(series, { names, from: to - spanMs, to, points: 400 }, until)));
      const { user, system } = process.cpuUsage(before);
      processorMs.push((user + system) / 1_000);
    });
    const row = limitRow(`chart of ${name}, 400 points with percentiles, P95`, wallMs, 50, "ms");
    // What else the machine does is in the first, not in the second.
    return { ...row, peer: `${(percentile(processorMs, 0.95) ?? 0).toPrecision(2)} ms of a processor` };
  });
}

function told(name: string, ours: string): BenchRow {
  return { name, ours, peer: "", ratio: null, bar: "told", isMet: null };
}

function sizeRows(name: string, { packed, file, byLevel }: Bytes, checks: number): BenchRow[] {
  const kibibytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`;
  const ofMonitor = (level: number) => kibibytes((byLevel.get(level) ?? 0) / monitors);
  return [
    told(`${name}: packed, for each check`, `${(packed / checks).toFixed(2)} bytes`),
    told(`${name}: packed, for each monitor`, kibibytes(packed / monitors)),
    told(`${name}: of that every value of a day, minutes of a month, hours of a year`, [0, 1, 2].map(ofMonitor).join(", ")),
    told(`${name}: in the file, for each check`, `${(file / checks).toFixed(2)} bytes`),
    told(`${name}: in the file, for each monitor`, kibibytes(file / monitors)),
  ];
}

/** How the file grows with 500 monitors that look every 5 s: measured for some, and multiplied. */
function growth(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const some = 5;
    const emptyBytes = bytesOfNothing(folder);
    const store = openTestStore(folder, { now: () => until });
    seed(store, { monitors: some, days: 31, everyMs: 5_000 });
    store.close();
    const { byLevel, file } = bytesByLevel(folder, emptyBytes);
    const mebibytes = (bytes: number) => `${((bytes / some) * (500 / 1024 ** 2)).toFixed(1)} MiB`;
    return [
      told("500 monitors every 5 s: every value of the last day", mebibytes(byLevel.get(0) ?? 0)),
      told("500 monitors every 5 s: minutes, a day", mebibytes((byLevel.get(1) ?? 0) / 30.5)),
      told("500 monitors every 5 s: hours, a day", mebibytes((byLevel.get(2) ?? 0) / 31)),
      told("500 monitors every 5 s: all in the file after a month", mebibytes(file)),
    ];
  });
}
