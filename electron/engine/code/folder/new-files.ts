import { err, ok, type Result } from "../../../../shared/result.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { pathInput, pathsFromInput, perform } from "../operation/change-in.ts";
import type { Repository } from "../repository.ts";

/**
 * Tells git of all files of the project that it does not know, or of those that `patterns` name, but of nothing in them:
 * `git commit --all` takes them in then. Answers their paths from the top, for {@link forgetNewFiles}.
 */
export async function announceNewFiles(
  { reader, writer, pathWriter, prefix }: Repository,
  patterns?: readonly string[],
): Promise<Result<readonly string[], CodeFailure>> {
  const question = ["ls-files", "--others", "--exclude-standard", "-z"];
  const below = prefix === "" ? [] : ["--", prefix];
  const listed = patterns === undefined ? reader.textOf([...question, ...below]) : writer.textOf([...question, "--", ...patterns]);
  const paths = pathsIn(await listed);
  // A folder with a repository of its own is told with a slash.
  const stranger = paths.find((path) => path.endsWith("/"));
  if (stranger !== undefined) {
    return err(
      impossible(
        `${stranger.slice(0, -1)} is a repository of its own, so its files cannot be committed here.`,
        "Stage the other files, and commit them.",
      ),
    );
  }
  if (paths.length === 0) return ok(paths);
  const added = await perform(pathWriter, ["add", "--intent-to-add", ...pathsFromInput], pathInput(paths));
  return added.ok ? ok(paths) : added;
}

/** Takes that back for those that nothing has come of since. */
export async function forgetNewFiles({ reader, pathWriter }: Repository, paths: readonly string[]): Promise<void> {
  const announced = new Set(pathsIn(await reader.textOf(["diff-files", "--name-only", "--diff-filter=A", "-z"])));
  const left = paths.filter((path) => announced.has(path));
  if (left.length > 0) await perform(pathWriter, ["rm", "--cached", "--quiet", "--force", ...pathsFromInput], pathInput(left));
}

function pathsIn(text: string): string[] {
  return text.split("\0").filter((path) => path !== "");
}
