import { err, ok, type Result } from "../../../shared/result.ts";
import { minuteMs } from "../../../shared/time.ts";
import { type GitFailure, openGit } from "./gateway.ts";
import { readRemoteBranches } from "./head.ts";

/** Nobody is there to answer a question: whatever would be asked is refused instead. */
const unattended = {
  GCM_INTERACTIVE: "never",
  SSH_ASKPASS: "false",
  SSH_ASKPASS_REQUIRE: "force",
};

/** No hook takes part, nothing is tidied up, and no window asks for a password. */
const quiet = ["core.hooksPath=/dev/null", "core.askPass=false", "gc.auto=0", "maintenance.auto=false", "fetch.writeCommitGraph=false"];

/** A remote behind a slow line is waited for this long. */
const silenceMs = minuteMs;

/**
 * Asks every remote of a trusted folder where its branches stand, and fetches from those that moved. Never asks a person
 * anything. Answers whether something was fetched.
 */
export async function askRemotes(folder: string, signal?: AbortSignal): Promise<Result<boolean, GitFailure>> {
  const opened = await openGit(folder, { isTrusted: true }, { variables: unattended, configuration: quiet, silenceMs, signal });
  if (!opened.ok) return opened;
  const git = opened.value;
  const known = await readRemoteBranches(folder);
  if (!known.ok) return known;
  const remotes = (await git.textOf(["remote"])).split("\n").filter((name) => name !== "");
  let hasFetched = false;
  for (const remote of remotes) {
    const listed = await git.run(["ls-remote", "--heads", "--", remote]);
    if (!listed.ok) return err(listed.failure);
    if (!hasMoved(remote, listed.value, known.value.commits)) continue;
    const fetched = await git.run(["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", remote]);
    if (!fetched.ok) return err(fetched.failure);
    hasFetched = true;
  }
  return ok(hasFetched);
}

/** Whether a branch stands elsewhere than this clone knows, or is new to it. */
function hasMoved(remote: string, listed: string, known: Readonly<Record<string, string>>): boolean {
  return listed.split("\n").some((line) => {
    const [, commit, branch] = /^([0-9a-f]{40,64})\trefs\/heads\/(.+)$/.exec(line) ?? [];
    return branch !== undefined && known[`${remote}/${branch}`] !== commit;
  });
}
