import { Copy } from "lucide-react";
import { memo, useMemo, useState } from "react";
import type { TestFailure } from "../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { FileLink } from "../../../shared/log/links.ts";
import { copyText, openInEditor } from "../../actions/editor-actions.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { type FailureLine, failureLines, piecesOf } from "./failure-lines.ts";
import styles from "./failure-text.module.css";

/** What a test said when it did not pass: the reason, the stack or difference, and what it printed. */
export function FailureText({ projectId, said }: { projectId: ProjectId; said: TestFailure }) {
  const { message, details, output, isCut } = said;
  const all = [message, details, output].filter((text) => text !== null && text !== "").join("\n\n");
  // Most dialects begin the details with the message; it is not said twice.
  const [first = "", ...more] = (message ?? "").split("\n");
  const rest = [more.join("\n").trimEnd(), withoutMessage(details ?? "", message ?? "").replace(/^\s*\n/, "")].filter(
    (part) => part.trim() !== "",
  );
  if (all === "") return <p className={styles.none}>Its report says no more than that it did not pass.</p>;
  return (
    <div className={styles.failure}>
      <IconButton
        size="small"
        label="Copy what the test said"
        className={styles.copy}
        onClick={() => void copyText(all, "what the test said")}
      >
        <Copy size={14} strokeWidth={2} aria-hidden="true" />
      </IconButton>
      {first !== "" && <Lines projectId={projectId} text={first} className={styles.message} />}
      {rest.length > 0 && <Lines projectId={projectId} text={rest.join("\n\n")} />}
      {output !== null && output.trim() !== "" && <Output projectId={projectId} text={output} />}
      {isCut && (
        <p className={styles.cut}>Cut here: Millrace keeps the first 64 KiB of each part. The stage's log has all that it printed.</p>
      )}
    </div>
  );
}

function withoutMessage(details: string, message: string): string {
  if (message === "") return details;
  const end = details.indexOf(message);
  // At the beginning, or behind the name of the error on the first line.
  return end >= 0 && !details.slice(0, end).includes("\n") ? details.slice(end + message.length) : details;
}

function Output({ projectId, text }: { projectId: ProjectId; text: string }) {
  const [isOpen, setOpen] = useState(false);
  const count = useMemo(() => failureLines(text).length, [text]);
  return (
    <details className={styles.output} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        What it printed <span className={styles.count}>{countOf(count, "line")}</span>
      </summary>
      {isOpen && <Lines projectId={projectId} text={text} />}
    </details>
  );
}

// A screenful or five; the rest is one press away and costs nothing before.
const shownAtFirst = 120;

const Lines = memo(function Lines({ projectId, text, className }: { projectId: ProjectId; text: string; className?: string | undefined }) {
  const lines = useMemo(() => failureLines(text), [text]);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? lines : lines.slice(0, shownAtFirst);
  const open = ({ path, line, column }: FileLink) => void openInEditor(projectId, { path, line, ...(column === null ? {} : { column }) });
  return (
    <>
      <pre className={className}>
        {shown.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and their order never changes
          <Line key={index} line={line} onOpen={open} />
        ))}
      </pre>
      {shown.length < lines.length && (
        <Button kind="quiet" size="small" className={styles.more} onClick={() => setWhole(true)}>
          Show all {withThousands(lines.length)} lines
        </Button>
      )}
    </>
  );
});

function Line({ line, onOpen }: { line: FailureLine; onOpen: (link: FileLink) => void }) {
  return (
    <span className={styles.line} data-tone={line.tone ?? undefined}>
      {piecesOf(line).map(({ from, text, link }) => {
        if (link === null) return text;
        if (link.kind === "url") {
          return (
            <a key={from} className={styles.link} href={link.url} target="_blank" rel="noopener noreferrer">
              {text}
            </a>
          );
        }
        return (
          <button key={from} type="button" className={styles.link} title={`Open ${link.path} in the editor`} onClick={() => onOpen(link)}>
            {text}
          </button>
        );
      })}
      {"\n"}
    </span>
  );
}
