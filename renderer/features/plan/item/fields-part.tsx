import { X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { PlanBoard, PlanItem } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { isSamePerson, personHue, personInitials, personName } from "../../../../shared/plan-look.ts";
import { changeItem, moveItem } from "../../../actions/plan-actions.ts";
import { Button } from "../../../ui/button.tsx";
import { PersonMark } from "../../../ui/person-mark.tsx";
import { Select } from "../../../ui/select.tsx";
import styles from "./fields-part.module.css";
import { PickField } from "./pick-field.tsx";

interface FieldsPartProps {
  projectId: ProjectId;
  item: PlanItem;
  board: PlanBoard;
}

/** What a person has said of an item besides its words. */
export function FieldsPart({ projectId, item, board }: FieldsPartProps) {
  const { columns, people, milestones, me } = board;
  const { assignee, milestone, estimate } = item;
  const change = (fields: Parameters<typeof changeItem>[2]) => changeItem(projectId, item, fields);
  const names = columns.map(({ name }) => name);
  return (
    <section aria-label="Fields" className={styles.fields}>
      <Field label="Column">
        <Select
          label="Column"
          value={item.column}
          options={(names.includes(item.column) ? names : [item.column, ...names]).map((name) => ({ value: name, label: name }))}
          onChange={(column) => void moveItem(projectId, item, column, null)}
        />
      </Field>
      <Field label="Assignee">
        {assignee !== null && <PersonMark name={personName(assignee)} initials={personInitials(assignee)} hue={personHue(assignee)} />}
        <PickField
          label="Assignee"
          value={assignee ?? ""}
          shown={assignee === null ? "" : personName(assignee)}
          choices={people}
          placeholder="Nobody"
          maxLength={200}
          onPick={(text) => change({ assignee: text === "" ? null : text })}
        />
        {me !== null && (assignee === null || !isSamePerson(assignee, me)) && (
          <Button size="small" kind="quiet" onClick={() => void change({ assignee: me })}>
            Take it
          </Button>
        )}
      </Field>
      <Field label="Labels">
        <Labels projectId={projectId} item={item} known={board.labels} />
      </Field>
      <Field label="Milestone">
        <PickField
          label="Milestone"
          value={milestone ?? ""}
          choices={milestones}
          placeholder="None"
          maxLength={100}
          onPick={(text) => change({ milestone: text === "" ? null : text })}
        />
      </Field>
      <Field label="Estimate">
        <PickField
          label="Estimate"
          value={estimate === null ? "" : String(estimate)}
          placeholder="None"
          inputMode="decimal"
          maxLength={9}
          problemOf={estimateProblem}
          onPick={(text) => change({ estimate: text === "" ? null : Number(text.replace(",", ".")) })}
        />
      </Field>
    </section>
  );
}

const mostPoints = 100_000;

function estimateProblem(text: string): string | null {
  if (text === "") return null;
  const points = Number(text.replace(",", "."));
  return Number.isFinite(points) && points >= 0 && points <= mostPoints ? null : `A number from 0 to ${mostPoints} is expected.`;
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <span className={styles.name} aria-hidden="true">
        {label}
      </span>
      <div className={styles.value}>{children}</div>
    </div>
  );
}

function Labels({ projectId, item, known }: { projectId: ProjectId; item: PlanItem; known: readonly string[] }) {
  const { labels } = item;
  const [text, setText] = useState("");
  const listId = useId();
  const add = async () => {
    const wanted = text.trim();
    if (wanted === "") return;
    if (labels.includes(wanted) || (await changeItem(projectId, item, { labels: [...labels, wanted] }))) setText("");
  };
  return (
    <>
      {labels.map((label) => (
        <span key={label} className={styles.chip}>
          {label}
          <button
            type="button"
            className={styles.remove}
            aria-label={`Remove the label ${label}`}
            title={`Remove the label ${label}`}
            onClick={() => void changeItem(projectId, item, { labels: labels.filter((one) => one !== label) })}
          >
            <X size={12} strokeWidth={2} aria-hidden="true" />
          </button>
        </span>
      ))}
      <input
        aria-label="Add a label"
        placeholder="Add a label"
        className={styles.add}
        list={listId}
        maxLength={60}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => void add()}
        onKeyDown={(event) => {
          if (event.key === "Enter") void add();
          else if (event.key === "Escape" && text !== "") setText("");
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <datalist id={listId}>
        {known
          .filter((label) => !labels.includes(label))
          .map((label) => (
            <option key={label} value={label} />
          ))}
      </datalist>
    </>
  );
}
