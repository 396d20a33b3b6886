import type { CulpritId } from "../../../../shared/ids.ts";
import { noteCulprit } from "../../inbox/inbox.ts";
import type { SearchEnd, Tables } from "../../store/store.ts";

/** Ends a search for the driver at `socket`, with all that follows. False, and nothing changed, when it is not the driver any more. */
export function endSearch(tables: Tables, id: CulpritId, socket: string | null, end: SearchEnd, at: number): boolean {
  const hasEnded = tables.culprits.end(id, socket, end, at);
  if (hasEnded) noteCulprit(tables, id, at);
  return hasEnded;
}
