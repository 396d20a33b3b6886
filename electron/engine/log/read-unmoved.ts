import { statSync } from "node:fs";

/** A file is replaced at most every second, and read in less. */
const mostTries = 5;

/**
 * What `read` answers of the file at `path`, read again when another file took its place meanwhile: the log of a service goes
 * on in a further file by cutting off the front of this one, which has got another name just before.
 */
export async function readUnmoved<Answer>(path: string, read: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const before = inodeAt(path);
    const answer = await read();
    if (tries === mostTries || inodeAt(path) === before) return answer;
  }
}

function inodeAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
