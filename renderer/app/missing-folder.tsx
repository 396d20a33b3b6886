import { useEffect } from "react";
import type { Project } from "../../shared/contract/schemas.ts";
import { locate, removeOrAsk } from "../actions/project-actions.ts";
import { readProjects } from "../state/projects.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { FolderDrawing } from "./drawings.tsx";

// A folder that is not there cannot be watched; a drive takes about as long to be connected.
const lookAgainMs = 2_000;

/** Stands in place of the board when a project's folder is not there. Its history can still be read. */
export function MissingFolder({ project }: { project: Project }) {
  useEffect(() => {
    const timer = setInterval(() => void readProjects(), lookAgainMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <EmptyState
      drawing={<FolderDrawing />}
      isPage
      title={`The folder of ${project.name} is not there`}
      actions={
        <>
          <Button kind="primary" onClick={() => void locate(project.id)}>
            Locate…
          </Button>
          <Button onClick={() => removeOrAsk(project)}>Remove from the list</Button>
        </>
      }
    >
      <p>
        It was at <code>{project.path}</code>. If it is on a drive that is not connected, connect it; if it has moved, say where it is now.
        Its runs and charts stay readable.
      </p>
    </EmptyState>
  );
}
