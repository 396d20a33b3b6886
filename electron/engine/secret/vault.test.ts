import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { err, failure, ok } from "../../../shared/result.ts";
import { handedKey, type Keychain, keyFile, keysInFile, openVault, type Vault } from "./secret.ts";

const own = { project: "/work/shop", environment: "" };
const isRoot = process.getuid?.() === 0;

let folder: string;
let dataFolder: string;
let keyPath: string;
let remove: () => void;
let vault: Vault;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  dataFolder = join(folder, "data");
  keyPath = join(folder, "config", "secret.key");
  vault = openVault(dataFolder, keysInFile(keyPath, dataFolder, null));
});
afterEach(() => remove());

function sealedFiles(): string[] {
  return readdirSync(join(dataFolder, "secrets")).map((name) => join(dataFolder, "secrets", name));
}

async function valuesOf(from: Vault, ...names: string[]): Promise<unknown> {
  const values = await from.values(own.project, own.environment, names);
  return values.ok ? Object.fromEntries(values.value) : values.failure.code;
}

/** A keychain that turns texts around, as far as it is there. */
function fakeKeychain(name: string | null): Keychain & { asked: string[] } {
  const asked: string[] = [];
  const turn = (text: string) => [...text].reverse().join("");
  return {
    asked,
    name: async () => name,
    wrap: async (text) => {
      asked.push("wrap");
      return ok(turn(text));
    },
    unwrap: async (text) => {
      asked.push("unwrap");
      return ok(turn(text));
    },
  };
}

describe("a vault", () => {
  test("keeps values for a project and an environment, and gives what is set", async () => {
    expect(await vault.places(own.project)).toEqual(ok([]));
    await vault.set({ ...own, name: "TOKEN", value: "first value" });
    await vault.set({ ...own, name: "TOKEN", value: "  blanks\nand lines\n" });
    await vault.set({ ...own, name: "ALSO", value: "déjà vu 🔑" });
    await vault.set({ ...own, environment: "production", name: "TOKEN", value: "another one" });
    await vault.set({ project: "/work/other", environment: "", name: "TOKEN", value: "not yours" });
    expect(await valuesOf(vault, "TOKEN", "ALSO", "MISSING")).toEqual({ TOKEN: "  blanks\nand lines\n", ALSO: "déjà vu 🔑" });
    const inProduction = { ...own, environment: "production", name: "TOKEN" };
    expect(await vault.places(own.project)).toEqual(ok([{ ...own, name: "ALSO" }, { ...own, name: "TOKEN" }, inProduction]));
    expect(await vault.remove({ ...own, name: "TOKEN" })).toEqual(ok(true));
    expect(await vault.remove({ ...own, name: "TOKEN" })).toEqual(ok(false));
    expect(await vault.places(own.project)).toEqual(ok([{ ...own, name: "ALSO" }, inProduction]));
  });

  test("shows neither names nor values nor projects to whoever has only the data folder, and nothing to other people", async () => {
    await vault.set({ ...own, name: "TOKEN", value: "correct horse" });
    const [file = ""] = sealedFiles();
    const key = JSON.parse(readFileSync(keyPath, "utf8")).key as string;
    for (const text of [file.slice(dataFolder.length), readFileSync(file, "latin1")])
      for (const secret of ["TOKEN", "correct", "shop", key]) expect(text.includes(secret)).toBe(false);
    const modes = [keyPath, join(folder, "config"), file, join(dataFolder, "secrets")].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o600, 0o700, 0o600, 0o700]);
  });

  test("lets secrets follow a folder that moved, under those that are there already", async () => {
    await vault.set({ ...own, name: "TOKEN", value: "moves along" });
    await vault.set({ ...own, name: "ALSO", value: "was here before" });
    await vault.set({ project: "/new/shop", environment: "", name: "ALSO", value: "stays here" });
    expect(await vault.move(own.project, "/new/shop")).toEqual(ok(null));
    const values = await vault.values("/new/shop", "", ["TOKEN", "ALSO"]);
    expect(values.ok && Object.fromEntries(values.value)).toEqual({ TOKEN: "moves along", ALSO: "stays here" });
    expect(await vault.places(own.project)).toEqual(ok([]));
  });

  test("refuses what cannot be a secret, and never repeats it", async () => {
    const refused = [
      { name: "TOKEN", value: "abc" },
      { name: "TOKEN", value: "  a \n" },
      { name: "TOKEN", value: "with\0nul" },
      { name: "TOKEN", value: "\ud800 alone" },
      { name: "TOKEN", value: "x".repeat(64 * 1024 + 1) },
      { name: "TOKEN=hunter2", value: "hunter2" },
      { name: "MILLRACE_RUN", value: "hunter2" },
    ];
    for (const { name, value } of refused) {
      const answer = await vault.set({ ...own, name, value });
      expect(answer.ok ? "kept" : answer.failure.code).toBe("secret-refused");
      expect(JSON.stringify(answer)).not.toMatch(/hunter2|abc|xxxx/);
    }
    expect(existsSync(keyPath)).toBe(false);
    expect((await vault.set({ ...own, name: "PIN", value: "äöü1" })).ok).toBe(true);
  });

  test("names a file that is damaged, and never writes over it", async () => {
    await vault.set({ ...own, name: "TOKEN", value: "correct horse" });
    const [file = ""] = sealedFiles();
    const whole = readFileSync(file, "utf8");
    const turned = JSON.stringify({ ...JSON.parse(whole), sealed: randomBytes(80).toString("base64") });
    for (const text of ["", "{}", "null", whole.slice(0, 40), turned]) {
      writeFileSync(file, text);
      const answers = [
        await vault.values(own.project, "", ["TOKEN"]),
        await vault.places(own.project),
        await vault.set({ ...own, name: "TOKEN", value: "another one" }),
      ];
      for (const answer of answers)
        expect(answer).toMatchObject({ ok: false, failure: { code: "secrets-unreadable", message: expect.stringContaining(file) } });
      expect(readFileSync(file, "utf8")).toBe(text);
    }
  });

  test("does not take one secret's file for another's", async () => {
    await vault.set({ ...own, name: "ONE", value: "value of one" });
    const [one = ""] = sealedFiles();
    await vault.set({ ...own, name: "TWO", value: "value of two" });
    const two = sealedFiles().find((file) => file !== one) ?? "";
    renameSync(one, two);
    expect(await valuesOf(vault, "TWO")).toBe("secrets-unreadable");
  });

  test("names a file that another key sealed, adds none beside it, and says when the key is gone", async () => {
    await vault.set({ ...own, name: "TOKEN", value: "correct horse" });
    const [file = ""] = sealedFiles();
    const before = readFileSync(file, "utf8");
    const other = openVault(dataFolder, handedKey(randomBytes(32)));
    const foreign = { ok: false, failure: { code: "secrets-unreadable", message: expect.stringContaining(file) } };
    expect(await other.values(own.project, "", ["TOKEN"])).toMatchObject(foreign);
    expect(await other.places(own.project)).toMatchObject(foreign);
    expect(await other.set({ ...own, name: "OTHER", value: "another one" })).toMatchObject(foreign);
    rmSync(keyPath);
    const lost = openVault(dataFolder, keysInFile(keyPath, dataFolder, null));
    expect(await lost.set({ ...own, name: "TOKEN", value: "another one" })).toMatchObject({
      ok: false,
      failure: { code: "secrets-unreadable", message: expect.stringContaining(keyPath) },
    });
    expect([existsSync(keyPath), sealedFiles(), readFileSync(file, "utf8")]).toEqual([false, [file], before]);
  });

  test.skipIf(isRoot)("says which folder cannot be read (skipped for root, who reads everything)", async () => {
    await vault.set({ ...own, name: "TOKEN", value: "correct horse" });
    chmodSync(join(dataFolder, "secrets"), 0);
    expect(await vault.places(own.project)).toMatchObject({ ok: false, failure: { code: "secrets-unreadable" } });
    chmodSync(join(dataFolder, "secrets"), 0o700);
  });
});

describe("the key", () => {
  test("is where the person's configuration is, unless it is told otherwise", () => {
    expect(keyFile({ MILLRACE_KEY_FILE: "/keys/mine" }, "linux")).toBe("/keys/mine");
    expect(keyFile({ XDG_CONFIG_HOME: "/config" }, "linux")).toBe("/config/millrace/secret.key");
    expect(keyFile({}, "darwin")).toMatch(/Library\/Preferences\/Millrace\/secret\.key$/);
  });

  test("is made once, however many make it at the same time", async () => {
    const makers = Array.from({ length: 8 }, () => keysInFile(keyPath, dataFolder, null));
    const made = await Promise.all(makers.map((keys) => keys.findOrMake()));
    expect(new Set(made.map((key) => key.ok && key.value.toString("hex"))).size).toBe(1);
    expect(readdirSync(join(folder, "config"))).toEqual(["secret.key"]);
  });

  test("is never put into the data folder, not even through a link's name", async () => {
    mkdirSync(dataFolder);
    const inside = join(folder, "elsewhere", "..", "data", "keys", "secret.key");
    const answer = await openVault(dataFolder, keysInFile(inside, dataFolder, null)).set({ ...own, name: "TOKEN", value: "correct horse" });
    expect(answer).toMatchObject({ ok: false, failure: { code: "secrets-unwritable" } });
    expect(readdirSync(dataFolder)).toEqual([]);
  });

  test("is not used when others may read it, or when it is damaged", async () => {
    await vault.set({ ...own, name: "TOKEN", value: "correct horse" });
    chmodSync(keyPath, 0o644);
    const again = () => openVault(dataFolder, keysInFile(keyPath, dataFolder, null));
    expect(await again().places(own.project)).toMatchObject({
      ok: false,
      failure: { hint: `Set its permissions right: chmod 600 '${keyPath}'.` },
    });
    chmodSync(keyPath, 0o600);
    for (const text of ["", "[]", '{"version":1}', '{"version":1,"key":"c2hvcnQ="}', '{"version":2,"key":"x"}']) {
      writeFileSync(keyPath, text);
      expect(await again().places(own.project)).toMatchObject({ ok: false, failure: { message: `The key ${keyPath} is damaged.` } });
    }
  });

  test("is wrapped by a keychain where there is one; who cannot ask it is told so", async () => {
    const keychain = fakeKeychain("the Test Keychain");
    const desktop = openVault(dataFolder, keysInFile(keyPath, dataFolder, keychain));
    expect(await desktop.protection()).toEqual({ kind: "keychain", name: "the Test Keychain" });
    await desktop.set({ ...own, name: "TOKEN", value: "correct horse" });
    expect(Object.keys(JSON.parse(readFileSync(keyPath, "utf8")))).toEqual(["version", "keychain", "wrapped"]);
    const next = openVault(dataFolder, keysInFile(keyPath, dataFolder, keychain));
    expect(await valuesOf(next, "TOKEN")).toEqual({ TOKEN: "correct horse" });
    expect(await valuesOf(next, "TOKEN")).toEqual({ TOKEN: "correct horse" });
    expect(keychain.asked).toEqual(["wrap", "unwrap", "unwrap"]);
    const terminal = openVault(dataFolder, keysInFile(keyPath, dataFolder, null));
    expect(await terminal.values(own.project, "", ["TOKEN"])).toMatchObject({
      ok: false,
      failure: { message: "The key of the secrets is kept by the Test Keychain, which only the desktop application can ask." },
    });
  });

  test("stays in its file where the system has no keychain worth the name, and where a terminal made it first", async () => {
    const desktop = openVault(dataFolder, keysInFile(keyPath, dataFolder, fakeKeychain(null)));
    await desktop.set({ ...own, name: "TOKEN", value: "correct horse" });
    expect(await desktop.protection()).toEqual({ kind: "file", path: keyPath });
    expect(await valuesOf(vault, "TOKEN")).toEqual({ TOKEN: "correct horse" });
    const later = openVault(dataFolder, keysInFile(keyPath, dataFolder, fakeKeychain("the Test Keychain")));
    expect([await valuesOf(later, "TOKEN"), await later.protection()]).toEqual([
      { TOKEN: "correct horse" },
      { kind: "file", path: keyPath },
    ]);
  });

  test("is said to be out of reach when the keychain refuses", async () => {
    const keychain = fakeKeychain("the Test Keychain");
    await openVault(dataFolder, keysInFile(keyPath, dataFolder, keychain)).set({ ...own, name: "TOKEN", value: "correct horse" });
    const refusing: Keychain = { ...keychain, unwrap: async () => err(failure("denied", "You said no.", "Say yes.")) };
    expect(await openVault(dataFolder, keysInFile(keyPath, dataFolder, refusing)).places(own.project)).toMatchObject({
      ok: false,
      failure: { message: "the Test Keychain did not give the key of the secrets: You said no.", hint: "Say yes." },
    });
  });
});
