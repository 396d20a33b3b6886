import { createStore } from "zustand/vanilla";
import type { RunId } from "../../../shared/ids.ts";
import { currentStages, type Look, lookOf } from "../../../shared/stage-groups.ts";
import { isTerminal } from "../../../shared/status.ts";
import { call } from "../../link/call.ts";

/** How the stages of finished runs ended, in the plan's order: what the bars in the list are drawn from. */
export const stageStripsStore = createStore<Readonly<Record<RunId, readonly Look[]>>>()(() => ({}));

// A few at a time, so that the page that is looked at next does not wait behind bars.
const atOnce = 4;
const keptStrips = 2_000;

const wanted = new Set<RunId>();
const asked = new Set<RunId>();

/** Says which finished runs are in sight; others that were not asked for yet are given up. */
export function wantStrips(runIds: readonly RunId[]): void {
  wanted.clear();
  const known = stageStripsStore.getState();
  for (const id of runIds) if (known[id] === undefined && !asked.has(id)) wanted.add(id);
  fill();
}

function fill(): void {
  for (const id of wanted) {
    if (asked.size >= atOnce) return;
    wanted.delete(id);
    asked.add(id);
    void read(id);
  }
}

async function read(id: RunId): Promise<void> {
  const answer = await call((engine) => engine.runs.get({ runId: id }));
  asked.delete(id);
  if (answer.ok && isTerminal(answer.value.run.status)) {
    const strip = currentStages(answer.value.stages).map(lookOf);
    stageStripsStore.setState((state) => {
      const entries = Object.entries(state);
      return Object.fromEntries([...(entries.length >= keptStrips ? entries.slice(keptStrips / 2) : entries), [id, strip]]);
    }, true);
  }
  fill();
}

/** One piece of a bar: a status, and how much of the width it has. */
export interface StripPart {
  readonly status: Look;
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
export function stripParts(statuses: readonly Look[]): StripPart[] {
  if (statuses.length <= mostParts) return statuses.map((status) => ({ status, share: 1 / statuses.length }));
  return worstFirst.flatMap((status) => {
    const count = statuses.filter((candidate) => candidate === status).length;
    return count === 0 ? [] : [{ status, share: count / statuses.length }];
  });
}
