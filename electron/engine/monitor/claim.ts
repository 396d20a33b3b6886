import { rmSync } from "node:fs";
import { ok, type Result } from "../../../shared/result.ts";
import { connectToPlace } from "../process/process.ts";
import type { Store, StoreFailure } from "../store/store.ts";

/**
 * Becomes the one process that watches, which already listens at `place`; `false` when another one lives. Two cannot be it:
 * who replaces one must have found that nobody listens at its place, and that it is still the one.
 */
export async function claimWatch(store: Store, place: string): Promise<Result<boolean, StoreFailure>> {
  for (;;) {
    const former = store.read(({ monitors }) => monitors.hostSocket());
    if (!former.ok) return former;
    const connection = await connectToPlace(former.value);
    if (connection.state === "connected") connection.socket.destroy();
    if (connection.state !== "nobody") return ok(false);
    const claimed = store.write(({ monitors }) => monitors.claimHost(former.value, place));
    if (!claimed.ok) return claimed;
    if (!claimed.value) continue;
    if (former.value !== "" && process.platform !== "win32") rmSync(former.value, { force: true });
    return ok(true);
  }
}
