/** The periods that can be chosen. */
export const periods = [30, 90, 365] as const;

/** One of {@link periods}, in days. */
export type Period = (typeof periods)[number];

/** Reads a period from an address; 90 days when it says none. */
export function parsePeriod(text: string | undefined): Period {
  return periods.find((days) => String(days) === text) ?? 90;
}

/** How a figure stands against the period before. */
export interface Change {
  /** As a fraction of the value before, or in points for a rate. */
  readonly amount: number;
  /** Whether more is better, worse, or neither. */
  readonly verdict: "better" | "worse" | "same" | "neutral";
}

// Below this a change is drift, not news.
const smallestChange = 0.005;
// The engine compares no rates and medians of fewer runs either.
const fewestToCompare = 5;

/** A duration against the one before: longer is worse. `null` without both. */
export function durationChange(now: number | null, before: number | null): Change | null {
  if (now === null || before === null || before === 0) return null;
  const amount = now / before - 1;
  return { amount, verdict: verdictOf(-amount) };
}

/** A rate against the one before, in points: higher is better. `null` without both. */
export function rateChange(now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  const amount = now - before;
  return { amount, verdict: verdictOf(amount) };
}

/** How many there are against the period before: neither better nor worse. `null` when there was too little before. */
export function countChange(now: number, before: number): Change | null {
  if (before < fewestToCompare) return null;
  const amount = now / before - 1;
  return { amount, verdict: verdictOf(amount) === "same" ? "same" : "neutral" };
}

function verdictOf(gain: number): Change["verdict"] {
  if (Math.abs(gain) < smallestChange) return "same";
  return gain > 0 ? "better" : "worse";
}

/** Writes a fraction as a signed percentage: `+18 %`, `−31 %`, `0 %`. */
export function formatChange(amount: number): string {
  return `${signOf(Math.round(amount * 100))}${Math.abs(Math.round(amount * 100))} %`;
}

/** Writes a difference of two rates in points: `+1.9 pt`. */
export function formatPoints(amount: number): string {
  const points = Math.round(amount * 1_000) / 10;
  return `${signOf(points)}${Math.abs(points).toFixed(1)} pt`;
}

function signOf(value: number): string {
  return value > 0 ? "+" : value < 0 ? "−" : "";
}

/** Writes a rate: `91.4 %`, `100 %`. */
export function formatRate(rate: number): string {
  const percent = rate * 100;
  return `${percent >= 99.95 || percent < 0.05 ? Math.round(percent) : percent.toFixed(1)} %`;
}
