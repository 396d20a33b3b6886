import { idPatterns, type ReleaseId } from "../../../shared/ids.ts";
import { failure, ok, type Result } from "../../../shared/result.ts";
import { systemClock } from "../../engine/clock.ts";
import { nameForFolder } from "../../engine/pipeline/pipeline.ts";
import { findFolder } from "../../engine/project/folders.ts";
import { createReleaseService, type ReleaseService } from "../../engine/service/release/releases.ts";
import type { Store, StoredProject, StoredRelease } from "../../engine/store/store.ts";
import { engineOptions } from "../engine-options.ts";
import type { CommandFailure, Invocation } from "./command.ts";
import { fail, failUsage } from "./fail.ts";
import { openHistory, projectAt } from "./history.ts";

/** The history, and what makes releases in this process. */
export interface ReleasePlace {
  readonly store: Store;
  readonly service: ReleaseService;
}

/** Opens it. */
export async function openReleases(invocation: Invocation): Promise<Result<ReleasePlace, CommandFailure>> {
  const store = await openHistory(invocation);
  if (!store.ok) return fail(store.failure);
  const { hostProgram } = engineOptions(invocation.dataFolder);
  return ok({ store: store.value, service: createReleaseService({ store: store.value, hostProgram, now: systemClock }) });
}

/** The project of the folder, put on the list when it is new: looking at what a release would do runs nothing of it. */
export async function projectToPlan(store: Store, { projectFolder }: Invocation): Promise<Result<StoredProject, CommandFailure>> {
  const known = projectAt(store, projectFolder);
  if (!known.ok) return fail(known.failure);
  if (known.value !== null) return ok(known.value);
  const folder = await findFolder(projectFolder);
  if (!folder.ok) return fail(folder.failure);
  const name = await nameForFolder(folder.value);
  const opened = store.write(({ projects }) => projects.open(folder.value, name, systemClock()));
  return opened.ok ? opened : fail(opened.failure);
}

/** The release that a person names by its id (`v12`), its version or its tag; else the newest that `isMeant`. */
export function findRelease(
  store: Store,
  { words, projectFolder }: Invocation,
  isMeant: (release: StoredRelease) => boolean,
): Result<StoredRelease, CommandFailure> {
  const [word] = words;
  if (word !== undefined && idPatterns.release.test(word)) {
    const named = store.read(({ releases }) => releases.get(word as ReleaseId));
    if (!named.ok) return fail(named.failure);
    return named.value === null ? none(`There is no release ${word}.`) : ok(named.value);
  }
  const project = projectAt(store, projectFolder);
  if (!project.ok) return fail(project.failure);
  if (project.value === null) return failUsage(`No project was opened in ${projectFolder}.`, "See millrace release plan.");
  const { id, name } = project.value;
  const found = store.read(({ releases }) =>
    word === undefined ? (releases.list(id, {}, mostLookedAt).find(isMeant) ?? null) : releases.byVersion(id, word),
  );
  if (!found.ok) return fail(found.failure);
  if (found.value !== null) return ok(found.value);
  return none(word === undefined ? `${name} has no such release.` : `${name} has no release ${word}.`);
}

const mostLookedAt = 500;

function none(message: string) {
  return fail(failure("not-found", message, "See millrace release list."));
}
