import { useId, useState } from "react";
import type { SecretEntry } from "../../../shared/contract/secrets.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";
import { showFailure, showToast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SecretField } from "../../ui/secret-field.tsx";
import { hasOwnValue, lostBy, type ValuesFor } from "./secret-words.ts";

interface SecretDialogProps {
  projectId: ProjectId;
  secret: SecretEntry;
  environment: ValuesFor;
  onClose: () => void;
  /** The list is another one now. */
  onChanged: () => void;
}

/** Takes a secret's value. It leaves the window once, towards the engine, and nothing here keeps it. */
export function SetSecretDialog({ projectId, secret, environment, onClose, onChanged }: SecretDialogProps) {
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isKeeping, setKeeping] = useState(false);
  const formId = useId();
  const isSet = hasOwnValue(secret, environment);
  const what = nameOf(secret, environment);

  async function keep(): Promise<void> {
    setKeeping(true);
    const answer = await call((engine) => engine.secrets.set({ projectId, name: secret.name, ...placeOf(environment), value }));
    setKeeping(false);
    if (!answer.ok) {
      setProblem(`${answer.failure.message} ${answer.failure.hint}`.trim());
      return;
    }
    onClose();
    onChanged();
    showToast({ message: `${what} is set.` });
  }

  return (
    <Dialog
      title={`${isSet ? "Replace" : "Set"} ${what}`}
      description={`${environment === null ? "Stages and deployments" : `Deployments to ${environment}`} that ask for it find it in their environment, and it is hidden in everything they say.`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{isSet ? "Leave it" : "Not now"}</Button>
          <Button kind="primary" type="submit" form={formId} disabled={value === "" || isKeeping}>
            {isSet ? "Replace" : "Set"}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (value !== "" && !isKeeping) void keep();
        }}
      >
        <SecretField
          label="Value"
          value={value}
          onChange={(text) => {
            setValue(text);
            setProblem(undefined);
          }}
          hint="4 characters at least. It may have several lines, as keys have. Nobody can read it here again."
          problem={problem}
        />
      </form>
    </Dialog>
  );
}

/** Asks before a value is forgotten: it cannot be brought back. */
export function RemoveSecretDialog({ projectId, secret, environment, onClose, onChanged }: SecretDialogProps) {
  async function remove(): Promise<void> {
    onClose();
    const answer = await call((engine) => engine.secrets.remove({ projectId, name: secret.name, ...placeOf(environment) }));
    if (!answer.ok) showFailure(answer.failure);
    onChanged();
  }

  const what = nameOf(secret, environment);
  return (
    <Dialog
      title={`Remove ${what}?`}
      description={`Its value cannot be brought back from Millrace. ${lostBy(secret, environment)}`.trim()}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" onClick={() => void remove()}>
            Remove {what}
          </Button>
        </>
      }
    />
  );
}

function nameOf({ name }: SecretEntry, environment: ValuesFor): string {
  return environment === null ? name : `${name} for ${environment}`;
}

function placeOf(environment: ValuesFor): { readonly environment?: string } {
  return environment === null ? {} : { environment };
}
