import { useId, useState } from "react";
import type { Project } from "../../../shared/contract/schemas.ts";
import { rename } from "../../actions/project-actions.ts";
import { closeOverlay } from "../../state/overlay.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** Gives a project another name in Millrace; the folder keeps its own. */
export function RenameDialog({ project }: { project: Project }) {
  const [name, setName] = useState(project.name);
  const formId = useId();
  const wanted = name.trim();
  const canRename = wanted !== "" && wanted.length <= 100;

  function submit(): void {
    closeOverlay();
    if (wanted !== project.name) void rename(project, wanted);
  }

  return (
    <Dialog
      title={`Rename ${project.name}`}
      description="Only the name in Millrace changes; the folder keeps its own."
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Leave it</Button>
          <Button kind="primary" type="submit" form={formId} disabled={!canRename}>
            Rename
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (canRename) submit();
        }}
      >
        <TextField
          label="Name"
          value={name}
          maxLength={100}
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
