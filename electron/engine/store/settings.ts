import type { Settings } from "../../../shared/contract/app.ts";
import type { Database } from "./database.ts";

/** The `setting` table: what the person chose, one row each. */
export interface SettingsTable {
  /** What was chosen, by name; defaults and checks are `setting/setting.ts`'s. */
  read(): Record<string, unknown>;
  /** Keeps what `changes` names, and announces it. */
  change(changes: Partial<Settings>, now: number): void;
}

/** Gives access to the `setting` table. */
export function settingsTable(database: Database): SettingsTable {
  return {
    read: () => {
      const rows = database.all<{ name: string; json: string }>("select name, json from setting");
      return Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.json)]));
    },
    change: (changes, now) => {
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) continue;
        database.run(
          "insert into setting (name, json) values (?, ?) on conflict (name) do update set json = excluded.json",
          name,
          JSON.stringify(value),
        );
      }
      database.run("insert into event (at) values (?)", now);
    },
  };
}
