import type { Release } from "../../../../shared/contract/releases.ts";
import { isHalfDone, isUnderWay, lookOfRelease } from "../../../../shared/release-look.ts";
import type { Status } from "../../../../shared/status.ts";
import type { PhaseSummary } from "../board-model.ts";

/**
 * What the ribbon says of releasing where no stage does: the release that is being made or was left half done, else the
 * newest that came out. Snapshots come with every green run and are no news. `releases`: the newest first.
 */
export function withReleases(summary: PhaseSummary, releases: readonly Release[]): PhaseSummary {
  if (summary.phase !== "release" || summary.stageCount > 0) return summary;
  const one = releases.find(({ kind, state }) => kind === "release" && state !== "undone");
  if (one === undefined) return summary;
  const words = isUnderWay(one) ? "is being made" : isHalfDone(one) ? "is half done" : "is out";
  const fact = { stage: one.version, words, rest: "" };
  return { phase: "release", status: lookOfRelease(one) as Status, stageCount: 1, fact };
}

/** How many there are that came out. */
export function countReleased(releases: readonly Release[]): number {
  return releases.filter(({ kind, state }) => kind === "release" && state === "released").length;
}
