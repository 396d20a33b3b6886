import { useState } from "react";
import { countOf } from "../../../shared/counts.ts";
import { formatBytes, gibibyte } from "../../../shared/time.ts";
import { call } from "../../link/call.ts";
import { showFailure, showToast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { NumberSetting } from "./fields.tsx";
import { settingEntries } from "./setting-entries.ts";
import { SettingRow } from "./setting-row.tsx";
import styles from "./settings.module.css";
import type { DiskUseAnswer } from "./use-disk-use.ts";

const most = 1_000_000;

interface CacheSettingProps extends Pick<DiskUseAnswer, "use" | "read"> {
  maxBytes: number;
  onChange: (maxBytes: number) => void;
}

/** What kept results of stages take, how much they may, and the way to be rid of them. */
export function CacheSetting({ use, read, maxBytes, onChange }: CacheSettingProps) {
  const [isEmptying, setEmptying] = useState(false);
  async function empty(): Promise<void> {
    setEmptying(true);
    const answer = await call((engine) => engine.app.clearCache());
    setEmptying(false);
    if (!answer.ok) showFailure(answer.failure);
    else if (answer.value.removedEntries === 0) showToast({ message: "The cache was empty already." });
    else {
      const { removedEntries, freedBytes } = answer.value;
      const results = countOf(removedEntries, "result");
      showToast({ message: `Removed ${results}, freed ${formatBytes(freedBytes)}.`, hint: "Their stages run anew once." });
    }
    void read();
  }
  return (
    <SettingRow entry={settingEntries.cache}>
      <div className={styles.cache}>
        <span className={styles.inUse}>{use !== null && `${formatBytes(use.cacheBytes)} in use`}</span>
        <Button disabled={isEmptying} onClick={() => void empty()}>
          {isEmptying ? "Emptying" : "Empty the cache"}
        </Button>
        <NumberSetting
          entry={settingEntries.cache}
          value={Math.round(maxBytes / gibibyte)}
          min={0}
          max={most}
          onChange={(value) => onChange(value * gibibyte)}
        />
      </div>
    </SettingRow>
  );
}
