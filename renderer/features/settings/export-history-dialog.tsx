import { useId, useState } from "react";
import type { ExportEvent } from "../../../shared/contract/sharing.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatBytes } from "../../../shared/time.ts";
import { follow } from "../../link/call.ts";
import { showToast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { HistoryProgress } from "./history-progress.tsx";
import styles from "./history-section.module.css";
import { useHistoryCopy } from "./use-history-copy.ts";

interface ExportHistoryDialogProps {
  project: { readonly id: ProjectId; readonly name: string };
  onClose: () => void;
}

type Done = Extract<ExportEvent, { type: "done" }>;

/** Asks for a place and writes the history there. */
export function ExportHistoryDialog({ project, onClose }: ExportHistoryDialogProps) {
  const [path, setPath] = useState(`~/${project.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}-history.ndjson.gz`);
  const [withLogs, setWithLogs] = useState(true);
  const { progress, failure, begin, forget } = useHistoryCopy<Done>();
  const formId = useId();
  const isThere = failure?.code === "FILE_EXISTS";

  async function write(): Promise<void> {
    const input = { projectId: project.id, path: path.trim(), withLogs, isForced: isThere };
    const done = await begin((onEvent, signal) => follow((engine) => engine.sharing.exportHistory(input, { signal }), onEvent));
    if (done === null) return;
    onClose();
    const { file } = done;
    showToast({ message: `Wrote ${countOf(file.manifest.counts.runs, "run")} into ${file.path} (${formatBytes(file.bytes)}).` });
  }

  return (
    <Dialog
      title={`Export the history of ${project.name}`}
      description="One file that another Millrace can take in, and that any tool reads: JSON lines, packed with gzip. Values of secrets are masked."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind={isThere ? "danger" : "primary"} type="submit" form={formId} disabled={path.trim() === "" || progress !== null}>
            {isThere ? "Replace the file" : "Export"}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() !== "" && progress === null) void write();
        }}
      >
        <TextField
          label="File"
          isMono
          value={path}
          maxLength={4_096}
          readOnly={progress !== null}
          problem={
            failure === null ? undefined : `${failure.message} ${isThere ? "Name another one, or replace it." : failure.hint}`.trim()
          }
          hint="A path from the home folder (~) on, or a whole one."
          onChange={(event) => {
            setPath(event.target.value);
            forget();
          }}
        />
        <div className={styles.logs}>
          <SegmentedControl
            label="Logs"
            value={withLogs ? "with" : "without"}
            onChange={(value) => setWithLogs(value === "with")}
            segments={[
              { value: "with", label: "With logs" },
              { value: "without", label: "Without logs" },
            ]}
          />
        </div>
        {progress !== null && (
          <HistoryProgress
            label="Exporting"
            progress={progress}
            text={progress.all === 0 ? "Begins" : `${withThousands(progress.done)} of ${countOf(progress.all, "run")}`}
          />
        )}
      </form>
    </Dialog>
  );
}
