import type { Failure, Result } from "../../../../shared/result.ts";
import type { ReleaseContents } from "../contents/contents.ts";

/*
 * What a target looks like:
 *
 *   PATH/releases/NAME/             a release, complete from the moment that it has this name
 *   PATH/releases/.incoming-d30/    one that is being put there
 *   PATH/current -> releases/NAME   what serves
 *   PATH/.millrace/lock             a link whose text says who deploys, with the time of a sign of life beside it
 *   PATH/.millrace/journal          what served, and what is being switched to
 *   PATH/.millrace/manifests/NAME   what belongs into a release, with sums
 */

/**
 * `target-unreachable`: nobody answers, or it does not let us in. `target-lost`: it did and does not any more; what was asked
 * of it last may have been done. `target-full`, `target-refused`: it cannot, and did not. `lock-lost`: somebody else deploys.
 */
export type TargetFailure = Failure<"target-unreachable" | "target-lost" | "target-full" | "target-refused" | "lock-lost" | "canceled">;

/** What a target answers. */
export type TargetAnswer<Value> = Promise<Result<Value, TargetFailure>>;

/** What is on a target, from one look. */
export interface Survey {
  /** The text of the link `current`; `null` when there is none. */
  readonly current: string | null;
  /** Names below releases/, without those that are being put there. */
  readonly releases: readonly string[];
  /** Names of what was being put there. */
  readonly incoming: readonly string[];
  /** Empty when there is none. */
  readonly journal: string;
  /** `null` when nobody has it. */
  readonly lock: LockSign | null;
}

/** The lock as it is. */
export interface LockSign {
  /** The text of the link: an id and the holder's words, see `lockText`. */
  readonly text: string;
  /** Since the last sign of life, by the target's own clock. */
  readonly silentMs: number;
}

/** What stands at a path. */
export type FoundFile = { readonly kind: "file"; readonly sha256: string } | { readonly kind: "link"; readonly target: string };

/** What stands in a folder, by path. */
export type FoundFiles = ReadonlyMap<string, FoundFile>;

/** What a script needs. */
export interface ScriptOrder {
  readonly script: string;
  /** Below the target's folder. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** A line of its output. */
  readonly onLine: (line: string) => void;
  /** It is asked to end when this is. */
  readonly signal: AbortSignal;
}

/**
 * A folder for releases, here or elsewhere. Decides nothing. All that changes it, but for the lock's own, is refused unless
 * `lockText` of {@link openTarget} is on its lock.
 */
export interface Target {
  /** For a person: `~/sites/shop`, `deploy@shop:/srv/shop`. */
  readonly name: string;
  /** Connects and makes the folders that are missing. */
  prepare(): TargetAnswer<null>;
  /** Takes the lock when nobody has it; else who has, and for how long that one has been silent. */
  lock(): TargetAnswer<LockSign | null>;
  /** Takes the lock from `holder`, in one step; the same answer. */
  takeLock(holder: string): TargetAnswer<LockSign | null>;
  /** A sign of life. */
  beat(): TargetAnswer<null>;
  unlock(): TargetAnswer<null>;
  survey(): TargetAnswer<Survey>;
  /** Texts below the folder; `null` for what is not there. */
  readText(path: string): TargetAnswer<string | null>;
  /** Puts a text there, whole or not at all, on the disk before this answers. */
  writeText(path: string, text: string): TargetAnswer<null>;
  /**
   * Puts contents into an empty folder below releases/, onto the disk, and answers what is read from there then. `onBytes` is
   * told how many have been sent.
   */
  put(folder: string, contents: ReleaseContents, onBytes: (sent: number) => void, signal: AbortSignal): TargetAnswer<FoundFiles>;
  /** Reads all that is in a folder below releases/. */
  read(folder: string, signal: AbortSignal): TargetAnswer<FoundFiles>;
  /** Gives a folder that was put there its name. Never over one that is there. */
  settle(folder: string, name: string): TargetAnswer<null>;
  /** Lets `current` lead to something else, in one step, on the disk before this answers. */
  pointTo(link: string): TargetAnswer<null>;
  /** Answers the exit code; `null` when it was asked to end. */
  runScript(order: ScriptOrder): TargetAnswer<number | null>;
  /** Folders below releases/, with their manifests. */
  remove(folders: readonly string[]): TargetAnswer<null>;
  /** Lets go of what this holds open; the lock stays as it is. */
  close(): Promise<void>;
}

/** Which file below a target's folder holds what. */
export const places = {
  releases: "releases",
  current: "current",
  own: ".millrace",
  lock: ".millrace/lock",
  journal: ".millrace/journal",
  manifests: ".millrace/manifests",
} as const;

/** What a folder below releases/ is called while it is filled. */
export const incomingPrefix = ".incoming-";
