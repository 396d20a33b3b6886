import { expect, test } from "vitest";
import { latencies } from "../../../../e2e/fixtures/latencies.ts";
import { dayMs, hourMs, minuteMs } from "../../../../shared/time.ts";
import { codeOf } from "./digits.ts";
import { packSamples, unpackSamples } from "./pack-samples.ts";
import { packTallies, unpackTallies } from "./pack-tallies.ts";
import { mergeTally, type Tally, tallyOf } from "./tally.ts";

/*
 * The least that a packing of independent numbers can take is their entropy. What is packed here is made of the same
 * numbers, so the ratio says what the codes cost beyond that.
 */
const from = Math.floor(1_800_000_000_000 / (4 * dayMs)) * 4 * dayMs;

const samplesOf = (days: number, everyMs: number) =>
  [...latencies(7, from, from + days * dayMs, everyMs)].map(({ at, value }) => ({ at, code: codeOf(Math.round(value * 1_000)) }));

function talliesOf(days: number, everyMs: number, stepMs: number): Tally[] {
  const tallies: Tally[] = [];
  for (const { at, code } of samplesOf(days, everyMs)) {
    const tally = tallyOf(Math.floor(at / stepMs) * stepMs, code, true);
    const last = tallies.at(-1);
    if (last?.at === tally.at) mergeTally(last, tally);
    else tallies.push(tally);
  }
  return tallies;
}

/** In bits each, of small whole numbers. */
function entropy(values: readonly number[]): number {
  const groups = Map.groupBy(values, (value) => value);
  return [...groups.values()].reduce((sum, { length }) => sum - (length / values.length) * Math.log2(length / values.length), 0);
}

/** In bits each, of large whole numbers that are spread as a bell. */
function entropyOfBell(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return 0.5 * Math.log2(2 * Math.PI * Math.E * variance);
}

const differences = (values: readonly number[]) => values.slice(1).map((value, index) => value - (values[index] ?? 0));

/** What each part of each chunk takes, added up. */
function packedBytes<T extends { readonly at: number }>(
  items: readonly T[],
  chunkMs: number,
  pack: (start: number, part: T[]) => Uint8Array,
) {
  const chunks = Map.groupBy(items, ({ at }) => Math.floor(at / chunkMs) * chunkMs);
  return [...chunks].reduce((sum, [start, part]) => sum + pack(start, part).length, 0);
}

/** The least bytes for tallies: lowest, highest and sum of each, and how many fell into which bucket between. */
function leastBytes(tallies: readonly Tally[]): number {
  const lows = tallies.map(({ min }) => codeOf(min));
  const spreads = tallies.map(({ min, max }) => codeOf(max) - codeOf(min));
  const many = tallies.filter(({ count }) => count > 2);
  const counts = many.flatMap(({ buckets }) => {
    const lowest = buckets[0] ?? 0;
    const between = new Array<number>((buckets.at(-2) ?? 0) - lowest + 1).fill(0);
    for (let index = 0; index < buckets.length; index += 2) between[(buckets[index] ?? 0) - lowest] = buckets[index + 1] ?? 0;
    return between.slice(0, -1);
  });
  const bits =
    tallies.length * (entropy(differences(lows)) + entropy(spreads)) +
    (many.length === 0 ? 0 : many.length * entropyOfBell(differences(many.map(({ sum }) => sum))) + counts.length * entropy(counts));
  return bits / 8;
}

test("every value of a day takes little more than its entropy", () => {
  const samples = samplesOf(1, 30_000);
  const packed = packedBytes(samples, 4 * hourMs, packSamples);
  const bits = entropy(samples.map(({ at }) => at % 30_000)) + entropy(differences(samples.map(({ code }) => code)));
  const ratio = packed / ((samples.length * bits) / 8);
  expect(ratio).toBeLessThan(1.4);
});

test.each([
  { name: "minutes of checks every 30 s", stepMs: minuteMs, chunkMs: 12 * hourMs, days: 4, everyMs: 30_000, most: 1.25 },
  { name: "minutes of checks every 5 s", stepMs: minuteMs, chunkMs: 12 * hourMs, days: 4, everyMs: 5_000, most: 1.25 },
  { name: "hours of checks every 30 s", stepMs: hourMs, chunkMs: 4 * dayMs, days: 60, everyMs: 30_000, most: 1.25 },
  { name: "hours of checks every 5 s", stepMs: hourMs, chunkMs: 4 * dayMs, days: 20, everyMs: 5_000, most: 1.25 },
])("$name take little more than their entropy", ({ stepMs, chunkMs, days, everyMs, most }) => {
  const tallies = talliesOf(days, everyMs, stepMs);
  const packed = packedBytes(tallies, chunkMs, (start, part) => packTallies({ from: start, stepMs, isLatency: true }, part));
  expect(packed / leastBytes(tallies)).toBeLessThan(most);
});

test("what was packed comes back", () => {
  const samples = samplesOf(1, 5_000).slice(0, 2_000);
  expect(unpackSamples(from, packSamples(from, samples))).toEqual(samples);
  const layout = { from, stepMs: hourMs, isLatency: true };
  const tallies = talliesOf(4, 30_000, hourMs);
  expect(unpackTallies(layout, packTallies(layout, tallies))).toEqual(tallies);
});
