import type { Project } from "../../shared/contract/schemas.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { isServiceUp } from "../../shared/service-look.ts";
import { call } from "../link/call.ts";
import { desktopHost } from "../link/host.ts";
import { currentProjectId } from "../state/current.ts";
import { showOverlay } from "../state/overlay.ts";
import { dropProject, putProject } from "../state/projects.ts";
import { navigate } from "../state/route.ts";
import { servicesStore } from "../state/services.ts";
import { showFailure, showToast } from "../state/toasts.ts";

/** Shows a project's board. */
export function showBoard(projectId: ProjectId): void {
  navigate({ kind: "screen", projectId, screen: "loop", query: {} });
}

/** Lets the person choose a folder, with the system's dialog where there is one, and opens it. */
export async function chooseAndOpen(): Promise<void> {
  const host = desktopHost();
  if (host === null) return showOverlay({ kind: "folder-chooser", relocate: null, note: "" });
  const path = await host.chooseFolder();
  if (path !== null) tell(await openPath(path));
}

/** Why something did not work, for people. */
type Reason = Pick<Failure, "code" | "message" | "hint">;

function tell(failure: Reason | null): void {
  if (failure !== null) showFailure(failure);
}

/** Opens a folder as a project and shows its board. Answers why not; `null` when it worked. */
export async function openPath(path: string): Promise<Reason | null> {
  const answer = await call((engine) => engine.projects.open({ path }));
  if (!answer.ok) return answer.failure;
  putProject(answer.value);
  showBoard(answer.value.id);
  return null;
}

/** Opens a folder as {@link openPath} does, and says at the window's edge why not. */
export async function openOrTell(path: string): Promise<void> {
  tell(await openPath(path));
}

/** Copies the sample project to a folder of the person's own and shows its board. */
export async function openSample(): Promise<void> {
  const answer = await call((engine) => engine.projects.openSample());
  if (!answer.ok) return showFailure(answer.failure);
  putProject(answer.value);
  showBoard(answer.value.id);
}

/** Lets the person say where a project's folder went. */
export async function locate(projectId: ProjectId): Promise<void> {
  const host = desktopHost();
  if (host === null) return showOverlay({ kind: "folder-chooser", relocate: projectId, note: "" });
  const path = await host.chooseFolder();
  if (path !== null) tell(await relocate(projectId, path));
}

/** Notes where a project's folder went. Answers why not; `null` when it worked. */
export async function relocate(projectId: ProjectId, path: string): Promise<Reason | null> {
  const answer = await call((engine) => engine.projects.relocate({ projectId, path }));
  if (!answer.ok) return answer.failure;
  putProject(answer.value);
  showBoard(projectId);
  return null;
}

/** Gives a project another name; can be undone. */
export async function rename(project: Project, name: string): Promise<void> {
  if (!(await renameTo(project.id, name))) return;
  showToast({
    message: `Renamed ${project.name} to ${name}.`,
    action: { label: "Undo", perform: () => void renameTo(project.id, project.name) },
  });
}

async function renameTo(projectId: ProjectId, name: string): Promise<boolean> {
  const answer = await call((engine) => engine.projects.rename({ projectId, name }));
  if (answer.ok) putProject(answer.value);
  else showFailure(answer.failure);
  return answer.ok;
}

/** Takes a project off the list. What can be brought back by its folder goes at once; the rest is asked about. */
export function removeOrAsk(project: Project): void {
  if (project.exists) void remove(project);
  else showOverlay({ kind: "remove", projectId: project.id });
}

/** Takes a project off the list; its folder and its history stay. */
export async function remove(project: Project): Promise<void> {
  const answer = await call((engine) => engine.projects.remove({ projectId: project.id }));
  if (!answer.ok) return showFailure(answer.failure);
  const wasShown = currentProjectId() === project.id;
  const endsServices = wasShown && (servicesStore.getState().services ?? []).some(isServiceUp);
  dropProject(project.id);
  if (wasShown) navigate({ kind: "welcome" });
  showToast({
    message: `Removed ${project.name} from the list. Its folder and history stay${endsServices ? "; its services end" : ""}.`,
    action: project.exists ? { label: "Undo", perform: () => void bringBack(project, wasShown) } : null,
  });
}

async function bringBack(project: Project, isShown: boolean): Promise<void> {
  const answer = await call((engine) => engine.projects.open({ path: project.path }));
  if (!answer.ok) return showFailure(answer.failure);
  putProject(answer.value);
  if (isShown) showBoard(answer.value.id);
}

/** Remembers the answer to the trust question. Answers whether that worked. */
export async function setTrust(projectId: ProjectId, trusted: boolean): Promise<boolean> {
  const answer = await call((engine) => engine.projects.trust({ projectId, trusted }));
  if (answer.ok) putProject(answer.value);
  else showFailure(answer.failure);
  return answer.ok;
}

/** Writes the detected pipeline to `millrace.yml`. */
export async function saveAsFile(projectId: ProjectId): Promise<void> {
  const answer = await call((engine) => engine.pipelines.save({ projectId }));
  if (answer.ok) showToast({ message: "Saved as millrace.yml. Edits to the file show here at once." });
  else showFailure(answer.failure);
}
