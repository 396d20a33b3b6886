import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { withThousands } from "../../shared/counts.ts";
import styles from "./tabs.module.css";

/** One tab: a word, and maybe a picture before or a count after it. */
export interface Tab<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly count?: number;
  readonly isAlarming?: boolean;
}

interface TabsProps<Value extends string> {
  label: string;
  tabs: readonly Tab<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

/** Tabs over a panel that the caller draws. */
export function TabStrip<Value extends string>({ label, tabs, value, onChange }: TabsProps<Value>) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next as Value)} className={styles.root}>
      <Base.List aria-label={label} className={styles.list} activateOnFocus={false}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
            {tab.icon}
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && (
              <span className={tab.isAlarming ? styles.alarm : styles.count}>{withThousands(tab.count)}</span>
            )}
          </Base.Tab>
        ))}
      </Base.List>
    </Base.Root>
  );
}
