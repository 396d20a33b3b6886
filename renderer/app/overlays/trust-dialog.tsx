import { useStore } from "zustand";
import type { Project } from "../../../shared/contract/schemas.ts";
import { setTrust } from "../../actions/project-actions.ts";
import { startRun } from "../../actions/run-actions.ts";
import { closeOverlay, type RunRequest } from "../../state/overlay.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { plannedStages } from "./planned-stages.ts";
import styles from "./trust-dialog.module.css";

/** Asks once for each project whether its commands may run, and shows which would run now. */
export function TrustDialog({ project, request }: { project: Project; request: RunRequest }) {
  const stages = useStore(pipelineStore, (state) => (state.projectId === project.id ? state.pipeline?.stages : undefined)) ?? [];
  const planned = plannedStages(stages, request);

  async function answer(): Promise<void> {
    closeOverlay();
    if (await setTrust(project.id, true)) await startRun(request);
  }

  return (
    <Dialog
      title={`Trust ${project.name} and run?`}
      description={
        <>
          These commands run on this computer as you, with your files and your network. Run them only when you know where{" "}
          <code>{project.path}</code> comes from. The answer is remembered for this project.
        </>
      }
      width={600}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Not now</Button>
          <Button kind="primary" onClick={() => void answer()}>
            Trust and run
          </Button>
        </>
      }
    >
      <ScrollArea label="Commands that will run" className={styles.commands}>
        <dl>
          {planned.map((stage) => (
            <div key={stage.name} className={styles.stage}>
              <dt>
                {stage.name}
                <span className={styles.source}>{stage.source}</span>
              </dt>
              {stage.commands.map((command) => (
                <dd key={command}>
                  <code>{command}</code>
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </ScrollArea>
    </Dialog>
  );
}
