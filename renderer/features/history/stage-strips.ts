import type { Run, StatusCount } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import { type Look, lookOf } from "../../../shared/stage-groups.ts";

/** How the stages of each run ended. */
export type StageStrips = Readonly<Record<RunId, readonly StatusCount[]>>;

// A page of ordinary runs is one question; one of giants does not keep the engine from everything else.
const mostStages = 5_000;
const mostRuns = 500;

/** Puts runs together that are asked about at once, in order: one question for a page, unless they have very many stages. */
export function questionsOf(runs: readonly Pick<Run, "id" | "stageCount">[]): RunId[][] {
  const questions: RunId[][] = [];
  let stages = Number.POSITIVE_INFINITY;
  for (const { id, stageCount } of runs) {
    const last = questions.at(-1);
    if (last === undefined || stages + stageCount > mostStages || last.length === mostRuns) {
      questions.push([id]);
      stages = stageCount;
      continue;
    }
    last.push(id);
    stages += stageCount;
  }
  return questions;
}

/** One piece of a bar: a status, and how much of the width it has. */
export interface StripPart {
  readonly look: Look;
  readonly share: number;
}

// As many stages as can be told apart in the width of the column.
const mostParts = 24;
const worstFirst: readonly Look[] = [
  "failed",
  "errored",
  "interrupted",
  "running",
  "canceling",
  "waiting",
  "allowed",
  "canceled",
  "queued",
  "passed",
  "skipped",
];

/** Pieces in the plan's order; of more stages than there is room for, how many stand as they do, the worst first. */
export function stripParts(strip: readonly StatusCount[]): StripPart[] {
  const total = countOf(strip);
  if (total <= mostParts)
    return strip.flatMap((part) => Array.from({ length: part.count }, () => ({ look: lookOf(part), share: 1 / total })));
  return worstFirst.flatMap((look) => {
    const count = countOf(strip, look);
    return count === 0 ? [] : [{ look, share: count / total }];
  });
}

/** How many stages there are, or how many that look so. */
export function countOf(strip: readonly StatusCount[], look?: Look): number {
  return strip.reduce((sum, part) => (look === undefined || lookOf(part) === look ? sum + part.count : sum), 0);
}
