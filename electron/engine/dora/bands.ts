import type { DoraBand } from "../../../shared/contract/dora.ts";
import { dayMs, hourMs } from "../../../shared/time.ts";

/*
 * The bands of the Accelerate State of DevOps Report 2023, the last whose four clusters are in one order for every key
 * (in 2024 the medium cluster failed less often than the high one). Where the report leaves a gap between two clusters,
 * the better one ends at its own limit.
 */

const monthMs = (365 * dayMs) / 12;

/** Elite: on demand, more than once a day. High: to once a week. Medium: to once a month. */
export function frequencyBand(perWeek: number): DoraBand {
  if (perWeek > 7) return "elite";
  if (perWeek >= 1) return "high";
  return perWeek >= (7 * dayMs) / monthMs ? "medium" : "low";
}

/** Elite: less than a day. High: to a week. Medium: to a month. */
export function leadTimeBand(medianMs: number): DoraBand {
  if (medianMs < dayMs) return "elite";
  if (medianMs <= 7 * dayMs) return "high";
  return medianMs <= monthMs ? "medium" : "low";
}

/** The rates that the clusters have: 5, 10, 15 and 64 %. */
export function failureBand(rate: number): DoraBand {
  if (rate <= 0.05) return "elite";
  if (rate <= 0.1) return "high";
  return rate <= 0.15 ? "medium" : "low";
}

/** Elite: less than an hour. High: less than a day. Medium: to a week. */
export function recoveryBand(medianMs: number): DoraBand {
  if (medianMs < hourMs) return "elite";
  if (medianMs < dayMs) return "high";
  return medianMs <= 7 * dayMs ? "medium" : "low";
}
