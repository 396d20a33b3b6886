import { useStore } from "zustand";
import type { PipelineEnvironment, PipelineOperation, Project } from "../../../shared/contract/schemas.ts";
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
  const pipeline = useStore(pipelineStore, (state) => (state.projectId === project.id ? state.pipeline : null));
  const planned = plannedStages(pipeline?.stages ?? [], request);
  const environments = pipeline?.environments ?? [];
  const operations = pipeline?.operations ?? [];

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
          {planned.map(({ name, source, commands }) => (
            <Commands key={name} name={name} source={source} commands={commands.map((run) => ({ run }))} />
          ))}
          {environments.map(({ name, target, commands }) => (
            <Commands
              key={`to ${name}`}
              name={`Environment ${name}`}
              source={target === null ? "millrace.yml" : `files go to ${target}`}
              commands={commands.map(({ when, run }) => ({ run, note: notes[when] }))}
            />
          ))}
          {operations.map(({ kind, name, commands }) => (
            <Commands key={`${kind} ${name}`} name={`${kindNames[kind]} ${name}`} source="" commands={commands.map((run) => ({ run }))} />
          ))}
        </dl>
      </ScrollArea>
    </Dialog>
  );
}

const kindNames: Readonly<Record<PipelineOperation["kind"], string>> = {
  ...{ service: "Service", runbook: "Runbook", monitor: "Monitor", channel: "Channel" },
};

const notes: Readonly<Record<PipelineEnvironment["commands"][number]["when"], string>> = {
  deploy: "to deploy",
  after: "where the release went, after the switch",
  health: "to ask for its health",
  rollback: "to go back",
  status: "to look what serves",
};

interface CommandsProps {
  name: string;
  source: string;
  commands: readonly { readonly run: string; readonly note?: string }[];
}

function Commands({ name, source, commands }: CommandsProps) {
  return (
    <div className={styles.stage}>
      <dt>
        {name}
        <span className={styles.source}>{source}</span>
      </dt>
      {commands.map(({ run, note = "" }) => (
        <dd key={`${note}: ${run}`}>
          {note !== "" && <span className={styles.note}>{note}</span>}
          <code>{run}</code>
        </dd>
      ))}
    </div>
  );
}
