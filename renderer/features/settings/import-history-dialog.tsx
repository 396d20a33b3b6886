import { useEffect, useId, useRef, useState } from "react";
import type { HistoryFile, ImportEvent } from "../../../shared/contract/sharing.ts";
import { countOf } from "../../../shared/counts.ts";
import { historyFileLines, importLines } from "../../../shared/history-words.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatBytes } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";
import { call, follow } from "../../link/call.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { HistoryProgress } from "./history-progress.tsx";
import styles from "./history-section.module.css";
import { useHistoryCopy } from "./use-history-copy.ts";

interface ImportHistoryDialogProps {
  project: { readonly id: ProjectId; readonly name: string };
  onClose: () => void;
}

type Done = Extract<ImportEvent, { type: "done" }>;

/** Asks for a file, says what it holds, and takes it in. */
export function ImportHistoryDialog({ project, onClose }: ImportHistoryDialogProps) {
  const [path, setPath] = useState("");
  const [file, setFile] = useState<HistoryFile | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isLooking, setLooking] = useState(false);
  const { progress, failure, begin, forget } = useHistoryCopy<Done>();
  const formId = useId();
  const closing = useRef<HTMLButtonElement>(null);
  // What had the focus is not there any more.
  useEffect(() => {
    if (done !== null) closing.current?.focus();
  }, [done]);
  const isBusy = isLooking || progress !== null;
  const isReady = path.trim() !== "" && !isBusy;

  async function look(): Promise<void> {
    setLooking(true);
    const answer = await call((engine) => engine.sharing.inspectHistory({ path: path.trim() }));
    setLooking(false);
    if (answer.ok) setFile(answer.value);
    else setProblem(`${answer.failure.message} ${answer.failure.hint}`.trim());
  }

  async function take(): Promise<void> {
    const input = { projectId: project.id, path: path.trim() };
    setDone(await begin((onEvent, signal) => follow((engine) => engine.sharing.importHistory(input, { signal }), onEvent)));
  }

  const main =
    done !== null ? null : (
      <Button kind="primary" type="submit" form={formId} disabled={!isReady}>
        {file === null ? "Look at it" : `Take ${countOf(file.manifest.counts.runs, "run")} in`}
      </Button>
    );
  return (
    <Dialog
      title={`Import into the history of ${project.name}`}
      description="A file that a Millrace has exported. All of it is taken in, or nothing; what it says is shown and never run."
      onClose={onClose}
      footer={
        <>
          <Button ref={closing} onClick={onClose}>
            {done === null ? "Cancel" : "Close"}
          </Button>
          {main}
        </>
      }
    >
      <form
        id={formId}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && done === null) void (file === null ? look() : take());
        }}
      >
        {done === null && (
          <TextField
            label="File"
            isMono
            value={path}
            maxLength={4_096}
            readOnly={progress !== null}
            placeholder="~/shop-history.ndjson.gz"
            problem={problem ?? (failure === null ? undefined : `${failure.message} ${failure.hint}`.trim())}
            hint="A path from the home folder (~) on, or a whole one."
            onChange={(event) => {
              setPath(event.target.value);
              setFile(null);
              setProblem(undefined);
              forget();
            }}
          />
        )}
        {done === null && file !== null && <Lines label="What the file holds" lines={historyFileLines(file)} />}
        {progress !== null && (
          <HistoryProgress
            label="Importing"
            progress={progress}
            text={progress.all === 0 ? "Begins" : `${formatBytes(progress.done)} of ${formatBytes(progress.all)}`}
          />
        )}
        {done !== null && <Lines label="What came in" lines={importLines(done)} />}
      </form>
    </Dialog>
  );
}

function Lines({ label, lines }: { label: string; lines: readonly string[] }) {
  return (
    <div role="status">
      <ul aria-label={label} className={styles.lines}>
        {lines.map((line) => (
          <li key={line}>{visible(line)}</li>
        ))}
      </ul>
    </div>
  );
}
