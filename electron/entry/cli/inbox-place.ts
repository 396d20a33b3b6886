import type { ProjectId } from "../../../shared/ids.ts";
import { ok, type Result } from "../../../shared/result.ts";
import type { Store } from "../../engine/store/store.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { fail } from "./fail.ts";
import { openHistory } from "./history.ts";
import { openKnownProject } from "./known-project.ts";

/** The history, and of which entries a command speaks. Whoever gets it closes the history. */
export interface InboxPlace {
  readonly store: Store;
  /** Empty for those of all projects. */
  readonly scope: { readonly projectId?: ProjectId };
}

/** Of all projects no folder needs to be one. */
export async function openInboxPlace(invocation: Invocation, isOfAll: boolean): Promise<Result<InboxPlace, CommandFailure>> {
  if (isOfAll) {
    const store = await openHistory(invocation);
    return store.ok ? ok({ store: store.value, scope: {} }) : fail(store.failure);
  }
  const place = await openKnownProject(invocation);
  return place.ok ? ok({ store: place.value.store, scope: { projectId: place.value.project.id } }) : place;
}
