import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { RunCache, type RunCacheParts } from "./run-cache.ts";
import { systemMessage } from "./system-message.ts";

/** The public face of the stage cache: what a run asks, and what keeps it within its limits. */
export type { NeedResult } from "./recipe.ts";
export type { CacheAnswer, CacheHit, CacheMiss, CacheRequest, KeepAnswer, RunCache } from "./run-cache.ts";
export { newIdentity } from "./run-cache.ts";
export type { StageResult } from "./save-entry.ts";
export { clearCache, isCacheOverfull, listCache, measureCache, type TidyReport, tidyCache } from "./tidy.ts";

/** Opens the cache for one run. Fails when the project's folder or the cache's own cannot be used; the run goes on without. */
export function openRunCache(parts: RunCacheParts): Result<RunCache, Failure<"cache-unavailable">> {
  try {
    return ok(new RunCache(parts));
  } catch (error) {
    const hint = "Stages run as if they had no cache. Check the data folder's permissions and room.";
    return err(failure("cache-unavailable", `The cache cannot be used: ${systemMessage(error)}.`, hint));
  }
}
