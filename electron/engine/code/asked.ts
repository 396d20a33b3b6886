import { err, type Result } from "../../../shared/result.ts";
import type { Git, GitFailure } from "../git/git.ts";
import { type CodeFailure, codeFailure } from "./code-failure.ts";
import { reasonIn } from "./operation/explain-refusal.ts";

/** What git answers to a question; its refusal is explained. */
export async function asked(git: Git, command: readonly string[], input?: string): Promise<Result<string, CodeFailure>> {
  const answer = await git.run(command, input);
  return answer.ok ? answer : err(explained(answer.failure));
}

/** A failure of the gateway, explained by git's words where they are known. */
export function explained(cause: GitFailure): CodeFailure {
  const known = codeFailure(cause);
  return known.code === "git-failed" ? (reasonIn(known.output) ?? known) : known;
}
