import { useStore } from "zustand";
import { overlayStore } from "../../state/overlay.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import {
  ApprovalDialog,
  ColumnsDialog,
  DeployDialog,
  FolderChooser,
  FreezeDialog,
  OpenIncidentDialog,
  Palette,
  RemoveDialog,
  RenameDialog,
  ResolveDialog,
  RollbackDialog,
  RunbookDialog,
  ShortcutsDialog,
  TrustDialog,
} from "../lazy-parts.ts";

/** Whatever stands over the window: at most one thing. */
export function Overlays() {
  const overlay = useStore(overlayStore, (state) => state.overlay);
  const projectId =
    overlay.kind === "rename" || overlay.kind === "remove"
      ? overlay.projectId
      : overlay.kind === "trust"
        ? overlay.request.projectId
        : null;
  const project = useStore(projectsStore, (state) => projectOf(state, projectId));
  switch (overlay.kind) {
    case "none":
    case "branches":
      return null;
    case "palette":
      return <Palette query={overlay.query} />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "folder-chooser":
      return <FolderChooser relocate={overlay.relocate} note={overlay.note} />;
    case "trust":
      return project === null ? null : <TrustDialog project={project} request={overlay.request} instead={overlay.instead} />;
    case "approval":
      return <ApprovalDialog stageRunIds={overlay.stageRunIds} />;
    case "deploy":
      return <DeployDialog environment={overlay.environment} releaseId={overlay.releaseId} />;
    case "rollback":
      return <RollbackDialog environment={overlay.environment} />;
    case "freeze":
      return <FreezeDialog environment={overlay.environment} />;
    case "runbook":
      return <RunbookDialog name={overlay.name} />;
    case "open-incident":
      return <OpenIncidentDialog />;
    case "resolve-incident":
      return <ResolveDialog incidentId={overlay.incidentId} />;
    case "plan-columns":
      return <ColumnsDialog />;
    case "rename":
      return project === null ? null : <RenameDialog project={project} />;
    case "remove":
      return project === null ? null : <RemoveDialog project={project} />;
  }
}
