import type { FoundLog, SearchNews } from "../../../shared/contract/search.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import type { LogHit, LogNews } from "../log/log.ts";
import type { SearchTally, TalliedLog } from "./tally.ts";

/** How much is kept of what is found. */
export interface KeepLimits {
  readonly maxHits: number;
  readonly maxHitsPerLog: number;
}

interface Waiting {
  readonly log: TalliedLog;
  readonly hits: LogHit[];
}

interface Batch {
  readonly logs: readonly TalliedLog[];
  readonly waiting: Waiting[];
  isOver: boolean;
}

/**
 * Puts what several lanes find into the order of the logs: hits of a batch are let out when all batches before it are
 * over. Counts are taken at once. What one log has several times before somebody takes it becomes one piece of news.
 */
export class SearchOutbox {
  readonly #limits: KeepLimits;
  readonly #tally: SearchTally;
  readonly #batches = new Map<number, Batch>();
  readonly #out = new Map<StageRunId, Waiting>();
  #nextBatch = 0;
  #head = 0;
  /** Hits that came in, let out or not. */
  #taken = 0;

  constructor(limits: KeepLimits, tally: SearchTally) {
    this.#limits = limits;
    this.#tally = tally;
  }

  /** How many hits a batch that begins now can be let keep. */
  get room(): number {
    return Math.max(0, this.#limits.maxHits - this.#taken);
  }

  /** Opens the next batch and answers its number. */
  open(logs: readonly TalliedLog[]): number {
    const number = this.#nextBatch;
    this.#nextBatch += 1;
    this.#batches.set(number, { logs, waiting: [], isOver: false });
    return number;
  }

  /** Takes what was found in the log at `place` of a batch. */
  take(number: number, place: number, { hits, lines, matches }: LogNews): void {
    const batch = this.#batches.get(number);
    const log = batch?.logs[place];
    if (batch === undefined || log === undefined) return;
    this.#tally.add(log, lines, matches);
    this.#taken += hits.length;
    const news = { log, hits: [...hits] };
    if (number === this.#head) this.#letOut(news);
    else batch.waiting.push(news);
  }

  /** Notes that nothing more comes of a batch. */
  close(number: number): void {
    const batch = this.#batches.get(number);
    if (batch !== undefined) batch.isOver = true;
    for (let head = this.#batches.get(this.#head); head?.isOver; head = this.#batches.get(this.#head)) {
      this.#batches.delete(this.#head);
      this.#head += 1;
      const next = this.#batches.get(this.#head);
      for (const news of next?.waiting.splice(0) ?? []) this.#letOut(news);
    }
  }

  /** What is ready to be told, once. */
  flush(): SearchNews[] {
    const news = [...this.#out.values()].map(({ log, hits }): SearchNews => ({ type: "found", log: foundLog(log, hits) }));
    this.#out.clear();
    return news;
  }

  get isEmpty(): boolean {
    return this.#out.size === 0;
  }

  #letOut({ log, hits }: Waiting): void {
    const { maxHits, maxHitsPerLog } = this.#limits;
    const kept = hits.slice(0, Math.max(0, Math.min(maxHitsPerLog - log.kept, maxHits - this.#tally.keptHits)));
    log.kept += kept.length;
    this.#tally.keptHits += kept.length;
    // Of a log of which nothing is shown nothing is told: its counts are in the summary.
    if (log.kept === 0) return;
    const waiting = this.#out.get(log.stage.id);
    if (waiting === undefined) this.#out.set(log.stage.id, { log, hits: kept });
    else waiting.hits.push(...kept);
  }
}

function foundLog({ run, stage, lines, matches }: TalliedLog, hits: LogHit[]): FoundLog {
  return {
    ...{ projectId: run.projectId, runId: run.id, runNumber: run.number, runStatus: run.status, runCreatedAt: run.createdAt },
    ...{ branch: run.branch, stageRunId: stage.id, stage: stage.name, variant: stage.variant, attempt: stage.attempt },
    hits: hits.map((hit) => ({ ...hit, ranges: hit.ranges.map(([start, end]) => [start, end]) })),
    lines,
    matches,
  };
}
