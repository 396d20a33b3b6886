import { randomBytes } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, sep } from "node:path";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { createFileOnce } from "./atomic-file.ts";
import { type SecretFailure, systemCode } from "./secret-failure.ts";

/** How long the key is. */
export const keyBytes = 32;

/** Where the key that seals all secrets of one person comes from. */
export interface SecretKeys {
  /** The key; `null` before there is one. */
  find(): Promise<Result<Buffer | null, SecretFailure>>;
  /** The key, made now when there is none. */
  findOrMake(): Promise<Result<Buffer, SecretFailure>>;
  /** What keeps it from others, or would if it were made now: a keychain, or a file that only its owner may read. */
  protection(): Promise<KeyProtection>;
}

/** See {@link SecretKeys.protection}. */
export type KeyProtection = { readonly kind: "keychain"; readonly name: string } | { readonly kind: "file"; readonly path: string };

/** The system's keychain, where there is one that this host may ask. */
export interface Keychain {
  /** What the person knows it as; `null` when there is none worth the name, and a file must do. */
  name(): Promise<string | null>;
  /** Encrypts a text so that only this person's session can read it; in base64. */
  wrap(text: string): Promise<Result<string, Failure>>;
  unwrap(wrapped: string): Promise<Result<string, Failure>>;
}

/**
 * Where the key's file is: `MILLRACE_KEY_FILE` when set, else among the person's configuration, never in the data folder:
 * whoever copies that has no key.
 */
export function keyFile(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const chosen = environment.MILLRACE_KEY_FILE;
  if (chosen) return chosen;
  const home = homedir();
  if (platform === "darwin") return join(home, "Library", "Preferences", "Millrace", "secret.key");
  if (platform === "win32") return join(environment.APPDATA || join(home, "AppData", "Roaming"), "Millrace", "secret.key");
  return join(environment.XDG_CONFIG_HOME || join(home, ".config"), "millrace", "secret.key");
}

/** What the file holds: the key itself, or the key as the keychain wrapped it. Both in base64. */
type KeyFile = { readonly version: 1; readonly key: string } | { readonly version: 1; readonly keychain: string; readonly wrapped: string };

/**
 * The key in a file, wrapped by the keychain when there was one as it was made. A key that a terminal made first stays
 * as it is, so that both may use it. The file is made once and never written again.
 */
export function keysInFile(path: string, dataFolder: string, keychain: Keychain | null): SecretKeys {
  let known: Buffer | null = null;

  async function find(): Promise<Result<Buffer | null, SecretFailure>> {
    if (known !== null) return ok(known);
    const read = readKeyFile(path);
    if (!read.ok) return read;
    if (read.value === null) return ok(null);
    const opened = await openKey(path, read.value, keychain);
    if (opened.ok) known = opened.value;
    return opened;
  }

  async function findOrMake(): Promise<Result<Buffer, SecretFailure>> {
    const found = await find();
    if (!found.ok) return found;
    if (found.value !== null) return ok(found.value);
    if (isInside(path, dataFolder)) return err(misplaced(path));
    const made = await makeKey(keychain);
    if (!made.ok) return made;
    try {
      // Somebody may have made one a moment earlier: that one is the key then.
      createFileOnce(path, `${JSON.stringify(made.value)}\n`);
    } catch (error) {
      if (systemCode(error) === null) throw error;
      return err(
        failure(
          "secrets-unwritable",
          `The key ${path} could not be made: ${(error as Error).message}.`,
          "Check that you may write to its folder.",
        ),
      );
    }
    const kept = await find();
    if (!kept.ok || kept.value !== null) return kept as Result<Buffer, SecretFailure>;
    return err(failure("secrets-unreadable", `The key ${path} vanished as soon as it was made.`));
  }

  async function protection(): Promise<KeyProtection> {
    const read = readKeyFile(path);
    const file = read.ok ? read.value : null;
    const name = file === null ? await keychain?.name() : "keychain" in file ? file.keychain : null;
    return typeof name === "string" ? { kind: "keychain", name } : { kind: "file", path };
  }

  return { find, findOrMake, protection };
}

/** A key that this process was given when it was started. */
export function handedKey(key: Buffer): SecretKeys {
  return {
    find: async () => ok(key),
    findOrMake: async () => ok(key),
    protection: async () => ({ kind: "keychain", name: "the keychain" }),
  };
}

function readKeyFile(path: string): Result<KeyFile | null, SecretFailure> {
  try {
    const status = statSync(path);
    if (process.platform !== "win32" && (status.mode & 0o077) !== 0)
      return err(unreadable(`The key ${path} may be read by others.`, `Set its permissions right: chmod 600 '${path}'.`));
    const content = JSON.parse(readFileSync(path, "utf8")) as KeyFile;
    return isKeyFile(content) ? ok(content) : err(damaged(path));
  } catch (error) {
    if (error instanceof SyntaxError) return err(damaged(path));
    const code = systemCode(error);
    if (code === null) throw error;
    return code === "ENOENT" || code === "ENOTDIR"
      ? ok(null)
      : err(unreadable(`The key ${path} cannot be read: ${(error as Error).message}.`, "Check its permissions."));
  }
}

function isKeyFile(content: KeyFile): boolean {
  if (typeof content !== "object" || content === null || content.version !== 1) return false;
  if ("key" in content) return typeof content.key === "string";
  return typeof content.wrapped === "string" && typeof content.keychain === "string";
}

async function openKey(path: string, content: KeyFile, keychain: Keychain | null): Promise<Result<Buffer, SecretFailure>> {
  if ("key" in content) return keyFrom(path, content.key);
  if (keychain === null)
    return err(
      unreadable(
        `The key of the secrets is kept by ${content.keychain}, which only the desktop application can ask.`,
        "Start the run from the desktop application.",
      ),
    );
  const unwrapped = await keychain.unwrap(content.wrapped);
  if (!unwrapped.ok)
    return err(unreadable(`${content.keychain} did not give the key of the secrets: ${unwrapped.failure.message}`, unwrapped.failure.hint));
  return keyFrom(path, unwrapped.value);
}

function keyFrom(path: string, text: string): Result<Buffer, SecretFailure> {
  const key = Buffer.from(text, "base64");
  return key.length === keyBytes ? ok(key) : err(damaged(path));
}

async function makeKey(keychain: Keychain | null): Promise<Result<KeyFile, SecretFailure>> {
  const key = randomBytes(keyBytes).toString("base64");
  const name = keychain === null ? null : await keychain.name();
  if (keychain === null || name === null) return ok({ version: 1, key });
  const wrapped = await keychain.wrap(key);
  if (wrapped.ok) return ok({ version: 1, keychain: name, wrapped: wrapped.value });
  return err(
    failure("secrets-unwritable", `${name} did not take the key of the secrets: ${wrapped.failure.message}`, wrapped.failure.hint),
  );
}

/** Whether the file would lie in the folder, links followed as far as they are there. */
function isInside(path: string, folder: string): boolean {
  const root = realPlace(folder);
  const place = realPlace(dirname(path));
  return place === root || place.startsWith(root.endsWith(sep) ? root : root + sep);
}

function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet: what will be made is below what is.
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), path.slice(parent.length));
  }
}

function misplaced(path: string): SecretFailure {
  return failure(
    "secrets-unwritable",
    `The key ${path} would lie in the data folder, beside what it locks.`,
    "Choose another data folder with MILLRACE_HOME, or another place for the key with MILLRACE_KEY_FILE.",
  );
}

function damaged(path: string): SecretFailure {
  return unreadable(
    `The key ${path} is damaged.`,
    "Bring it back from a copy. Without it the secrets are lost: take it away, then set them again.",
  );
}

function unreadable(message: string, hint: string): SecretFailure {
  return failure("secrets-unreadable", message, hint);
}
