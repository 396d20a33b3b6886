import { Pencil } from "lucide-react";
import { useRef, useState } from "react";
import type { PlanItemDetail } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { describeItem } from "../../../actions/plan-actions.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { Part } from "../../../ui/part.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import styles from "./text-parts.module.css";

const most = 200_000;

interface Draft {
  readonly text: string;
  /** The file as it was when the writing began. */
  readonly fingerprint: string;
}

/** The description: read, or written with a look at how it will be. */
export function DescriptionPart({ projectId, detail }: { projectId: ProjectId; detail: PlanItemDetail }) {
  const { item, description, fingerprint } = detail;
  const [draft, setDraft] = useState<Draft | null>(null);
  const [view, setView] = useState<"write" | "preview">("write");
  const [stale, setStale] = useState<Failure | null>(null);
  const edit = useRef<HTMLButtonElement>(null);

  function begin(): void {
    setDraft({ text: description, fingerprint });
    setView("write");
  }
  function end(): void {
    setDraft(null);
    setStale(null);
    requestAnimationFrame(() => edit.current?.focus());
  }
  async function keep(by: string): Promise<void> {
    if (draft === null) return;
    if (draft.text === description) return end();
    const failure = await describeItem(projectId, item, draft.text, by);
    if (failure === null) end();
    else if (failure.code === "PLAN_STALE") setStale(failure);
  }

  if (draft === null) {
    return (
      <Part
        title="Description"
        actions={
          <Button ref={edit} size="small" kind="quiet" onClick={begin}>
            <Pencil size={14} strokeWidth={2} aria-hidden="true" />
            Edit
          </Button>
        }
      >
        {description.trim() === "" ? <p className={styles.none}>None yet.</p> : <MarkdownText text={description} />}
      </Part>
    );
  }
  return (
    <Part
      title="Description"
      actions={
        <SegmentedControl
          label="How it is shown"
          value={view}
          segments={[
            { value: "write", label: "Write" },
            { value: "preview", label: "Preview" },
          ]}
          onChange={setView}
        />
      }
    >
      {stale !== null && (
        <Banner
          kind="problem"
          actions={
            <>
              <Button onClick={end}>Take theirs</Button>
              <Button onClick={() => void keep(fingerprint)}>Keep mine</Button>
            </>
          }
        >
          The item has changed while you wrote.
        </Banner>
      )}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void keep(draft.fingerprint);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && draft.text === description) end();
          else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void keep(draft.fingerprint);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {view === "preview" ? (
          <div className={styles.preview}>
            <MarkdownText text={draft.text} />
          </div>
        ) : (
          <TextArea
            label="Description"
            hint="In Markdown; - [ ] makes a task. Ctrl and Enter saves it."
            autoFocus
            rows={10}
            maxLength={most}
            value={draft.text}
            onChange={(event) => setDraft({ ...draft, text: event.target.value })}
          />
        )}
        <div className={styles.buttons}>
          <Button size="small" kind="quiet" onClick={end}>
            Cancel
          </Button>
          <Button size="small" type="submit">
            Save
          </Button>
        </div>
      </form>
    </Part>
  );
}
