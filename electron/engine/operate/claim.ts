import { rmSync } from "node:fs";
import type { ProjectId } from "../../../shared/ids.ts";
import { ok, type Result } from "../../../shared/result.ts";
import { connectToPlace } from "../process/process.ts";
import type { Store, StoreFailure } from "../store/store.ts";

/**
 * Becomes the host of the project's services, which already listens at `place`; `false` when another one lives. Two cannot be
 * it: who replaces one must have found that nobody listens at its place, and that it is still the one.
 */
export async function claimServices(store: Store, project: ProjectId, place: string): Promise<Result<boolean, StoreFailure>> {
  for (;;) {
    const former = store.read(({ services }) => services.host(project));
    if (!former.ok) return former;
    if (former.value !== null) {
      const connection = await connectToPlace(former.value);
      if (connection.state === "connected") connection.socket.destroy();
      if (connection.state !== "nobody") return ok(false);
    }
    const claimed = store.write(({ services }) => services.claim(project, former.value, place));
    if (!claimed.ok) return claimed;
    if (!claimed.value) continue;
    if (former.value !== null && process.platform !== "win32") rmSync(former.value, { force: true });
    return ok(true);
  }
}
