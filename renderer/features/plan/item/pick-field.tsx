import { type KeyboardEvent, useId, useState } from "react";
import styles from "./pick-field.module.css";

interface PickFieldProps {
  /** Its accessible name. */
  label: string;
  value: string;
  /** What stands there while nobody writes; the value, unless it is given. */
  shown?: string;
  /** What is offered; others can be written, too. */
  choices?: readonly string[];
  placeholder: string;
  maxLength: number;
  inputMode?: "decimal";
  /** Why a text is none; `null` when it is one. */
  problemOf?: (text: string) => string | null;
  /** Answers whether it was taken. */
  onPick: (text: string) => Promise<boolean>;
}

/** A line that is written in place, with what others have written there: Enter or leaving it keeps it, Escape does not. */
export function PickField(props: PickFieldProps) {
  const { label, value, shown = value, choices = [], placeholder, maxLength, inputMode, problemOf, onPick } = props;
  const [text, setText] = useState<string | null>(null);
  const listId = useId();
  const problem = text === null ? null : (problemOf?.(text.trim()) ?? null);

  async function keep(): Promise<void> {
    if (text === null || problem !== null) return;
    const wanted = text.trim();
    if (wanted === value || wanted === shown || (await onPick(wanted))) setText(null);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter") void keep();
    else if (event.key === "Escape" && text !== null) setText(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <span className={styles.field}>
      <input
        aria-label={label}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : `${listId}-problem`}
        className={styles.input}
        placeholder={placeholder}
        list={choices.length === 0 ? undefined : listId}
        inputMode={inputMode}
        maxLength={maxLength}
        autoComplete="off"
        spellCheck={false}
        value={text ?? shown}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => void keep()}
        onKeyDown={onKeyDown}
      />
      {problem !== null && (
        <span id={`${listId}-problem`} role="alert" className={styles.problem}>
          {problem}
        </span>
      )}
      {choices.length > 0 && (
        <datalist id={listId}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
    </span>
  );
}
