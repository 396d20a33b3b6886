import { realpathSync } from "node:fs";
import { idPatterns, type RunId } from "../../../shared/ids.ts";
import { type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { visible } from "../../../shared/visible.ts";
import { systemClock } from "../../engine/clock.ts";
import { openStore, type Store, type StoredProject, type StoreFailure } from "../../engine/store/store.ts";
import type { Invocation } from "./command.ts";
import { fail } from "./fail.ts";

/** The history with every run's status made true, or why it cannot be opened. `isSmall`: see `StoreOptions`. */
export async function openHistory(invocation: Invocation, isSmall = false): Promise<Result<Store, StoreFailure>> {
  const store = openStore(invocation.dataFolder, { now: systemClock, isSmall });
  if (!store.ok) return store;
  if (store.value.notice !== null) invocation.errorOut.write(`${visible(store.value.notice)}\n`);
  const unfinished = store.value.read(({ runs }) => runs.unfinished());
  if (unfinished.ok && unfinished.value.length > 0) {
    // Loaded only when a run may have lost its host: lists must answer at once.
    const { recoverRuns } = await import("../../engine/run/run.ts");
    await recoverRuns(store.value, systemClock);
  }
  return store;
}

/** The project whose folder is `folder` or holds it, links followed; `null` when none was opened there. */
export function projectAt(store: Store, folder: string): Result<StoredProject | null, StoreFailure> {
  return store.read(({ projects }) => {
    for (let place = realFolder(folder); ; ) {
      const project = projects.byPath(place);
      if (project !== null) return project;
      const parent = place.replace(/[\\/][^\\/]*$/, "");
      if (parent === "" || parent === place) return null;
      place = parent;
    }
  });
}

/** One that is gone has a history, too: under the name that it is called by. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** The run that a person or a script names: an id such as `r12`, or its number in the project of this folder. */
export function findRun(store: Store, word: string, projectFolder: string) {
  if (idPatterns.run.test(word)) {
    const run = store.read(({ runs }) => runs.get(word as RunId));
    if (!run.ok) return fail(run.failure);
    return run.value === null ? fail(noRun(`There is no run ${word}.`)) : ok(run.value);
  }
  if (!/^#?[1-9]\d*$/.test(word))
    return fail(failure("usage", `${JSON.stringify(word)} is no run.`, "Give an id such as r12, or the run's number in the project."));
  const project = projectAt(store, projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null) return fail(noRun(`No project was opened in ${projectFolder}, so run ${word} has no meaning there.`));
  const { id, name } = project.value;
  const run = store.read(({ runs }) => runs.byNumber(id, Number(word.replace("#", ""))));
  if (!run.ok) return fail(run.failure);
  return run.value === null ? fail(noRun(`${name} has no run ${word}.`)) : ok(run.value);
}

function noRun(message: string): Failure<"not-found"> {
  return failure("not-found", message, "See millrace runs list.");
}
