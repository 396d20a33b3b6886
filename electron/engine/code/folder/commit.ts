import { err, ok, type Result } from "../../../../shared/result.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import type { ChangePlace } from "../operation/change-in.ts";
import { orHookRefusal } from "../operation/hook-refusal.ts";
import { type Done, type Operation, type OperationTools, operate } from "../operation/operation.ts";
import { openRepository } from "../repository.ts";
import { waitForIndex } from "./index-lock.ts";
import { announceNewFiles, forgetNewFiles } from "./new-files.ts";
import { conflictPaths } from "./stage.ts";

/** What to commit with. */
export interface CommitWish {
  readonly message: string;
  readonly isAmend: boolean;
  readonly isSignedOff: boolean;
  readonly isHookless: boolean;
  /** All changes of the project's folder, new files as well, whatever of them is staged. */
  readonly isAll: boolean;
  /** The same of these files alone: patterns of git in the project's folder, of which each holds one at least. */
  readonly only?: readonly string[];
}

/**
 * Commits what is staged, or all. Then it is git that stages and commits in one: a hook that refuses, or an end in the
 * middle, leaves the index as it was. The message goes through git's input, where nobody else can read it, and keeps its lines that
 * begin with `#`. When it is stopped, the failure says whether there is a commit.
 */
export function commit(place: ChangePlace, wish: CommitWish, signal?: AbortSignal): Operation {
  return operate({ ...place, signal }, (tools) => commitNow(place, wish, tools));
}

async function commitNow(
  { folder, now }: ChangePlace,
  { message, isAmend, isSignedOff, isHookless, isAll, only }: CommitWish,
  { git, act }: OperationTools,
): Promise<Result<Done, CodeFailure>> {
  const opened = await openRepository(folder);
  if (!opened.ok) return opened;
  const repository = opened.value;
  const free = await waitForIndex(repository, now);
  if (!free.ok) return free;
  const before = await headOf(repository.reader);
  const refusal =
    isAmend && before === "" ? impossible("There is no commit yet that could be amended.", "Commit without it.") : await refusalOf();
  if (refusal !== null) return err(refusal);
  const patterns = only?.map((pattern) => `:(top,glob)${escaped(repository.prefix)}${pattern}`);
  const announced = isAll ? await announceNewFiles(repository, patterns) : ok([]);
  if (!announced.ok) return announced;
  const options = [...(isAmend ? ["--amend"] : []), ...(isSignedOff ? ["--signoff"] : []), ...(isHookless ? ["--no-verify"] : [])];
  const what = !isAll ? [] : patterns === undefined ? wholeOf(repository.prefix) : ["--only", "--", ...patterns];
  const done = await act(["commit", "--file=-", "--cleanup=whitespace", ...options, ...what], message);
  const after = await headOf(repository.reader);
  if (after === before) await forgetNewFiles(repository, announced.value);
  if (!done.ok) {
    if (done.failure.code !== "git-stopped") {
      return err(nothingToCommit(done.failure) ?? (isHookless ? done.failure : await orHookRefusal(git, folder, "commit", done.failure)));
    }
    const outcome =
      after === before ? "Nothing was committed." : `The commit ${after.slice(0, 7)} was made already; hooks behind it were stopped.`;
    return err({ ...done.failure, message: `The commit was stopped. ${outcome}` });
  }
  const subject = (await git.textOf(["log", "--max-count=1", "--format=%s"])).trim();
  return ok({ text: `${isAmend ? "Amended" : "Committed"} ${after.slice(0, 7)}: ${subject}` });

  async function refusalOf(): Promise<CodeFailure | null> {
    const [first] = await conflictPaths(repository);
    return first === undefined ? null : impossible(`${first} has conflicts.`, "Resolve them, and commit then.");
  }
}

/** Where the project is only a part of a repository, what is staged elsewhere stays there. */
function wholeOf(prefix: string): string[] {
  return prefix === "" ? ["--all"] : ["--only", "--", `:(top,literal)${prefix}`];
}

/** Where a folder's name has signs of a pattern, they mean themselves. */
function escaped(prefix: string): string {
  return prefix.replace(/[\\*?[]/g, "\\$&");
}

async function headOf(reader: OperationTools["git"]): Promise<string> {
  return (await reader.textOf(["rev-parse", "--verify", "--end-of-options", "HEAD^{commit}"])).trim();
}

function nothingToCommit(cause: CodeFailure): CodeFailure | null {
  if (cause.code !== "git-failed" || !/nothing to commit|no changes added to commit|nothing added to commit/.test(cause.output))
    return null;
  return impossible("Nothing is staged, so there is nothing to commit.", "Stage files or lines first.");
}
