import { useState } from "react";
import type { Incident } from "../../../../shared/contract/incidents.ts";
import { addNote } from "../../../actions/incident-actions.ts";
import { Button } from "../../../ui/button.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import styles from "./note-form.module.css";

/** Where a note is written, below what happened. */
export function NoteForm({ incident: { id } }: { incident: Incident }) {
  const [text, setText] = useState("");
  const [isPreviewed, setPreviewed] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const canAdd = text.trim() !== "" && !isBusy;
  async function add(): Promise<void> {
    if (!canAdd) return;
    setBusy(true);
    const isAdded = await addNote(id, text.trim());
    setBusy(false);
    if (!isAdded) return;
    setText("");
    setPreviewed(false);
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      {isPreviewed ? (
        <div className={styles.preview}>
          <MarkdownText text={text} below={3} />
        </div>
      ) : (
        <TextArea
          label="Note"
          hint="In Markdown. Ctrl and Enter adds it."
          rows={2}
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void add();
          }}
        />
      )}
      <div className={styles.buttons}>
        <Button size="small" kind="quiet" isPressed={isPreviewed} disabled={text.trim() === ""} onClick={() => setPreviewed(!isPreviewed)}>
          Preview
        </Button>
        <Button size="small" type="submit" disabled={!canAdd}>
          Add note
        </Button>
      </div>
    </form>
  );
}
