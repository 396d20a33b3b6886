import { ok, type Result } from "../../../shared/result.ts";
import { systemClock } from "../../engine/clock.ts";
import { nameForFolder } from "../../engine/pipeline/pipeline.ts";
import { findFolder } from "../../engine/project/folders.ts";
import type { Store, StoredProject } from "../../engine/store/store.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { fail } from "./fail.ts";
import { openHistory, projectAt } from "./history.ts";
import type { OpenedProject } from "./known-project.ts";

/** The project of a folder, put on the list when it is new. Typing a command that runs it is the consent that the board asks for. */
export async function openProject(store: Store, folder: string): Promise<Result<StoredProject, CommandFailure>> {
  const found = store.read(({ projects }) => projects.byPath(folder));
  if (!found.ok) return fail(found.failure);
  if (found.value?.trusted === true) return ok(found.value);
  const name = await nameForFolder(folder);
  const opened = store.write(({ projects }) => {
    const project = projects.byPath(folder) ?? projects.open(folder, name, systemClock());
    projects.trust(project.id, true, systemClock());
    return project;
  });
  return opened.ok ? ok({ ...opened.value, trusted: true }) : fail(opened.failure);
}

/** The history, and the project of the folder, trusted, and put on the list when it is new. */
export async function openConsentedProject(invocation: Invocation): Promise<Result<OpenedProject, CommandFailure>> {
  const folder = await findFolder(invocation.projectFolder);
  if (!folder.ok) return fail(folder.failure);
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const known = projectAt(store.value, folder.value);
  if (!known.ok) return fail(known.failure);
  const project = await openProject(store.value, known.value?.path ?? folder.value);
  return project.ok ? ok({ store: store.value, project: project.value }) : project;
}
