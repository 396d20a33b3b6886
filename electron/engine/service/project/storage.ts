import type { CacheCleared } from "../../../../shared/contract/app.ts";
import type { Result } from "../../../../shared/result.ts";
import { clearCache } from "../../cache/cache.ts";
import type { Clock } from "../../clock.ts";
import type { Housekeeping } from "../../retention/retention.ts";
import type { Store, StoreFailure } from "../../store/store.ts";

/** What is kept on the disk, and the ways to have less of it. */
export interface StorageService extends Pick<Housekeeping, "diskUse" | "cleanUp"> {
  /** Removes every result of a stage that is kept to be used again. */
  clearCache(): Promise<Result<CacheCleared, StoreFailure>>;
}

/** Puts together what runs have left behind and what is kept for the next ones. */
export function createStorageService(store: Store, { diskUse, cleanUp }: Housekeeping, now: Clock): StorageService {
  return { diskUse, cleanUp, clearCache: () => clearCache(store, now, null) };
}
