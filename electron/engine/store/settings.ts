import { availableParallelism } from "node:os";
import type { Settings } from "../../../shared/contract/app.ts";
import type { Database } from "./database.ts";

/** The `setting` table: what the person chose, one row each. */
export interface SettingsTable {
  /** Everything, with the default where nothing was chosen. */
  read(): Settings;
  /** Keeps what `changes` names, and announces it. */
  change(changes: Partial<Settings>, now: number): void;
}

/** Gives access to the `setting` table. */
export function settingsTable(database: Database): SettingsTable {
  return {
    read: () => {
      const rows = database.all<{ name: string; json: string }>("select name, json from setting");
      const chosen = Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.json)]));
      return { ...defaultSettings(), ...chosen };
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

/** Ten seconds is what service managers and container engines give a process to obey before they kill it. */
const usualGraceMs = 10_000;

function defaultSettings(): Settings {
  const cores = availableParallelism();
  return {
    theme: "system",
    density: "comfortable",
    stagesAtOnce: Math.max(2, cores),
    runsAtOnce: Math.max(2, Math.ceil(cores / 2)),
    stopGraceMs: usualGraceMs,
    editorCommand: "",
    notifyOn: "failure",
  };
}
