import type { Gate } from "../../../shared/contract/deployments.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import type { Status } from "../../../shared/status.ts";
import { type FrozenTime, freezeAt, isWithinWindows, nextOpening } from "./open-times.ts";
import { momentWords, windowWords } from "./words.ts";

/** All that decides whether a release may go into an environment now. */
export interface GateFacts {
  readonly environment: Pick<PlannedEnvironment, "name" | "needs" | "approval" | "windows">;
  readonly version: string;
  /** How its run ended; `null` when that is not in the history any more: without having passed it would be no release. */
  readonly runStatus: Status | null;
  /** Environments that have had these files in good health. */
  readonly hadBy: ReadonlySet<string>;
  /** Those of the file, and a person's. */
  readonly frozen: readonly FrozenTime[];
  readonly files: {
    readonly count: number;
    /** What is wrong with them; `null` when they are as they were made. */
    readonly fault: string | null;
  };
  readonly nowMs: number;
}

/** What must be so before a release goes there, gate by gate. */
export function gatesOf(facts: GateFacts): Gate[] {
  const { environment, version, hadBy, runStatus } = facts;
  return [
    ...environment.needs.map((need) =>
      hadBy.has(need)
        ? gate("promotion", "open", `${need} has had ${version} in good health.`)
        : gate("promotion", "closed", `${environment.name} takes what ${need} has had in good health, and it has not had ${version}.`),
    ),
    runStatus === null || runStatus === "passed"
      ? gate("green", "open", "Its run passed.")
      : gate("green", "closed", `Its run ${runStatus === "failed" ? "failed" : `is ${runStatus}`}.`),
    filesGate(facts.files),
    ...timeGatesOf(facts),
    ...(environment.approval === null ? [] : [gate("approval", "asks", "A person is asked before it begins.")]),
  ];
}

/** The gates that time opens and shuts. */
export function timeGatesOf(facts: TimeFacts): Gate[] {
  return [...windowGates(facts), ...freezeGates(facts)];
}

type TimeFacts = Pick<GateFacts, "frozen" | "nowMs"> & { readonly environment: Pick<PlannedEnvironment, "name" | "windows"> };

function gate(kind: Gate["kind"], state: Gate["state"], text: string, opensAt: number | null = null): Gate {
  return { kind, state, text, opensAt };
}

function filesGate({ count, fault }: GateFacts["files"]): Gate {
  if (fault !== null) return gate("artifacts", "closed", fault);
  const what = count === 1 ? "Its file is" : `Its ${count} files are`;
  return gate("artifacts", "open", count === 0 ? "It has no files of its own." : `${what} as made.`);
}

function windowGates({ environment: { windows }, nowMs }: TimeFacts): Gate[] {
  const words = windowWords(windows);
  if (words === null) return [];
  if (isWithinWindows(windows, nowMs)) return [gate("window", "open", `Deployments begin ${words}.`)];
  const opensAt = nextOpening(windows, [], nowMs);
  return [gate("window", "closed", `Deployments begin ${words}.`, opensAt)];
}

function freezeGates({ environment: { windows, name }, frozen, nowMs }: TimeFacts): Gate[] {
  const freeze = freezeAt(frozen, nowMs);
  if (freeze === null) return [];
  const until = freeze.toMs === null ? "" : ` until ${momentWords(freeze.toMs, windows[0]?.zone ?? null)}`;
  return [gate("freeze", "closed", `${name} is frozen${until}: ${freeze.reason}`, freeze.toMs)];
}
