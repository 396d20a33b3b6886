import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";
import type { Git } from "../../git/git.ts";
import { type CodeFailure, type RefusedByGit, refused } from "../code-failure.ts";

/** Hooks that can keep git from what it is to do. */
const hooksOf = { commit: ["pre-commit", "prepare-commit-msg", "commit-msg"], push: ["pre-push"] } as const;

/** Words with which git itself gives up; a hook's refusal it passes over in silence, or says only what came of it. */
const ownWords = /^fatal: |^Aborting commit|\[(?:remote )?rejected\]/m;

/** The failure of a commit or a push, as that of a hook where it can only have been one. */
export async function orHookRefusal(git: Git, folder: string, command: keyof typeof hooksOf, cause: CodeFailure): Promise<CodeFailure> {
  if (cause.code !== "git-failed" || cause.hook !== null) return cause;
  if (!cause.message.startsWith(`git ${command} failed: `) || ownWords.test(cause.output)) return cause;
  const hooks = resolve(folder, (await git.textOf(["rev-parse", "--git-path", "hooks"])).trim());
  const there = hooksOf[command].filter((name) => isExecutable(resolve(hooks, name)));
  return there.length === 0 ? cause : byHook(`The hook ${there.join(" or ")} refused the ${command}.`, cause.output);
}

function byHook(message: string, output: string): RefusedByGit {
  return { ...refused(message, "What it said stands among the lines.", output), hook: { runId: null } };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
