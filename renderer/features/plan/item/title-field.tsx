import { type KeyboardEvent, useState } from "react";
import type { PlanItem } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { changeItem } from "../../../actions/plan-actions.ts";
import styles from "./title-field.module.css";

/** An item's title, changed in place: Enter or leaving it keeps what was written, Escape does not. */
export function TitleField({ projectId, item }: { projectId: ProjectId; item: PlanItem }) {
  // `null` while nobody writes: then it shows what the file says.
  const [text, setText] = useState<string | null>(null);
  async function keep(): Promise<void> {
    const wanted = text?.trim() ?? item.title;
    if (wanted !== "" && wanted !== item.title && !(await changeItem(projectId, item, { title: wanted }))) return;
    setText(null);
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key === "Enter") {
      event.preventDefault();
      event.currentTarget.blur();
    } else if (event.key === "Escape" && text !== null) {
      event.preventDefault();
      event.stopPropagation();
      setText(null);
    }
  }
  return (
    <>
      <h2 className="visually-hidden">{item.title}</h2>
      <textarea
        aria-label="Title"
        className={styles.title}
        rows={1}
        maxLength={300}
        spellCheck={false}
        dir="auto"
        value={text ?? item.title}
        onChange={(event) => setText(event.target.value.replaceAll("\n", " "))}
        onBlur={() => void keep()}
        onKeyDown={onKeyDown}
      />
    </>
  );
}
