import type { Series } from "../../../../shared/contract/metrics.ts";

/** What a series measures. */
export interface SeriesKind {
  readonly unit: Series["unit"];
  /** How many of the smallest steps that are kept make one of its unit. */
  readonly scale: number;
  /** Whether its percentiles are kept. */
  readonly isLatency: boolean;
}

const percent: SeriesKind = { unit: "percent", scale: 100, isLatency: false };
const bytes: SeriesKind = { unit: "bytes", scale: 1 / 1024, isLatency: false };
const bytesPerSecond: SeriesKind = { unit: "bytes-per-second", scale: 1, isLatency: false };

const kinds: Readonly<Record<string, SeriesKind>> = {
  cpu: percent,
  memory: bytes,
  disk: bytes,
  "network-in": bytesPerSecond,
  "network-out": bytesPerSecond,
  load: { unit: "number", scale: 100, isLatency: false },
  latency: { unit: "milliseconds", scale: 1_000, isLatency: true },
};

/** What the series of a name measures, by the name's last part. */
export function kindOfSeries(name: string): SeriesKind {
  const kind = kinds[name.slice(name.lastIndexOf("/") + 1)];
  if (kind === undefined) throw new Error(`There is no series ${name}.`);
  return kind;
}
