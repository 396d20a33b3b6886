import { useState } from "react";
import { useStore } from "zustand";
import type { Hook } from "../../../../shared/contract/code/history.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { call } from "../../../link/call.ts";
import { pipelineStore } from "../../../state/pipeline.ts";
import { showFailure } from "../../../state/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import styles from "./hooks-dialog.module.css";

const titles = { "pre-commit": "Before each commit", "pre-push": "Before each push" } as const;
const noStages: readonly { readonly name: string }[] = [];

interface HooksDialogProps {
  projectId: ProjectId;
  hooks: readonly Hook[];
  onClose: () => void;
  onChange: (hooks: readonly Hook[]) => void;
}

/** Chooses the stages that git runs before it commits and pushes. */
export function HooksDialog({ projectId, hooks, onClose, onChange }: HooksDialogProps) {
  const stages = useStore(pipelineStore, (state) => state.pipeline?.stages ?? noStages);
  const [chosen, setChosen] = useState(() => new Map(hooks.map(({ hook, stages: names }) => [hook, new Set(names)])));
  const [isBusy, setBusy] = useState(false);

  function toggle(hook: Hook["hook"], name: string): void {
    const names = new Set(chosen.get(hook));
    if (!names.delete(name)) names.add(name);
    setChosen(new Map([...chosen, [hook, names]]));
  }

  async function save(): Promise<void> {
    setBusy(true);
    for (const { hook, stages: before } of hooks) {
      const names = stages.map(({ name }) => name).filter((name) => chosen.get(hook)?.has(name) === true);
      if (names.join("\0") === before.join("\0")) continue;
      const answer = await call((engine) => engine.code.setHook({ projectId, hook, stages: names }));
      if (!answer.ok) {
        showFailure(answer.failure);
        setBusy(false);
        return;
      }
    }
    const read = await call((engine) => engine.code.hooks({ projectId }));
    if (read.ok) onChange(read.value);
    onClose();
  }

  return (
    <Dialog
      onClose={onClose}
      title="Stages that git runs"
      description="A stage that does not pass stops the commit or the push. Hooks of others stay as they are and run first."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" disabled={isBusy} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <div className={styles.hooks}>
        {hooks.map(({ hook, path, note, hasOther }) => (
          <fieldset key={hook} className={styles.hook} disabled={path === null}>
            <legend className={styles.title}>{titles[hook]}</legend>
            {(note !== null || hasOther) && <p className={styles.note}>{note ?? "There is a hook of somebody else, too."}</p>}
            {stages.map(({ name }) => (
              <label key={name} className={styles.stage}>
                <input type="checkbox" checked={chosen.get(hook)?.has(name) === true} onChange={() => toggle(hook, name)} />
                {name}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </Dialog>
  );
}
