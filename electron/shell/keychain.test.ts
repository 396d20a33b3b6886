import { beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeElectron, fakeElectron } from "./testing/fake-electron.ts";

let fake: FakeElectron;
let askKeychain: typeof import("./keychain.ts")["askKeychain"];

beforeEach(async () => {
  vi.resetModules();
  fake = fakeElectron();
  vi.doMock("electron", () => fake.module);
  ({ askKeychain } = await import("./keychain.ts"));
});

test("what was wrapped is unwrapped again", async () => {
  const wrapped = await askKeychain({ type: "keychain", id: 1, ask: "wrap", text: "the key" });
  const text = wrapped.ok ? (wrapped.text ?? "") : "";
  expect(Buffer.from(text, "base64").toString()).toBe("yek eht");
  expect(await askKeychain({ type: "keychain", id: 2, ask: "unwrap", text })).toEqual({
    type: "keychain",
    id: 2,
    ok: true,
    text: "the key",
  });
});

test("a keychain that refuses is an answer, with the reason", async () => {
  fake.module.safeStorage.isThere = false;
  expect(await askKeychain({ type: "keychain", id: 3, ask: "unwrap", text: "AAAA" })).toEqual({
    type: "keychain",
    id: 3,
    ok: false,
    message: "The keychain is locked.",
    hint: "Unlock the keychain, allow Millrace to use it, then try again.",
  });
});

describe.runIf(process.platform === "linux")("on Linux", () => {
  const name = async () => askKeychain({ type: "keychain", id: 1, ask: "name", text: "" });

  test.each([
    ["gnome_libsecret", "the GNOME keyring"],
    ["kwallet6", "KWallet"],
    ["basic_text", null],
    ["unknown", null],
  ] as const)("%s is called %s", async (backend, called) => {
    fake.module.safeStorage.backend = backend;
    expect(await name()).toEqual({ type: "keychain", id: 1, ok: true, text: called });
  });

  test("none is called none", async () => {
    fake.module.safeStorage.isThere = false;
    expect(await name()).toMatchObject({ ok: true, text: null });
  });
});
