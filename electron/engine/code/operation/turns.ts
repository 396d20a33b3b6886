/** Lets those who write in one repository do so one after another, in the order in which they came. */
export interface Turns {
  /** Waits for its turn, works, and lets the next one in, whatever came of it. */
  take<Value>(repository: string, work: () => Promise<Value>): Promise<Value>;
  /** Whether somebody works there. */
  isTaken(repository: string): boolean;
}

/** Turns of this process; other programs are kept apart by git's own locks. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: (repository, work) => {
      const before = last.get(repository) ?? Promise.resolve();
      const mine = before.then(work, work);
      const settled = mine.then(
        () => {},
        () => {},
      );
      last.set(repository, settled);
      void settled.then(() => {
        if (last.get(repository) === settled) last.delete(repository);
      });
      return mine;
    },
    isTaken: (repository) => last.has(repository),
  };
}
