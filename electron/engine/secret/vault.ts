import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { replaceFile } from "./atomic-file.ts";
import { checkSecret } from "./check-secret.ts";
import { fileNameOf, type SealingKeys, type Secret, type SecretPlace, seal, sealingKeys, unseal } from "./sealed-secret.ts";
import { type SecretFailure, systemCode } from "./secret-failure.ts";
import type { KeyProtection, SecretKeys } from "./secret-keys.ts";

/**
 * The values of secrets, each sealed in a file of its own in the data folder: whoever sets two at once never meets, and
 * what is damaged costs one value. They belong to a project's folder, not to its id, which counts from p1 again in a new
 * history and would hand one project's secrets to another. `environment` is empty for a value that is for all of a project.
 */
export interface Vault {
  /** Where the project has values, sorted by environment and name. */
  places(project: string): Promise<Result<SecretPlace[], SecretFailure>>;
  /** The values of those that are set; the others are left out. */
  values(project: string, environment: string, names: readonly string[]): Promise<Result<ReadonlyMap<string, string>, SecretFailure>>;
  /** Keeps a value, in place of an older one. It outlives a power cut when this answers. */
  set(secret: Secret): Promise<Result<null, SecretFailure>>;
  /** False when it was not set. */
  remove(place: SecretPlace): Promise<Result<boolean, SecretFailure>>;
  /** Lets secrets follow a folder that moved. Those that `to` has already win. */
  move(from: string, to: string): Promise<Result<null, SecretFailure>>;
  protection(): Promise<KeyProtection>;
}

const folderName = "secrets";
const ending = ".secret";

/** Opens the vault of a data folder. Nothing is read or made before it is asked. */
export function openVault(dataFolder: string, keys: SecretKeys): Vault {
  const folder = join(dataFolder, folderName);

  /** The key for reading; `null` when nothing was ever sealed. */
  async function findKeys(): Promise<Result<SealingKeys | null, SecretFailure>> {
    if (filesIn(folder).length === 0) return ok(null);
    const found = await keys.find();
    if (!found.ok) return found;
    if (found.value === null) return err(keyMissing(folder, await keys.protection()));
    return ok(sealingKeys(found.value));
  }

  async function keysToSeal(): Promise<Result<SealingKeys, SecretFailure>> {
    const present = await findKeys();
    if (!present.ok) return present;
    if (present.value === null) {
      const made = await keys.findOrMake();
      return made.ok ? ok(sealingKeys(made.value)) : made;
    }
    // One that another key sealed means that this key is the wrong one: nothing is to be added beside it.
    for (const file of filesIn(folder)) {
      if (readFileIn(folder, file, present.value) === "foreign") return err(foreign(join(folder, file)));
    }
    return ok(present.value);
  }

  async function all(): Promise<Result<Secret[], SecretFailure>> {
    const found = await findKeys();
    if (!found.ok) return found;
    const secrets: Secret[] = [];
    for (const file of found.value === null ? [] : filesIn(folder)) {
      const secret = found.value === null ? null : readFileIn(folder, file, found.value);
      if (typeof secret === "string") return err(unopened(secret, join(folder, file)));
      if (secret !== null) secrets.push(secret);
    }
    return ok(secrets);
  }

  async function values(project: string, environment: string, names: readonly string[]): ReturnType<Vault["values"]> {
    const found = await findKeys();
    if (!found.ok) return found;
    const values = new Map<string, string>();
    if (found.value === null) return ok(values);
    for (const name of names) {
      const file = fileNameOf({ project, environment, name }, found.value);
      const secret = readFileIn(folder, file, found.value);
      if (typeof secret === "string") return err(unopened(secret, join(folder, file)));
      if (secret !== null) values.set(name, secret.value);
    }
    if (values.size === names.length) return ok(values);
    // Not there under this key: with another key it may be.
    const other = filesIn(folder).find((file) => found.value !== null && readFileIn(folder, file, found.value) === "foreign");
    return other === undefined ? ok(values) : err(foreign(join(folder, other)));
  }

  async function set(secret: Secret): Promise<Result<null, SecretFailure>> {
    const checked = checkSecret(secret.name, secret.value);
    if (!checked.ok) return checked;
    const found = await keysToSeal();
    if (!found.ok) return found;
    const file = fileNameOf(secret, found.value);
    const before = readFileIn(folder, file, found.value);
    if (typeof before === "string") return err(unopened(before, join(folder, file)));
    return writing(folder, () => replaceFile(join(folder, file), seal(secret, file, found.value)));
  }

  async function remove(place: SecretPlace): Promise<Result<boolean, SecretFailure>> {
    const found = await findKeys();
    if (!found.ok) return found;
    if (found.value === null) return ok(false);
    const file = fileNameOf(place, found.value);
    if (!filesIn(folder).includes(file)) return ok(false);
    const removed = writing(folder, () => rmSync(join(folder, file), { force: true }));
    return removed.ok ? ok(true) : removed;
  }

  async function move(from: string, to: string): Promise<Result<null, SecretFailure>> {
    const secrets = await all();
    if (!secrets.ok) return secrets;
    for (const secret of secrets.value.filter(({ project }) => project === from)) {
      const isTaken = secrets.value.some((one) => one.project === to && one.environment === secret.environment && one.name === secret.name);
      const kept = isTaken ? ok(null) : await set({ ...secret, project: to });
      const removed = kept.ok ? await remove(secret) : kept;
      if (!removed.ok) return removed;
    }
    return ok(null);
  }

  async function places(project: string): Promise<Result<SecretPlace[], SecretFailure>> {
    const secrets = await all();
    if (!secrets.ok) return secrets;
    const own = secrets.value.filter((secret) => secret.project === project);
    return ok(own.map(({ environment, name }) => ({ project, environment, name })).sort(byPlace));
  }

  const guarded =
    <Input extends unknown[], Value>(action: (...input: Input) => Promise<Result<Value, SecretFailure>>) =>
    (...input: Input) =>
      action(...input).catch((error: unknown) => err(unreachable(error, folder)));
  return {
    places: guarded(places),
    values: guarded(values),
    set: guarded(set),
    remove: guarded(remove),
    move: guarded(move),
    protection: keys.protection,
  };
}

function byPlace(one: SecretPlace, other: SecretPlace): number {
  const [first, second] = [one, other].map(({ environment, name }) => `${environment}\n${name}`);
  return (first ?? "") < (second ?? "") ? -1 : 1;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** `null` when it is not there (any more). */
function readFileIn(folder: string, file: string, keys: SealingKeys): Secret | "damaged" | "foreign" | null {
  try {
    return unseal(readFileSync(join(folder, file), "utf8"), file, keys);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

function unreachable(error: unknown, folder: string): SecretFailure {
  if (systemCode(error) === null) throw error;
  return failure(
    "secrets-unreadable",
    `The secrets in ${folder} cannot be read: ${(error as Error).message}.`,
    "Check the folder's permissions.",
  );
}

function writing(folder: string, action: () => void): Result<null, SecretFailure> {
  try {
    action();
    return ok(null);
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    const why = isFull ? "the disk is full" : (error as Error).message;
    return err(
      failure(
        "secrets-unwritable",
        `Nothing could be changed in ${folder}: ${why}.`,
        isFull ? "Make room, then try again." : "Check that you may write to the folder.",
      ),
    );
  }
}

function unopened(state: "damaged" | "foreign", path: string): SecretFailure {
  if (state === "foreign") return foreign(path);
  return failure(
    "secrets-unreadable",
    `The secret in ${path} is damaged.`,
    "Bring the file back from a copy, or take it away and set the secret again.",
  );
}

function foreign(path: string): SecretFailure {
  return failure(
    "secrets-unreadable",
    `The secret in ${path} was sealed with another key, or by a newer Millrace.`,
    "Bring the old key back. If it is lost, take the file away and set the secret again.",
  );
}

function keyMissing(folder: string, protection: KeyProtection): SecretFailure {
  const place = protection.kind === "file" ? protection.path : protection.name;
  return failure(
    "secrets-unreadable",
    `There are secrets in ${folder}, but their key is not in ${place}.`,
    "Bring the key back from a copy. If it is lost, take that folder away and set the secrets again.",
  );
}
