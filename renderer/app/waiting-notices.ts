import type { StageRun } from "../../shared/contract/schemas.ts";
import { subjectOf } from "../../shared/deployment-stage.ts";
import { review } from "../actions/approve-actions.ts";
import { currentProjectId } from "../state/current.ts";
import { liveRunsStore, liveStageOf } from "../state/live-runs.ts";
import { projectOf, projectsStore } from "../state/projects.ts";
import { showToast } from "../state/toasts.ts";

/** Says at the window's edge when a stage of a project that is not shown begins to wait for a person. Returns a way to stop. */
export function followWaiting(): () => void {
  return liveRunsStore.subscribe((now, before) => {
    if (now.open === before.open) return;
    for (const stage of now.open) {
      if (stage.status !== "waiting") continue;
      const known = liveStageOf(before, stage.id);
      // What waited before this window looked is told by the list of projects.
      if (known !== undefined && known.status !== "waiting") tell(stage);
    }
  });
}

function tell(stage: StageRun): void {
  if (stage.projectId === currentProjectId()) return;
  const project = projectOf(projectsStore.getState(), stage.projectId)?.name ?? "another project";
  showToast({
    message: `${subjectOf(stage)} of ${project} waits for your approval.`,
    hint: stage.approval?.question ?? "",
    action: { label: "Review", perform: () => review([stage.id]) },
  });
}
