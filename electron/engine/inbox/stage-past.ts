import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import { conclusionOf } from "../../../shared/status.ts";
import type { PastStageRun } from "../store/store.ts";

/** What a run says of a stage: that it is broken, that it is whole, or nothing. */
export type StageVerdict = "broken" | "whole" | null;

/**
 * What the variants of a stage say together, without attempts made again. Who was interrupted, canceled or left out says
 * nothing, nor does a result that was taken over from an earlier run.
 */
export function verdictOf(variants: readonly Pick<StageRun, "status" | "mayFail" | "reason">[]): StageVerdict {
  const ends = variants.map(({ status, mayFail }) => conclusionOf(status, mayFail));
  if (ends.some((end) => end === "failed" || end === "errored")) return "broken";
  if (variants.some(({ reason }) => reason === "kept")) return null;
  const isWhole = ends.includes("passed") && ends.every((end) => end === "passed" || end === "skipped");
  return isWhole ? "whole" : null;
}

/** How long a stage is broken on a branch, up to one run. */
export interface Streak {
  /** The first run after the last that was whole. */
  readonly first: PastStageRun;
  readonly times: number;
  /** The last that was whole; `null` when none is known. */
  readonly whole: PastStageRun | null;
}

/** What the past says of a stage that is broken in a run; `null` when a newer run says something of it already. `past`: the newest first. */
export function streakOf(run: RunId, past: readonly PastStageRun[]): Streak | null {
  const runs = [...Map.groupBy(past, ({ runId }) => runId)].map(([runId, variants]) => ({ runId, variants, verdict: verdictOf(variants) }));
  const place = runs.findIndex(({ runId }) => runId === run);
  if (place === -1 || runs.slice(0, place).some(({ verdict }) => verdict !== null)) return null;
  const known = runs.slice(place).filter(({ verdict }) => verdict !== null);
  const wholeAt = known.findIndex(({ verdict }) => verdict === "whole");
  const broken = wholeAt === -1 ? known : known.slice(0, wholeAt);
  const first = broken.at(-1)?.variants[0];
  if (first === undefined) return null;
  return { first, times: broken.length, whole: wholeAt === -1 ? null : (known[wholeAt]?.variants[0] ?? null) };
}
