import type { SecretSource } from "../engine/run/run.ts";
import type { Store } from "../engine/store/store.ts";

/**
 * The secrets of a run in this process. `key` (base64) is what it was handed by a host that asked the keychain; `null`
 * reads the key's file. Nothing is loaded before a stage asks: most runs have no secrets.
 */
export function lateSecrets(store: Store, key: string | null): SecretSource {
  return async (project, names, environment) => {
    const { secretsFrom } = await import("../engine/run/run.ts");
    const { handedKey, keyFile, keysInFile, openVault } = await import("../engine/secret/secret.ts");
    const keys = key === null ? keysInFile(keyFile(process.env), store.folder, null) : handedKey(Buffer.from(key, "base64"));
    return secretsFrom(store, openVault(store.folder, keys))(project, names, environment);
  };
}
