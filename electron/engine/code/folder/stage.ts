import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { readRawRecords } from "../difference/raw-records.ts";
import { pathInput, pathsFromInput, perform } from "../operation/change-in.ts";
import { fromTop, type Repository } from "../repository.ts";

/** Stages files, or folders with all in them, as they lie there; those that are gone are staged as deleted. */
export async function stagePaths(repository: Repository, paths: readonly string[]): Promise<Result<undefined, CodeFailure>> {
  const whole = paths.map((path) => fromTop(repository, path));
  const stranger = await findStranger(repository, whole);
  if (stranger !== null) {
    return err(
      impossible(`${stranger} is a repository of its own, so its files cannot be staged here.`, "git submodule add makes it a submodule."),
    );
  }
  // Told what it did, git says something.
  const added = await perform(repository.pathWriter, ["add", "--all", "--verbose", ...pathsFromInput], pathInput(whole));
  return added.ok ? ok(undefined) : err(explainPaths(added.failure, paths));
}

/** Takes files, or folders with all in them, out of the index: it has them as the commit does then. */
export async function unstagePaths(repository: Repository, paths: readonly string[]): Promise<Result<undefined, CodeFailure>> {
  const whole = new Set(paths.map((path) => fromTop(repository, path)));
  const inConflict = (await conflictPaths(repository)).filter((path) => whole.has(path));
  if (inConflict.length > 0) {
    return err(impossible(`${inConflict[0]} has conflicts; nothing of it is staged.`, "Resolve it first, or give up the whole merge."));
  }
  const input = pathInput([...whole, ...(await formerNames(repository, whole))]);
  const isUnborn = (await repository.reader.textOf(["rev-parse", "--verify", "--end-of-options", "HEAD"])) === "";
  const command = isUnborn ? ["rm", "--cached", "-r", "--force", "--ignore-unmatch"] : ["reset"];
  const taken = await perform(repository.pathWriter, [...command, ...pathsFromInput], input);
  return taken.ok ? ok(undefined) : err(explainPaths(taken.failure, paths));
}

/** Paths from the top whose sides could not be merged. */
export async function conflictPaths({ reader }: Repository): Promise<string[]> {
  const listed = (await reader.textOf(["ls-files", "--unmerged", "-z"])).split("\0");
  return [...new Set(listed.filter((entry) => entry !== "").map((entry) => entry.slice(entry.indexOf("\t") + 1)))];
}

/** The first that is a folder with a repository of its own which git does not know as a submodule. */
async function findStranger({ top, reader }: Repository, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    // The folder of this repository itself.
    if (join(top, path) === join(top, ".")) continue;
    const isRepository = (await lstat(join(top, path, ".git")).catch(() => null)) !== null;
    if (isRepository && (await reader.textOf(["ls-files", "-z", "--", path])) === "") return path;
  }
  return null;
}

/** What the given files were called before they were renamed in the index: both names go together. */
async function formerNames({ reader }: Repository, paths: ReadonlySet<string>): Promise<string[]> {
  const listed = await reader.textOf(["diff", "--cached", "--raw", "-z", "--no-abbrev", "--find-renames", "--diff-filter=R"]);
  return readRawRecords(listed).flatMap(({ path, oldPath }) => (oldPath !== null && paths.has(path) ? [oldPath] : []));
}

/** The only names that git may miss are those of the paths. */
function explainPaths(cause: CodeFailure, paths: readonly string[]): CodeFailure {
  if (!/^There is no branch, tag or commit|did not match/.test(cause.message)) return cause;
  const odd = paths.find((path) => path.includes("\ufffd"));
  return odd === undefined
    ? failure("code-stale", "A file that was named is not there any more.", "Look at the status again.")
    : impossible(`${odd} has a name that is no UTF-8, and cannot be named here.`, "Use git itself for it, or rename the file.");
}
