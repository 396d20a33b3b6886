import { forwardRef, useState } from "react";
import type { RunbookParameter } from "../../../../shared/contract/runbooks.ts";
import { checkParameter } from "../../../../shared/pipeline/check-parameter.ts";
import { Select } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import styles from "./runbook-dialog.module.css";

interface ParameterFieldProps {
  parameter: RunbookParameter;
  value: string;
  /** Whether the engine took offence at it. */
  isRefused: boolean;
  onChange: (value: string) => void;
}

/** The field for one parameter. It says what does not fit as one types, and that something is missing once one has gone on. */
export const ParameterField = forwardRef<HTMLInputElement, ParameterFieldProps>(function ParameterField(
  { parameter, value, isRefused, onChange },
  ref,
) {
  const [wasLeft, setLeft] = useState(false);
  const { name, type, isOptional, choices } = parameter;
  const label = isOptional ? `${name}, optional` : name;
  const hint = hintOf(parameter);
  if (type === "choice") {
    const options = choices.map((choice) => ({ value: choice, label: choice }));
    const isChosen = choices.includes(value);
    return (
      <div className={styles.choice}>
        <span className={styles.label} aria-hidden="true">
          {label}
        </span>
        <Select
          label={label}
          value={value}
          options={isOptional || !isChosen ? [{ value: "", label: isOptional ? "None" : "Choose…" }, ...options] : options}
          onChange={onChange}
        />
        {hint !== "" && <span className={styles.hint}>{hint}</span>}
      </div>
    );
  }
  const wrong = value === "" && !wasLeft ? null : checkParameter(parameter, value);
  return (
    <TextField
      ref={ref}
      label={label}
      value={value}
      type={type === "secret" ? "password" : "text"}
      inputMode={type === "number" ? "decimal" : "text"}
      autoComplete={type === "secret" ? "new-password" : "off"}
      isMono={type !== "text"}
      hint={hint === "" ? undefined : hint}
      problem={
        wrong !== null ? `${name} ${wrong}. ${sentenceOf(parameter.description)}`.trim() : isRefused ? `${name} does not fit.` : undefined
      }
      onBlur={() => setLeft(true)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
});

function hintOf({ type, description, pattern, min, max, isWhole }: RunbookParameter): string {
  const rule =
    type === "number"
      ? rangeOf(min, max, isWhole)
      : type === "secret"
        ? "Only its run sees it; it is not kept."
        : pattern === null
          ? ""
          : `It matches ${pattern}.`;
  return [sentenceOf(description), rule].filter((part) => part !== "").join(" ");
}

/** With a full stop: another sentence may follow. */
function sentenceOf(description: string): string {
  return description === "" || /[.!?…]$/.test(description) ? description : `${description}.`;
}

function rangeOf(min: number | null, max: number | null, isWhole: boolean): string {
  const kind = isWhole ? "A whole number" : "A number";
  if (min !== null && max !== null) return `${kind} from ${min} to ${max}.`;
  if (min !== null) return `${kind} from ${min} on.`;
  return max === null ? `${kind}.` : `${kind} up to ${max}.`;
}
