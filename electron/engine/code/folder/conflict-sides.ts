import type { ConflictSide, PendingOperation } from "../../../../shared/contract/code/changes.ts";
import type { Git } from "../../git/git.ts";
import type { Repository } from "../repository.ts";
import { type PendingFacts, readPendingOperation } from "./pending-operation.ts";

const shortHash = 7;

/** What git is in the middle of, with the names that a person knows; `null` mostly. */
export async function readNamedPending({ gitFolder, reader }: Repository): Promise<PendingOperation | null> {
  const facts = await readPendingOperation(gitFolder);
  return facts === null ? null : named(reader, facts, await currentBranch(reader));
}

/** What the sides of conflicts are called. `marks`: what git wrote beside the lines, where it did. */
export async function readSides(
  { gitFolder, reader }: Repository,
  marks: { readonly ours: string; readonly theirs: string } | null,
): Promise<{ ours: ConflictSide; theirs: ConflictSide }> {
  const [facts, branch] = await Promise.all([readPendingOperation(gitFolder), currentBranch(reader)]);
  const here = plain(branch ?? "the commit here");
  if (facts === null) return { ours: here, theirs: plain(stashed(marks?.theirs ?? "") || "the other side") };
  const { other, commit, subject } = await named(reader, facts, branch);
  const hash = commit?.slice(0, shortHash) ?? "";
  switch (facts.kind) {
    // Git takes the other branch first, and puts one's own commits onto it.
    case "rebase":
      return { ours: plain(other ?? "the new base"), theirs: { name: hash === "" ? "your commit" : `your commit ${hash}`, subject } };
    case "cherry-pick":
      return { ours: here, theirs: { name: `commit ${hash}`, subject } };
    case "revert":
      return { ours: here, theirs: { name: `${branch ?? "the files"} without ${hash}`, subject } };
    case "apply-mail":
      return { ours: here, theirs: plain("the mail") };
    default:
      return { ours: here, theirs: plain(other ?? (marks?.theirs || "the other side")) };
  }
}

function plain(name: string): ConflictSide {
  return { name, subject: null };
}

/** Git calls it so when a stash, or what it put aside itself, does not fit. */
function stashed(mark: string): string {
  return mark === "Stashed changes" ? "the stash" : mark;
}

async function named(reader: Git, facts: PendingFacts, current: string | null): Promise<PendingOperation> {
  const { kind, branch, other, otherName, commit, step, steps } = facts;
  const [name, subject] = await Promise.all([
    other === null || commit === other ? (other?.slice(0, shortHash) ?? null) : nameOf(reader, other, otherName, current),
    commit === null ? null : subjectOf(reader, commit),
  ]);
  return { kind, branch, other: name, commit: commit?.slice(0, shortHash) ?? null, subject, step, steps };
}

/** A branch or tag at that commit, the one that git named before all others; never the branch here, which a pull names, too. */
async function nameOf(reader: Git, commit: string, told: string | null, current: string | null): Promise<string> {
  const format = "--format=%(refname:short)%00%(symref)";
  const listed = await reader.textOf(["for-each-ref", `--points-at=${commit}`, format, "refs/heads", "refs/remotes", "refs/tags"]);
  const names = listed.split("\n").flatMap((line) => {
    const [name = "", symref = ""] = line.split("\0");
    return name === "" || symref !== "" || name === current ? [] : [name];
  });
  if (told !== null && names.includes(told)) return told;
  const isName = told !== null && told !== current && !/^[0-9a-f]{40,}$/.test(told);
  return names[0] ?? (isName ? told : commit.slice(0, shortHash));
}

async function subjectOf(reader: Git, commit: string): Promise<string | null> {
  return (await reader.textOf(["log", "--max-count=1", "--format=%s", "--end-of-options", commit])).trim() || null;
}

async function currentBranch(reader: Git): Promise<string | null> {
  return (await reader.textOf(["symbolic-ref", "--quiet", "--short", "HEAD"])).trim() || null;
}
