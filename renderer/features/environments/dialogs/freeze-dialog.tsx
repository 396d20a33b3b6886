import { useRef, useState } from "react";
import { useStore } from "zustand";
import type { Failure } from "../../../../shared/result.ts";
import { freeze } from "../../../actions/deploy-actions.ts";
import { environmentsStore } from "../../../state/environments.ts";
import { closeOverlay } from "../../../state/overlay.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import styles from "./dialogs.module.css";

/** Asks why nothing may be deployed, and until when. */
export function FreezeDialog({ environment }: { environment: string }) {
  const projectId = useStore(environmentsStore, (state) => state.projectId);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const untilMs = until === "" ? null : new Date(until).getTime();
  const isPast = untilMs !== null && untilMs <= Date.now();
  const canFreeze = projectId !== null && reason.trim() !== "" && !isPast;

  async function start(): Promise<void> {
    if (projectId === null || !canFreeze) return;
    const refused = await freeze(projectId, environment, reason.trim(), untilMs);
    if (refused === null) closeOverlay();
    else setFailure(refused);
  }

  return (
    <Dialog
      title={`Freeze ${environment}`}
      description="Nothing goes in until then, by itself or by a person. What is on its way goes on, and a person who says why can still roll back."
      initialFocus={field}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Cancel</Button>
          <Button kind="primary" disabled={!canFreeze} onClick={() => void start()}>
            Freeze {environment}
          </Button>
        </>
      }
    >
      <form
        className={styles.body}
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
        <TextField ref={field} label="Reason" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        <TextField
          label="Until"
          type="datetime-local"
          hint="Empty: until it is lifted."
          problem={isPast ? "That is over already." : undefined}
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
