import { useRef, useState } from "react";
import { useStore } from "zustand";
import type { IncidentId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { resolve } from "../../../actions/incident-actions.ts";
import { incidentsStore } from "../../../state/incidents.ts";
import { closeOverlay } from "../../../state/overlay.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import styles from "./dialogs.module.css";

/** Asks what the cause was and what was done, before an incident ends. */
export function ResolveDialog({ incidentId }: { incidentId: IncidentId }) {
  const incident = useStore(
    incidentsStore,
    (state) => state.incidents?.find(({ id }) => id === incidentId) ?? state.open?.detail?.incident,
  );
  const [text, setText] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  async function start(): Promise<void> {
    setBusy(true);
    const refused = await resolve(incidentId, text.trim());
    setBusy(false);
    if (refused === null) closeOverlay();
    else setFailure(refused);
  }

  return (
    <Dialog
      title={incident === undefined ? "Resolve the incident" : `Resolve incident ${incident.number}`}
      {...(incident === undefined ? {} : { description: incident.title })}
      width={560}
      initialFocus={field}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Cancel</Button>
          <Button kind="primary" disabled={isBusy} onClick={() => void start()}>
            Resolve
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {failure !== null && (
          <Banner kind="problem">
            <Prose text={`${failure.message} ${failure.hint}`} />
          </Banner>
        )}
        {incident !== undefined && incident.openAlerts > 0 && (
          <Banner kind="note">
            {incident.openAlerts === 1 ? "An alert of it still holds." : `${incident.openAlerts} alerts of it still hold.`}
          </Banner>
        )}
        <TextArea
          ref={field}
          label="What the cause was, and what was done"
          hint="In Markdown, for the post-mortem. It may stay empty, and be told in a note later."
          rows={6}
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
