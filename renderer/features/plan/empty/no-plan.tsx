import { Columns3Cog } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { addItem } from "../../../actions/plan-actions.ts";
import { showOverlay } from "../../../state/overlay.ts";
import { planStore } from "../../../state/plan.ts";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import styles from "./no-plan.module.css";
import { PlanDrawing } from "./plan-drawing.tsx";

/** A project without a plan: what a plan is, and the first item of one. */
export function NoPlan({ projectId }: { projectId: ProjectId }) {
  const [title, setTitle] = useState("");
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isWanted = useStore(planStore, (state) => state.addingTo !== null);
  useEffect(() => {
    if (isWanted) field.current?.focus();
  }, [isWanted]);
  async function add(): Promise<void> {
    if (title.trim() === "" || isBusy) return;
    setBusy(true);
    await addItem(projectId, { title: title.trim() });
    setBusy(false);
  }
  return (
    <EmptyState
      drawing={<PlanDrawing />}
      title="No plan yet"
      actions={
        <Button kind="quiet" onClick={() => showOverlay({ kind: "plan-columns" })}>
          <Columns3Cog size={14} strokeWidth={2} aria-hidden="true" />
          Choose the columns first
        </Button>
      }
    >
      <p>
        Work items are Markdown files in .millrace/plan: your team shares them through git, without a server. A branch or a commit that
        names an item, such as #12, moves it by itself.
      </p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <TextField
          ref={field}
          label="Title of the first item"
          isLabelHidden
          className={styles.title}
          placeholder="What is to be done first?"
          maxLength={300}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Button kind="primary" type="submit" disabled={title.trim() === "" || isBusy}>
          Add the item
        </Button>
      </form>
    </EmptyState>
  );
}
