import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { secondMs } from "../../../shared/time.ts";
import type { Tips } from "../ancestry/ancestry.ts";
import type { Git } from "../git/git.ts";
import { itemsNamedByBranch } from "./item-names.ts";

/** What a main branch is called where git does not say. */
const usualNames = ["main", "master", "trunk"];
const heads = "refs/heads/";

/** The branch on which work lands: the remote's as this clone knows it, else the one with a usual name, else the only one. */
export async function readMainBranch(git: Git, tips: Tips): Promise<string> {
  const said = (await git.textOf(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])).trim();
  const own = said.startsWith("origin/") ? said.slice("origin/".length) : "";
  const local = [...tips.commits.keys()].filter((name) => name.startsWith(heads)).map((name) => name.slice(heads.length));
  const isThere = (name: string) => local.includes(name) || tips.commits.has(`refs/remotes/origin/${name}`);
  const [only = "main", ...others] = local;
  return [own, ...usualNames].find((name) => name !== "" && isThere(name)) ?? (others.length === 0 ? only : "main");
}

/** The longest first line of a log: two hashes, a person, a time and a reason. */
const maxLineBytes = 1_024;

/** When the branches here that name items were made, by full name, as far as git has kept that. */
export async function readBranchTimes(folder: string, git: Git, tips: Tips): Promise<Map<string, number>> {
  const naming = [...tips.commits.keys()].filter(
    (name) => name.startsWith(heads) && itemsNamedByBranch(name.slice(heads.length)).length > 0,
  );
  const times = new Map<string, number>();
  if (naming.length === 0) return times;
  const common = (await git.textOf(["rev-parse", "--git-common-dir"])).trim();
  if (common === "") return times;
  for (const name of naming) {
    // Git has no question for the oldest entry of a log but reading it whole.
    const line = await readFirstLine(join(resolve(folder, common), "logs", name));
    const seconds = /> (\d{1,12}) [+-]\d{4}\t/.exec(line)?.[1];
    if (seconds !== undefined) times.set(name, Number(seconds) * secondMs + secondMs - 1);
  }
  return times;
}

async function readFirstLine(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return "";
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxLineBytes), 0, maxLineBytes, 0);
    return buffer.toString("utf8", 0, bytesRead).split("\n", 1)[0] ?? "";
  } catch {
    // A folder of that name: then the branch has no log.
    return "";
  } finally {
    await file.close();
  }
}
