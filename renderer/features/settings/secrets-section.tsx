import { useState } from "react";
import { useStore } from "zustand";
import type { SecretEntry, SecretList } from "../../../shared/contract/secrets.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { projectsStore } from "../../state/projects.ts";
import { projectIdOf, routeStore } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { Prose } from "../../ui/prose.tsx";
import { Select } from "../../ui/select.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { RemoveSecretDialog, SetSecretDialog } from "./secret-dialogs.tsx";
import styles from "./secrets-section.module.css";
import { settingEntries } from "./setting-entries.ts";
import { SettingRow, SettingsSection } from "./setting-row.tsx";
import { useSecrets } from "./use-secrets.ts";

/** The secrets of the project that is shown, or of the one that is chosen where none is. */
export function SecretsSection() {
  const projects = useStore(projectsStore, (state) => state.projects);
  const shownId = useStore(routeStore, (state) => projectIdOf(state.route));
  const [chosenId, choose] = useState<ProjectId | null>(null);
  const projectId = shownId ?? chosenId ?? projects[0]?.id ?? null;
  const { list, ask } = useSecrets(projectId);
  if (projectId === null) return null;
  return (
    <SettingsSection title="Secrets">
      <SettingRow entry={settingEntries.secrets}>
        {shownId === null && (
          <Select
            label="Project"
            value={projectId}
            onChange={choose}
            options={projects.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </SettingRow>
      <div className={styles.body}>
        {list === null ? (
          <Loading label="Reading the secrets">
            <Skeleton height="40px" />
          </Loading>
        ) : list.ok ? (
          <Secrets projectId={projectId} list={list.value} onChanged={ask} />
        ) : (
          <p className={styles.failure} role="alert">
            <Prose text={`${list.failure.message} ${list.failure.hint}`} />
          </p>
        )}
      </div>
    </SettingsSection>
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
