import type { TestOutcome, TestRow } from "../../../shared/contract/tests.ts";
import { formatAge } from "../../../shared/time.ts";
import type { Bar } from "../../ui/bars.tsx";
import { durationText } from "./test-words.ts";

type Recent = TestRow["recent"][number];

/** The outcomes of a row as bars, the oldest first. */
export function recentBars(recent: readonly Recent[]): Bar[] {
  return recent.map((outcome, index) => ({
    // Several variants of one run follow each other.
    key: `${outcome.runId} ${index}`,
    status: outcome.status,
    value: outcome.durationMs,
    fact: durationFact(outcome),
    detail: `Run ${outcome.runNumber}`,
  }));
}

/** Outcomes of one test, newest first as they were read, as bars with the oldest first. */
export function outcomeBars(outcomes: readonly TestOutcome[], now: number): Bar[] {
  return outcomes.toReversed().map((outcome) => ({
    key: keyOf(outcome),
    status: outcome.status,
    value: outcome.durationMs,
    fact: durationFact(outcome),
    detail: [
      `Run ${outcome.runNumber}`,
      ...(outcome.variant === "" ? [] : [outcome.variant]),
      formatAge(Math.max(0, now - outcome.at)),
      ...(outcome.commit === null ? [] : [outcome.commit.slice(0, 7)]),
    ].join(", "),
  }));
}

/** What tells one outcome of a test from another. */
export function keyOf({ stageRunId, variant }: Pick<TestOutcome, "stageRunId" | "variant">): string {
  return `${stageRunId} ${variant}`;
}

function durationFact(outcome: Pick<Recent, "durationMs" | "status">): string {
  return outcome.durationMs === null || outcome.status === "skipped" ? "" : `after ${durationText(outcome)}`;
}

/**
 * The duration of a bar of full height. A steady test stands at half height, so that slower and faster outcomes both show.
 */
export function fullHeightMs(durations: readonly (number | null)[], medianMs: number | null): number {
  return Math.max(1, 2 * (medianMs ?? 0), ...durations.map((duration) => duration ?? 0));
}
