import { Copy, FileCode, Save } from "lucide-react";
import type { Pipeline } from "../../../../shared/contract/schemas.ts";
import { copyText, openInEditor } from "../../../actions/editor-actions.ts";
import { saveAsFile } from "../../../actions/project-actions.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { phaseName } from "../../../ui/phase-icon.tsx";
import styles from "./invitation-dialog.module.css";
import { type InvitedPhase, invitationOf, snippetOf } from "./snippets.ts";

/** How a phase gets its first stage: what belongs there, an example to copy, and the way to the file. */
export function InvitationDialog({ phase, pipeline, onClose }: { phase: InvitedPhase; pipeline: Pipeline; onClose: () => void }) {
  const { meaning } = invitationOf(phase);
  const isDetected = pipeline.origin === "detected";
  const hasFile = pipeline.origin === "file" || pipeline.origin === "invalid";
  const snippet = snippetOf(phase, pipeline.stages, pipeline.origin === "none");
  const { projectId } = pipeline;
  return (
    <Dialog
      title={`Add a stage to ${phaseName(phase)}`}
      description={meaning}
      width={520}
      onClose={onClose}
      footer={
        <>
          <Button kind="quiet" onClick={() => void copyText(snippet, "the example")}>
            <Copy size={14} strokeWidth={2} aria-hidden="true" />
            Copy
          </Button>
          {isDetected && (
            <Button
              kind="primary"
              onClick={() => {
                onClose();
                void saveAsFile(projectId);
              }}
            >
              <Save size={14} strokeWidth={2} aria-hidden="true" />
              Save as millrace.yml
            </Button>
          )}
          {hasFile && (
            <Button
              kind="primary"
              onClick={() => {
                onClose();
                void openInEditor(projectId, { path: "millrace.yml" });
              }}
            >
              <FileCode size={14} strokeWidth={2} aria-hidden="true" />
              Open millrace.yml
            </Button>
          )}
        </>
      }
    >
      <p className={styles.text}>{adviceOf(pipeline)}</p>
      <pre className={styles.snippet}>{snippet}</pre>
    </Dialog>
  );
}

function adviceOf(pipeline: Pipeline): string {
  switch (pipeline.origin) {
    case "file":
    case "invalid":
      return "Put something like this under stages in millrace.yml. The board shows it as soon as the file is saved.";
    case "detected":
      return "This pipeline was detected. Save it as millrace.yml first; then put something like this under stages.";
    case "none":
      return "Put a file named millrace.yml into the project's folder. The board shows it as soon as it is there.";
  }
}
