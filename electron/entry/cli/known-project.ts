import { failure, ok, type Result } from "../../../shared/result.ts";
import { findFolder } from "../../engine/project/folders.ts";
import type { Store, StoredProject } from "../../engine/store/store.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { fail } from "./fail.ts";
import { openHistory, projectAt } from "./history.ts";

/** The history, and the project that holds the folder. Whoever gets it closes the history. */
export interface OpenedProject {
  readonly store: Store;
  readonly project: StoredProject;
}

/** The project must be on the list. `isSmall`: see `StoreOptions`. */
export async function openKnownProject(
  invocation: Invocation,
  { isSmall = false }: { readonly isSmall?: boolean } = {},
): Promise<Result<OpenedProject, CommandFailure>> {
  const folder = await findFolder(invocation.projectFolder);
  if (!folder.ok) return fail(folder.failure);
  const store = await openHistory(invocation, isSmall);
  if (!store.ok) return fail(store.failure);
  const project = projectAt(store.value, folder.value);
  if (project.ok && project.value !== null) return ok({ store: store.value, project: project.value });
  store.value.close();
  if (!project.ok) return fail(project.failure);
  return fail(failure("not-found", `No project was opened in ${folder.value}.`, "Open it first: millrace open, or millrace run."));
}
