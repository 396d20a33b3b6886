/** What an order of commits is about. */
interface Linked {
  readonly commit: string;
  readonly parents: readonly string[];
}

/** So many commits are looked ahead: where clocks were wrong, they were so for minutes or days. */
const windowSize = 500;

/**
 * The same commits, but those that came before one of their children only after it. Git's fast order is by date, and a
 * clock that was wrong turns it round; its exact order would read the whole history first. Of what is further apart than
 * the window, nothing is known.
 */
export async function* childrenFirst<Commit extends Linked, End>(
  commits: AsyncGenerator<Commit, End, void>,
  size = windowSize,
): AsyncGenerator<Commit, End, void> {
  const waiting: Commit[] = [];
  /** How many of those that wait are its children. */
  const children = new Map<string, number>();
  const count = (commit: Commit, by: 1 | -1) => {
    for (const parent of commit.parents) {
      const now = (children.get(parent) ?? 0) + by;
      if (now === 0) children.delete(parent);
      else children.set(parent, now);
    }
  };
  const take = (): Commit | undefined => {
    const place = waiting.findIndex(({ commit }) => !children.has(commit));
    const [commit] = waiting.splice(place, 1);
    if (commit !== undefined) count(commit, -1);
    return commit;
  };
  try {
    for (;;) {
      const next = await commits.next();
      if (next.done === true) {
        while (waiting.length > 0) yield take() as Commit;
        return next.value;
      }
      waiting.push(next.value);
      count(next.value, 1);
      if (waiting.length > size) yield take() as Commit;
    }
  } finally {
    await commits.return(undefined as End);
  }
}
