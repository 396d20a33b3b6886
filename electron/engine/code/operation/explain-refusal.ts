import { idPatterns, type RunId } from "../../../../shared/ids.ts";
import { failure } from "../../../../shared/result.ts";
import type { GitEnd } from "../../git/git.ts";
import { type CodeFailure, diverged, impossible, inTheWay, refused } from "../code-failure.ts";

/** Git's words for one reason, and what they come to. */
interface Reason {
  readonly words: RegExp;
  explain(match: RegExpExecArray, text: string): CodeFailure;
}

const lost = "Commit them, or put them aside in a stash, and try again.";

/** What can only be said as it is, with the way out. */
function cannot(words: RegExp, message: string, hint: string): Reason {
  return { words, explain: () => impossible(message, hint) };
}

/** What git said, with the way out; all that it printed goes along. */
function said(words: RegExp, message: string, hint: string): Reason {
  return { words, explain: (_, text) => refused(message, hint, text) };
}

/** Commits of both sides, which git does not bring together by itself. */
function apart(words: RegExp, message: string, hint: string): Reason {
  return { words, explain: (_, text) => diverged(message, hint, text) };
}

/** The first that fits is told. Taken from git's sources, of versions 2.30 to 2.50. */
const reasons: readonly Reason[] = [
  // A hook of ours says itself what came of it, whatever words its stages have printed.
  {
    words: /^millrace: (A stage failed[^\n]*?\.)(?: |$)/m,
    explain: (match, text) => ({
      ...refused(match[1] ?? "", "What the stage printed is among the lines.", text),
      hook: { runId: runIn(text) },
    }),
  },
  {
    words: /Unable to create '(.*)': File exists/,
    explain: (match) =>
      failure(
        "git-locked",
        "Another git is at work in this repository, or was killed and left its lock behind.",
        `The lock is ${match[1]}.`,
      ),
  },
  {
    words: /untracked working tree files would be (?:overwritten|removed) by [a-z-]+:\n((?:[\t ].*\n?)+)/,
    explain: (match) =>
      inTheWay("Files that git does not know would be written over.", "Move them away, or commit them, and try again.", listed(match[1])),
  },
  {
    words: /local changes to the following files would be overwritten by [a-z-]+:\n((?:[\t ].*\n?)+)/,
    explain: (match) => inTheWay("Changes that are not committed would be written over.", lost, listed(match[1])),
  },
  {
    words: /following files have staged content different from both the\s+file and the HEAD:\n((?:[\t ]+.*\n?)+)/,
    explain: (match) => inTheWay("Staged changes would be written over.", lost, listed(match[1])),
  },
  {
    words:
      /[Cc]annot (?:rebase|pull with rebase)[^\n]*(?:unstaged changes|uncommitted changes)|You have unstaged changes|index contains uncommitted changes|Your index (?:contains|has) uncommitted changes|local changes would be overwritten by (?:cherry-pick|revert)/,
    explain: () => inTheWay("Changes that are not committed are in the way.", lost, []),
  },
  cannot(
    /You have not concluded your (?:merge|cherry-pick)|a (?:cherry-pick|revert|rebase|merge)[a-z ]* is (?:already )?in progress|is already (?:a|.*)rebase-(?:merge|apply) directory|unmerged files|you need to resolve your current index first|[Cc]annot switch branch while|fix conflicts and then commit|cannot do a (?:partial commit|squash)[^\n]*merge/,
    "Git is in the middle of a merge, a rebase or the like.",
    "Go on with it, or give it up, where the code is (code continue, code abort); then try again.",
  ),
  apart(
    /Not possible to fast-forward|can't be fast-forwarded/,
    "Both sides have commits that the other has not.",
    "Merge, or rebase onto the other side.",
  ),
  apart(
    /divergent branches and need to specify how to reconcile|Need to specify how to reconcile divergent branches/,
    "Both sides have commits that the other has not.",
    "Merge, or rebase onto the other side; git config pull.rebase keeps the choice.",
  ),
  cannot(
    /no tracking information for the current branch|has no upstream branch|no such ref was fetched|You are not currently on a branch|not currently on a branch/,
    "The branch here follows no branch of a remote.",
    "Push it first, which sets what it follows, or switch to a branch that follows one.",
  ),
  cannot(
    /refusing to merge unrelated histories/,
    "The two have no commit in common.",
    "Is it the right branch? git merge --allow-unrelated-histories joins them all the same.",
  ),
  {
    words: /'([^']*)' is already (?:checked out|used by worktree) at '([^']*)'/,
    explain: (match) =>
      impossible(`${match[1]} is checked out in another worktree.`, `It is ${match[2]}: work there, or switch that one to another branch.`),
  },
  {
    words: /Cannot delete branch '([^']*)' (?:checked out|used by worktree) at '([^']*)'|refusing to delete.*current branch/i,
    explain: (match) => impossible("The branch is checked out.", `Switch ${match[2] ?? "this folder"} to another one first.`),
  },
  {
    words: /The branch '([^']*)' is not fully merged/,
    explain: (match) =>
      impossible(
        `${match[1]} has commits that no other branch here has.`,
        "Merge it first, or delete it all the same: it can be brought back as long as this is open.",
      ),
  },
  {
    words: /(?:a branch|tag)(?: named)? '([^']*)' already exists/i,
    explain: (match) => impossible(`${match[1]} is there already.`, "Choose another name."),
  },
  {
    words: /'([^']*)' is not a valid (?:branch|tag) name/,
    explain: (match) =>
      impossible(
        `${match[1]} cannot be a name.`,
        "Git's names have no blanks, none of ~^:?*[\\, no .. or @{, and do not begin with a dash.",
      ),
  },
  {
    words: /cannot lock ref '[^']*': '([^']*)' exists; cannot create/,
    explain: (match) =>
      impossible(
        `${match[1]?.replace(/^refs\/(?:heads|tags|remotes)\//, "")} stands where a folder of that name would have to be.`,
        "Choose another name.",
      ),
  },
  cannot(
    /must be run in a work tree|bare repository/,
    "This repository has no working files: it is a bare one.",
    "Clone it, and open the clone.",
  ),
  cannot(
    /does not have any commits yet|Needed a single revision\b.*HEAD|ambiguous argument 'HEAD'|unborn/,
    "There is no commit yet.",
    "Commit something first.",
  ),
  {
    words:
      /bad revision '([^']*)'|invalid reference: (.*)|unknown revision or path not in the working tree|([^\n']*) - not something we can merge|invalid upstream '([^']*)'|[Nn]ot a valid object name:? '?([^'\n]*)|pathspec '([^']*)' did not match/,
    explain: (match) =>
      impossible(
        `There is no branch, tag or commit ${JSON.stringify(
          match
            .slice(1)
            .find((each) => each !== undefined)
            ?.replace(/^(?:merge|fatal): /, "") ?? "of that name",
        )}.`,
        "git fetch may bring it.",
      ),
  },
  apart(
    /\[rejected\][^\n]*\(stale info\)/,
    "The other side has moved since it was last looked at, so nothing was overwritten.",
    "Fetch, look at what came, and push again.",
  ),
  apart(
    /\[rejected\][^\n]*\((?:fetch first|non-fast-forward|needs force)\)/,
    "The other side has commits that are not here.",
    "Pull them first, by merge or rebase, then push again.",
  ),
  said(
    /\[rejected\][^\n]*\(already exists\)/,
    "The tag is there already, at another commit.",
    "A tag that others may have is not moved: choose another name.",
  ),
  said(/\[remote rejected\]/, "The other side did not take it.", "What it said is among the lines."),
  said(
    /Host key verification failed/,
    "The other side's key is not known, or not the one that was known.",
    "Connect once with ssh, and check the key that it shows.",
  ),
  said(
    /Authentication failed|could not read (?:Username|Password)|Permission denied \((?:publickey|password|keyboard)|terminal prompts disabled|HTTP Basic: Access denied|returned error: 40[13]/,
    "The other side did not let us in.",
    "Check the name, the password or the key. Git keeps passwords itself: see git help credential.",
  ),
  said(
    /Could not resolve host|Connection (?:refused|timed out|reset)|Network is unreachable|Failed to connect|unable to access|Could not read from remote repository|does not appear to be a git repository/,
    "The other side could not be reached.",
    "Check the address of the remote and the network.",
  ),
  said(
    /gpg failed to sign|failed to sign the (?:data|tag)|Couldn't (?:load|get) .*key|error: .*signing/i,
    "It could not be signed.",
    "Git is set up to sign: see gpg.format and user.signingKey in git help config.",
  ),
  said(
    /Please tell me who you are|empty ident name|unable to auto-detect email/,
    "Git does not know who you are.",
    "Set git config --global user.name and user.email.",
  ),
  said(
    /smudge filter lfs failed|git-lfs[^\n]*(?:not found|No such file)|external filter '[^']*' failed/,
    "A filter of this repository failed, such as Git LFS.",
    "Is the program installed? Its own words are among the lines.",
  ),
  said(/No space left on device/, "The disk is full.", "Make room, and try again."),
];

/** The run that `millrace run` in a hook names first. */
function runIn(text: string): RunId | null {
  const id = /^Run \d+ \((r\d+)\), \d+ stages?\b/m.exec(text)?.[1] ?? "";
  return idPatterns.run.test(id) ? (id as RunId) : null;
}

/** What git's refusal of a command comes to, in words that say what to do. */
export function explainRefusal(command: readonly string[], { output, complaint, exitCode }: GitEnd): CodeFailure {
  const text = `${complaint}${complaint !== "" && output !== "" ? "\n" : ""}${output}`;
  const silent = `it ended with ${exitCode} and did not say why`;
  return reasonIn(text) ?? refused(`git ${command[0]} failed: ${complaintIn(text) || silent}`, "", text);
}

/** The reason that git's words give, explained; `null` when they are not known. */
export function reasonIn(text: string): CodeFailure | null {
  for (const { words, explain } of reasons) {
    const match = words.exec(text);
    if (match !== null) return explain(match, text);
  }
  return null;
}

/** Git says the cause (`error`) before what came of it (`fatal`); hooks say whatever they like. */
function complaintIn(text: string): string {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const complaints = ["error: ", "fatal: "].flatMap((word) => lines.find((line) => line.startsWith(word)) ?? []);
  return complaints.join("; ") || (lines.at(-1) ?? "");
}

function listed(block: string | undefined): string[] {
  return (block ?? "")
    .split("\n")
    .map((line) => unquoted(line.trim()))
    .filter((path) => path !== "");
}

/** Git writes unusual names in C's quotes, with bytes in octal. */
export function unquoted(path: string): string {
  if (!/^".*"$/s.test(path)) return path;
  const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" };
  const bytes: Buffer[] = [];
  for (const [, octal, letter, other] of path.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    bytes.push(
      octal === undefined
        ? Buffer.from(letter === undefined ? (other ?? "") : (letters[letter] ?? letter))
        : Buffer.of(Number.parseInt(octal, 8)),
    );
  }
  return Buffer.concat(bytes).toString("utf8");
}
