import { createHash } from "node:crypto";
import { type Component, packageUrl } from "./component.ts";
import { readComposerLock, readNpmLock, readNugetLock, readPipfileLock } from "./json-locks.ts";
import { readCargoLock, readGemfileLock, readGoModules, readGradleLock, readPythonLock, readYarnLock } from "./text-locks.ts";

/** How each lock file is read, by its name; `null` where that is not known. */
const readers: Readonly<Record<string, ((text: string) => Component[] | Promise<Component[]>) | null>> = {
  "package-lock.json": readNpmLock,
  "npm-shrinkwrap.json": readNpmLock,
  "pnpm-lock.yaml": async (text) => (await import("./yaml-locks.ts")).readPnpmLock(text),
  "yarn.lock": readYarnLock,
  "bun.lock": null,
  "bun.lockb": null,
  "deno.lock": null,
  "Cargo.lock": readCargoLock,
  "poetry.lock": readPythonLock,
  "uv.lock": readPythonLock,
  "Pipfile.lock": readPipfileLock,
  "pdm.lock": readPythonLock,
  "go.mod": readGoModules,
  "composer.lock": readComposerLock,
  "Gemfile.lock": readGemfileLock,
  "gradle.lockfile": readGradleLock,
  "packages.lock.json": readNugetLock,
  "pubspec.lock": async (text) => (await import("./yaml-locks.ts")).readPubspecLock(text),
  "mix.lock": null,
  "Package.resolved": null,
  "Podfile.lock": null,
};

/** A lock file of the released commit. */
export interface LockFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What is released. */
export interface SbomSubject {
  readonly name: string;
  readonly version: string;
  readonly commit: string;
  /** Epoch milliseconds: the bill is the same whenever it is made. */
  readonly committedAt: number;
  readonly artifacts: readonly { readonly path: string; readonly sha256: string }[];
}

/** A bill of materials, or why there is none. */
export interface Sbom {
  /** CycloneDX 1.6 as JSON; `null` when no lock file could be read. */
  readonly text: string | null;
  readonly componentCount: number;
  /** What is missing in it, or why there is none; `null` when it is whole. */
  readonly note: string | null;
}

/** Whether a file of this name is one of those that a bill is made from, or is known to be missing in it. */
export function isLockFile(path: string): boolean {
  return Object.hasOwn(readers, path.split("/").at(-1) ?? "");
}

/** The bill of materials of what the lock files name. The same in, the same out. */
export async function writeSbom(subject: SbomSubject, locks: readonly LockFile[]): Promise<Sbom> {
  const notes: string[] = [];
  const components = new Map<string, Component>();
  let readable = 0;
  for (const { path, text } of locks.toSorted((first, second) => compare(first.path, second.path))) {
    const read = readers[path.split("/").at(-1) ?? ""] ?? null;
    if (read === null) {
      notes.push(`${path} is not in it: how it is read is not known.`);
      continue;
    }
    try {
      for (const component of await read(text)) merge(components, component);
      readable += 1;
    } catch (cause) {
      notes.push(`${path} is not in it: ${(cause as Error).message.split("\n")[0]}.`);
    }
  }
  if (locks.length === 0) notes.push("The project has no lock file, from which a bill of materials could be made.");
  const note = notes.length === 0 ? null : notes.join(" ");
  if (readable === 0) return { text: null, componentCount: 0, note };
  return { text: `${JSON.stringify(billOf(subject, components), null, 2)}\n`, componentCount: components.size, note };
}

/** The same package from several places is one; the scope that needs it most counts. */
function merge(components: Map<string, Component>, component: Component): void {
  const url = packageUrl(component);
  const known = components.get(url);
  const order: readonly Component["scope"][] = ["excluded", "optional", "required"];
  if (known === undefined) components.set(url, component);
  else if (order.indexOf(component.scope) > order.indexOf(known.scope)) components.set(url, { ...known, scope: component.scope });
}

function billOf({ name, version, commit, committedAt, artifacts }: SbomSubject, components: ReadonlyMap<string, Component>): object {
  const rootRef = `${name}@${version}`;
  const sorted = [...components].sort(([first], [second]) => compare(first, second));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(`${rootRef}\n${commit}`)}`,
    version: 1,
    metadata: {
      timestamp: new Date(committedAt).toISOString(),
      tools: { components: [{ type: "application", name: "Millrace" }] },
      component: {
        type: "application",
        "bom-ref": rootRef,
        name,
        version,
        ...(artifacts.length === 0 ? {} : { components: artifacts.map(fileOf) }),
        properties: [{ name: "millrace:commit", value: commit }],
      },
    },
    components: sorted.map(([url, component]) => describe(url, component)),
  };
}

function fileOf({ path, sha256 }: SbomSubject["artifacts"][number]): object {
  return { type: "file", "bom-ref": `file:${path}`, name: path, hashes: [{ alg: "SHA-256", content: sha256 }] };
}

function describe(url: string, { group, name, version, hashes, licence, scope }: Component): object {
  return {
    type: "library",
    "bom-ref": url,
    ...(group === "" ? {} : { group }),
    ...{ name, version, scope },
    ...(hashes.length === 0 ? {} : { hashes }),
    ...(licence === null ? {} : { licenses: [isExpression(licence) ? { expression: licence } : { license: { name: licence } }] }),
    purl: url,
  };
}

/** As SPDX has them; other words, such as "SEE LICENSE IN file", are only a name. */
function isExpression(licence: string): boolean {
  return /^[A-Za-z0-9.+()-]+( (AND|OR|WITH) [A-Za-z0-9.+()-]+)*$/.test(licence) && !/^UNLICEN[SC]ED$/i.test(licence);
}

/** A UUID of version 8 (RFC 9562): made of what it names. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
