import { type ComponentProps, forwardRef, type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";
import styles from "./text-field.module.css";

interface TextFieldProps extends Omit<ComponentProps<"input">, "size"> {
  label: string;
  /** Keeps the label for assistive technology only. */
  isLabelHidden?: boolean;
  /** Said below in a low voice. */
  hint?: ReactNode;
  /** Said below instead of the hint, and marks the field. */
  problem?: string | undefined;
  isMono?: boolean;
  /** Stands before the text. */
  icon?: ReactNode;
}

/** One line of text. */
export const TextField = forwardRef<HTMLInputElement, TextFieldProps>(function TextField(
  { label, isLabelHidden = false, hint, problem, isMono = false, icon, className, ...rest },
  ref,
) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = problem ?? hint;
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id} className={isLabelHidden ? "visually-hidden" : styles.label}>
        {label}
      </label>
      <div className={styles.box} data-invalid={problem === undefined ? undefined : ""}>
        {icon !== undefined && <span className={styles.icon}>{icon}</span>}
        <input
          ref={ref}
          id={id}
          className={classNames(styles.input, isMono && styles.mono)}
          aria-invalid={problem === undefined ? undefined : true}
          aria-describedby={note === undefined ? undefined : noteId}
          autoComplete="off"
          spellCheck={false}
          {...rest}
        />
      </div>
      {note !== undefined && (
        <p id={noteId} className={problem === undefined ? styles.hint : styles.problem} role={problem === undefined ? undefined : "alert"}>
          {note}
        </p>
      )}
    </div>
  );
});
