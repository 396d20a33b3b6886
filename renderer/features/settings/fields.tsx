import { useState } from "react";
import { TextField } from "../../ui/text-field.tsx";
import type { SettingEntry } from "./setting-entries.ts";
import styles from "./settings.module.css";

interface NumberSettingProps {
  entry: SettingEntry;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

/** A number that holds as soon as it is one that may be. */
export function NumberSetting({ entry, value, min, max, onChange }: NumberSettingProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const problem = draft === null || isAllowed(draft, min, max) ? undefined : `From ${min} to ${max}`;
  return (
    <TextField
      label={entry.label}
      isLabelHidden
      type="number"
      inputMode="numeric"
      min={min}
      max={max}
      className={styles.number}
      value={draft ?? String(value)}
      problem={problem}
      onChange={(event) => {
        const text = event.target.value;
        setDraft(text);
        if (isAllowed(text, min, max)) onChange(Number(text));
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

function isAllowed(text: string, min: number, max: number): boolean {
  const number = Number(text);
  return text.trim() !== "" && Number.isInteger(number) && number >= min && number <= max;
}

/** A line of text that holds when the field is left, or with Enter. */
export function TextSetting(props: { entry: SettingEntry; value: string; placeholder: string; onChange: (value: string) => void }) {
  const { entry, value, placeholder, onChange } = props;
  const [draft, setDraft] = useState<string | null>(null);
  function keep(): void {
    if (draft !== null && draft.trim() !== value) onChange(draft.trim());
    setDraft(null);
  }
  return (
    <TextField
      label={entry.label}
      isLabelHidden
      isMono
      maxLength={1_000}
      placeholder={placeholder}
      value={draft ?? value}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && keep()}
    />
  );
}
