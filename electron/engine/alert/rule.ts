import type { MonitorState } from "../../../shared/contract/monitors.ts";
import type { PlannedAlert } from "../../../shared/pipeline/planned-monitor.ts";

/** The two ways in which a monitor alerts. */
export type RuleName = "down" | "latency";

/** What the rules of one monitor count, and what they have told. */
export interface RuleState {
  /** Failed checks in a row while it is down, until that fired. */
  readonly failures: number;
  readonly downSince: number | null;
  /** Since when every check was too slow. */
  readonly slowSince: number | null;
  readonly down: HeldAlert | null;
  readonly latency: HeldAlert | null;
}

/** An alert that fired and is not over. */
export interface HeldAlert {
  readonly since: number;
  /** When it was told last; `null` while all of it was silenced. */
  readonly toldAt: number | null;
  /** Who has been told, and wants to hear the end. */
  readonly channels: readonly string[];
  /** How often something was told, or was silenced. */
  readonly tellings: number;
}

/** What the rules hear of a monitor. */
export interface Observation {
  readonly at: number;
  /** How it stands after this. */
  readonly state: MonitorState;
  /** What was measured; `null` when its standing alone changed, as when it was paused. */
  readonly check: { readonly isGood: boolean; readonly durationMs: number; readonly detail: string } | null;
}

/** What follows from an observation. */
export type Happening =
  | { readonly type: "fired"; readonly rule: RuleName; readonly since: number }
  | {
      readonly type: "told";
      readonly rule: RuleName;
      readonly what: "fired" | "repeated" | "recovered";
      readonly since: number;
      readonly channels: readonly string[];
      readonly sequence: number;
      /** Nobody is told: a person wanted silence. */
      readonly isSilenced: boolean;
    }
  /** Comes after what is told of it. */
  | { readonly type: "ended"; readonly rule: RuleName; readonly ending: string };

/** Nothing is wrong. */
export const nothingWrong: RuleState = { failures: 0, downSince: null, slowSince: null, down: null, latency: null };

/** What a step works with. */
interface Step {
  readonly rule: PlannedAlert;
  readonly at: number;
  readonly isSilenced: boolean;
  readonly tell: (happening: Happening) => void;
}

/**
 * What follows from one observation. `rule`: as the file says now; `null` when nobody is to be told. Time that nobody
 * watched, and maintenance, fire nothing and end nothing: what had not fired begins anew after them.
 */
export function advance(
  state: RuleState,
  rule: PlannedAlert | null,
  silencedUntil: number | null,
  { at, state: stands, check }: Observation,
): { readonly state: RuleState; readonly happenings: readonly Happening[] } {
  if (stands === "paused") return endAll(state, "the monitor is paused");
  if (rule === null) return endAll(state, "nobody is told of it any more");
  const known = rule.latency === null ? endOne(state, "latency", "the rule is gone") : { state, happenings: [] };
  const begun = { ...known.state, failures: 0, downSince: null, slowSince: null };
  if (stands === "unknown" || stands === "maintenance") return { ...known, state: begun };
  if (check === null) return known;
  const happenings: Happening[] = [...known.happenings];
  const step: Step = { rule, at, isSilenced: silencedUntil !== null && silencedUntil > at, tell: (one) => void happenings.push(one) };
  const afterDown = check.isGood ? afterGood(known.state, stands, step) : stands === "down" ? afterFailure(known.state, step) : known.state;
  return { state: afterSpeed(afterDown, check, step), happenings };
}

/** Ends all that holds, as when a monitor is no more. Nobody is told. */
export function endAll(state: RuleState, ending: string): { readonly state: RuleState; readonly happenings: readonly Happening[] } {
  const down = endOne(state, "down", ending);
  const latency = endOne(down.state, "latency", ending);
  return { state: nothingWrong, happenings: [...down.happenings, ...latency.happenings] };
}

function endOne(
  state: RuleState,
  rule: RuleName,
  ending: string,
): { readonly state: RuleState; readonly happenings: readonly Happening[] } {
  const isSlow = rule === "latency";
  const cleared = isSlow ? { ...state, latency: null, slowSince: null } : { ...state, down: null, downSince: null, failures: 0 };
  return { state: cleared, happenings: state[rule] === null ? [] : [{ type: "ended", rule, ending }] };
}

function afterFailure(state: RuleState, step: Step): RuleState {
  if (state.down !== null) return { ...state, down: tellAgain("down", state.down, step) };
  const failures = state.failures + 1;
  const downSince = earlier(state.downSince, step.at);
  if (failures < step.rule.after || step.at - downSince < step.rule.forMs) return { ...state, failures, downSince };
  return { ...state, failures: 0, downSince: null, down: fire("down", downSince, step) };
}

function afterGood(state: RuleState, stands: Observation["state"], step: Step): RuleState {
  if (stands === "down") return state;
  if (state.down !== null) recover("down", state.down, "it is up again", step);
  return { ...state, failures: 0, downSince: null, down: null };
}

/** A check that failed has no speed: what had not fired begins anew, what has goes on. */
function afterSpeed(state: RuleState, check: NonNullable<Observation["check"]>, step: Step): RuleState {
  const { latency } = step.rule;
  if (latency === null) return state;
  if (!check.isGood) return { ...state, slowSince: null };
  if (check.durationMs <= latency.overMs) {
    if (state.latency !== null) recover("latency", state.latency, "it answers in time again", step);
    return { ...state, slowSince: null, latency: null };
  }
  if (state.latency !== null) return { ...state, latency: tellAgain("latency", state.latency, step) };
  const slowSince = earlier(state.slowSince, step.at);
  if (step.at - slowSince < latency.forMs) return { ...state, slowSince };
  return { ...state, slowSince: null, latency: fire("latency", slowSince, step) };
}

/** The clock may have been put back: then it is counted from now. */
function earlier(since: number | null, at: number): number {
  return since === null ? at : Math.min(since, at);
}

function fire(rule: RuleName, since: number, step: Step): HeldAlert {
  step.tell({ type: "fired", rule, since });
  return told(rule, "fired", { since, toldAt: null, channels: [], tellings: 0 }, step);
}

function tellAgain(rule: RuleName, held: HeldAlert, step: Step): HeldAlert {
  if (step.isSilenced) return held;
  if (held.toldAt === null) return told(rule, "fired", held, step);
  const toldAt = Math.min(held.toldAt, step.at);
  const { repeatMs } = step.rule;
  if (repeatMs === null || step.at - toldAt < repeatMs) return toldAt === held.toldAt ? held : { ...held, toldAt };
  return told(rule, "repeated", held, step);
}

function told(rule: RuleName, what: "fired" | "repeated", held: HeldAlert, { rule: plan, at, isSilenced, tell }: Step): HeldAlert {
  const channels = [...new Set(plan.notify)];
  const { since, tellings: sequence } = held;
  tell({ type: "told", rule, what, since, channels, sequence, isSilenced });
  if (isSilenced) return { ...held, tellings: sequence + 1 };
  return { since, toldAt: at, channels: [...new Set([...held.channels, ...channels])], tellings: sequence + 1 };
}

function recover(rule: RuleName, held: HeldAlert, ending: string, { isSilenced, tell }: Step): void {
  const { since, channels, tellings: sequence } = held;
  if (channels.length > 0) tell({ type: "told", rule, what: "recovered", since, channels, sequence, isSilenced });
  tell({ type: "ended", rule, ending });
}
