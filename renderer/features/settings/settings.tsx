import { useStore } from "zustand";
import type { Settings as SettingsValues } from "../../../shared/contract/app.ts";
import { copyText } from "../../actions/editor-actions.ts";
import { changeSettings, engineStore } from "../../state/engine.ts";
import { showFailure } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { DoctorReport } from "./doctor-report.tsx";
import { NumberSetting, TextSetting } from "./fields.tsx";
import { HistorySection } from "./history-section.tsx";
import { MessagesSection } from "./messages-section.tsx";
import { SecretsSection } from "./secrets-section.tsx";
import { settingEntries } from "./setting-entries.ts";
import { SettingRow, SettingsSection } from "./setting-row.tsx";
import styles from "./settings.module.css";
import { Storage } from "./storage.tsx";
import { TriggersSection } from "./triggers-section.tsx";

/** Everything that can be chosen, and what Millrace knows about this computer. Changes hold at once. */
export function Settings() {
  const settings = useStore(engineStore, (state) => state.settings);
  return (
    <ScrollArea label="Settings" className={styles.scroll}>
      <div className={styles.page}>
        <h1 className={styles.title}>Settings</h1>
        {settings === null ? (
          <Loading label="Reading the settings">
            <Skeleton height="280px" radius="var(--radius-md)" />
          </Loading>
        ) : (
          <Choices settings={settings} />
        )}
        {settings !== null && <MessagesSection settings={settings} onChange={change} />}
        <TriggersSection />
        <SecretsSection />
        <HistorySection />
        {settings !== null && <Storage settings={settings} onChange={change} />}
        <ThisComputer />
      </div>
    </ScrollArea>
  );
}

async function change(part: Partial<SettingsValues>): Promise<void> {
  const answer = await changeSettings(part);
  if (!answer.ok) showFailure({ code: "SETTINGS", message: answer.failure.message, hint: answer.failure.hint });
}

function Choices({ settings }: { settings: SettingsValues }) {
  return (
    <>
      <SettingsSection title="Appearance">
        <SettingRow entry={settingEntries.theme}>
          <SegmentedControl
            label={settingEntries.theme.label}
            value={settings.theme}
            onChange={(theme) => void change({ theme })}
            segments={[
              { value: "system", label: "System" },
              { value: "light", label: "Light" },
              { value: "dark", label: "Dark" },
            ]}
          />
        </SettingRow>
        <SettingRow entry={settingEntries.density}>
          <SegmentedControl
            label={settingEntries.density.label}
            value={settings.density}
            onChange={(density) => void change({ density })}
            segments={[
              { value: "comfortable", label: "Comfortable" },
              { value: "compact", label: "Compact" },
            ]}
          />
        </SettingRow>
      </SettingsSection>
      <SettingsSection title="Running">
        <SettingRow entry={settingEntries.stagesAtOnce}>
          <NumberSetting
            entry={settingEntries.stagesAtOnce}
            value={settings.stagesAtOnce}
            min={1}
            max={256}
            onChange={(stagesAtOnce) => void change({ stagesAtOnce })}
          />
        </SettingRow>
        <SettingRow entry={settingEntries.runsAtOnce}>
          <NumberSetting
            entry={settingEntries.runsAtOnce}
            value={settings.runsAtOnce}
            min={1}
            max={64}
            onChange={(runsAtOnce) => void change({ runsAtOnce })}
          />
        </SettingRow>
        <SettingRow entry={settingEntries.stopGrace}>
          <NumberSetting
            entry={settingEntries.stopGrace}
            value={settings.stopGraceMs / 1_000}
            min={0}
            max={600}
            onChange={(seconds) => void change({ stopGraceMs: Math.round(seconds * 1_000) })}
          />
        </SettingRow>
      </SettingsSection>
      <SettingsSection title="Editor and monitors">
        <SettingRow entry={settingEntries.editorCommand} isWide>
          <TextSetting
            entry={settingEntries.editorCommand}
            value={settings.editorCommand}
            placeholder="code --goto {file}:{line}:{column}"
            onChange={(editorCommand) => void change({ editorCommand })}
          />
        </SettingRow>
        <SettingRow entry={settingEntries.watchesWhenClosed}>
          <SegmentedControl<"off" | "on">
            label={settingEntries.watchesWhenClosed.label}
            value={settings.watchesWhenClosed ? "on" : "off"}
            onChange={(value) => void change({ watchesWhenClosed: value === "on" })}
            segments={[
              { value: "off", label: "Off" },
              { value: "on", label: "On" },
            ]}
          />
        </SettingRow>
      </SettingsSection>
    </>
  );
}

function ThisComputer() {
  const info = useStore(engineStore, (state) => state.info);
  return (
    <SettingsSection title="This computer">
      <SettingRow entry={settingEntries.data} isWide>
        {info !== null && (
          <span className={styles.folder}>
            <code title={info.dataFolder}>{info.dataFolder}</code>
            <Button size="small" onClick={() => void copyText(info.dataFolder, "the path")}>
              Copy
            </Button>
          </span>
        )}
      </SettingRow>
      <DoctorReport />
      {info !== null && (
        <p className={styles.version}>
          Millrace {info.version}, {info.host === "electron" ? "desktop application" : "browser window"} on {info.platform},{" "}
          {info.logicalCores} logical cores
        </p>
      )}
    </SettingsSection>
  );
}
