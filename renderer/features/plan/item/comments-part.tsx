import { useState } from "react";
import type { PlanItemDetail } from "../../../../shared/contract/plan.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { personHue, personInitials, personName } from "../../../../shared/plan-look.ts";
import { commentOn } from "../../../actions/plan-actions.ts";
import { Age } from "../../../ui/age.tsx";
import { Button } from "../../../ui/button.tsx";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { Part } from "../../../ui/part.tsx";
import { PersonMark } from "../../../ui/person-mark.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import styles from "./text-parts.module.css";

/** The newest; a file may have thousands. */
const shownAtOnce = 50;

/** What was said of an item, the oldest first, and where more is said. */
export function CommentsPart({ projectId, detail, now }: { projectId: ProjectId; detail: PlanItemDetail; now: number }) {
  const { item, comments } = detail;
  const [most, setMost] = useState(shownAtOnce);
  const earlier = Math.max(0, comments.length - most);
  return (
    <Part title="Comments" aside={comments.length === 0 ? undefined : comments.length}>
      {earlier > 0 && (
        <Button kind="quiet" size="small" onClick={() => setMost(most + shownAtOnce)}>
          Show earlier ones: {countOf(earlier, "more comment")}
        </Button>
      )}
      {comments.length > 0 && (
        <ol className={styles.comments} start={earlier + 1}>
          {comments.slice(earlier).map(({ id, author, at, text }) => (
            <li key={`${id} ${at}`} className={styles.comment}>
              <p className={styles.by}>
                <PersonMark name="" initials={personInitials(author)} hue={personHue(author)} />
                <strong>{personName(author)}</strong>
                <Age at={at} now={now} className={styles.age} />
              </p>
              <MarkdownText text={text} />
            </li>
          ))}
        </ol>
      )}
      <CommentForm key={item.key} onSend={(text) => commentOn(projectId, item, text)} />
    </Part>
  );
}

function CommentForm({ onSend }: { onSend: (text: string) => Promise<boolean> }) {
  const [text, setText] = useState("");
  const [isBusy, setBusy] = useState(false);
  const canSend = text.trim() !== "" && !isBusy;
  async function send(): Promise<void> {
    if (!canSend) return;
    setBusy(true);
    if (await onSend(text.trim())) setText("");
    setBusy(false);
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextArea
        label="New comment"
        hint="In Markdown. Ctrl and Enter adds it."
        rows={2}
        maxLength={50_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void send();
        }}
      />
      <div className={styles.buttons}>
        <Button size="small" type="submit" disabled={!canSend}>
          Comment
        </Button>
      </div>
    </form>
  );
}
