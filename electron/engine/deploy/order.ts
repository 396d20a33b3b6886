import type { DeploymentStep, HealthSample } from "../../../shared/contract/deployments.ts";
import type { PlannedEnvironment, PlannedStrategy } from "../../../shared/pipeline/planned-environment.ts";
import type { Failure, Result } from "../../../shared/result.ts";

/** A release as a deployment needs it: which one, and its files. */
export interface ReleaseFiles {
  /** As in `v12`. */
  readonly id: string;
  readonly version: string;
  /** One checksum of all its files: what another machine's history calls the same may be another. */
  readonly contents: string;
  readonly files: readonly ReleaseFileCopy[];
}

/** A file of a release, in the store of releases. */
export interface ReleaseFileCopy {
  /** Relative, with `/`: where it is put in the release's folder on the target. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Absolute. */
  readonly storedPath: string;
}

/** One deployment to be carried out, with everything decided. */
export interface DeployOrder {
  /** As in `d30`. */
  readonly deployment: string;
  readonly environment: PlannedEnvironment;
  readonly kind: "deploy" | "rollback";
  readonly release: ReleaseFiles;
  /** What served before as far as the history knows; what the target itself says counts more. */
  readonly previous: ReleaseFiles | null;
  /** The project's folder, absolute: where commands of one's own run. */
  readonly projectPath: string;
  /** Who deploys, for whoever finds the target locked: `ada on shop-laptop, deployment d30`. */
  readonly holder: string;
}

/** What carrying out needs from outside, and tells while it works. */
export interface DeployPorts {
  /** The complete environment of commands, secrets included. */
  readonly environment: Readonly<Record<string, string>>;
  /** Set when a person cancels: what was there before is brought back. */
  readonly signal: AbortSignal;
  /** One line for the log. */
  readonly log: (line: string) => void;
  /** A step began, ended, or says more. All steps are told as `pending` first. Kept on disk before this returns. */
  readonly step: (step: DeploymentStep) => void;
  readonly sample: (sample: HealthSample) => void;
  /** Whether what a target says that it serves is a release of this history. */
  readonly isOurs: (served: ServedRelease) => boolean;
  /** The target serves the release from now on. Kept on disk before this returns. */
  readonly serving: () => void;
  readonly now: () => number;
}

/** How a deployment ended, and which release the target serves then. */
export interface DeployEnd {
  readonly state: "deployed" | "rolled-back" | "failed" | "canceled" | "lost";
  /** One sentence. */
  readonly detail: string;
  /** What was seen that led to a rollback; empty otherwise. */
  readonly evidence: readonly string[];
  /** The id of the release that serves; `null` when none of ours does, or when it is not known (`lost`). */
  readonly serves: string | null;
}

/** What a target says that it serves. Another machine's history may have put it there, so all that is known must fit. */
export interface ServedRelease {
  /** `null` where a target only tells its version. */
  readonly id: string | null;
  readonly version: string;
  /** See {@link ReleaseFiles.contents}; `null` where the target does not know. */
  readonly contents: string | null;
}

/** What a target says of itself. */
export interface TargetState {
  /** `null` when nothing that Millrace has put there serves. */
  readonly serves: ServedRelease | null;
  /** Files of it that are not as they were put there, up to 20 in words; empty when all are, or where that cannot be told. */
  readonly drift: readonly string[];
  /** Releases that are kept there and could be gone back to, by id, the newest first. */
  readonly kept: readonly string[];
  /** Who holds the target's lock now; `null` when nobody does. */
  readonly holder: string | null;
}

/** Why a target told nothing. */
export type LookFailure = Failure<"target-unreachable">;

/** See {@link TargetState}. */
export type LookAtTarget = (
  strategy: PlannedStrategy,
  context: { readonly projectPath: string; readonly environment: Readonly<Record<string, string>>; readonly signal: AbortSignal },
) => Promise<Result<TargetState, LookFailure>>;
