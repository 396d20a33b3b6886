import type { ProjectId } from "../../../../shared/ids.ts";
import { dayMs, minuteMs } from "../../../../shared/time.ts";
import type { Clock } from "../../clock.ts";
import { readBranchNames, readCountBeyond } from "../../git/git.ts";
import { kindsOfBranches, noteGoneBranch } from "../../inbox/inbox.ts";
import type { Store, StoredInboxEntry, StoredProject } from "../../store/store.ts";

/** So many are counted for one answer; the rest has its turn with the next. */
const mostCounted = 20;

/** Cannot be counted: the commits are not in the repository any more. */
const uncountable = -1;

/** Branches are not looked at more often than this. */
const lookAgainMs = minuteMs;

/** What ended is remembered for so long. */
const keptMs = 90 * dayMs;
const mostForgotten = 500;

/** So many that are over with their branch are ended for one answer. */
const mostEnded = 2_000;

/**
 * Makes what brings entries up to date with their repositories before they are told: what is broken on branches that are no
 * more ends, what ended long ago is forgotten, and it is counted, once for good, how many commits lie between the last one that was whole and the first that is
 * broken. Only in projects that are trusted.
 */
export function bringUpToDate(store: Store, now: Clock): (project: ProjectId | undefined) => Promise<void> {
  const lookedAt = new Map<ProjectId, number>();

  async function endGone({ id, path }: StoredProject, broken: readonly string[]): Promise<void> {
    const last = lookedAt.get(id);
    if (broken.length === 0 || (last !== undefined && Math.abs(now() - last) < lookAgainMs)) return;
    lookedAt.set(id, now());
    const branches = await readBranchNames(path);
    // A repository without a branch is one that was just begun, or is none.
    if (!branches.ok || branches.value.size === 0) return;
    const gone = broken.filter((branch) => !branches.value.has(branch));
    if (gone.length === 0) return;
    const ended = store.write((tables) =>
      gone.reduce((count, branch) => count + noteGoneBranch(tables, id, branch, mostEnded - count, now()), 0),
    );
    if (ended.ok && ended.value >= mostEnded) lookedAt.delete(id);
  }

  function forgetOld(): void {
    const before = now() - keptMs;
    const hasOld = store.read(({ inbox }) => inbox.hasEndedBefore(before));
    if (hasOld.ok && hasOld.value) store.write(({ inbox }) => inbox.forget(before, mostForgotten));
  }

  return async (projectId) => {
    forgetOld();
    const found = store.read(({ inbox, projects }) =>
      projects
        .list()
        .filter(({ id, trusted }) => trusted && (projectId === undefined || id === projectId))
        .map((project) => ({ project, branches: inbox.openBranches(project.id, kindsOfBranches) })),
    );
    if (!found.ok) return;
    for (const { project, branches } of found.value) await endGone(project, branches);
    const uncounted = store.read(({ inbox }) =>
      found.value.flatMap(({ project }) => inbox.uncounted(project.id, mostCounted).map((entry) => ({ project, entry }))),
    );
    for (const { project, entry } of uncounted.ok ? uncounted.value.slice(0, mostCounted) : []) {
      const commits = await countBetween(project, entry);
      store.write(({ inbox }) => inbox.noteBetween(entry.id, commits, now()));
    }
  };
}

async function countBetween({ path }: StoredProject, { commit, wholeCommit }: StoredInboxEntry): Promise<number> {
  if (commit === null || wholeCommit === null) return uncountable;
  const counted = await readCountBeyond(path, wholeCommit, commit.commit);
  return counted.ok ? Math.max(0, counted.value.count - 1) : uncountable;
}
