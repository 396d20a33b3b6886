import type { Settings } from "../../../shared/contract/app.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import styles from "./quiet-hours.module.css";
import { settingEntries } from "./setting-entries.ts";
import { SettingRow } from "./setting-row.tsx";

interface QuietHoursProps {
  settings: Settings;
  onChange: (part: Partial<Settings>) => Promise<void>;
}

// From Monday on, as calendars on paper stand.
const days = [1, 2, 3, 4, 5, 6, 0];
// A week in which the 4th is a Sunday.
const nameOf = (day: number, weekday: "short" | "long") =>
  new Intl.DateTimeFormat(undefined, { weekday }).format(new Date(2026, 0, 4 + day));

/** When nothing is told: from one time to another, on chosen days. */
export function QuietHours({ settings, onChange }: QuietHoursProps) {
  const { quietFrom, quietTo, quietDays } = settings;
  const isOn = quietFrom !== "" && quietTo !== "";
  const toggle = (day: number) =>
    void onChange({ quietDays: quietDays.includes(day) ? quietDays.filter((one) => one !== day) : [...quietDays, day].sort() });
  return (
    <>
      <SettingRow entry={settingEntries.quietHours}>
        {isOn ? (
          <div className={styles.times}>
            <Time label="Quiet from" value={quietFrom} onChange={(value) => void onChange({ quietFrom: value })} />
            <Time label="Quiet until" value={quietTo} onChange={(value) => void onChange({ quietTo: value })} />
            <Button onClick={() => void onChange({ quietFrom: "", quietTo: "" })}>Never quiet</Button>
          </div>
        ) : (
          <Button onClick={() => void onChange({ quietFrom: "20:00", quietTo: "08:00" })}>Set quiet hours…</Button>
        )}
      </SettingRow>
      {isOn && (
        <SettingRow entry={settingEntries.quietDays}>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame of its own */}
          <div role="group" aria-label={settingEntries.quietDays.label} className={styles.days}>
            {days.map((day) => (
              <Button
                key={day}
                size="small"
                aria-label={nameOf(day, "long")}
                isPressed={quietDays.includes(day)}
                onClick={() => toggle(day)}
              >
                {nameOf(day, "short")}
              </Button>
            ))}
          </div>
        </SettingRow>
      )}
    </>
  );
}

/** A time of day that holds as soon as it is one. */
function Time({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextField
      label={label}
      isLabelHidden
      type="time"
      value={value}
      className={styles.time}
      onChange={(event) => {
        if (event.target.value !== "") onChange(event.target.value.slice(0, 5));
      }}
    />
  );
}
