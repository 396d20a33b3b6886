/** A package that a lock file names. */
export interface Component {
  /** The kind of package, as package URLs call it: `npm`, `cargo`. */
  readonly type: string;
  /** What stands before the name: `@scope` of npm, `vendor` of Composer; empty without. */
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly ComponentHash[];
  /** As the lock file writes it; `null` when it does not say. */
  readonly licence: string | null;
  /** `excluded` is only needed to develop. */
  readonly scope: "required" | "optional" | "excluded";
}

/** A checksum in CycloneDX's words. */
export interface ComponentHash {
  readonly alg: "MD5" | "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
  /** Hexadecimal. */
  readonly content: string;
}

/** A component about which a lock file says nothing but its name and version. */
export function plainComponent(type: string, name: string, version: string): Component {
  const slash = name.lastIndexOf("/");
  return {
    type,
    group: name.slice(0, Math.max(0, slash)),
    name: name.slice(slash + 1),
    version,
    hashes: [],
    licence: null,
    scope: "required",
  };
}

const hexLengths: Readonly<Record<ComponentHash["alg"], number>> = { MD5: 32, "SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128 };

/** A checksum when it is one: lock files may hold anything. */
export function hashOf(alg: ComponentHash["alg"], hex: string): ComponentHash[] {
  const content = hex.toLowerCase();
  return content.length === hexLengths[alg] && /^[0-9a-f]+$/.test(content) ? [{ alg, content }] : [];
}

/** Those of Subresource Integrity, as npm and pnpm write them: `sha512-` and base64, several with spaces between. */
export function integrityHashes(integrity: unknown): ComponentHash[] {
  if (typeof integrity !== "string") return [];
  return integrity.split(/\s+/).flatMap((part) => {
    const [, size, base64 = ""] = /^sha(1|256|384|512)-([A-Za-z0-9+/=]+)/.exec(part) ?? [];
    return size === undefined ? [] : hashOf(`SHA-${size}` as ComponentHash["alg"], Buffer.from(base64, "base64").toString("hex"));
  });
}

/** The package URL (purl-spec), which says what it is to every other tool. */
export function packageUrl({ type, group, name, version }: Component): string {
  const parts = [...group.split("/").filter((part) => part !== ""), name].map(encode);
  return `pkg:${type}/${parts.join("/")}@${encode(version)}`;
}

/** As the specification has it: a colon stays. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%3A", ":");
}
