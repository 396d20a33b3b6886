import { dayMs, hourMs, minuteMs } from "../../../shared/time.ts";
import type { Database } from "./database.ts";
import { codeOf, largestQuantity } from "./series/digits.ts";
import { kindOfSeries } from "./series/names.ts";
import { type CodedSample, packSamples, unpackSamples } from "./series/pack-samples.ts";
import { packTallies, unpackTallies } from "./series/pack-tallies.ts";
import { mergeTally, type Tally, tallyOf } from "./series/tally.ts";

/** One measurement. */
export interface Sample {
  /** As in the contract: `monitor/m9/latency`. */
  readonly series: string;
  /** When it was measured, epoch milliseconds. */
  readonly at: number;
  /** In the unit of the series, from 0; kept to three digits. What is no such number is left out. */
  readonly value: number;
}

/** How finely a series is known: each value, or tallies of minutes or hours. */
export type SeriesLevel = "raw" | "minutes" | "hours";

/** The tables `series`, `series_sample` and `series_chunk`. Nothing that happens to them is an event. */
export interface SeriesTable {
  /** Adds measurements, in any order. Each counts once for each time that it is given. */
  add(samples: readonly Sample[]): void;
  /**
   * What is known of series, in the order of `names`: the tallies that begin from `from` to before `to`, in order of time;
   * nothing of a series that has never been measured. Raw values are tallies of one.
   */
  read(names: readonly string[], level: SeriesLevel, from: number, to: number): Tally[][];
  /** Up to which of the measurements that are not packed yet it is time to; `null` when it is not. */
  due(now: number): number | null;
  /** Packs measurements of some series up to what `due` said, and removes what of them is too old. True when some are left. */
  pack(upTo: number, now: number): boolean;
  /** Removes what is older than it is kept, of some series behind `after` (0 at first). Where to go on; `null` at the end. */
  expire(after: number, now: number): number | null;
}

interface Level {
  readonly place: number;
  /** 0 for single values. */
  readonly stepMs: number;
  /** What one chunk holds: long enough to pack well, short enough to write anew each time something is added. */
  readonly chunkMs: number;
  readonly keptMs: number;
}

const levels: Readonly<Record<SeriesLevel, Level>> = {
  raw: { place: 0, stepMs: 0, chunkMs: 4 * hourMs, keptMs: dayMs },
  minutes: { place: 1, stepMs: minuteMs, chunkMs: 12 * hourMs, keptMs: 30 * dayMs },
  hours: { place: 2, stepMs: hourMs, chunkMs: 4 * dayMs, keptMs: 5 * 365 * dayMs },
};

/** How long each value, minute and hour is kept. */
export const keptMs: Readonly<Record<SeriesLevel, number>> = {
  raw: levels.raw.keptMs,
  minutes: levels.minutes.keptMs,
  hours: levels.hours.keptMs,
};

/** Measurements wait to be packed until there are so many, or the first has waited so long. */
const mostWaiting = 10_000;
const longestWaitMs = 10 * minuteMs;

/** So much is packed in one transaction, which keeps others waiting for some hundredths of a second. */
const mostSeriesAtOnce = 50;
const mostSamplesAtOnce = 5_000;

const mostExpiredAtOnce = 200;

interface Series {
  readonly id: number;
  readonly isLatency: boolean;
}

/** Gives access to the tables. */
export function seriesTable(database: Database): SeriesTable {
  function find(name: string): Series | null {
    const row = database.one<{ id: number }>("select id from series where name = ?", name);
    return row === undefined ? null : { id: row.id, isLatency: kindOfSeries(name).isLatency };
  }

  /** Writes one chunk anew with what has come for it. */
  function addToChunk(series: Series, level: Level, start: number, samples: readonly CodedSample[]): void {
    const key = [series.id, level.place, start] as const;
    const known = database.one<{ data: Uint8Array }>(
      "select data from series_chunk where series_id = ? and level = ? and started_at = ?",
      ...key,
    );
    const data = withSamples(series, level, start, known?.data ?? null, samples);
    database.run(
      "insert into series_chunk values (?, ?, ?, ?) on conflict (series_id, level, started_at) do update set data = excluded.data",
      ...[...key, data],
    );
  }

  function removeOld(id: number, now: number): void {
    for (const { place, chunkMs, keptMs: longestMs } of Object.values(levels))
      database.run("delete from series_chunk where series_id = ? and level = ? and started_at < ?", id, place, now - longestMs - chunkMs);
  }

  return {
    add: (samples) => {
      for (const { series, at, value } of samples) {
        const quantity = Math.round(value * kindOfSeries(series).scale);
        if (!(quantity >= 0 && quantity <= largestQuantity)) continue;
        const id = find(series)?.id ?? database.run("insert into series (name) values (?)", series);
        database.run("insert into series_sample (series_id, at, code) values (?, ?, ?)", id, Math.floor(at), codeOf(quantity));
      }
    },
    read: (names, levelName, from, to) => {
      const level = levels[levelName];
      const found = names.map(find);
      const waiting = waitingOf(
        database.all<WaitingRow>("select series_id, at, code from series_sample"),
        new Set(found.map((series) => series?.id)),
      );
      return found.map((series) => {
        if (series === null) return [];
        const chunks = database.all<{ started_at: number; data: Uint8Array }>(
          "select started_at, data from series_chunk where series_id = ? and level = ? and started_at >= ? and started_at < ? order by started_at",
          ...[series.id, level.place, startOf(from, level.chunkMs), to],
        );
        const packed = chunks.flatMap(({ started_at, data }) => unpack(series, level, started_at, data));
        const fresh = (waiting.get(series.id) ?? []).map(({ at, code }) => tallyOf(startOf(at, level.stepMs), code, series.isLatency));
        return joined(packed, fresh, level.stepMs > 0).filter(({ at }) => at >= from && at < to);
      });
    },
    due: (now) => {
      const waiting = database.one<{ oldest: number | null; newest: number | null; at: number | null }>(
        `select min(id) as oldest, max(id) as newest, (select at from series_sample order by id limit 1) as at from series_sample`,
      );
      if (waiting === undefined || waiting.oldest === null || waiting.newest === null || waiting.at === null) return null;
      // A clock that was set back must not make it wait for longer.
      const isDue = waiting.newest - waiting.oldest + 1 >= mostWaiting || Math.abs(now - waiting.at) >= longestWaitMs;
      return isDue ? waiting.newest : null;
    },
    pack: (upTo, now) => {
      const chosen = database.all<{ id: number; name: string }>(
        "select id, name from series where id in (select distinct series_id from series_sample where id <= ? limit ?)",
        ...[upTo, mostSeriesAtOnce],
      );
      const ids = JSON.stringify(chosen.map(({ id }) => id));
      const rows = database.all<WaitingRow & { id: number }>(
        "select id, series_id, at, code from series_sample where id <= ? and series_id in (select value from json_each(?)) order by id limit ?",
        ...[upTo, ids, mostSamplesAtOnce],
      );
      const waiting = waitingOf(rows, new Set(chosen.map(({ id }) => id)));
      for (const { id, name } of chosen) {
        const series = { id, isLatency: kindOfSeries(name).isLatency };
        for (const level of Object.values(levels))
          for (const [start, part] of byStart(waiting.get(id) ?? [], level.chunkMs)) addToChunk(series, level, start, part);
        removeOld(id, now);
      }
      database.run("delete from series_sample where id <= ? and series_id in (select value from json_each(?))", rows.at(-1)?.id ?? 0, ids);
      return database.one("select 1 from series_sample where id <= ? limit 1", upTo) !== undefined;
    },
    expire: (after, now) => {
      const chosen = database.all<{ id: number }>("select id from series where id > ? order by id limit ?", after, mostExpiredAtOnce);
      for (const { id } of chosen) removeOld(id, now);
      return chosen.length < mostExpiredAtOnce ? null : (chosen.at(-1)?.id ?? null);
    },
  };
}

interface WaitingRow {
  readonly series_id: number;
  readonly at: number;
  readonly code: number;
}

function waitingOf(rows: readonly WaitingRow[], wanted: ReadonlySet<number | undefined>): Map<number, CodedSample[]> {
  const waiting = new Map<number, CodedSample[]>();
  for (const { series_id, at, code } of rows) {
    if (!wanted.has(series_id)) continue;
    const known = waiting.get(series_id);
    if (known === undefined) waiting.set(series_id, [{ at, code }]);
    else known.push({ at, code });
  }
  return waiting;
}

/** The beginning of the span of `lengthMs` that a moment belongs to; the moment itself for none. */
function startOf(at: number, lengthMs: number): number {
  return lengthMs === 0 ? at : Math.floor(at / lengthMs) * lengthMs;
}

function byStart(samples: readonly CodedSample[], lengthMs: number): Map<number, CodedSample[]> {
  return Map.groupBy(samples, ({ at }) => startOf(at, lengthMs));
}

function unpack({ isLatency }: Series, { stepMs }: Level, start: number, data: Uint8Array): Tally[] {
  if (stepMs === 0) return unpackSamples(start, data).map(({ at, code }) => tallyOf(at, code, isLatency));
  return unpackTallies({ from: start, stepMs, isLatency }, data);
}

function withSamples(
  series: Series,
  { stepMs }: Level,
  start: number,
  known: Uint8Array | null,
  samples: readonly CodedSample[],
): Uint8Array {
  if (stepMs === 0) {
    const all = [...(known === null ? [] : unpackSamples(start, known)), ...samples];
    return packSamples(
      start,
      all.sort((left, right) => left.at - right.at),
    );
  }
  const layout = { from: start, stepMs, isLatency: series.isLatency };
  const packed = known === null ? [] : unpackTallies(layout, known);
  const more = samples.map(({ at, code }) => tallyOf(startOf(at, stepMs), code, series.isLatency));
  return packTallies(layout, joined(packed, more, true));
}

/** All in order of time; with `isMerged`, those of one moment as one. */
function joined(packed: readonly Tally[], more: readonly Tally[], isMerged: boolean): Tally[] {
  if (more.length === 0) return [...packed];
  const sorted = [...packed, ...more].sort((left, right) => left.at - right.at);
  if (!isMerged) return sorted;
  const merged: Tally[] = [];
  for (const tally of sorted) {
    const last = merged.at(-1);
    if (last?.at === tally.at) mergeTally(last, tally);
    else merged.push(tally);
  }
  return merged;
}
