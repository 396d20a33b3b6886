import { type RunId, runOf, type StageRunId } from "../../../shared/ids.ts";
import type { Result } from "../../../shared/result.ts";
import type { NewCoverageFile, Store, StoreFailure, Tables } from "../store/store.ts";
import type { CollectedCoverage } from "./collect-coverage.ts";
import { countLines, decodeLineMap, encodeLineMap, mergeLineMaps } from "./line-map.ts";

/** Keeps what the reports of a stage run told, and what its run comes to with it. */
export function keepCoverage(store: Store, stageRun: StageRunId, { maps, notes }: CollectedCoverage): Result<void, StoreFailure> {
  const files = filesOf(maps);
  return store.write((tables) => {
    tables.coverage.keepStage(stageRun, files, notes);
    sumUp(tables, runOf(stageRun));
  });
}

/** Gives a stage run that did not run again what it had told in another run. */
export function restoreCoverage(tables: Tables, stageRun: StageRunId, from: RunId): void {
  if (tables.coverage.restoreStage(stageRun, from)) sumUp(tables, runOf(stageRun));
}

/** Stages, variants and attempts of one run add up: a line is reached when any of them reached it. */
function sumUp({ coverage }: Tables, run: RunId): void {
  if (coverage.stageCount(run) <= 1) {
    coverage.takeFromOnlyStage(run);
    return;
  }
  const merged = new Map<string, Uint8Array>();
  for (const { path, map } of coverage.mapsOfStages(run)) {
    const known = merged.get(path);
    // Most variants reach the same lines.
    if (known === undefined) merged.set(path, map);
    else if (Buffer.compare(known, map) !== 0) merged.set(path, encodeLineMap(mergeLineMaps(decodeLineMap(known), decodeLineMap(map))));
  }
  coverage.keepRun(run, filesOf(merged));
}

function filesOf(maps: ReadonlyMap<string, Uint8Array>): NewCoverageFile[] {
  return [...maps].map(([path, map]) => ({ path, map, ...countLines(decodeLineMap(map)) }));
}
