import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// The bootstrap runs on whatever Node the machine has (20 and newer), with nothing installed: plain JavaScript, no dependencies.

/** The checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What may be deleted at any time: locks and memories of the bootstrap. */
export const cacheFolder = join(root, "build", ".cache");

/** What `npm run build` writes. */
export const outFolder = join(root, "build", "out");

/** Stops with a message and no stack: for everything that is the machine's or the person's to mend. */
export function giveUp(message) {
  console.error(message);
  process.exit(3);
}
