import type { Settings } from "../../../shared/contract/app.ts";
import { gibibyte } from "../../../shared/time.ts";
import { CacheSetting } from "./cache-setting.tsx";
import { DiskUseReport } from "./disk-use-report.tsx";
import { NumberSetting } from "./fields.tsx";
import { type SettingEntry, settingEntries } from "./setting-entries.ts";
import { SettingRow, SettingsSection } from "./setting-row.tsx";
import { useDiskUse } from "./use-disk-use.ts";

type LimitName = "keepLogsDays" | "keepArtifactsDays" | "keepBytes" | "keepArtifactBytes" | "keepRunsDays" | "keepRunsPerProject";

interface Limit {
  readonly name: LimitName;
  readonly entry: SettingEntry;
  /** What one of the shown number is in the setting's own unit. */
  readonly unit: number;
  readonly max: number;
}

const limits: readonly Limit[] = [
  { name: "keepLogsDays", entry: settingEntries.keepLogsDays, unit: 1, max: 36_500 },
  { name: "keepArtifactsDays", entry: settingEntries.keepArtifactsDays, unit: 1, max: 36_500 },
  { name: "keepBytes", entry: settingEntries.keepBytes, unit: gibibyte, max: 1_000_000 },
  { name: "keepArtifactBytes", entry: settingEntries.keepArtifactBytes, unit: gibibyte, max: 1_000_000 },
  { name: "keepRunsDays", entry: settingEntries.keepRunsDays, unit: 1, max: 36_500 },
  { name: "keepRunsPerProject", entry: settingEntries.keepRunsPerProject, unit: 1, max: 100_000_000 },
];

/** How long and how much is kept, and what it takes now. */
export function Storage({ settings, onChange }: { settings: Settings; onChange: (part: Partial<Settings>) => Promise<void> }) {
  const disk = useDiskUse(limits.map(({ name }) => settings[name]).join(" "));
  return (
    <SettingsSection title="Storage">
      <DiskUseReport {...disk} />
      {limits.map(({ name, entry, unit, max }) => (
        <SettingRow key={name} entry={entry}>
          <NumberSetting
            entry={entry}
            value={Math.round(settings[name] / unit)}
            min={0}
            max={max}
            onChange={(value) => void onChange({ [name]: value * unit })}
          />
        </SettingRow>
      ))}
      <CacheSetting
        use={disk.use}
        read={disk.read}
        maxBytes={settings.cacheMaxBytes}
        onChange={(cacheMaxBytes) => void onChange({ cacheMaxBytes })}
      />
    </SettingsSection>
  );
}
