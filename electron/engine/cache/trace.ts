import type { FileState } from "./file-state.ts";

/** Notes what was looked at. */
export class Trace {
  readonly seen = new Map<string, FileState | null>();
  /** Whether what was looked at is all that the answer depends on; following a link looks at more. */
  isWhole = true;
}
