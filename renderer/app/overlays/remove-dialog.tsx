import type { Project } from "../../../shared/contract/schemas.ts";
import { remove } from "../../actions/project-actions.ts";
import { closeOverlay } from "../../state/overlay.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

/** Asks before a project leaves the list that could not be brought back by opening its folder. */
export function RemoveDialog({ project }: { project: Project }) {
  return (
    <Dialog
      title={`Remove ${project.name} from the list?`}
      description={
        <>
          Its folder is not there now, so this cannot be undone at once. Its history is kept: opening <code>{project.path}</code> again,
          when it is back, brings both back.
        </>
      }
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Keep it</Button>
          <Button
            kind="danger"
            onClick={() => {
              closeOverlay();
              void remove(project);
            }}
          >
            Remove {project.name}
          </Button>
        </>
      }
    />
  );
}
