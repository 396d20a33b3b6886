import type { Incident } from "../../../shared/contract/incidents.ts";
import type { DeploymentId, RunId } from "../../../shared/ids.ts";

/** What began to serve somewhere, or a tag: what deployments are counted of. In a list they stand in the order of `at`. */
export interface Delivered {
  /** `null` for a tag. */
  readonly deploymentId: DeploymentId | null;
  readonly runId: RunId | null;
  /** The version, or the tag's name. */
  readonly name: string;
  /** Full hash. */
  readonly commit: string;
  /** When it began to serve, or the tag's time; epoch milliseconds. */
  readonly at: number;
  /** Whether a person went back to it: that repairs and brings nothing, so it is no deployment that counts. */
  readonly isWayBack: boolean;
  /** When its own health took it back; `null` for what stayed. */
  readonly takenBackAt: number | null;
}

/** An incident as far as deployments have to do with it. */
export interface KnownIncident extends Pick<Incident, "id" | "number" | "title" | "severity" | "resolvedAt"> {
  /** When what it is about began: its alerts may know of it from before it was opened. */
  readonly beganAt: number;
}
