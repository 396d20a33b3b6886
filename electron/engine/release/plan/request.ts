import type { ReleaseArtifact, ReleasePlan } from "../../../../shared/contract/releases.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { ReleasePolicy } from "../../../../shared/pipeline/planned-release.ts";

/** What a plan is made for. */
export interface PlanRequest {
  readonly project: { readonly id: ProjectId; readonly name: string; readonly path: string; readonly isTrusted: boolean };
  readonly policy: ReleasePolicy;
  readonly pipeline: {
    /** Why it cannot be run; `null` when it can. */
    readonly problem: string | null;
    readonly hasStages: boolean;
    readonly hasArtifacts: boolean;
    /** Environments that take every release by themselves. */
    readonly takers: readonly string[];
  };
  readonly wish: { readonly version: string | null; readonly channel: string | null; readonly notes: string | null };
  /** What keeps another release from beginning; `null` when nothing does. */
  readonly underWay: { readonly version: string } | null;
  /** The newest green run of the whole pipeline on these files whose artifacts are kept; `null` without. */
  findRun(tree: string): { readonly run: NonNullable<ReleasePlan["run"]>; readonly artifacts: readonly ReleaseArtifact[] } | null;
  readonly nowMs: number;
}
