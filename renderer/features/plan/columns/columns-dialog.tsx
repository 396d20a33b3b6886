import { ChevronDown, ChevronUp, Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useStore } from "zustand";
import type { PlanColumn } from "../../../../shared/contract/plan.ts";
import type { Failure } from "../../../../shared/result.ts";
import { setColumns } from "../../../actions/plan-actions.ts";
import { environmentsStore } from "../../../state/environments.ts";
import { closeOverlay } from "../../../state/overlay.ts";
import { planStore } from "../../../state/plan.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { type ColumnDraft, columnsOf, draftsOf, moved, problemOf, ruleOf, ruleValue } from "./column-drafts.ts";
import styles from "./columns-dialog.module.css";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;
const mostColumns = 20;

/** Writes the columns of the board: their names and order, what moves items into them, which are done, and how many they hold. */
export function ColumnsDialog() {
  const columns = useStore(planStore, (state) => state.board?.columns ?? null);
  // What is being written is not changed by what comes from elsewhere.
  return columns === null ? null : <Writing columns={columns} />;
}

function Writing({ columns }: { columns: readonly PlanColumn[] }) {
  const projectId = useStore(planStore, (state) => state.projectId);
  const environments = useStore(environmentsStore, (state) => state.environments ?? none);
  const [drafts, setDrafts] = useState<readonly ColumnDraft[]>(() => draftsOf(columns));
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const lastId = useRef(columns.length);
  const written = columnsOf(drafts);
  const rules = ruleOptions(environments.map(({ name }) => name));

  const change = (id: number, what: Partial<ColumnDraft>) =>
    setDrafts((all) => all.map((draft) => (draft.id === id ? { ...draft, ...what } : draft)));
  function add(): void {
    lastId.current += 1;
    setDrafts((all) => [...all, { id: lastId.current, name: "", rule: null, isDone: false, limit: "", formerly: [] }]);
  }
  async function save(): Promise<void> {
    if (written === null || projectId === null || isBusy) return;
    setBusy(true);
    const refused = await setColumns(projectId, written);
    setBusy(false);
    if (refused === null) closeOverlay();
    else setFailure(refused);
  }

  return (
    <Dialog
      title="Columns of the board"
      description="They stand in .millrace/plan/board.yml, for everybody who works on this project."
      width={720}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Cancel</Button>
          <Button kind="primary" disabled={written === null || isBusy} onClick={() => void save()}>
            Save the columns
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {failure !== null && (
          <Banner kind="problem">
            <Prose text={`${failure.message} ${failure.hint}`} />
          </Banner>
        )}
        <ol className={styles.list}>
          {drafts.map((draft, index) => (
            <Row
              key={draft.id}
              draft={draft}
              position={index + 1}
              all={drafts}
              rules={rules}
              onChange={(what) => change(draft.id, what)}
              onMove={(step) => setDrafts((all) => moved(all, draft.id, step))}
              onRemove={() => setDrafts((all) => all.filter(({ id }) => id !== draft.id))}
            />
          ))}
        </ol>
        <Button kind="quiet" disabled={drafts.length >= mostColumns} onClick={add}>
          <Plus {...icon} />
          Add a column
        </Button>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

interface RowProps {
  draft: ColumnDraft;
  position: number;
  all: readonly ColumnDraft[];
  rules: readonly { readonly value: string; readonly label: string }[];
  onChange: (what: Partial<ColumnDraft>) => void;
  onMove: (step: 1 | -1) => void;
  onRemove: () => void;
}

function Row({ draft, position, all, rules, onChange, onMove, onRemove }: RowProps) {
  const problem = problemOf(draft, all);
  const name = draft.name.trim() === "" ? `column ${position}` : draft.name.trim();
  const value = ruleValue(draft.rule);
  const known = rules.some((rule) => rule.value === value) ? rules : [...rules, { value, label: value.replace(":", " in ") }];
  return (
    <li className={styles.row} aria-label={name}>
      <span className={styles.order}>
        <IconButton label={`Move ${name} up`} size="small" disabled={position === 1} onClick={() => onMove(-1)}>
          <ChevronUp {...icon} />
        </IconButton>
        <IconButton label={`Move ${name} down`} size="small" disabled={position === all.length} onClick={() => onMove(1)}>
          <ChevronDown {...icon} />
        </IconButton>
      </span>
      <TextField
        label={`Name of column ${position}`}
        isLabelHidden
        className={styles.name}
        maxLength={60}
        placeholder="Name"
        value={draft.name}
        problem={draft.name === "" ? undefined : problem.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <span className={styles.rule}>
        <Select label={`What moves items to ${name}`} value={value} options={known} onChange={(next) => onChange({ rule: ruleOf(next) })} />
      </span>
      <label className={styles.done}>
        <input type="checkbox" checked={draft.isDone} onChange={(event) => onChange({ isDone: event.target.checked })} />
        Done
      </label>
      <TextField
        label={`Limit of ${name}`}
        isLabelHidden
        className={styles.limit}
        inputMode="numeric"
        placeholder="No limit"
        value={draft.limit}
        problem={problem.limit}
        onChange={(event) => onChange({ limit: event.target.value })}
      />
      <IconButton label={`Remove ${name}`} size="small" disabled={all.length === 1} onClick={onRemove}>
        <Trash2 {...icon} />
      </IconButton>
    </li>
  );
}

function ruleOptions(environments: readonly string[]) {
  return [
    { value: "", label: "By hand" },
    { value: "branch", label: "When a branch names it" },
    { value: "landed", label: "When it has landed" },
    { value: "released", label: "When it is released" },
    { value: "deployed", label: "When it is deployed" },
    ...environments.map((name) => ({ value: `deployed:${name}`, label: `When it is in ${name}` })),
  ];
}

const none: readonly { readonly name: string }[] = [];
