import { parseHeader } from "../../../../shared/commit-message.ts";
import type { CodeStatus } from "../../../../shared/contract/code/changes.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import { type CodeFailure, codeFailure } from "../code-failure.ts";
import { explainRefusal } from "../operation/explain-refusal.ts";
import type { Repository } from "../repository.ts";
import { readNamedPending } from "./conflict-sides.ts";
import { readIndexLock } from "./index-lock.ts";
import { createStatusReader, type StatusFacts } from "./status-records.ts";

/** As many commits show how the project writes its messages. */
const commitsLookedAt = 200;

/** Reads how the project's files stand. */
export async function readStatus(repository: Repository, nowMs: number): Promise<Result<CodeStatus, CodeFailure>> {
  const { reader, isShallow } = repository;
  const [facts, messages, configuration, pending, lock, outside] = await Promise.all([
    readFiles(repository),
    reader.textOf(["log", `--max-count=${commitsLookedAt}`, "-z", "--format=%B", "HEAD"]),
    // With one that is always there: git says nothing at all otherwise.
    reader.textOf(["config", "--get-regexp", "^core\\.(sparsecheckout|repositoryformatversion)$"]),
    readNamedPending(repository),
    readIndexLock(repository, nowMs),
    countStagedOutside(repository),
  ]);
  if (!facts.ok) return facts;
  const all = messages.split("\0");
  return ok({
    ...facts.value,
    pending,
    lock,
    isShallow,
    isSparse: /^core\.sparsecheckout (true|yes|on|1)$/m.test(configuration),
    stagedOutsideCount: outside,
    scopes: scopesOf(all),
    lastMessage: facts.value.commit === null ? null : (all[0] ?? "").trimEnd(),
    isLastPushed: await isLastPushed(repository, facts.value),
  });
}

async function readFiles({ reader, prefix }: Repository): Promise<Result<StatusFacts, CodeFailure>> {
  const records = createStatusReader(prefix);
  const options = ["--porcelain=v2", "--branch", "--show-stash", "--ahead-behind", "-z", "--untracked-files=all", "--find-renames"];
  const below = prefix === "" ? [] : ["--", prefix];
  const command = ["status", ...options, ...below];
  const asked = await reader.perform(command, { onBytes: records.take });
  if (!asked.ok) return err(codeFailure(asked.failure));
  if (asked.value.exitCode !== 0) return err(explainRefusal(command, asked.value));
  return ok(records.end());
}

/** A commit holds what is staged in the whole repository, also where the project is only a part of it. */
async function countStagedOutside({ reader, prefix }: Repository): Promise<number> {
  if (prefix === "") return 0;
  const paths = await reader.textOf(["diff", "--cached", "--name-only", "--no-renames", "-z"]);
  return paths.split("\0").filter((path) => path !== "" && !path.startsWith(prefix)).length;
}

async function isLastPushed({ reader }: Repository, { commit, upstream, ahead }: StatusFacts): Promise<boolean> {
  if (commit === null) return false;
  if (upstream !== null && ahead === 0) return true;
  const count = await reader.textOf(["rev-list", "--count", "--max-count=1", commit, "--not", "--remotes"]);
  return count.trim() === "0";
}

/** Scopes of conventional commits, the most frequent first. */
function scopesOf(messages: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const message of messages) {
    const scope = parseHeader(message.split("\n", 1)[0] ?? "")?.scope;
    if (scope !== undefined && scope !== null) counts.set(scope, (counts.get(scope) ?? 0) + 1);
  }
  return [...counts].sort((left, right) => right[1] - left[1]).map(([scope]) => scope);
}
