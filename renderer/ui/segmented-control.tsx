import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { ReactNode } from "react";
import styles from "./segmented-control.module.css";

interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly icon?: ReactNode;
}

interface SegmentedControlProps<Value extends string> {
  /** Its accessible name. */
  label: string;
  segments: readonly Segment<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

/** A few exclusive choices side by side. One tab stop; arrow keys choose. */
export function SegmentedControl<Value extends string>({ label, segments, value, onChange }: SegmentedControlProps<Value>) {
  return (
    <RadioGroup aria-label={label} value={value} onValueChange={(next) => onChange(next as Value)} className={styles.group}>
      {segments.map((segment) => (
        <Radio.Root key={segment.value} value={segment.value} className={styles.segment} nativeButton render={<button type="button" />}>
          {segment.icon}
          {segment.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
