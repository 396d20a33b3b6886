import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./select.module.css";

interface SelectProps<Value extends string> {
  /** Its accessible name. */
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string }[];
  onChange: (value: Value) => void;
  icon?: ReactNode;
}

/** One choice of many. The platform's own list: it is quick, known, and works everywhere. */
export function Select<Value extends string>({ label, value, options, onChange, icon }: SelectProps<Value>) {
  return (
    <span className={styles.select}>
      {icon !== undefined && <span className={styles.icon}>{icon}</span>}
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value as Value)} className={styles.native}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown size={14} strokeWidth={2} aria-hidden="true" className={styles.chevron} />
    </span>
  );
}
