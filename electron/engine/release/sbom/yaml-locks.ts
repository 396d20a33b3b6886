import { parse } from "yaml";
import { type Component, hashOf, integrityHashes, plainComponent } from "./component.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `pnpm-lock.yaml`, formats 5 to 9. */
export function readPnpmLock(text: string): Component[] {
  const lock = fieldsOf(parse(text));
  return Object.entries(fieldsOf(lock.packages)).flatMap(([key, entry]): Component[] => {
    const { resolution, dev, optional } = fieldsOf(entry);
    const named = nameOf(key);
    if (named === null) return [];
    return [
      {
        ...plainComponent("npm", named.name, named.version),
        hashes: integrityHashes(fieldsOf(resolution).integrity),
        scope: dev === true ? "excluded" : optional === true ? "optional" : "required",
      },
    ];
  });
}

/** `/a@1.0.0(peer@2)`, `a@1.0.0`, and as pnpm up to 7 wrote it `/a/1.0.0_peer@2`. */
function nameOf(key: string): { name: string; version: string } | null {
  const plain = key.replace(/^\//, "").replace(/\(.*$/, "");
  const [, name, version] = /^(@[^/@]+\/[^/@]+|[^/@]+)[@/](\d[^_@/]*)(?:_.*)?$/.exec(plain) ?? [];
  return name === undefined || version === undefined ? null : { name, version };
}

/** Dart's `pubspec.lock`. */
export function readPubspecLock(text: string): Component[] {
  return Object.entries(fieldsOf(fieldsOf(parse(text)).packages)).flatMap(([name, entry]): Component[] => {
    const { version, source, dependency, description } = fieldsOf(entry);
    if (typeof version !== "string" || source !== "hosted") return [];
    const sum = fieldsOf(description).sha256;
    return [
      {
        ...plainComponent("pub", name, version),
        hashes: hashOf("SHA-256", typeof sum === "string" ? sum : ""),
        scope: dependency === "direct dev" ? "excluded" : "required",
      },
    ];
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
