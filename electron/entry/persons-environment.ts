import { delimiter, dirname, join } from "node:path";

/** What npm tells of the script that it runs; in a stage it would speak of Millrace, not of the project. */
const npmsOwn =
  /^(npm_(lifecycle|package)_.*|npm_(command|execpath|node_execpath)|npm_config_(local_prefix|node_gyp|user_agent)|INIT_CWD|NODE)$/i;

/**
 * The environment that the person's shell had before npm started Millrace from `ownFolder`: without npm's variables, and
 * without Millrace's own `node_modules/.bin`, whose Node would run the project's commands in place of the person's.
 */
export function personsEnvironment(environment: NodeJS.ProcessEnv, ownFolder: string): NodeJS.ProcessEnv {
  if (environment.npm_execpath === undefined && environment.npm_command === undefined) return environment;
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !npmsOwn.test(name)));
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
  const folders: string[] = [];
  for (let place = folder; ; place = dirname(place)) {
    folders.push(join(place, "node_modules", ".bin"));
    if (place === dirname(place)) return folders;
  }
}
