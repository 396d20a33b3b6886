import { ok, type Result } from "../../../shared/result.ts";
import { systemClock } from "../../engine/clock.ts";
import { nameForFolder } from "../../engine/pipeline/pipeline.ts";
import type { Store, StoredProject } from "../../engine/store/store.ts";
import type { CommandFailure } from "./command.ts";
import { fail } from "./fail.ts";

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
  return opened.ok ? opened : fail(opened.failure);
}
