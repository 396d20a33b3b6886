import { useRef, useState } from "react";
import { useStore } from "zustand";
import { severityWord } from "../../../../shared/incident-look.ts";
import type { Failure } from "../../../../shared/result.ts";
import { type Severity, severities } from "../../../../shared/severities.ts";
import { openIncident } from "../../../actions/incident-actions.ts";
import { incidentsStore } from "../../../state/incidents.ts";
import { closeOverlay } from "../../../state/overlay.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import styles from "./dialogs.module.css";
import { SeverityMark } from "./severity-mark.tsx";

/** Opens an incident by hand. */
export function OpenIncidentDialog() {
  const projectId = useStore(incidentsStore, (state) => state.projectId);
  const [title, setTitle] = useState("");
  const [severity, setSeverity] = useState<Severity>("major");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const canOpen = projectId !== null && title.trim() !== "" && !isBusy;

  async function start(): Promise<void> {
    if (projectId === null || !canOpen) return;
    setBusy(true);
    const refused = await openIncident(projectId, title.trim(), severity);
    setBusy(false);
    if (refused === null) closeOverlay();
    else setFailure(refused);
  }

  return (
    <Dialog
      title="Open an incident"
      description="From now on it gathers what happens, and it names what was deployed before."
      initialFocus={field}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Cancel</Button>
          <Button kind="primary" disabled={!canOpen} onClick={() => void start()}>
            Open the incident
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        {failure !== null && (
          <Banner kind="problem">
            <Prose text={`${failure.message} ${failure.hint}`} />
          </Banner>
        )}
        <TextField ref={field} label="What is wrong" value={title} maxLength={300} onChange={(event) => setTitle(event.target.value)} />
        <div className={styles.field}>
          <span className={styles.label} aria-hidden="true">
            How bad it is
          </span>
          <SegmentedControl<Severity>
            label="How bad it is"
            value={severity}
            segments={severities.map((value) => ({ value, label: severityWord(value), icon: <SeverityMark severity={value} /> }))}
            onChange={setSeverity}
          />
        </div>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
