import { expect, test } from "vitest";
import { defaultSettings, settingsFrom } from "./setting.ts";

test("stored values win over defaults, unless they are unknown or of another type", () => {
  const stored = { theme: "dark", stagesAtOnce: "many", invented: 1, runsAtOnce: 2 };
  expect(settingsFrom(stored, 8)).toEqual({ ...defaultSettings(8), theme: "dark", runsAtOnce: 2 });
});

test("even one core runs two stages at once", () => {
  expect(defaultSettings(1).stagesAtOnce).toBe(2);
});
