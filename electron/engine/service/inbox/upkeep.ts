import type { ProjectId } from "../../../../shared/ids.ts";
import type { Clock } from "../../clock.ts";
import { readCountBeyond } from "../../git/git.ts";
import type { Store, StoredInboxEntry, StoredProject } from "../../store/store.ts";

/** So many are counted for one answer; the rest has its turn with the next. */
const mostCounted = 20;

/** Cannot be counted: the commits are not in the repository any more. */
const uncountable = -1;

/**
 * Makes what brings entries up to date with their repositories before they are told: how many commits lie between the last one
 * that was whole and the first that is broken. Each is counted once for good; only in projects that are trusted.
 */
export function bringUpToDate(store: Store, now: Clock): (project: ProjectId | undefined) => Promise<void> {
  return async (projectId) => {
    const found = store.read(({ inbox, projects }) =>
      projects
        .list()
        .filter(({ id, trusted }) => trusted && (projectId === undefined || id === projectId))
        .map((project) => ({ project, entries: inbox.open(project.id, ["stage"]).filter(isUncounted) })),
    );
    const uncounted = found.ok ? found.value.flatMap(({ project, entries }) => entries.map((entry) => ({ project, entry }))) : [];
    for (const { project, entry } of uncounted.slice(0, mostCounted)) {
      const commits = await countBetween(project, entry);
      store.write(({ inbox }) => inbox.noteBetween(entry.id, commits, now()));
    }
  };
}

function isUncounted({ commit, wholeCommit, commitsBetween }: StoredInboxEntry): boolean {
  return commit !== null && wholeCommit !== null && commitsBetween === null;
}

async function countBetween({ path }: StoredProject, { commit, wholeCommit }: StoredInboxEntry): Promise<number> {
  if (commit === null || wholeCommit === null) return uncountable;
  const counted = await readCountBeyond(path, wholeCommit, commit.commit);
  return counted.ok ? Math.max(0, counted.value.count - 1) : uncountable;
}
