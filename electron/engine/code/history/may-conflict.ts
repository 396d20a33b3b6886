import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Git, GitEnd } from "../../git/git.ts";
import type { CodeFailure } from "../code-failure.ts";
import { explainRefusal } from "../operation/explain-refusal.ts";
import type { Done, OperationTools } from "../operation/operation.ts";

/** What git says when it stopped in the middle because sides could not be merged, and not before it began. */
const stoppedInTheMiddle =
  /CONFLICT \(|Automatic merge failed|could not apply|after resolving the conflicts|Merge conflict in|Applying autostash resulted in conflicts/i;

/** How many files wait for somebody to resolve them. */
export async function countConflicts(git: Git): Promise<number> {
  const text = await git.textOf(["diff", "--name-only", "--diff-filter=U", "-z"]);
  return text.split("\0").filter((path) => path !== "").length;
}

/** Does something that may end in conflicts, which is no failure: they are there to be resolved. */
export async function integrate(
  { attempt, git }: OperationTools,
  command: readonly string[],
  text: () => string | Promise<string>,
): Promise<Result<Done, CodeFailure>> {
  const ended = await attempt(command);
  if (!ended.ok) return ended;
  const isRefused = ended.value.exitCode !== 0;
  if (isRefused && !isInTheMiddle(ended.value)) return err(explainRefusal(command, ended.value));
  const conflicts = isRefused || isInTheMiddle(ended.value) ? await countConflicts(git) : 0;
  if (isRefused && conflicts === 0) return err(explainRefusal(command, ended.value));
  if (conflicts > 0)
    return ok({ text: `${conflicts === 1 ? "One file has" : `${conflicts} files have`} conflicts to resolve.`, hasConflicts: true });
  return ok({ text: await text() });
}

function isInTheMiddle({ output, complaint }: GitEnd): boolean {
  return stoppedInTheMiddle.test(output) || stoppedInTheMiddle.test(complaint);
}
