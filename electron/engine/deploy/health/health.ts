import { setTimeout as sleep } from "node:timers/promises";
import type { HealthSample } from "../../../../shared/contract/deployments.ts";
import type { PlannedHealth } from "../../../../shared/pipeline/planned-environment.ts";
import { formatDuration } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import type { Probe, ProbeAnswer } from "./probes.ts";

/** What a watch came to; `evidence` is what led to it when it is bad. */
export interface HealthEnd {
  readonly state: "good" | "bad" | "canceled";
  /** One sentence. */
  readonly detail: string;
  readonly evidence: readonly string[];
}

/** What watching needs. */
export interface HealthPorts {
  readonly signal: AbortSignal;
  readonly sample: (sample: HealthSample) => void;
  readonly now: Clock;
}

/** So many of the last answers are evidence. */
const mostSamples = 12;

/**
 * Watches whether all is well: the first good answer comes in time, and from then on there are never too many bad ones in a
 * row until the watch is over. It is never over right after a bad one.
 */
export async function watchHealth(health: PlannedHealth, probe: Probe, ports: HealthPorts): Promise<HealthEnd> {
  const beganMs = performance.now();
  const told: string[] = [];
  let goodSinceMs: number | null = null;
  let failures = 0;
  for (;;) {
    const askedMs = performance.now();
    const at = ports.now();
    const answer = await probe(ports.signal);
    if (ports.signal.aborted) return { state: "canceled", detail: "It was canceled.", evidence: [] };
    const nowMs = performance.now();
    const sample = { at, isGood: answer.isGood, durationMs: Math.round(nowMs - askedMs), detail: answer.detail };
    ports.sample(sample);
    told.push(sampleLine(sample));
    if (told.length > mostSamples) told.shift();
    const bad = (detail: string): HealthEnd => ({ state: "bad", detail, evidence: [...told, ...answer.evidence] });
    if (answer.isGood) {
      goodSinceMs ??= nowMs;
      failures = 0;
      if (nowMs - goodSinceMs >= health.watchMs)
        return { state: "good", detail: `In good health for ${formatDuration(nowMs - goodSinceMs)}.`, evidence: [] };
    } else if (goodSinceMs !== null) {
      failures += 1;
      if (failures >= health.failuresAllowed)
        return bad(failures === 1 ? `It failed: ${answer.detail}.` : `It failed ${failures} times in a row, at last: ${answer.detail}.`);
    } else if (nowMs - beganMs >= health.withinMs)
      return bad(`There was no good answer within ${formatDuration(health.withinMs)}, at last: ${answer.detail}.`);
    await pause(Math.max(0, health.everyMs - (performance.now() - askedMs)), ports.signal);
  }
}

/** Asks until there is one good answer, or none in time; the last one. */
export async function firstGoodAnswer(health: PlannedHealth, probe: Probe, signal: AbortSignal): Promise<ProbeAnswer> {
  const beganMs = performance.now();
  for (;;) {
    const answer = await probe(signal);
    if (answer.isGood || signal.aborted || performance.now() - beganMs >= health.withinMs) return answer;
    await pause(health.everyMs, signal);
  }
}

/** One answer as a line of evidence. */
function sampleLine({ at, isGood, durationMs, detail }: HealthSample): string {
  return `${new Date(at).toISOString().slice(11, 19)} ${isGood ? "good" : "bad"}: ${detail} (${formatDuration(durationMs)})`;
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(durationMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
