import { CircleCheck, ClipboardCopy, Download, FileText, Pencil, RotateCcw, UserCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Incident } from "../../../../shared/contract/incidents.ts";
import { incidentWord, lookOfIncident, severityWord } from "../../../../shared/incident-look.ts";
import { type Severity, severities } from "../../../../shared/severities.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { acknowledge, askToResolve, changeIncident, copyPostMortem, reopen, savePostMortem } from "../../../actions/incident-actions.ts";
import { MakeItem } from "../../../items/make-item.tsx";
import { Age } from "../../../ui/age.tsx";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import styles from "./incident-head.module.css";
import { SeverityMark } from "./severity-mark.tsx";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** What went wrong, how bad it is and who sees to it; and what can be done. */
export function IncidentHead({ incident, now }: { incident: Incident; now: number }) {
  const { id, number, title, severity, state } = incident;
  const look = lookOfIncident(incident);
  const [isRenaming, setRenaming] = useState(false);
  return (
    <header className={styles.head}>
      <div className={styles.first}>
        <StatusIcon status={look} size={22} />
        {isRenaming ? (
          <>
            <h1 className="visually-hidden">
              Incident {number} {title}
            </h1>
            <Rename incident={incident} onDone={() => setRenaming(false)} />
          </>
        ) : (
          <>
            <h1 className={styles.title} title={title}>
              <span className={styles.number}>Incident {number}</span> {title}
            </h1>
            <IconButton label="Change the title" size="small" onClick={() => setRenaming(true)}>
              <Pencil {...icon} />
            </IconButton>
          </>
        )}
        <span className={styles.word} data-look={look}>
          {incidentWord(incident)}
        </span>
        <span className={styles.actions}>
          {state === "open" && (
            <Button kind="primary" onClick={() => void acknowledge(incident)}>
              <UserCheck {...icon} />
              Acknowledge
            </Button>
          )}
          {state === "resolved" ? (
            <Button onClick={() => void reopen(incident)}>
              <RotateCcw {...icon} />
              Reopen
            </Button>
          ) : (
            <Button onClick={() => askToResolve(incident)}>
              <CircleCheck {...icon} />
              Resolve…
            </Button>
          )}
          <MakeItem
            projectId={incident.projectId}
            source={{ kind: "incident", incidentId: id }}
            item={{ title, description: `Incident ${number}, opened by ${incident.openedBy}.`, labels: ["incident"] }}
          />
          <Menu
            align="end"
            trigger={
              <Button>
                <FileText {...icon} />
                Post-mortem
              </Button>
            }
          >
            <MenuItem icon={<ClipboardCopy {...icon} />} label="Copy as Markdown" onSelect={() => void copyPostMortem(id)} />
            <MenuItem icon={<Download {...icon} />} label="Save as Markdown" onSelect={() => void savePostMortem(id)} />
          </Menu>
        </span>
      </div>
      <div className={styles.meta}>
        <span className={styles.severity}>
          <SeverityMark severity={severity} />
          <Select<Severity>
            label="Severity"
            value={severity}
            options={severities.map((value) => ({ value, label: severityWord(value) }))}
            onChange={(next) => void changeIncident(id, { severity: next })}
          />
        </span>
        <Fact label="Opened">
          by {incident.openedBy}, <Age at={incident.openedAt} now={now} />
        </Fact>
        <Fact label="Acknowledged">{acknowledgedWords(incident, now)}</Fact>
        <Fact label="Restored">{restoredWords(incident, now)}</Fact>
        {incident.openAlerts > 0 && (
          <Fact label="Alerts">{incident.openAlerts === 1 ? "1 still holds" : `${incident.openAlerts} still hold`}</Fact>
        )}
      </div>
    </header>
  );
}

function acknowledgedWords({ acknowledgedBy, timeToAcknowledgeMs, openedAt, state }: Incident, now: number): string {
  if (timeToAcknowledgeMs !== null) return `by ${acknowledgedBy ?? "somebody"}, after ${formatDuration(timeToAcknowledgeMs)}`;
  return state === "resolved" ? "by nobody" : `by nobody yet, for ${formatDuration(Math.max(0, now - openedAt))}`;
}

function restoredWords({ resolvedBy, timeToRestoreMs, openedAt }: Incident, now: number): string {
  if (timeToRestoreMs === null) return `not yet, for ${formatDuration(Math.max(0, now - openedAt))}`;
  return `by ${resolvedBy ?? "itself"}, after ${formatDuration(timeToRestoreMs)}`;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className={styles.fact}>
      <span className={styles.label}>{label}</span> {children}
    </span>
  );
}

function Rename({ incident: { id, title }, onDone }: { incident: Incident; onDone: () => void }) {
  const [text, setText] = useState(title);
  async function save(): Promise<void> {
    const wanted = text.trim();
    if (wanted !== "" && wanted !== title && !(await changeIncident(id, { title: wanted }))) return;
    onDone();
  }
  return (
    <form
      className={styles.rename}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onDone();
      }}
    >
      <TextField label="Title" isLabelHidden autoFocus maxLength={300} value={text} onChange={(event) => setText(event.target.value)} />
      <Button type="submit">Save</Button>
      <Button kind="quiet" onClick={onDone}>
        Cancel
      </Button>
    </form>
  );
}
