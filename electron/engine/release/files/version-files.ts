import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { jsonPlaces } from "./json-places.ts";
import { gradlePlaces, mixPlaces, plainPlaces, propertiesPlaces, pubspecPlaces, setupCfgPlaces } from "./line-places.ts";
import type { FindPlaces, VersionFileFailure, VersionPlace } from "./place.ts";
import { lockedEntries, tomlListHas, tomlPlaces, tomlText } from "./toml-places.ts";
import { msbuildPlaces, pomPlaces } from "./xml-places.ts";

/** A file that holds the project's version. */
export interface VersionFile {
  /** As it stands now. */
  readonly version: string;
  /** The same text with another version. */
  write(version: string): string;
}

/** By a file's name: where its version is. */
const kinds: readonly { readonly name: RegExp; readonly find: FindPlaces }[] = [
  { name: /^(package|deno|jsr|composer)\.json$/, find: jsonPlaces(["version"]) },
  { name: /^Cargo\.toml$/, find: tomlPlaces("package", "workspace.package") },
  { name: /^pyproject\.toml$/, find: pyprojectPlaces },
  { name: /^setup\.cfg$/, find: setupCfgPlaces },
  { name: /^pom\.xml$/, find: pomPlaces },
  { name: /^build\.gradle(\.kts)?$/, find: gradlePlaces },
  { name: /^gradle\.properties$/, find: propertiesPlaces },
  { name: /^(Directory\.Build\.props|.*\.(cs|fs|vb)proj)$/, find: msbuildPlaces },
  { name: /^pubspec\.yaml$/, find: pubspecPlaces },
  { name: /^mix\.exs$/, find: mixPlaces },
  { name: /^(VERSION|version|VERSION\.txt|version\.txt)$/, find: plainPlaces },
];

/** Whether toolchains keep a project's version in a file of this name. */
export function mayHoldVersion(path: string): boolean {
  return findFor(path) !== null;
}

/** Reads where the version of `path` stands. Every other byte of the text stays when it is written. */
export function readVersionFile(path: string, text: string): Result<VersionFile, VersionFileFailure> {
  const find = findFor(path);
  if (find === null) return err(failure("version-not-found", `Where the version is in ${path} is not known.`));
  const found = find(text, path);
  const version = found.ok ? (found.value[0]?.version ?? "") : "";
  return found.ok ? ok({ version, write: (next) => splice(text, found.value, next) }) : found;
}

function findFor(path: string): FindPlaces | null {
  const name = path.split("/").at(-1) ?? "";
  return kinds.find((kind) => kind.name.test(name))?.find ?? null;
}

function splice(text: string, places: readonly VersionPlace[], version: string): string {
  return places
    .toSorted((first, second) => second.start - first.start)
    .reduce((result, { start, end }) => result.slice(0, start) + version + result.slice(end), text);
}

function pyprojectPlaces(text: string, path: string): ReturnType<FindPlaces> {
  if (tomlListHas(text, "project", "dynamic", "version"))
    return err(failure("version-elsewhere", `The version in ${path} is dynamic: its build finds it out.`));
  return tomlPlaces("project", "tool.poetry")(text, path);
}

/** A file that repeats the version of another one: its lock file. */
export interface Companion {
  /** By their names, beside the file or, for Cargo and uv, at the project's root. */
  readonly names: readonly string[];
  /** The companion's text with the new version; `null` when it does not repeat it. */
  rewrite(text: string, file: { readonly text: string; readonly version: string }, next: string): string | null;
}

const lockPlaces = jsonPlaces(["version"], ["packages", "", "version"]);

const npmLocks: Companion = {
  names: ["package-lock.json", "npm-shrinkwrap.json"],
  rewrite: (text, _, next) => {
    const found = lockPlaces(text, "package-lock.json");
    return found.ok ? splice(text, found.value, next) : null;
  },
};

/** Of the packages that were got from nowhere, the project's own; of a workspace all that share its version. */
const cargoLock: Companion = {
  names: ["Cargo.lock"],
  rewrite: (text, file, next) => {
    const name = tomlText(file.text, "package", "version") === null ? null : (tomlText(file.text, "package", "name")?.version ?? "");
    const own = lockedEntries(text).filter(
      (entry) => entry.texts.source === undefined && (name === null ? entry.version.version === file.version : entry.name === name),
    );
    return own.length === 0
      ? null
      : splice(
          text,
          own.map(({ version }) => version),
          next,
        );
  },
};

const uvLock: Companion = {
  names: ["uv.lock"],
  rewrite: (text, file, next) => {
    const name = tomlText(file.text, "project", "name")
      ?.version.toLowerCase()
      .replaceAll(/[-_.]+/g, "-");
    const own = lockedEntries(text).filter((entry) => entry.name === name && entry.version.version === file.version);
    return own.length === 0
      ? null
      : splice(
          text,
          own.map(({ version }) => version),
          next,
        );
  },
};

/** The lock file that repeats the version of a file of this name; `null` when none does. */
export function companionOf(path: string): Companion | null {
  const name = path.split("/").at(-1);
  if (name === "package.json") return npmLocks;
  if (name === "Cargo.toml") return cargoLock;
  return name === "pyproject.toml" ? uvLock : null;
}
