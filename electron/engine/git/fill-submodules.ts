import { copyFile, cp, lstat, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Git, openGit } from "./gateway.ts";

/** Where a person's own clone keeps its submodules. */
export interface SubmoduleSource {
  /** Folders like `.git`, whose `modules` hold the repositories of submodules. */
  readonly gitFolders: readonly string[];
  /** The top of the person's files: a submodule may have its repository in itself. `null` for a bare repository. */
  readonly top: string | null;
}

/** What became of the submodules of a worktree. Paths have `/` and are relative to its top. */
export interface FilledSubmodules {
  /** Those in others stand behind these. */
  readonly filled: readonly { readonly path: string; readonly git: Git }[];
  /** Each with the reason, as in `lib (commit 0123456789 is not in your clone)`. */
  readonly missing: readonly string[];
}

interface Submodule {
  readonly path: string;
  readonly commit: string;
  /** Decides where its repository is; `null` for one that `.gitmodules` does not name. */
  readonly name: string | null;
}

/** Files and folders of a repository that are taken over, where they are there; objects are only looked up in it. */
const copied = ["refs", "packed-refs", "reftable", "shallow", "info"];

/**
 * Lays out the files of all submodules that the person's own clone has, in the empty folders that git made for them below
 * `root`. Each gets a small repository of its own that finds its objects in the person's: nothing is fetched, and nothing
 * is written there. `configuration` is what every command of git is told.
 */
export async function fillSubmodules(
  git: Git,
  root: string,
  source: SubmoduleSource,
  configuration: readonly string[],
): Promise<FilledSubmodules> {
  const filled: { path: string; git: Git }[] = [];
  const missing: string[] = [];
  for (const submodule of await listSubmodules(git, root)) {
    const { path, commit } = submodule;
    const folder = join(root, path);
    if (!(await isFolder(folder))) continue;
    const repository = await layOutFirst(folder, await repositoriesOf(submodule, source), commit, configuration);
    if (typeof repository === "string") {
      missing.push(`${path} (${repository})`);
      continue;
    }
    filled.push({ path, git: repository.git });
    const top = source.top === null ? null : join(source.top, path);
    const inner = await fillSubmodules(repository.git, folder, { gitFolders: [repository.folder], top }, configuration);
    filled.push(...inner.filled.map((other) => ({ ...other, path: `${path}/${other.path}` })));
    missing.push(...inner.missing.map((other) => `${path}/${other}`));
  }
  return { filled, missing };
}

/** By the index, whose paths git has checked; names are checked as git does (submodule-config.c, `check_submodule_name`). */
async function listSubmodules(git: Git, root: string): Promise<Submodule[]> {
  const list = join(root, ".gitmodules");
  // Without the list git knows nothing of them either; a link may lead anywhere.
  if (!(await lstat(list).catch(() => null))?.isFile()) return [];
  const entries = (await git.textOf(["ls-files", "--stage", "-z", "--", ":(top)"])).split("\0");
  const text = await git.textOf(["config", "-z", "--file", list, "--get-regexp", "^submodule\\..*\\.path$"]);
  const names = new Map(
    text.split("\0").flatMap((entry): [string, string][] => {
      const [key = "", path] = entry.split(/\n(.*)/s);
      const name = key.slice("submodule.".length, -".path".length);
      const isSafe = name !== "" && !name.split(/[\\/]/).includes("..");
      return path !== undefined && isSafe ? [[path, name]] : [];
    }),
  );
  return entries.flatMap((entry) => {
    const [, commit = "", path = ""] = /^160000 ([0-9a-f]+) \d\t(.*)$/s.exec(entry) ?? [];
    return path === "" ? [] : [{ path, commit, name: names.get(path) ?? null }];
  });
}

async function repositoriesOf({ path, name }: Submodule, { gitFolders, top }: SubmoduleSource): Promise<string[]> {
  const places = [
    ...(name === null ? [] : gitFolders.map((folder) => join(folder, "modules", name))),
    ...(top === null ? [] : [join(top, path, ".git")]),
  ];
  const found: string[] = [];
  for (const place of new Set(places)) if (await isFolder(join(place, "objects"))) found.push(place);
  return found;
}

interface Repository {
  readonly git: Git;
  readonly folder: string;
}

/** Answers the first repository that has the commit, or why there is none. */
async function layOutFirst(
  folder: string,
  repositories: readonly string[],
  commit: string,
  configuration: readonly string[],
): Promise<Repository | string> {
  for (const repository of repositories) {
    const git = await layOut(folder, repository, commit, configuration).catch(() => null);
    if (git !== null) return { git, folder: repository };
    // As git made it.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
  }
  return repositories.length === 0 ? "your clone has not initialized it" : `commit ${commit.slice(0, 10)} is not in your clone`;
}

async function layOut(folder: string, repository: string, commit: string, configuration: readonly string[]): Promise<Git | null> {
  const own = join(folder, ".git");
  await mkdir(join(own, "objects", "info"), { recursive: true });
  await mkdir(join(own, "refs"));
  await writeFile(join(own, "objects", "info", "alternates"), `${join(repository, "objects")}\n`);
  // It may hold what nobody else should read.
  await writeFile(join(own, "config"), await readFile(join(repository, "config")), { mode: 0o600 });
  for (const name of copied) await cp(join(repository, name), join(own, name), { recursive: true }).catch(ignoreMissing);
  if (await isFolder(join(own, "reftable"))) await copyFile(join(repository, "HEAD"), join(own, "HEAD"));
  else await writeFile(join(own, "HEAD"), `${commit}\n`);
  // Named, or git would look for a repository further up; and nothing may come over a network.
  const variables = { GIT_DIR: own, GIT_WORK_TREE: folder, GIT_ALLOW_PROTOCOL: "none", GIT_LFS_SKIP_SMUDGE: "1" };
  const opened = await openGit(folder, { isTrusted: true }, { variables, configuration });
  if (!opened.ok) return null;
  await opened.value.textOf(["config", "--local", "--unset", "core.worktree"]);
  const written = await opened.value.run(["checkout", "--force", "--detach", "--no-recurse-submodules", "--progress", commit]);
  return written.ok ? opened.value : null;
}

function ignoreMissing(cause: NodeJS.ErrnoException): void {
  if (cause.code !== "ENOENT") throw cause;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
