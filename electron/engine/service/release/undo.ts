import { rm } from "node:fs/promises";
import type { ReleaseId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { releaseFolder } from "../../data-folder.ts";
import { dropReleaseCommit, dropReleaseTag, moveBranchBack, type ReleaseIntent } from "../../release/release.ts";
import { stopRun } from "../../run/run.ts";
import { untilRunEnded } from "../run/until-run-ended.ts";
import { endRelease } from "./end-release.ts";
import { orGitFailed, type ReleaseParts, removeLeftCheckouts } from "./parts.ts";

/**
 * Takes back all that a release has done so far, the last first, for the driver at `socket`: what is not there any more, or was
 * never made, is passed over, so that this may be broken off anywhere, too. What others have built on stays, and is a failure.
 */
export async function undoRelease(parts: ReleaseParts, id: ReleaseId, socket: string): Promise<Result<undefined, Failure>> {
  const { store, now, hostProgram, atPoint } = parts;
  const read = store.read(({ releases, projects, commitRuns }) => {
    const release = releases.get(id);
    const project = release === null ? null : projects.get(release.projectId);
    const intent = releases.detail(id)?.intent ?? null;
    if (release === null || project === null || intent === null) return null;
    return { release, project, intent, going: commitRuns.goingForRelease(project.id, release.commit) };
  });
  if (!read.ok) return read;
  if (read.value === null) return err(failure("not-found", `The release ${id} is not in the history.`));
  const { release, project, going } = read.value;
  const intent = JSON.parse(read.value.intent) as ReleaseIntent;
  if (going !== null) {
    await stopRun(store, going, null, hostProgram, now);
    await untilRunEnded(store, going, AbortSignal.timeout(stopMs));
  }
  await removeLeftCheckouts(parts, id);
  if (release.kind !== "snapshot") {
    const place = { folder: project.path, branch: intent.branch, base: release.base, commit: release.commit };
    for (const [name, takeBack] of [
      ["branch", () => moveBranchBack(place)],
      [
        "tag",
        () =>
          dropReleaseTag(project.path, { name: intent.tag, commit: release.commit, message: intent.tagMessage, isSigned: intent.isSigned }),
      ],
      ["commit", () => dropReleaseCommit(project.path, intent.tag)],
    ] as const) {
      const taken = await takeBack();
      if (!taken.ok) return err(orGitFailed(taken.failure));
      atPoint?.(`undone ${name}`);
    }
  }
  await rm(releaseFolder(store.folder, id), { recursive: true, force: true });
  await rm(`${releaseFolder(store.folder, id)}.index`, { force: true });
  atPoint?.("undone files");
  const ended = store.writeDurably((tables) => endRelease(tables, id, socket, { state: "undone", failure: null }, now()));
  return ended.ok ? ok(undefined) : ended;
}

/** A run that does not stop in this time is left to stop by itself: nothing of the release needs it. */
const stopMs = 60_000;
