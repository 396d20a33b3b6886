import type { Settings } from "../../../shared/contract/app.ts";
import { gibibyte, secondMs } from "../../../shared/time.ts";

/** What holds until the person chooses otherwise. `logicalCores` is how many the machine has. */
export function defaultSettings(logicalCores: number): Settings {
  return {
    theme: "system",
    density: "comfortable",
    // A stage is mostly one busy process; two let one wait for a disk or a network on a single core.
    stagesAtOnce: Math.max(2, logicalCores),
    runsAtOnce: 4,
    stopGraceMs: 5 * secondMs,
    cacheMaxBytes: 5 * 1024 ** 3,
    editorCommand: "",
    notifyOn: "failure",
    quietFrom: "",
    quietTo: "",
    quietDays: [],
    // A quarter of a year: long enough to look up how the last release was made.
    keepLogsDays: 90,
    keepArtifactsDays: 90,
    // Rows are what the charts, the search and "since when" live on, and a million of them are no burden.
    keepRunsDays: 0,
    keepRunsPerProject: 0,
    // A small part of any disk of today.
    keepBytes: 10 * gibibyte,
    keepArtifactBytes: 0,
    // What costs something while nobody is there is chosen.
    watchesWhenClosed: false,
  };
}

/**
 * The settings in force: what is stored over the defaults. A stored value of the wrong type (from another version) is
 * passed over, so that one bad row never keeps the app from starting.
 */
export function settingsFrom(stored: Readonly<Record<string, unknown>>, logicalCores: number): Settings {
  const settings: Record<string, unknown> = defaultSettings(logicalCores);
  for (const [name, value] of Object.entries(stored)) {
    if (Object.hasOwn(settings, name) && typeof settings[name] === typeof value) settings[name] = value;
  }
  return settings as Settings;
}
