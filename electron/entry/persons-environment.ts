import { readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** What npm tells of the script that it runs; in a stage it would speak of Millrace, not of the project. */
const npmsOwn =
  /^(npm_(lifecycle|package)_.*|npm_(command|execpath|node_execpath)|npm_config_(local_prefix|node_gyp|user_agent)|INIT_CWD|NODE)$/i;

/**
 * The environment that the person's shell had before npm started Millrace from `ownFolder`: without npm's variables,
 * without what npm read from Millrace's own `.npmrc` (a project's `npm ci` would leave its install scripts out), and
 * without Millrace's own `node_modules/.bin`, whose Node would run the project's commands in place of the person's.
 */
export function personsEnvironment(environment: NodeJS.ProcessEnv, ownFolder: string): NodeJS.ProcessEnv {
  if (environment.npm_execpath === undefined && environment.npm_command === undefined) return environment;
  const settings = ownSettings(ownFolder);
  const isPersons = ([name, value]: [string, string | undefined]) => !npmsOwn.test(name) && settings.get(name.toLowerCase()) !== value;
  const kept = Object.fromEntries(Object.entries(environment).filter(isPersons));
  const pathName = Object.keys(kept).find((name) => name.toUpperCase() === "PATH");
  if (pathName === undefined) return kept;
  const own = new Set(binFoldersAbove(ownFolder));
  const isOwn = (folder: string) => own.has(folder) || /[\\/]node-gyp-bin$/.test(folder);
  kept[pathName] = (kept[pathName] ?? "")
    .split(delimiter)
    .filter((folder) => !isOwn(folder))
    .join(delimiter);
  return kept;
}

function binFoldersAbove(folder: string): string[] {
  return foldersAbove(folder).map((place) => join(place, "node_modules", ".bin"));
}

/** What the nearest `.npmrc` sets, as npm hands it on: `ignore-scripts=true` as `npm_config_ignore_scripts`, `false` as nothing. */
function ownSettings(folder: string): ReadonlyMap<string, string> {
  const file = foldersAbove(folder)
    .map((place) => join(place, ".npmrc"))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  const text = file === undefined ? "" : readFileSync(file, "utf8");
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, name, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined ? [] : [[`npm_config_${name.replaceAll("-", "_").toLowerCase()}`, value === "false" ? "" : (value ?? "")]];
    }),
  );
}

function foldersAbove(folder: string): string[] {
  const folders: string[] = [];
  for (let place = folder; ; place = dirname(place)) {
    folders.push(place);
    if (place === dirname(place)) return folders;
  }
}
