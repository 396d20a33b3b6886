import { setFlagsFromString } from "node:v8";

/** V8 complains on standard error of a flag that it does not know, so only a major version that was tried is told. */
const triedMajor = "13.";

/**
 * Makes this process, which will spawn many others, keep its memory small, at once and for good: to spawn is to copy the
 * page tables of all that it has written to, and then to take a page fault for each page that it writes next. Without
 * this, half of that memory is the young generation, which grows with every stage, and what four compiler threads
 * leave behind. What is really hot, such as a loop over a long log, is still optimized, after twenty times as many calls.
 */
export function staySmall(): void {
  if (!process.versions.v8.startsWith(triedMajor)) return;
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--invocation-count-for-maglev=8000");
  setFlagsFromString("--invocation-count-for-turbofan=60000");
}
