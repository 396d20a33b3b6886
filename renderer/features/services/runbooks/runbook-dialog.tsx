import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Runbook } from "../../../../shared/contract/runbooks.ts";
import { checkParameter } from "../../../../shared/pipeline/check-parameter.ts";
import type { Failure } from "../../../../shared/result.ts";
import { startOrTell, startRunbook } from "../../../actions/runbook-actions.ts";
import { hurryClock, nowStore } from "../../../state/now.ts";
import { askForTrust, closeOverlay } from "../../../state/overlay.ts";
import { runbookOf, runbooksStore } from "../../../state/runbooks.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { ParameterField } from "./parameter-field.tsx";
import styles from "./runbook-dialog.module.css";
import { freeText } from "./runbook-words.ts";

/** Asks for what a runbook needs to know, and whether it is really wanted. */
export function RunbookDialog({ name }: { name: string }) {
  const runbook = useStore(runbooksStore, (state) => runbookOf(state, name));
  if (runbook !== null) return <Asking key={name} runbook={runbook} />;
  return (
    <Dialog title={`There is no runbook ${name}`} onClose={closeOverlay} footer={<Button onClick={closeOverlay}>Close</Button>}>
      It may have been taken out of the file.
    </Dialog>
  );
}

function Asking({ runbook }: { runbook: Runbook }) {
  const { name, description, run, parameters, confirm } = runbook;
  const projectId = useStore(runbooksStore, (state) => state.projectId);
  const now = useStore(nowStore, (state) => state.now);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.initial])),
  );
  const [confirmation, setConfirmation] = useState("");
  /** What the engine said of one of them; forgotten as soon as something is typed. */
  const [refused, setRefused] = useState<{ parameter: string | null; failure: Failure } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const free = freeText(runbook, now);
  useEffect(() => (runbook.freeAt === null ? undefined : hurryClock()), [runbook.freeAt]);
  const isWhole = parameters.every((parameter) => checkParameter(parameter, values[parameter.name] ?? "") === null);
  const canRun = projectId !== null && isWhole && free === null && !isBusy && (confirm === null || confirm === confirmation);

  async function start(): Promise<void> {
    if (projectId === null || !canRun) return;
    setBusy(true);
    const failure = await startRunbook(projectId, name, values, confirmation);
    setBusy(false);
    if (failure === null) closeOverlay();
    else if (failure.code === "NOT_TRUSTED") askForTrust(projectId, () => void startOrTell(projectId, name, values, confirmation));
    else setRefused({ parameter: failure.code === "BAD_PARAMETER" ? failure.data.parameter : null, failure });
  }

  return (
    <Dialog
      title={`Run ${name}`}
      {...(description === "" ? {} : { description })}
      width={520}
      initialFocus={first}
      onClose={closeOverlay}
      footer={
        <>
          <Button onClick={closeOverlay}>Cancel</Button>
          <Button kind="primary" disabled={!canRun} onClick={() => void start()}>
            Run {name}
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
        <ScrollArea label="Its command" className={styles.command}>
          <pre>{run.trim()}</pre>
        </ScrollArea>
        {free !== null && <Banner kind="note">It cannot be run now: {free}.</Banner>}
        {refused !== null && (
          <Banner kind="problem">
            <Prose text={`${refused.failure.message} ${refused.failure.hint}`} />
          </Banner>
        )}
        {parameters.map((parameter, index) => (
          <ParameterField
            key={parameter.name}
            ref={index === 0 ? first : undefined}
            parameter={parameter}
            value={values[parameter.name] ?? ""}
            isRefused={refused?.parameter === parameter.name}
            onChange={(value) => {
              setRefused(null);
              setValues((before) => ({ ...before, [parameter.name]: value }));
            }}
          />
        ))}
        {confirm !== null && confirm !== "" && (
          <TextField
            ref={parameters.length === 0 ? first : undefined}
            label={`Type ${confirm} to confirm`}
            value={confirmation}
            isMono
            problem={confirmation !== "" && !confirm.startsWith(confirmation) ? "That is something else." : undefined}
            onChange={(event) => setConfirmation(event.target.value)}
          />
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
