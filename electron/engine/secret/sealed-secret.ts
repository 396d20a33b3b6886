import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { keyBytes } from "./secret-keys.ts";

/** One secret, as it is sealed. */
export interface Secret {
  /** The project's folder. */
  readonly project: string;
  /** Empty for a value that is for all of the project. */
  readonly environment: string;
  readonly name: string;
  readonly value: string;
}

/** What a secret is found by. */
export type SecretPlace = Pick<Secret, "project" | "environment" | "name">;

/** Keys for different ends, so that none says anything about another. */
export interface SealingKeys {
  /** Tells keys apart without giving one away. */
  readonly id: string;
  readonly sealing: Buffer;
  readonly naming: Buffer;
}

/** Derives them from the one key. */
export function sealingKeys(key: Buffer): SealingKeys {
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", key, "", `millrace secrets ${purpose}`, keyBytes));
  return { id: derive("id").toString("hex", 0, 8), sealing: derive("sealing"), naming: derive("naming") };
}

/** The name of a secret's file: says nothing to whoever has no key. */
export function fileNameOf({ project, environment, name }: SecretPlace, { naming }: SealingKeys): string {
  const place = JSON.stringify([project, environment, name]);
  return `${createHmac("sha256", naming).update(place).digest("hex")}.secret`;
}

/** What is in a file: AES-256 in Galois/counter mode (NIST SP 800-38D), bound to the file's name. */
interface Envelope {
  readonly version: 1;
  readonly key: string;
  readonly nonce: string;
  readonly sealed: string;
}

const algorithm = "aes-256-gcm";
/** What the mode is made for. */
const nonceBytes = 12;
const tagBytes = 16;

/** Seals a secret for the file of that name. */
export function seal(secret: Secret, fileName: string, keys: SealingKeys): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, keys.sealing, nonce).setAAD(Buffer.from(fileName));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(secret), "utf8"), cipher.final(), cipher.getAuthTag()]);
  const envelope: Envelope = { version: 1, key: keys.id, nonce: nonce.toString("base64"), sealed: sealed.toString("base64") };
  return `${JSON.stringify(envelope)}\n`;
}

/** Opens what {@link seal} made. `foreign`: another key sealed it, or another version of Millrace. */
export function unseal(text: string, fileName: string, keys: SealingKeys): Secret | "damaged" | "foreign" {
  const envelope = readEnvelope(text);
  if (envelope === null) return "damaged";
  if (envelope.version !== 1 || envelope.key !== keys.id) return "foreign";
  try {
    const sealed = Buffer.from(envelope.sealed, "base64");
    const end = sealed.length - tagBytes;
    const nonce = Buffer.from(envelope.nonce, "base64");
    const decipher = createDecipheriv(algorithm, keys.sealing, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(fileName)).setAuthTag(sealed.subarray(end));
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]).toString("utf8")) as Secret;
  } catch {
    // The mode says only that something is not as it was sealed; what, nobody can tell.
    return "damaged";
  }
}

function readEnvelope(text: string): Envelope | null {
  try {
    const found = JSON.parse(text) as Envelope | null;
    const isEnvelope =
      typeof found === "object" && typeof found?.key === "string" && typeof found.nonce === "string" && typeof found.sealed === "string";
    return isEnvelope ? found : null;
  } catch {
    return null;
  }
}
