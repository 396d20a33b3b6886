import { safeStorage } from "electron";
import type { EngineReport, KeychainAnswer } from "../../shared/contract/host.ts";

type Question = Extract<EngineReport, { type: "keychain" }>;

/** Asks the system's keychain for the engine, which alone knows what is to be kept. */
export async function askKeychain({ id, ask, text }: Question): Promise<KeychainAnswer> {
  try {
    return { type: "keychain", id, ok: true, text: await answers[ask](text) };
  } catch (error) {
    // The person said no, or the keychain is locked or gone.
    const message = error instanceof Error ? error.message : String(error);
    return { type: "keychain", id, ok: false, message, hint: "Unlock the keychain, allow Millrace to use it, then try again." };
  }
}

const answers: Record<Question["ask"], (text: string) => Promise<string | null>> = {
  name: keychainName,
  wrap: async (text) => (await safeStorage.encryptStringAsync(text)).toString("base64"),
  unwrap: async (text) => (await safeStorage.decryptStringAsync(Buffer.from(text, "base64"))).result,
};

const onLinux: Partial<Record<ReturnType<typeof safeStorage.getSelectedStorageBackend>, string>> = {
  gnome_libsecret: "the GNOME keyring",
  kwallet: "KWallet",
  kwallet5: "KWallet",
  kwallet6: "KWallet",
};

/** `null` where there is none: with `basic_text` Electron encrypts by a password that is in its own source. */
async function keychainName(): Promise<string | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;
  if (process.platform === "darwin") return "the macOS keychain";
  if (process.platform === "win32") return "Windows";
  return onLinux[safeStorage.getSelectedStorageBackend()] ?? null;
}
