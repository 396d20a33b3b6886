import { type ComponentProps, forwardRef, type ReactNode, useId } from "react";
import styles from "./text-field.module.css";

interface TextAreaProps extends ComponentProps<"textarea"> {
  label: string;
  /** Said below in a low voice. */
  hint?: ReactNode;
}

/** Several lines of text. */
export const TextArea = forwardRef<HTMLTextAreaElement, TextAreaProps>(function TextArea({ label, hint, ...rest }, ref) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <textarea
        ref={ref}
        id={id}
        className={styles.area}
        rows={3}
        aria-describedby={hint === undefined ? undefined : noteId}
        autoComplete="off"
        {...rest}
      />
      {hint !== undefined && (
        <p id={noteId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
});
