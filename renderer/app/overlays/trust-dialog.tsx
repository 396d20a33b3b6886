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

/** Asks once for each project whether its commands may run, and shows which would run now. `instead` is what the trust is for, when it is no run. */
export function TrustDialog({ project, request, instead }: { project: Project; request: RunRequest; instead: (() => void) | undefined }) {
  const stages = useStore(pipelineStore, (state) => (state.projectId === project.id ? state.pipeline?.stages : undefined)) ?? [];
  const planned = plannedStages(stages, request);

  async function answer(): Promise<void> {
    closeOverlay();
    if (!(await setTrust(project.id, true))) return;
    if (instead === undefined) await startRun(request);
    else instead();
  }

  return (
    <Dialog
      title={instead === undefined ? `Trust ${project.name} and run?` : `Trust ${project.name}?`}
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
            {instead === undefined ? "Trust and run" : "Trust and go on"}
          </Button>
        </>
      }
    >
      <ScrollArea label={instead === undefined ? "Commands that will run" : "Commands of the pipeline"} className={styles.commands}>
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
