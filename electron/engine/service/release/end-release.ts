import type { ReleaseId } from "../../../../shared/ids.ts";
import { noteRelease } from "../../inbox/inbox.ts";
import type { ReleaseEnd, Tables } from "../../store/store.ts";

/** Ends the making of a release for the driver at `socket`, with all that follows. False, and nothing changed, when it is not the driver any more. */
export function endRelease(tables: Tables, id: ReleaseId, socket: string, end: ReleaseEnd, at: number): boolean {
  const hasEnded = tables.releases.end(id, socket, end, at);
  if (hasEnded) noteRelease(tables, id, at);
  return hasEnded;
}
