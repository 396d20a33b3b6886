import { chmod, lstat, mkdir, open, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Hook } from "../../../../shared/contract/code/history.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { commonFolderOf, type Repository } from "../repository.ts";
import { type CommandLine, type HookName, hookScript, interpreterOf, keptSuffix, stagesOfHook } from "./hook-script.ts";

const hookNames: readonly HookName[] = ["pre-commit", "pre-push"];

/** What of ours runs before git commits and pushes, and whether it can be set here. */
export async function readHooks(repository: Repository): Promise<Hook[]> {
  const place = await findPlace(repository);
  return Promise.all(
    hookNames.map(async (hook) => {
      if (place.folder === null) return { hook, stages: [], hasOther: false, path: null, note: place.note };
      const path = join(place.folder, hook);
      const text = await textOf(path);
      const stages = text === null ? null : stagesOfHook(text);
      const hasOther = stages === null ? text !== null : await isThere(path + keptSuffix);
      const other = stages === null ? path : path + keptSuffix;
      const isIdle = hasOther && !(await isExecutable(other));
      return { hook, stages: stages ?? [], hasOther, path, note: isIdle ? `${other} is not executable, so git leaves it out.` : null };
    }),
  );
}

/** Installs, changes or (without stages) removes our part of a hook. What else is there stays as it is, to the last byte. */
export async function setHook(
  repository: Repository,
  { hook, stages, commandLine }: { readonly hook: HookName; readonly stages: readonly string[]; readonly commandLine: CommandLine },
): Promise<Result<undefined, CodeFailure>> {
  const place = await findPlace(repository);
  const path = join(place.folder ?? "", hook);
  const text = place.folder === null ? null : await textOf(path);
  const isOurs = text !== null && stagesOfHook(text) !== null;
  if (stages.length === 0) {
    if (isOurs) await remove(path);
    return ok(undefined);
  }
  if (place.folder === null)
    return err(impossible("The hook cannot be set here.", `${place.note} millrace run ${stages.join(" ")} is what to add there.`));
  try {
    await mkdir(place.folder, { recursive: true });
    if (text !== null && !isOurs) await rename(path, path + keptSuffix);
    const kept = await beginningOf(path + keptSuffix);
    const wish = {
      hook,
      stages,
      prefix: repository.prefix,
      commandLine,
      kept: kept === null ? null : { interpreter: interpreterOf(kept) },
    };
    await write(path, hookScript(wish));
    return ok(undefined);
  } catch (cause) {
    return err(
      impossible(`${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, "Check who owns the folder."),
    );
  }
}

/** Never half of it: git may run it at any moment. */
async function write(path: string, text: string): Promise<void> {
  const fresh = `${path}.millrace-new`;
  await writeFile(fresh, text);
  await chmod(fresh, 0o755);
  await rename(fresh, path);
}

async function remove(path: string): Promise<void> {
  if (await isThere(path + keptSuffix)) await rename(path + keptSuffix, path);
  else await rm(path, { force: true });
}

/** The folder of the hooks; without one, why ours must not be put there. */
type Place = { readonly folder: string; readonly note: null } | { readonly folder: null; readonly note: string };

async function findPlace(repository: Repository): Promise<Place> {
  const { reader, writer, top } = repository;
  const asked = (await reader.textOf(["rev-parse", "--git-path", "hooks"])).replace(/\n$/, "");
  const folder = isAbsolute(asked) ? asked : resolve(top, asked);
  const [scope = "", configured] = (await reader.textOf(["config", "--show-scope", "--type=path", "--get", "core.hooksPath"]))
    .trim()
    .split("\t");
  if (configured === undefined) return { folder, note: null };
  if (scope !== "local" && scope !== "worktree") {
    return {
      folder: null,
      note: `core.hooksPath is ${configured} for every repository of this person: a hook there would run in all of them.`,
    };
  }
  const facts = await lstat(folder).catch(() => null);
  if (facts !== null && !facts.isDirectory() && !facts.isSymbolicLink())
    return { folder: null, note: `core.hooksPath is ${configured}, which is no folder.` };
  if (isWithin(await real(folder), await real(await commonFolderOf(repository)))) return { folder, note: null };
  const path = relative(await real(top), await real(folder));
  if (!isWithin(await real(folder), await real(top))) {
    return { folder: null, note: `core.hooksPath is ${configured}, outside of this repository: other repositories may use it, too.` };
  }
  // Husky's own folder, for one, is told to git as nothing to keep. The reader's literal paths are refused here.
  const isIgnored = (await writer.textOf(["check-ignore", "--", `./${path}/pre-commit`])) !== "";
  return isIgnored
    ? { folder, note: null }
    : {
        folder: null,
        note: `core.hooksPath is ${configured}, which is part of the repository: what is put there would be committed for everybody.`,
      };
}

/** Where a folder really is; of one that is not there, where it would be. */
async function real(path: string): Promise<string> {
  const found = await realpath(path).catch(() => null);
  return found ?? (dirname(path) === path ? path : join(await real(dirname(path)), path.slice(dirname(path).length + 1)));
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function isExecutable(path: string): Promise<boolean> {
  const facts = await lstat(path).catch(() => null);
  return facts !== null && (process.platform === "win32" || facts.isSymbolicLink() || (facts.mode & 0o111) !== 0);
}

/** `null` when it is not there; empty for a link that leads nowhere. */
async function textOf(path: string): Promise<string | null> {
  return (await isThere(path)) ? readFile(path, "utf8").catch(() => "") : null;
}

async function beginningOf(path: string): Promise<string | null> {
  if (!(await isThere(path))) return null;
  const file = await open(path).catch(() => null);
  if (file === null) return "";
  const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0).finally(() => file.close());
  return buffer.subarray(0, bytesRead).toString("latin1");
}
