/** The public face of secrets: where their values are kept, and how they are taken out of what stages say. */
export { disguisesOf } from "./disguises.ts";
export { lastWords } from "./last-words.ts";
export { createRedactor, createTextRedactor, type Redactor, redactorFor, redactText, resumeRedactor } from "./redactor.ts";
export type { Secret, SecretPlace } from "./sealed-secret.ts";
export type { SecretFailure } from "./secret-failure.ts";
export { handedKey, type Keychain, type KeyProtection, keyFile, keysInFile, type SecretKeys } from "./secret-keys.ts";
export { openVault, type Vault } from "./vault.ts";
