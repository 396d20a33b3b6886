import { expect, test } from "vitest";
import { createKeyMatcher, type KeyPress } from "./key-sequence.ts";

const press = (key: string, over: Partial<KeyPress> = {}): KeyPress => ({ key, isMod: false, isAlt: false, isShift: false, ...over });
const shortcuts = ["Mod+K", "G L", "G R", "R", "?"];

test("keys one after the other are one shortcut", () => {
  const match = createKeyMatcher(shortcuts);
  expect([match(press("g"), 0), match(press("r"), 300), match(press("r"), 600)]).toEqual(["pending", "G R", "R"]);
});

test("a begun sequence is forgotten after a while, or by a key that does not go on with it", () => {
  const match = createKeyMatcher(shortcuts);
  expect([match(press("g"), 0), match(press("l"), 5_000)]).toEqual(["pending", null]);
  expect([match(press("g"), 6_000), match(press("r", { isMod: true }), 6_100), match(press("l"), 6_200)]).toEqual(["pending", null, null]);
});

test("a key that does not go on with a sequence may begin or be another shortcut", () => {
  const match = createKeyMatcher(shortcuts);
  expect([
    match(press("g"), 0),
    match(press("?", { isShift: true }), 100),
    match(press("g"), 200),
    match(press("g"), 300),
    match(press("l"), 400),
  ]).toEqual(["pending", "?", "pending", "pending", "G L"]);
});

test("keys held together are told from the key alone", () => {
  const match = createKeyMatcher(shortcuts);
  expect([match(press("k"), 0), match(press("k", { isMod: true }), 100), match(press("k", { isAlt: true }), 200)]).toEqual([
    null,
    "Mod+K",
    null,
  ]);
});

test("with Ctrl and a letter Shift makes another shortcut, so that redoing is not undoing", () => {
  const match = createKeyMatcher(["Mod+Z", "Mod+Shift+Z"]);
  const z = { isMod: true };
  expect([match(press("z", z), 0), match(press("Z", { ...z, isShift: true }), 100)]).toEqual(["Mod+Z", "Mod+Shift+Z"]);
  expect(createKeyMatcher(["Mod+K"])(press("K", { isMod: true, isShift: true }), 0)).toBeNull();
});
