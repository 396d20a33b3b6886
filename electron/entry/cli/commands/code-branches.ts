import type { Branch } from "../../../../shared/contract/code/history.ts";
import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { operationCommand, printRows, withCodeHistory } from "../code-history-place.ts";
import { failCode, printOperation } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";

/** `millrace code branches` */
export const executeCodeBranches: Execute = (invocation) =>
  withCodeHistory(invocation, async ({ code, project }) => {
    const branches = await code.branches(project);
    return branches.ok
      ? printRows(invocation, "branches", branches.value, branchLine, "There is no branch yet.")
      : failCode(branches.failure);
  });

/** `millrace code branch NAME [FROM]`: makes, renames or removes one. */
export const executeCodeBranch: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const [name = "", from = "HEAD"] = words;
  if (options.delete === true && options.rename !== undefined) return failUsage("A branch is either renamed or removed.");
  if (options.force === true && options.delete !== true) return failUsage("--force goes with --delete.");
  return withCodeHistory(invocation, async ({ code, project }) => {
    const tell = (text: string, fields: object) => {
      print(isJson ? `${JSON.stringify({ name, ...fields })}\n` : `${visible(text)}\n`);
      return ok(exitCodes.passed);
    };
    if (options.delete === true) {
      const deleted = await code.deleteBranch({ ...project, name, isForced: options.force === true });
      return deleted.ok
        ? tell(`${name} is removed. millrace code undo ${deleted.value.undoId} brings it back.`, deleted.value)
        : failCode(deleted.failure);
    }
    if (typeof options.rename === "string") {
      const renamed = await code.renameBranch({ ...project, name, to: options.rename });
      return renamed.ok ? tell(`${name} is called ${options.rename} now.`, { to: options.rename }) : failCode(renamed.failure);
    }
    const made = await code.createBranch({ ...project, name, from, isSwitch: options.stay !== true });
    return made.ok ? tell(options.stay === true ? `${name} is made.` : `On ${name}.`, {}) : failCode(made.failure);
  });
};

/** `millrace code switch BRANCH` */
export const executeCodeSwitch: Execute = operationCommand(({ code, project }, { words, options }, signal) =>
  code.switchTo({ ...project, revision: words[0] ?? "", isDetached: options.detach === true, isStashed: options.stash === true }, signal),
);

/** `millrace code merge REVISION` */
export const executeCodeMerge: Execute = async (invocation) => {
  const { words, options } = invocation;
  const chosen = (["ff-only", "no-ff", "squash"] as const).filter((name) => options[name] === true);
  const [way, ...others] = chosen;
  if (others.length > 0) return failUsage("--ff-only, --no-ff and --squash exclude each other.");
  const how = way === undefined ? "auto" : ({ "ff-only": "fast-forward-only", "no-ff": "always-commit", squash: "squash" } as const)[way];
  return operationCommand(({ code, project }, _, signal) => code.merge({ ...project, revision: words[0] ?? "", how }, signal))(invocation);
};

/** `millrace code rebase ONTO` */
export const executeCodeRebase: Execute = operationCommand(({ code, project }, { words }, signal) =>
  code.rebase({ ...project, onto: words[0] ?? "" }, signal),
);

/** `millrace code cherry-pick REVISION` */
export const executeCodeCherryPick: Execute = ofCommit("cherryPick");

/** `millrace code revert REVISION` */
export const executeCodeRevert: Execute = ofCommit("revert");

function ofCommit(what: "cherryPick" | "revert"): Execute {
  return (invocation) =>
    withCodeHistory(invocation, async ({ code, project }) => {
      const found = await code.commitDetail({ ...project, revision: invocation.words[0] ?? "" });
      if (!found.ok) return failCode(found.failure);
      return printOperation(invocation, (signal) => code[what]({ ...project, commit: found.value.commit }, signal));
    });
}

function branchLine({ isCurrent, name, upstream, isGone, ahead, behind, worktree, subject }: Branch): string {
  const distance = [ahead ? `${ahead} ahead` : "", behind ? `${behind} behind` : ""].filter((part) => part !== "").join(", ");
  const followed = upstream === null ? "" : `→ ${upstream}${isGone ? ", which is gone" : distance === "" ? "" : `, ${distance}`}`;
  const elsewhere = worktree === null ? "" : `in ${worktree}`;
  return visible(
    [isCurrent ? "*" : " ", name.padEnd(28), subject.slice(0, 60), followed, elsewhere].filter((part) => part !== "").join("  "),
  );
}
