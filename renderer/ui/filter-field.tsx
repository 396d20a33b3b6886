import { Search } from "lucide-react";
import styles from "./list-view.module.css";
import { TextField } from "./text-field.tsx";

interface FilterFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** The hand goes on to the list below. */
  onDown: () => void;
}

/** Narrows the list below by what is typed; Escape shows all again. */
export function FilterField({ label, value, onChange, onDown }: FilterFieldProps) {
  return (
    <TextField
      label={label}
      isLabelHidden
      placeholder="Filter"
      className={styles.search}
      icon={<Search size={14} strokeWidth={2} aria-hidden="true" />}
      value={value}
      data-search=""
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && value !== "") onChange("");
        else if (event.key === "ArrowDown") onDown();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
