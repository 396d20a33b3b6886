import { useId, useState } from "react";
import { classNames } from "./class-names.ts";
import styles from "./secret-field.module.css";

interface SecretFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Said below in a low voice. */
  hint: string;
  /** Said below instead of the hint, and marks the field. */
  problem: string | undefined;
}

/** Text of one or many lines that is not shown until it is asked for. */
export function SecretField({ label, value, onChange, hint, problem }: SecretFieldProps) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        <label className={styles.show}>
          <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.target.checked)} />
          Show it
        </label>
      </div>
      <textarea
        id={id}
        className={classNames(styles.input, !isShown && styles.hidden)}
        rows={3}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={problem === undefined ? undefined : true}
        aria-describedby={noteId}
        // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here
        autoFocus
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
      <p id={noteId} className={problem === undefined ? styles.hint : styles.problem} role={problem === undefined ? undefined : "alert"}>
        {problem ?? hint}
      </p>
    </div>
  );
}
