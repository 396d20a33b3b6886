import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { percentile } from "../../../shared/percentile.ts";
import type { Result } from "../../../shared/result.ts";
import { dayMs, hourMs, minuteMs } from "../../../shared/time.ts";
import { codeOf, quantityOf } from "../store/series/digits.ts";
import { kindOfSeries, openStore, type Sample, type Store, type StoreFailure, type Tables } from "../store/store.ts";
import { readChart } from "./series.ts";

const base = 1_800_000_000_000;
const names = ["monitor/m1/latency", "monitor/m2/latency", "service/s1/memory"] as const;

let place: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  place = temporaryFolder();
});
afterAll(() => place.remove());

let opened = 0;
function freshStore(): Store {
  opened += 1;
  return demand(openStore(join(place.folder, String(opened)), { now: () => base }));
}

function demand<T>(result: Result<T, StoreFailure>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** What happens to a store of series: measurements, packing, and a process that ends in the middle of either. */
type Step =
  | { readonly kind: "add"; readonly samples: readonly Sample[] }
  | { readonly kind: "pack"; readonly isKilled: boolean }
  | { readonly kind: "killed"; readonly samples: readonly Sample[] };

/** Mostly regular, some late, some twice, some after a gap or a clock that was set back. */
const samples = fc.array(
  fc.record({
    series: fc.constantFrom(...names),
    at: fc
      .oneof(fc.nat(2 * minuteMs), fc.nat(3 * hourMs), fc.nat(20 * dayMs), fc.integer({ min: -5 * dayMs, max: 0 }))
      .map((ms) => base + ms),
    value: fc.oneof(
      fc.integer({ min: 0, max: 400 }),
      fc.double({ min: 0, max: 60_000, noNaN: true }),
      fc.integer({ min: 0, max: 2 ** 30 }),
    ),
  }),
  { maxLength: 40 },
);
const twice = samples.map((list) => [...list, ...list.slice(0, 3)]);
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: twice.map((list): Step => ({ kind: "add", samples: list })) },
    { weight: 3, arbitrary: fc.boolean().map((isKilled): Step => ({ kind: "pack", isKilled })) },
    { weight: 1, arbitrary: twice.map((list): Step => ({ kind: "killed", samples: list })) },
  ),
  { minLength: 1, maxLength: 12 },
);

class Killed extends Error {}

/** All that one transaction wrote goes when its process ends before the end. */
function writeAndBeKilled(store: Store, action: (tables: Tables) => void): void {
  expect(() =>
    store.write((tables) => {
      action(tables);
      throw new Killed();
    }),
  ).toThrow(Killed);
}

function pack({ series }: Tables): boolean {
  const upTo = series.due(base + 1_000 * dayMs);
  return upTo !== null && series.pack(upTo, base - 10 * dayMs);
}

function perform(store: Store, step: Step): void {
  if (step.kind === "add") demand(store.write(({ series }) => series.add(step.samples)));
  else if (step.kind === "killed") writeAndBeKilled(store, ({ series }) => series.add(step.samples));
  else if (step.isKilled) writeAndBeKilled(store, (tables) => void pack(tables));
  else demand(store.write(pack));
}

/** A value as it is kept, in steps of its series. */
function kept({ series, value }: Sample): number {
  return quantityOf(codeOf(Math.round(value * kindOfSeries(series).scale)));
}

test("however they came and however often they were packed, values add up to what a plain model says", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const store = freshStore();
      for (const step of list) perform(store, step);
      const all = list.flatMap((step) => (step.kind === "add" ? step.samples : []));
      for (const [level, stepMs] of [
        ["raw", 1],
        ["minutes", minuteMs],
        ["hours", hourMs],
      ] as const) {
        const read = demand(store.read(({ series }) => series.read(names, level, 0, base * 2)));
        for (const [index, name] of names.entries()) {
          const mine = all.filter(({ series }) => series === name);
          const groups = Map.groupBy(mine, ({ at }) => Math.floor(at / stepMs) * stepMs);
          const model = [...groups]
            .sort(([left], [right]) => left - right)
            .map(([at, group]) => {
              const values = group.map(kept);
              return {
                at,
                count: values.length,
                sum: values.reduce((sum, value) => sum + value, 0),
                min: Math.min(...values),
                max: Math.max(...values),
              };
            });
          const told = (read[index] ?? []).map(({ at, count, sum, min, max }) => ({ at, count, sum, min, max }));
          if (level === "raw")
            expect(told.map(({ at, sum }) => [at, sum]).sort()).toEqual(mine.map((sample) => [sample.at, kept(sample)]).sort());
          else expect(told).toEqual(model);
        }
      }
      store.close();
    }),
    { numRuns: 60 },
  );
});

/** Half a bucket, of which each is 4 % wide, and the digits that are not kept. */
const mostShare = 0.021;
/** Half of the least that is told apart, in milliseconds. */
const halfStepMs = 0.0005;

test("percentiles are off by a share of 2.1 in a hundred at most, but for half of the least that is kept", () => {
  const latencies = fc.array(
    fc.oneof(fc.double({ min: 0.03, max: 50, noNaN: true }), fc.double({ min: 0.03, max: 120_000, noNaN: true })),
    {
      minLength: 1,
      maxLength: 300,
    },
  );
  fc.assert(
    fc.property(latencies, fc.boolean(), (values, isPacked) => {
      const store = freshStore();
      const [name] = names;
      demand(store.write(({ series }) => series.add(values.map((value, index) => ({ series: name, at: base + index * 1_000, value })))));
      if (isPacked) while (demand(store.write(pack)));
      const chart = demand(store.read(({ series }) => readChart(series, { names: [name], from: base, to: base + dayMs, points: 1 }, base)));
      const [told] = chart.series;
      for (const [fraction, column] of [
        [0.5, told?.p50],
        [0.95, told?.p95],
        [0.99, told?.p99],
      ] as const) {
        const right = percentile(values, fraction) ?? Number.NaN;
        const found = column?.find((value) => value !== null) ?? Number.NaN;
        expect(Math.abs(found - right)).toBeLessThanOrEqual(right * mostShare + halfStepMs);
      }
      store.close();
    }),
    { numRuns: 60 },
  );
});
