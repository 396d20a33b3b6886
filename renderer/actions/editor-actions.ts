import type { Artifact } from "../../shared/contract/schemas.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { call } from "../link/call.ts";
import { showFailure, showToast } from "../state/toasts.ts";

/** Opens a project's file in the person's editor, at a line when one is known (from 1). */
export async function openInEditor(projectId: ProjectId, place: { path: string; line?: number; column?: number }): Promise<void> {
  const { path, line = 0, column = 0 } = place;
  const answer = await call((engine) =>
    engine.app.openInEditor({ projectId, path, ...(line > 0 ? { line } : {}), ...(line > 0 && column > 0 ? { column } : {}) }),
  );
  if (!answer.ok) showFailure(answer.failure);
}

/** Shows a project's folder, or where a kept file is, in the system's file manager. */
export async function reveal(projectId: ProjectId, artifact?: Pick<Artifact, "stageRunId" | "path">): Promise<void> {
  const kept = artifact === undefined ? {} : { artifact: { stageRunId: artifact.stageRunId, path: artifact.path } };
  const answer = await call((engine) => engine.app.reveal({ projectId, ...kept }));
  if (!answer.ok) showFailure(answer.failure);
}

/** Puts text on the clipboard and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ message: `Copied ${what}.` });
  } catch {
    showToast({ kind: "problem", message: `${what} could not be copied.`, hint: "The window may not use the clipboard right now." });
  }
}
