import { useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { Part } from "../../../ui/part.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import styles from "./notes-editor.module.css";

interface NotesEditorProps {
  text: string;
  /** Whether a person has changed what the plan wrote. */
  isOwn: boolean;
  onChange: (text: string) => void;
  onReset: () => void;
}

/** The release's section of the changelog, to be changed before it is final. */
export function NotesEditor({ text, isOwn, onChange, onReset }: NotesEditorProps) {
  const [view, setView] = useState<"write" | "preview">("preview");
  return (
    <Part
      level={2}
      title="Notes"
      aside={isOwn ? "changed by you" : "from the commits"}
      actions={
        <>
          {isOwn && (
            <Button kind="quiet" size="small" onClick={onReset}>
              Take the plan’s again
            </Button>
          )}
          <SegmentedControl
            label="Notes"
            value={view}
            onChange={setView}
            segments={[
              { value: "preview", label: "Preview" },
              { value: "write", label: "Write" },
            ]}
          />
        </>
      }
    >
      {view === "write" ? (
        <textarea
          aria-label="Notes, in Markdown"
          className={styles.area}
          rows={14}
          spellCheck
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : text.trim() === "" ? (
        <p className={styles.none}>No notes.</p>
      ) : (
        <MarkdownText text={text} below={2} />
      )}
    </Part>
  );
}
