import { type Component, hashOf, integrityHashes, plainComponent } from "./component.ts";

/*
 * Lock files in JSON. A file that is not of the shape that it should be throws; what one entry lacks is left out.
 */

type Fields = Readonly<Record<string, unknown>>;

/** npm's `package-lock.json` and `npm-shrinkwrap.json`. */
export function readNpmLock(text: string): Component[] {
  const lock = fieldsOf(JSON.parse(text));
  if (lock.packages === undefined) return readNested(lock.dependencies);
  return Object.entries(fieldsOf(lock.packages)).flatMap(([path, entry]) => {
    const found = fieldsOf(entry);
    const at = path.lastIndexOf("node_modules/");
    // What lies elsewhere, or is a link to it, is the project's own.
    if (at === -1 || found.link === true || typeof found.version !== "string") return [];
    const name = typeof found.name === "string" ? found.name : path.slice(at + "node_modules/".length);
    return [
      {
        ...plainComponent("npm", name, found.version),
        hashes: integrityHashes(found.integrity),
        licence: textOf(found.license),
        scope: found.dev === true ? "excluded" : found.optional === true || found.devOptional === true ? "optional" : "required",
      },
    ];
  });
}

/** Format 1, of npm up to 6: packages stand in those that have them for themselves, and nothing is said of licences. */
function readNested(dependencies: unknown): Component[] {
  return Object.entries(fieldsOf(dependencies)).flatMap(([name, entry]): Component[] => {
    const found = fieldsOf(entry);
    const inner = readNested(found.dependencies);
    // An alias is `npm:name@version`; what else is no number was not got from a registry.
    const [, real = name, version] = /^(?:npm:(.+)@)?(\d[^/:]*)$/.exec(textOf(found.version) ?? "") ?? [];
    if (version === undefined) return inner;
    const scope = found.dev === true ? "excluded" : found.optional === true ? "optional" : "required";
    return [{ ...plainComponent("npm", real, version), hashes: integrityHashes(found.integrity), scope }, ...inner];
  });
}

/** Composer's `composer.lock`. */
export function readComposerLock(text: string): Component[] {
  const lock = fieldsOf(JSON.parse(text));
  const read = (list: unknown, scope: Component["scope"]) =>
    listOf(list).flatMap((entry): Component[] => {
      const { name, version, dist, license } = fieldsOf(entry);
      if (typeof name !== "string" || typeof version !== "string") return [];
      const licences = listOf(license).filter((each) => typeof each === "string");
      const licence = licences.length === 0 ? null : licences.length === 1 ? (licences[0] ?? null) : `(${licences.join(" OR ")})`;
      return [
        { ...plainComponent("composer", name, version), hashes: hashOf("SHA-1", textOf(fieldsOf(dist).shasum) ?? ""), licence, scope },
      ];
    });
  return [...read(lock.packages, "required"), ...read(lock["packages-dev"], "excluded")];
}

/** NuGet's `packages.lock.json`. */
export function readNugetLock(text: string): Component[] {
  return Object.values(fieldsOf(fieldsOf(JSON.parse(text)).dependencies)).flatMap((framework) =>
    Object.entries(fieldsOf(framework)).flatMap(([name, entry]): Component[] => {
      const { resolved, contentHash } = fieldsOf(entry);
      if (typeof resolved !== "string") return [];
      const hex = Buffer.from(textOf(contentHash) ?? "", "base64").toString("hex");
      return [{ ...plainComponent("nuget", name, resolved), hashes: hashOf("SHA-512", hex) }];
    }),
  );
}

/** Pipenv's `Pipfile.lock`. Its hashes are of several files each, and are left out. */
export function readPipfileLock(text: string): Component[] {
  const lock = fieldsOf(JSON.parse(text));
  return (["default", "develop"] as const).flatMap((group) =>
    Object.entries(fieldsOf(lock[group])).flatMap(([name, entry]): Component[] => {
      const version = textOf(fieldsOf(entry).version)?.replace(/^==/, "");
      return version === undefined
        ? []
        : [{ ...plainComponent("pypi", name.toLowerCase(), version), scope: group === "default" ? "required" : "excluded" }];
    }),
  );
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
