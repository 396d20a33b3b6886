import type { LineSelection } from "../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure, Result } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { codeStore, readCodeStatus } from "../state/code-status.ts";
import { hookOf, operate, type Way } from "../state/operation.ts";
import { showFailure, showToast } from "../state/toasts.ts";

/** Says why something could not be done. */
type Teller = (failure: Failure) => void;

/** What was asked of git in one go: says what failed, and reads the folder again either way. */
async function settle<Value>(
  projectId: ProjectId,
  asked: Promise<Result<Value, Failure>>,
  tell: Teller = showFailure,
): Promise<Value | null> {
  const answer = await asked;
  if (!answer.ok) tell(answer.failure);
  await readCodeStatus(projectId);
  return answer.ok ? answer.value : null;
}

/** Puts files into the index, or takes them out. */
export async function moveFiles(projectId: ProjectId, to: "staged" | "unstaged", paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const input = { projectId, paths: [...paths] };
  await settle(
    projectId,
    call((engine) => (to === "staged" ? engine.code.stage(input) : engine.code.unstage(input))),
  );
}

/** Puts lines into the index, or takes them out. */
export async function moveLines(projectId: ProjectId, to: "staged" | "unstaged", selection: LineSelection): Promise<void> {
  await settle(
    projectId,
    call((engine) =>
      to === "staged" ? engine.code.stageLines({ projectId, selection }) : engine.code.unstageLines({ projectId, selection }),
    ),
  );
}

/** Throws changes of files away, with a way back. */
export async function discardFiles(projectId: ProjectId, paths: readonly string[]): Promise<void> {
  const answer = await settle(
    projectId,
    call((engine) => engine.code.discard({ projectId, paths: [...paths] })),
  );
  const [path] = paths;
  if (answer !== null)
    offerUndo(
      projectId,
      answer.undoId,
      paths.length === 1 ? `Discarded the changes of ${path}.` : `Discarded the changes of ${paths.length} files.`,
    );
}

/** Throws changes of lines away, with a way back. */
export async function discardLines(projectId: ProjectId, selection: LineSelection): Promise<void> {
  const answer = await settle(
    projectId,
    call((engine) => engine.code.discardLines({ projectId, selection })),
  );
  if (answer !== null) offerUndo(projectId, answer.undoId, `Discarded lines of ${selection.path}.`);
}

function offerUndo(projectId: ProjectId, undoId: string, message: string): void {
  const perform = () =>
    void settle(
      projectId,
      call((engine) => engine.code.undo({ projectId, undoId })),
    );
  showToast({ message, action: { label: "Undo", perform } });
}

/** How a commit is made. */
interface CommitWish {
  readonly isAmend: boolean;
  readonly isAll: boolean;
  readonly isHookless?: boolean;
}

/** Commits what is staged, or all that changed; `onDone` when that is done, at once or by a way out of its failure. */
export async function commit(projectId: ProjectId, message: string, how: CommitWish, onDone: () => void): Promise<void> {
  const isDone = await operate(
    projectId,
    how.isAmend ? "Amend" : "Commit",
    (client, signal) => client.code.commit({ projectId, message, ...how }, { signal }),
    (failure) =>
      hookOf(failure) === null
        ? []
        : [{ label: "Commit without hooks", perform: () => commit(projectId, message, { ...how, isHookless: true }, onDone) }],
  );
  if (isDone) onDone();
}

/** Goes on with, leaves a commit out of, or gives up what git is in the middle of. */
export function settlePending(projectId: ProjectId, title: string, what: "continue" | "skip" | "abort"): Promise<boolean> {
  return operate(projectId, title, (client, signal) => client.code.pending({ projectId, what }, { signal }));
}

/** How a file whose sides could not be merged is settled. */
export type Resolution = Parameters<Client["code"]["resolve"]>[0]["how"];

/** Writes a file whose sides could not be merged, and stages it. */
export async function resolveConflict(projectId: ProjectId, path: string, how: Resolution): Promise<void> {
  await settle(
    projectId,
    call((engine) => engine.code.resolve({ projectId, path, how })),
  );
}

/** Removes a lock that nobody holds. */
export async function unlock(projectId: ProjectId): Promise<void> {
  await settle(
    projectId,
    call((engine) => engine.code.unlock({ projectId })),
  );
}

/** Puts all changes aside, under the names of their files. Answers whether it was done. */
export async function stashAll(projectId: ProjectId): Promise<boolean> {
  const { status } = codeStore.getState();
  const [first] = status?.files ?? [];
  const others = (status?.fileCount ?? 0) - 1;
  const message = first === undefined ? "" : `${first.path}${others > 0 ? ` and ${others} more` : ""}`.slice(0, 1_000);
  const answer = await settle(
    projectId,
    call((engine) => engine.code.stash({ projectId, message })),
  );
  if (answer !== null) showToast({ message: "Put all changes aside.", hint: "They are under Branches, at Stashes." });
  return answer !== null;
}

/** What can be done about changes that are in the way of what was asked for, if that is why it failed. */
function aside(projectId: ProjectId, failure: { readonly code: string }, again: () => unknown): Way[] {
  if (failure.code !== "CODE_IN_THE_WAY") return [];
  return [{ label: "Stash all, and try again", perform: async () => (await stashAll(projectId)) && again() }];
}

/** Brings a stash back, and drops it when it is popped. */
export async function unstash(projectId: ProjectId, hash: string, what: "apply" | "pop"): Promise<void> {
  await settle(
    projectId,
    call((engine) => engine.code.unstash({ projectId, commit: hash, what })),
  );
}

/** Forgets a stash, with a way back. */
export async function dropStash(projectId: ProjectId, hash: string): Promise<void> {
  const answer = await settle(
    projectId,
    call((engine) => engine.code.dropStash({ projectId, commit: hash })),
  );
  if (answer !== null) offerUndo(projectId, answer.undoId, "Dropped the stash.");
}

/** Takes a branch away, with a way back. */
export async function deleteBranch(projectId: ProjectId, name: string, isForced: boolean): Promise<void> {
  const answer = await settle(
    projectId,
    call((engine) => engine.code.deleteBranch({ projectId, name, isForced })),
  );
  if (answer !== null) offerUndo(projectId, answer.undoId, `Deleted the branch ${name}.`);
}

/** Takes a tag away, with a way back. */
export async function deleteTag(projectId: ProjectId, name: string): Promise<void> {
  const answer = await settle(
    projectId,
    call((engine) => engine.code.deleteTag({ projectId, name })),
  );
  if (answer !== null) offerUndo(projectId, answer.undoId, `Deleted the tag ${name}.`);
}

/** Makes a branch and goes to it. Answers whether it is there. */
export async function createBranch(projectId: ProjectId, name: string, from: string, tell?: Teller): Promise<boolean> {
  const answer = await settle(
    projectId,
    call((engine) => engine.code.createBranch({ projectId, name, from, isSwitch: true })),
    tell,
  );
  if (answer !== null) showToast({ message: `On the new branch ${name}.` });
  return answer !== null;
}

/** Makes a tag. Answers whether it is there. */
export async function createTag(
  projectId: ProjectId,
  { name, revision, message }: { name: string; revision: string; message: string },
  tell?: Teller,
): Promise<boolean> {
  const answer = await settle(
    projectId,
    call((engine) => engine.code.createTag({ projectId, name, revision, message })),
    tell,
  );
  if (answer !== null) showToast({ message: `Tagged ${revision.slice(0, 12)} as ${name}.` });
  return answer !== null;
}

/** Gives a branch another name. */
export async function renameBranch(projectId: ProjectId, name: string, to: string, tell?: Teller): Promise<boolean> {
  const answer = await settle(
    projectId,
    call((engine) => engine.code.renameBranch({ projectId, name, to })),
    tell,
  );
  return answer !== null;
}

/** Checks out a branch; changes that are in the way go along when they are to be stashed. */
export function switchTo(projectId: ProjectId, revision: string, isStashed = false): Promise<boolean> {
  return operate(
    projectId,
    `Switch to ${revision}`,
    (client, signal) => client.code.switchTo({ projectId, revision, isStashed }, { signal }),
    (failure) =>
      failure.code === "CODE_IN_THE_WAY"
        ? [
            { label: "Take the changes along", perform: () => switchTo(projectId, revision, true) },
            ...aside(projectId, failure, () => switchTo(projectId, revision)),
          ]
        : [],
  );
}

/** Checks out a commit or a tag by itself, on no branch. */
export function checkOut(projectId: ProjectId, revision: string): Promise<boolean> {
  const name = /^[0-9a-f]{40,}$/.test(revision) ? revision.slice(0, 7) : revision;
  return operate(
    projectId,
    `Check out ${name}`,
    (client, signal) => client.code.switchTo({ projectId, revision, isDetached: true }, { signal }),
    (failure) => aside(projectId, failure, () => checkOut(projectId, revision)),
  );
}

/** Merges a branch into the current one. */
export function merge(projectId: ProjectId, revision: string): Promise<boolean> {
  return operate(
    projectId,
    `Merge ${revision}`,
    (client, signal) => client.code.merge({ projectId, revision }, { signal }),
    (failure) => aside(projectId, failure, () => merge(projectId, revision)),
  );
}

/** Puts the current branch's commits on top of another one. */
export function rebase(projectId: ProjectId, onto: string): Promise<boolean> {
  return operate(
    projectId,
    `Rebase onto ${onto}`,
    (client, signal) => client.code.rebase({ projectId, onto }, { signal }),
    (failure) => aside(projectId, failure, () => rebase(projectId, onto)),
  );
}

/** Makes a commit's change again on top of the current branch, or takes it back there. */
export function repeatCommit(projectId: ProjectId, how: "cherry-pick" | "revert", hash: string): Promise<boolean> {
  const title = `${how === "revert" ? "Revert" : "Cherry-pick"} ${hash.slice(0, 7)}`;
  return operate(
    projectId,
    title,
    (client, signal) =>
      how === "revert"
        ? client.code.revert({ projectId, commit: hash }, { signal })
        : client.code.cherryPick({ projectId, commit: hash }, { signal }),
    (failure) => aside(projectId, failure, () => repeatCommit(projectId, how, hash)),
  );
}

/** Gets what is new from all remotes. */
export function fetchAll(projectId: ProjectId): Promise<boolean> {
  return operate(projectId, "Fetch", (client, signal) => client.code.fetch({ projectId }, { signal }));
}

/** Gets what is new on the upstream into the current branch; git's configuration says how, unless a person does. */
export function pull(projectId: ProjectId, how: "configured" | "merge" | "rebase" = "configured"): Promise<boolean> {
  return operate(
    projectId,
    { configured: "Pull", merge: "Pull and merge", rebase: "Pull and rebase" }[how],
    (client, signal) => client.code.pull({ projectId, how }, { signal }),
    (failure) => [...together(projectId, failure), ...aside(projectId, failure, () => pull(projectId, how))],
  );
}

/** Sends the current branch; `isForced` overwrites what was last seen there. */
export function push(projectId: ProjectId, isForced = false): Promise<boolean> {
  return operate(
    projectId,
    isForced ? "Push by force" : "Push",
    (client, signal) => client.code.push({ projectId, isForced }, { signal }),
    (failure) => {
      if (!isForced) return together(projectId, failure);
      return failure.code === "CODE_DIVERGED" ? [{ label: "Fetch", perform: () => fetchAll(projectId) }] : [];
    },
  );
}

/** How both sides come together, if that is why it failed. */
function together(projectId: ProjectId, { code }: { readonly code: string }): Way[] {
  if (code !== "CODE_DIVERGED") return [];
  return [
    { label: "Pull and merge", perform: () => pull(projectId, "merge") },
    { label: "Pull and rebase", perform: () => pull(projectId, "rebase") },
  ];
}
