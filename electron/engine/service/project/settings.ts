import { availableParallelism } from "node:os";
import type { Settings } from "../../../../shared/contract/app.ts";
import type { Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { settingsFrom } from "../../setting/setting.ts";
import type { Store, StoreFailure } from "../../store/store.ts";

/** The settings of the contract's `app` area. */
export interface SettingService {
  read(): Result<Settings, StoreFailure>;
  change(changes: Changes): Result<Settings, StoreFailure>;
}

type Changes = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** Reads and keeps what the person chose. */
export function createSettingService(store: Store, now: Clock): SettingService {
  return {
    read: () => readSettings(store),
    change: (changes) => {
      const chosen = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const written = store.write(({ settings }) => settings.change(chosen, now()));
      return written.ok ? readSettings(store) : written;
    },
  };
}

/** The settings in force on this machine. */
export function readSettings(store: Store): Result<Settings, StoreFailure> {
  const stored = store.read(({ settings }) => settings.read());
  return stored.ok ? { ok: true, value: settingsFrom(stored.value, availableParallelism()) } : stored;
}
