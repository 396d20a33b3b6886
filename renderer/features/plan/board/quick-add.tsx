import { Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { addItem } from "../../../actions/plan-actions.ts";
import { addTo, planStore } from "../../../state/plan.ts";
import { TextField } from "../../../ui/text-field.tsx";
import type { PlanFilter } from "./board-filter.ts";
import { fieldsOf } from "./board-filter.ts";
import styles from "./quick-add.module.css";

interface QuickAddProps {
  projectId: ProjectId;
  column: string;
  filter: PlanFilter;
}

/** The foot of a column: one title a line becomes an item each, until Escape. */
export function QuickAdd({ projectId, column, filter }: QuickAddProps) {
  const isOpen = useStore(planStore, (state) => state.addingTo === column);
  if (isOpen) return <QuickAddField projectId={projectId} column={column} filter={filter} />;
  return (
    <button type="button" className={styles.open} aria-label={`Add an item to ${column}`} data-add={column} onClick={() => addTo(column)}>
      <Plus size={14} strokeWidth={2} aria-hidden="true" />
      Add an item
    </button>
  );
}

function QuickAddField({ projectId, column, filter }: QuickAddProps) {
  const [title, setTitle] = useState("");
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  async function add(): Promise<void> {
    const wanted = title.trim();
    if (wanted === "" || isBusy) return;
    setBusy(true);
    const key = await addItem(projectId, { title: wanted, column, ...fieldsOf(filter) });
    setBusy(false);
    // What was typed on meanwhile belongs to the next one.
    if (key !== null) setTitle((text) => (text.trim() === wanted ? "" : text));
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        addTo(null);
        requestAnimationFrame(() => {
          // A quick hand may be elsewhere by now.
          if (document.activeElement !== document.body) return;
          document.querySelector<HTMLElement>(`[data-add="${CSS.escape(column)}"]`)?.focus();
        });
      }}
      onBlur={(event) => {
        if (title.trim() === "" && !event.currentTarget.contains(event.relatedTarget)) addTo(null);
      }}
    >
      <TextField
        ref={field}
        label={`Title of a new item in ${column}`}
        isLabelHidden
        placeholder="Title, then Enter"
        maxLength={300}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
    </form>
  );
}
