import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { err, ok, type Result } from "../../../../shared/result.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { checkoutsFolder, pendingFolder } from "../../data-folder.ts";
import {
  addCheckout,
  type ChangeBase,
  type CheckoutFailure,
  moveCheckout,
  openWorkingTree,
  type RevisionFailure,
  readChanges,
  readGitState,
  readTagOf,
  resolveRevision,
} from "../../git/git.ts";
import type { NewRun } from "../../store/store.ts";

/** What a run runs on: a folder as it lies, or a commit in a folder of its own. */
export interface RunGround extends Pick<NewRun, "branch" | "tag" | "commit" | "tree" | "dirty" | "subject" | "author" | "checkout"> {
  /** The folder that stages run in, absolute. */
  readonly projectPath: string;
  /** The folder in which the differences from the commit are kept until the run has one; `null` when there are none. */
  readonly pendingChanges: string | null;
  /** What git could not tell, or a checkout does not hold, for the person; `null` mostly. */
  readonly note: string | null;
  /** Paths that differ from what `base` ran on; `null` when git cannot tell. */
  changesSince(base: ChangeBase | null): Promise<readonly string[] | null>;
  /** Lets go of what was only needed to ask. */
  close(): Promise<void>;
}

/** Why there is no checkout. */
export type GroundFailure = RevisionFailure | CheckoutFailure;

/** All that is asked of git about a folder has to come in this time: nobody waits longer for a run to start. */
const defaultPatienceMs = 5 * secondMs;

/** A diff of more than this is not kept; the list of files always is. */
const mostDiffBytes = 20 * 1024 * 1024;

const unknownGround = { branch: null, tag: null, commit: null, tree: null, dirty: false, subject: null, author: null, checkout: null };

/** The files of a trusted folder as they lie. What git cannot tell in time is not known, and `note` says so. */
export async function groundInFolder(folder: string, dataFolder: string, patienceMs = defaultPatienceMs): Promise<RunGround> {
  const plain = {
    ...unknownGround,
    projectPath: folder,
    pendingChanges: null,
    note: null,
    changesSince: async () => null,
    close: async () => {},
  };
  const signal = AbortSignal.timeout(patienceMs);
  const state = await readGitState(folder, { isTrusted: true }, signal);
  if (!state.ok) {
    if (state.failure.code === "not-a-repository" || state.failure.code === "git-missing") return plain;
    // What needs no program of the repository can be told all the same.
    const references = await readGitState(folder, { isTrusted: false });
    const known = references.ok ? { ...references.value } : unknownGround;
    const { branch, commit, subject, author } = known;
    return {
      ...plain,
      branch,
      commit,
      subject,
      author,
      dirty: true,
      note: noteOn(state.failure),
    };
  }
  const { branch, commit, commitTree, subject, author, changedFiles } = state.value;
  const ground = { ...plain, branch, commit, subject, author, tag: commit === null ? null : await readTagOf(folder, commit) };
  if (changedFiles === 0)
    return { ...ground, tree: commitTree, changesSince: (base) => pathsOf(readChanges(folder, base, commit ?? "HEAD")) };
  const files = await openWorkingTree(folder, signal);
  if (!files.ok) return { ...ground, dirty: true, note: noteOn(files.failure) };
  const pending = pendingFolder(dataFolder, randomBytes(8).toString("hex"));
  const kept = await files.value.keepChanges(pending, mostDiffBytes);
  return {
    ...ground,
    tree: files.value.tree,
    dirty: files.value.isDirty,
    pendingChanges: kept.ok && kept.value !== null ? pending : null,
    note: kept.ok ? null : `How the files differ from the commit was not kept: ${kept.failure.message}`,
    changesSince: (base) => pathsOf(files.value.changesSince(base)),
    close: () => files.value.close(),
  };
}

/** Where a checkout is. */
export interface CheckoutPlace {
  /** Its folder among all checkouts. */
  readonly holder: string;
  /** Whether several runs work in it, one after the other, and whether what git ignores stays from one to the next then. */
  readonly sharing: "alone" | "cleaned" | "keeps-ignored";
}

/** A place that nobody has. */
export function newCheckout(prefix = ""): CheckoutPlace {
  return { holder: `${prefix}${randomBytes(8).toString("hex")}`, sharing: "alone" };
}

/** The commit that `name` stands for, in a folder below the data folder. */
export async function groundInCheckout(
  folder: string,
  name: string,
  dataFolder: string,
  now: Clock,
  place: CheckoutPlace,
): Promise<Result<RunGround, GroundFailure>> {
  const revision = await resolveRevision(folder, name);
  if (!revision.ok) return revision;
  const { commit, tree, branch, tag, subject, author } = revision.value;
  const holder = join(checkoutsFolder(dataFolder), place.holder);
  const request = { folder, commit, holder, now };
  const made = place.sharing === "alone" ? await addCheckout(request) : await moveCheckout(request, place.sharing === "keeps-ignored");
  if (!made.ok) return err(made.failure);
  return ok({
    ...{ branch, tag, commit, tree, dirty: false, subject, author, checkout: made.value.name, pendingChanges: null },
    projectPath: made.value.projectPath,
    note: made.value.notes.length === 0 ? null : made.value.notes.join(" "),
    changesSince: (base) => pathsOf(readChanges(made.value.projectPath, base, commit)),
    close: async () => {},
  });
}

async function pathsOf(changes: ReturnType<typeof readChanges>): Promise<readonly string[] | null> {
  const found = await changes;
  return found.ok ? found.value.paths : null;
}

function noteOn({ message }: { readonly message: string }): string {
  return `${message.replace(/\.?$/, ".")} Which files the run was on is not known.`;
}
