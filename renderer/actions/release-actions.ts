import type { Release } from "../../shared/contract/releases.ts";
import type { ProjectId, RunId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { currentProject } from "../state/current.ts";
import { takeRelease } from "../state/releases.ts";
import { navigate } from "../state/route.ts";
import { showFailure, showToast } from "../state/toasts.ts";
import type { Action } from "./action.ts";

/** What a person wants of the next release; an empty text leaves it to the plan. */
export interface ReleaseWish {
  readonly projectId: ProjectId;
  readonly version: string;
  /** A pre-release on this channel. */
  readonly channel: string;
}

/** A wish as the engine takes it. */
export function requestOf({ projectId, version, channel }: ReleaseWish) {
  return { projectId, ...(version === "" ? {} : { version }), ...(channel === "" ? {} : { channel }) };
}

/** Shows the plan of the next release. */
export function planRelease(projectId: ProjectId): void {
  navigate({ kind: "screen", projectId, screen: "releases", query: { view: "new" } });
}

/** Shows a release beside the list. */
export function showRelease({ projectId, id }: Pick<Release, "projectId" | "id">): void {
  navigate({ kind: "screen", projectId, screen: "releases", query: { release: id } });
}

/** Begins to make the release that was planned, and shows how it goes. Answers why not; `null` when it was begun. */
export async function createRelease(wish: ReleaseWish, notes: string, commit: string): Promise<Failure | null> {
  const answer = await call((engine) => engine.releases.create({ ...requestOf(wish), notes, commit }));
  if (!answer.ok) return answer.failure;
  takeRelease(answer.value);
  showRelease(answer.value);
  return null;
}

/** Keeps the artifacts of a green run, so that they can be deployed. */
export async function takeSnapshot(runId: RunId): Promise<void> {
  const answer = await call((engine) => engine.releases.snapshot({ runId }));
  if (!answer.ok) return showFailure(answer.failure);
  takeRelease(answer.value);
  const release = answer.value;
  showToast({ message: `${release.version} can be deployed now.`, action: { label: "Show", perform: () => showRelease(release) } });
}

/** Goes on with a release that was left half done. */
export async function resumeRelease({ id }: Release): Promise<void> {
  const answer = await call((engine) => engine.releases.resume({ releaseId: id }));
  if (answer.ok) takeRelease(answer.value);
  else showFailure(answer.failure);
}

/** Takes back what a release that was left half done has done. */
export async function undoRelease({ id, version }: Release): Promise<void> {
  const answer = await call((engine) => engine.releases.undo({ releaseId: id }));
  if (!answer.ok) return showFailure(answer.failure);
  takeRelease(answer.value);
  showToast({ message: `${version} was taken back.` });
}

/** What is done about releases as such. */
export const releaseActions: readonly Action[] = [
  {
    id: "release.plan",
    label: "Release…",
    group: "Release",
    keywords: "new version changelog tag publish",
    isEnabled: () => currentProject()?.exists === true,
    perform: () => {
      const project = currentProject();
      if (project !== null) planRelease(project.id);
    },
    command: () => "millrace release plan",
  },
];
