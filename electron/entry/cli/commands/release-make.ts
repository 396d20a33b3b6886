import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { findFolder } from "../../../engine/project/folders.ts";
import type { StoredRelease } from "../../../engine/store/store.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { openProject } from "../consented-project.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { followRelease } from "../follow-release.ts";
import { projectAt } from "../history.ts";
import { endLines } from "../release-lines.ts";
import { findRelease, openReleases, projectToPlan } from "../release-place.ts";
import { showPlan, wishOf } from "./release-plan.ts";

/** `millrace release create`: this process makes the release. */
export const executeReleaseCreate: Execute = async (invocation) => {
  const notes = await readNotes(invocation);
  if (!notes.ok) return notes;
  const place = await openReleases(invocation);
  if (!place.ok) return place;
  const { store, service } = place.value;
  if (invocation.options["dry-run"] === true) {
    const project = await projectToPlan(store, invocation);
    return project.ok ? showPlan(invocation, place.value, project.value, notes.value) : project;
  }
  const known = projectAt(store, invocation.projectFolder);
  if (!known.ok) return fail(known.failure);
  const folder = known.value === null ? await findFolder(invocation.projectFolder) : ok(known.value.path);
  if (!folder.ok) return fail(folder.failure);
  const project = await openProject(store, folder.value);
  if (!project.ok) return project;
  const begun = await service.create({ projectId: project.value.id, ...wishOf(invocation), ...notes.value });
  if (!begun.ok) return refuse(begun.failure);
  if (invocation.isJson) invocation.print(`${JSON.stringify({ type: "release.started", release: begun.value })}\n`);
  else invocation.print(`${visible(`Release ${begun.value.version} (${begun.value.id}) of ${project.value.name}`)}\n`);
  return followRelease(invocation, place.value, begun.value);
};

/** `millrace release resume [RELEASE]`: this process goes on with it. */
export const executeReleaseResume: Execute = async (invocation) => {
  const place = await openReleases(invocation);
  if (!place.ok) return place;
  const release = await standing(invocation, place.value.store, place.value.service);
  if (!release.ok) return release;
  const resumed = await place.value.service.resume({ releaseId: release.value.id });
  return resumed.ok ? followRelease(invocation, place.value, resumed.value) : refuse(resumed.failure);
};

/** `millrace release undo [RELEASE]`: takes back what was done so far. */
export const executeReleaseUndo: Execute = async (invocation) => {
  const place = await openReleases(invocation);
  if (!place.ok) return place;
  const { store, service } = place.value;
  const release = await standing(invocation, store, service);
  if (!release.ok) return release;
  const { id, tag, branch, version } = release.value;
  if (invocation.options["dry-run"] === true) {
    const would = `Would stop its run, move ${branch ?? "the branch"} back, and remove the tag ${tag ?? ""}, the commit and the files of ${version}, as far as they are there.`;
    invocation.print(invocation.isJson ? `${JSON.stringify({ release: release.value, effects: [would] })}\n` : `${visible(would)}\n`);
    store.close();
    return ok(exitCodes.passed);
  }
  const undone = await service.undo({ releaseId: id });
  store.close();
  if (!undone.ok) return refuse(undone.failure);
  invocation.print(invocation.isJson ? `${JSON.stringify({ release: undone.value })}\n` : `${endLines(undone.value).join("\n")}\n`);
  return ok(exitCodes.passed);
};

/** The one that is named, or the one that was left half done; with the row made true of what lives. */
async function standing(
  invocation: Invocation,
  store: Parameters<typeof findRelease>[0],
  service: { get(input: { releaseId: StoredRelease["id"] }): Promise<unknown> },
): Promise<Result<StoredRelease, CommandFailure>> {
  const found = findRelease(store, invocation, ({ state, kind }) => kind !== "snapshot" && state !== "released" && state !== "undone");
  if (found.ok) await service.get({ releaseId: found.value.id });
  return found;
}

async function readNotes({ options, projectFolder }: Invocation): Promise<Result<{ notes?: string }, CommandFailure>> {
  const { notes } = options;
  if (typeof notes !== "string") return ok({});
  try {
    return ok({ notes: notes === "-" ? await text(process.stdin) : await readFile(resolve(projectFolder, notes), "utf8") });
  } catch (cause) {
    return fail(failure("file-missing", `The notes cannot be read: ${(cause as Error).message}.`), exitCodes.usage);
  }
}

/** What stands in the way is the project's, or a matter of time; only the machine's faults are the machine's. */
function refuse(cause: Failure) {
  const isMachine =
    cause.code.startsWith("store-") || cause.code === "disk-full" || cause.code === "host-failed" || cause.code === "git-failed";
  return fail(cause, isMachine ? exitCodes.environment : exitCodes.usage);
}
