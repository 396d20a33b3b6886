import type { LogId, ProjectId } from "../../../shared/ids.ts";
import type { Look } from "../../../shared/stage-groups.ts";
import type { LogStep } from "./log-sections.ts";

/** What a log is of, as far as it is known. */
export interface LogSubject {
  readonly projectId: ProjectId;
  readonly logId: LogId;
  /** Empty while it is not known. */
  readonly name: string;
  /** What stands as heads in the log; at least one. */
  readonly steps: readonly LogStep[];
  /** Where a log opens that grows no more: at the first failure, of which a bar then tells, at the top, or at the end. `null` until it is known. */
  readonly opensAt: "failure" | "top" | "end" | null;
  /** The line that the address names; `null` for none. */
  readonly namedLine: number | null;
  /** Why there is no line; `null` when nothing is known of what would write it. */
  readonly empty: { readonly look: Look | "none"; readonly title: string; readonly text: string } | null;
  /** Of a saved copy, without its ending. */
  readonly fileName: string;
  /** The command that writes every byte of it. */
  readonly command: string;
  /** Leads to a line, for links; also puts it into the address, where that names lines. */
  readonly chooseLine: (line: number) => string;
}
