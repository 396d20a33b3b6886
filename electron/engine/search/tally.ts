import type { SearchSummary, SeenIn } from "../../../shared/contract/search.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import type { LoggedRun, LoggedStage } from "../store/store.ts";

/** A run of which logs are searched. */
export interface TalliedRun extends Omit<LoggedRun, "stages"> {
  isCounted: boolean;
}

/** A log that is searched, and what was found in it so far. */
export interface TalliedLog {
  readonly run: TalliedRun;
  readonly stage: LoggedStage;
  /** Its place among all logs of the search; 0 is the newest. */
  readonly order: number;
  lines: number;
  matches: number;
  /** How many of its lines were kept. */
  kept: number;
  /** Whether it was counted as missing or damaged. */
  isFaulty: boolean;
}

/** So many names are told. */
const mostNames = 50;

interface NamedCount {
  lines: number;
  logs: number;
}

/** Counts what a search finds, in any order of telling. Memory grows with names of branches and stages only. */
export class SearchTally {
  searchedLogs = 0;
  searchedRuns = 0;
  searchedBytes = 0;
  removedRuns = 0;
  missingLogs = 0;
  damagedLogs = 0;
  hasGivenUp = false;
  keptHits = 0;
  #lines = 0;
  #matches = 0;
  #logs = 0;
  #runs = 0;
  readonly #projects = new Set<ProjectId>();
  readonly #branches = new Map<string | null, NamedCount>();
  readonly #stages = new Map<string, NamedCount>();
  #newest: TalliedLog | null = null;
  #oldest: TalliedLog | null = null;

  /** Counts matching lines of a log; adds them to the log itself as well. */
  add(log: TalliedLog, lines: number, matches: number): void {
    const isNew = log.lines === 0;
    log.lines += lines;
    log.matches += matches;
    this.#lines += lines;
    this.#matches += matches;
    count(this.#branches, log.run.branch, lines, isNew);
    count(this.#stages, log.stage.name, lines, isNew);
    if (!isNew) return;
    this.#logs += 1;
    if (!log.run.isCounted) this.#runs += 1;
    log.run.isCounted = true;
    this.#projects.add(log.run.projectId);
    if (this.#newest === null || log.order < this.#newest.order) this.#newest = log;
    if (this.#oldest === null || log.order > this.#oldest.order) this.#oldest = log;
  }

  /** Counts a log that is not there or is damaged, once. One that may still be written is no loss. */
  addFault(log: TalliedLog | undefined, kind: "missing" | "damaged"): void {
    if (log === undefined || log.isFaulty || (kind === "missing" && !isTerminal(log.stage.status))) return;
    log.isFaulty = true;
    if (kind === "missing") this.missingLogs += 1;
    else this.damagedLogs += 1;
  }

  /** Everything so far. */
  summary(): SearchSummary {
    return {
      lines: this.#lines,
      matches: this.#matches,
      logs: this.#logs,
      runs: this.#runs,
      projects: this.#projects.size,
      firstSeen: seenIn(this.#oldest),
      lastSeen: seenIn(this.#newest),
      branches: most(this.#branches),
      stages: most(this.#stages),
      branchCount: this.#branches.size,
      stageCount: this.#stages.size,
      keptHits: this.keptHits,
      searchedLogs: this.searchedLogs,
      searchedRuns: this.searchedRuns,
      searchedBytes: this.searchedBytes,
      removedRuns: this.removedRuns,
      missingLogs: this.missingLogs,
      damagedLogs: this.damagedLogs,
      hasGivenUp: this.hasGivenUp,
    };
  }
}

function count<Name>(counts: Map<Name, NamedCount>, name: Name, lines: number, isNewLog: boolean): void {
  const known = counts.get(name);
  if (known === undefined) counts.set(name, { lines, logs: 1 });
  else {
    known.lines += lines;
    if (isNewLog) known.logs += 1;
  }
}

function most<Name>(counts: ReadonlyMap<Name, NamedCount>): ({ name: Name } & NamedCount)[] {
  const all = [...counts].map(([name, { lines, logs }]) => ({ name, lines, logs }));
  return all.sort((one, other) => other.lines - one.lines).slice(0, mostNames);
}

function seenIn(log: TalliedLog | null): SeenIn | null {
  if (log === null) return null;
  const { run, stage } = log;
  return {
    ...{ projectId: run.projectId, runId: run.id, runNumber: run.number },
    ...{ stageRunId: stage.id, stage: stage.name, at: stage.startedAt ?? run.createdAt },
  };
}
