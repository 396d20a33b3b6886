import { useState } from "react";
import type { SecretEntry, SecretList } from "../../../shared/contract/secrets.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { Button } from "../../ui/button.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { ProjectSection } from "./project-section.tsx";
import { RemoveSecretDialog, SetSecretDialog } from "./secret-dialogs.tsx";
import styles from "./secrets-section.module.css";
import { settingEntries } from "./setting-entries.ts";
import { useSecrets } from "./use-secrets.ts";

/** The secrets of the project that is shown, or of the one that is chosen where none is. */
export function SecretsSection() {
  return (
    <ProjectSection
      title="Secrets"
      choiceLabel="Project"
      loadingLabel="Reading the secrets"
      entry={settingEntries.secrets}
      useList={useSecrets}
    >
      {(projectId, list, onChanged) => <Secrets projectId={projectId} list={list} onChanged={onChanged} />}
    </ProjectSection>
  );
}

interface SecretsProps {
  projectId: ProjectId;
  list: SecretList;
  onChanged: () => void;
}

function Secrets({ projectId, list: { secrets, protection }, onChanged }: SecretsProps) {
  const [asked, setAsked] = useState<{ readonly what: "set" | "remove"; readonly secret: SecretEntry } | null>(null);
  if (secrets.length === 0) {
    return (
      <p className={styles.note}>
        The pipeline asks for none. A stage asks with <code>secrets: [NPM_TOKEN]</code> in millrace.yml.
      </p>
    );
  }
  const common = asked === null ? null : { projectId, secret: asked.secret, onClose: () => setAsked(null), onChanged };
  return (
    <>
      <ul aria-label="Secrets" className={styles.list}>
        {secrets.map((secret) => (
          <SecretRow
            key={secret.name}
            secret={secret}
            onSet={() => setAsked({ what: "set", secret })}
            onRemove={() => setAsked({ what: "remove", secret })}
          />
        ))}
      </ul>
      <p className={styles.note}>
        Sealed with a key that is kept {protection.kind === "keychain" ? `by ${protection.name}.` : "in "}
        {protection.kind === "file" && (
          <>
            <code>{protection.path}</code>, which only you may read.
          </>
        )}
      </p>
      {common !== null && (asked?.what === "set" ? <SetSecretDialog {...common} /> : <RemoveSecretDialog {...common} />)}
    </>
  );
}

function SecretRow({ secret, onSet, onRemove }: { secret: SecretEntry; onSet: () => void; onRemove: () => void }) {
  const { name, isSet, stages } = secret;
  const isNeeded = !isSet && stages.length > 0;
  return (
    <li className={styles.row}>
      <StatusIcon status={isSet ? "passed" : isNeeded ? "waiting" : "none"} size={14} />
      <div className={styles.words}>
        <code className={styles.name}>{name}</code>
        <span className={styles.stages}>{stages.length === 0 ? "No stage asks for it" : `For ${stages.join(", ")}`}</span>
      </div>
      <span className={styles.state}>{isSet ? "Set" : "Not set"}</span>
      <Button size="small" className={styles.set} aria-label={`${isSet ? "Replace" : "Set"} ${name}`} onClick={onSet}>
        {isSet ? "Replace…" : "Set…"}
      </Button>
      <span className={styles.remove}>
        {isSet && (
          <Button size="small" kind="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
            Remove
          </Button>
        )}
      </span>
    </li>
  );
}
