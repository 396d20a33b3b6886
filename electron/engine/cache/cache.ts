import { RunCache, type RunCacheParts } from "./run-cache.ts";

/** The public face of the stage cache: what a run asks, and what keeps it within its limits. */
export type { NeedResult } from "./recipe.ts";
export type { CacheAnswer, CacheHit, CacheMiss, CacheRequest, KeepAnswer, RunCache } from "./run-cache.ts";
export type { StageResult } from "./save-entry.ts";
export { clearCache, isCacheOverfull, listCache, measureCache, type TidyReport, tidyCache } from "./tidy.ts";

/**
 * Opens the cache for one run. Throws what the system refuses when the project's folder, or the cache's own, cannot be
 * used at all; a run then goes on without a cache.
 */
export function openRunCache(parts: RunCacheParts): RunCache {
  return new RunCache(parts);
}
