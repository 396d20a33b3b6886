import { useState } from "react";
import type { SecretEntry, SecretList } from "../../../shared/contract/secrets.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { EntryNote, EntryRow } from "./entry-list.tsx";
import { ProjectSection } from "./project-section.tsx";
import { RemoveSecretDialog, SetSecretDialog } from "./secret-dialogs.tsx";
import { hasOwnValue, isMissing, secretsFor, stateOf, usesOf, type ValuesFor } from "./secret-words.ts";
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

function Secrets({ projectId, list: { secrets, environments, protection }, onChanged }: SecretsProps) {
  const [asked, setAsked] = useState<{ readonly what: "set" | "remove"; readonly secret: SecretEntry } | null>(null);
  const [chosen, choose] = useState("");
  const environment = environments.includes(chosen) ? chosen : null;
  const shown = secretsFor(secrets, environment);
  const common = asked === null ? null : { projectId, environment, secret: asked.secret, onClose: () => setAsked(null), onChanged };
  return (
    <>
      {environments.length > 0 && (
        <div className={styles.place}>
          Values for
          <Select
            label="Values for"
            value={environment ?? ""}
            onChange={choose}
            options={[{ value: "", label: "All stages and environments" }, ...environments.map((name) => ({ value: name, label: name }))]}
          />
        </div>
      )}
      {shown.length === 0 ? (
        <EntryNote>
          {environment === null ? "The pipeline asks for none. A stage asks" : `Deployments to ${environment} ask for none. They ask`} with{" "}
          <code>secrets: [NPM_TOKEN]</code> in millrace.yml.
        </EntryNote>
      ) : (
        <ul aria-label="Secrets">
          {shown.map((secret) => (
            <SecretRow
              key={secret.name}
              secret={secret}
              environment={environment}
              onSet={() => setAsked({ what: "set", secret })}
              onRemove={() => setAsked({ what: "remove", secret })}
            />
          ))}
        </ul>
      )}
      {shown.length > 0 && <Protection protection={protection} />}
      {common !== null && (asked?.what === "set" ? <SetSecretDialog {...common} /> : <RemoveSecretDialog {...common} />)}
    </>
  );
}

function Protection({ protection }: Pick<SecretList, "protection">) {
  return (
    <EntryNote>
      Sealed with a key that is kept {protection.kind === "keychain" ? `by ${protection.name}.` : "in "}
      {protection.kind === "file" && (
        <>
          <code>{protection.path}</code>, which only you may read.
        </>
      )}
    </EntryNote>
  );
}

interface SecretRowProps {
  secret: SecretEntry;
  environment: ValuesFor;
  onSet: () => void;
  onRemove: () => void;
}

function SecretRow({ secret, environment, onSet, onRemove }: SecretRowProps) {
  const { name } = secret;
  const isSet = hasOwnValue(secret, environment);
  const what = environment === null ? name : `${name} for ${environment}`;
  return (
    <EntryRow
      icon={<StatusIcon status={isMissing(secret, environment) ? "waiting" : isSet || secret.isSet ? "passed" : "none"} size={14} />}
      name={<code>{name}</code>}
      detail={usesOf(secret, environment)}
      state={stateOf(secret, environment)}
    >
      <Button size="small" className={styles.set} aria-label={`${isSet ? "Replace" : "Set"} ${what}`} onClick={onSet}>
        {isSet ? "Replace…" : "Set…"}
      </Button>
      <span className={styles.remove}>
        {isSet && (
          <Button size="small" kind="quiet" aria-label={`Remove ${what}`} onClick={onRemove}>
            Remove
          </Button>
        )}
      </span>
    </EntryRow>
  );
}
