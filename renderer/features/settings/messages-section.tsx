import { Bell } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Settings } from "../../../shared/contract/app.ts";
import type { NotifyRule } from "../../../shared/contract/inbox.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import { setNotifyRule } from "../../actions/inbox-actions.ts";
import { call } from "../../link/call.ts";
import { askToShowNotices, showsNoticesStore } from "../../state/desktop-notices.ts";
import { projectsStore } from "../../state/projects.ts";
import { Button } from "../../ui/button.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { EntryFailure, EntryRow } from "./entry-list.tsx";
import styles from "./messages-section.module.css";
import { QuietHours } from "./quiet-hours.tsx";
import { settingEntries } from "./setting-entries.ts";
import { SettingRow, SettingsSection } from "./setting-row.tsx";

interface MessagesSectionProps {
  settings: Settings;
  onChange: (part: Partial<Settings>) => Promise<void>;
}

const ruleNames: Readonly<Record<Settings["notifyOn"], string>> = {
  always: "Always",
  change: "On change",
  failure: "On failure",
  never: "Never",
};

const rules = Object.keys(ruleNames) as Settings["notifyOn"][];

/** What the desktop is told, of which projects, and when not. */
export function MessagesSection({ settings, onChange }: MessagesSectionProps) {
  return (
    <SettingsSection title="Notifications">
      <SettingRow entry={settingEntries.notifyOn}>
        <SegmentedControl
          label={settingEntries.notifyOn.label}
          value={settings.notifyOn}
          onChange={(notifyOn) => void onChange({ notifyOn })}
          segments={rules.map((value) => ({ value, label: ruleNames[value] }))}
        />
      </SettingRow>
      <ShowNotices />
      <QuietHours settings={settings} onChange={onChange} />
      <ProjectRules settingsRule={settings.notifyOn} />
    </SettingsSection>
  );
}

/** Where the browser shows messages: in the desktop application nobody has to be asked. */
function ShowNotices() {
  const permission = useStore(showsNoticesStore, (state) => state.permission);
  if (permission === null) return null;
  return (
    <SettingRow entry={settingEntries.showNotices}>
      {permission === "default" ? (
        <Button onClick={() => void askToShowNotices()}>Show messages…</Button>
      ) : (
        <span>{permission === "granted" ? "They are shown." : "This browser does not let this page show any."}</span>
      )}
    </SettingRow>
  );
}

function ProjectRules({ settingsRule }: { settingsRule: Settings["notifyOn"] }) {
  const projects = useStore(projectsStore, (state) => state.projects);
  const { list, ask } = useRules();
  if (projects.length === 0) return null;
  const options = [
    { value: "default", label: `As above (${ruleNames[settingsRule].toLowerCase()})` },
    ...rules.map((value) => ({ value, label: ruleNames[value] })),
  ] as const;
  return (
    <>
      <SettingRow entry={settingEntries.notifyRules}>{null}</SettingRow>
      {list?.ok === false && <EntryFailure failure={list.failure} />}
      {list?.ok === true && (
        <ul className={styles.rules} aria-label={settingEntries.notifyRules.label}>
          {projects.map(({ id, name, path }) => (
            <EntryRow key={id} icon={<Bell size={14} strokeWidth={2} aria-hidden="true" />} name={name} detail={path} state="">
              <Select
                label={`What is told of ${name}`}
                value={list.value.find(({ projectId }) => projectId === id)?.on ?? "default"}
                options={options}
                onChange={(on) => void setNotifyRule({ projectId: id, on }).then(ask)}
              />
            </EntryRow>
          ))}
        </ul>
      )}
    </>
  );
}

/** The rules that projects have of their own, and a way to ask again. */
function useRules(): { readonly list: Result<readonly NotifyRule[], Failure> | null; readonly ask: () => void } {
  const [list, setList] = useState<Result<readonly NotifyRule[], Failure> | null>(null);
  const projects = useStore(projectsStore, (state) => state.projects);
  const ask = () =>
    void call((engine) => engine.inbox.rules()).then((answer) => {
      setList(answer.ok ? { ok: true, value: answer.value.rules } : answer);
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever the list of projects is another one
  useEffect(ask, [projects]);
  return { list, ask };
}
