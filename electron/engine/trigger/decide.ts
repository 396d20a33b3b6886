import { posix } from "node:path";
import type { PlannedTrigger } from "../../../shared/pipeline/planned-trigger.ts";
import { assertNever } from "../../../shared/result.ts";
import { dayMs, secondMs } from "../../../shared/time.ts";
import type { Schedule } from "../schedule/schedule.ts";
import { dueWords } from "./due-words.ts";

/*
 * What is seen goes in, what is to happen comes out: nothing here looks, waits or starts anything. A trigger remembers what it
 * saw last, and fires when that is something else. So what happened while nobody looked is caught up once, and two who look
 * at the same time and share the memory fire once.
 */

/** What a trigger remembers. */
export interface TriggerMemory {
  /** What it saw last, in a form of its own; `null` before the first look and after a pause. */
  readonly seen: string | null;
  /** How many of its runs in a row were started by something that came up while a run was under way. */
  readonly followUps: number;
}

/** What there is to be seen. */
export type Sight =
  /** What of the files the trigger is about, as one hash. */
  | { readonly kind: "files"; readonly fingerprint: string }
  | HeadSight
  | {
      readonly kind: "remotes";
      /** The commits of the remotes' branches, by names such as `origin/main`. */
      readonly branches: Readonly<Record<string, string>>;
      /** What the current branch follows; `null` without. */
      readonly upstream: string | null;
      /** Branches that stand where this clone has put them itself. */
      readonly pushed: readonly string[];
    }
  | { readonly kind: "time"; readonly schedule: Schedule; readonly head: HeadSight | null };

/** Where the working folder stands. */
export interface HeadSight {
  readonly kind: "head";
  /** `null` on a detached HEAD. */
  readonly branch: string | null;
  /** `null` before the first commit. */
  readonly commit: string | null;
  /** Where the branch stood when it was seen last, or else when HEAD came to it; `null` when nobody knows. */
  readonly before: string | null;
  /** Whether the commit is an ancestor of that: a reset brings nothing new. */
  readonly isOlder: boolean;
}

/** The circumstances of a look. */
export interface Moment {
  readonly nowMs: number;
  /** Whether a run of the project is under way in its folder. */
  readonly isFolderBusy: boolean;
  /** Whether a run of this trigger is under way. */
  readonly isOwnBusy: boolean;
  /** Whether what changed may be the work of a run: one that could have done it was under way then. */
  readonly isAfterRun: boolean;
}

/** A run to start. */
export interface Firing {
  /** One sentence without a full stop, such as `commit 1a2b3c4 on main`. */
  readonly detail: string;
  /** What a clean checkout is made of; `null` for the files as they lie. */
  readonly revision: string | null;
  readonly branch: string | null;
  /** Runs of a trigger that cancel each other have the same: its key, and behind a line feed the branch of a remote. */
  readonly group: string;
}

/** What is to happen. */
export type Decision =
  | { readonly type: "nothing" }
  /** It is looked at again when the run that is under way has ended. */
  | { readonly type: "wait" }
  | { readonly type: "note"; readonly memory: TriggerMemory }
  /** The same, because every run of the trigger changes again what the trigger is about. */
  | { readonly type: "give-up"; readonly memory: TriggerMemory }
  | { readonly type: "fire"; readonly memory: TriggerMemory; readonly firings: readonly Firing[] };

/** So often a run may follow on what happened during the one before, when it need not wait for it. */
const mostAtOnce = 20;

/** And so often after having waited. A formatter needs one, a person who works on while things run some; more is a run that changes its own cause. */
const mostAfterwards = 10;

/** A clock that is put back by more than this was wrong before: waiting for it to catch up would be no help. */
const longestSetBackMs = dayMs;

/** Decides what a trigger does about what is seen. */
export function decide(trigger: PlannedTrigger, memory: TriggerMemory, sight: Sight, moment: Moment): Decision {
  const news = findNews(trigger, memory.seen, sight, moment.nowMs);
  if (news === null) return { type: "nothing" };
  if (news.firings.length === 0) return { type: "note", memory: { ...memory, seen: news.seen } };
  const followUps = moment.isAfterRun && trigger.kind !== "schedule" ? memory.followUps + 1 : 0;
  const next = { seen: news.seen, followUps };
  if (followUps > (isPatient(trigger) ? 0 : mostAtOnce) + mostAfterwards) return { type: "give-up", memory: next };
  return mustWait(trigger, followUps, moment) ? { type: "wait" } : { type: "fire", memory: next, firings: news.firings };
}

/** Whether a look can come to nothing but waiting, so that the effort can be spared. */
export function isHeldBack(trigger: PlannedTrigger, moment: Moment): boolean {
  return isPatient(trigger) && moment.isFolderBusy;
}

/** Whether there is a run whose end the trigger may have to wait for. */
export function isBusy(trigger: PlannedTrigger, moment: Moment): boolean {
  return isPatient(trigger) ? moment.isFolderBusy : moment.isOwnBusy;
}

/** Files that a run works on must not become others under it: unless it is canceled, it is waited for. */
function isPatient({ cancelsOlder, usesCheckout }: PlannedTrigger): boolean {
  return !cancelsOlder && !usesCheckout;
}

function mustWait(trigger: PlannedTrigger, followUps: number, moment: Moment): boolean {
  return isBusy(trigger, moment) && (isPatient(trigger) || followUps > mostAtOnce);
}

/** What is new, and the runs that it asks for; `null` when all is as it was. */
interface News {
  readonly seen: string;
  readonly firings: readonly Firing[];
}

function findNews(trigger: PlannedTrigger, seen: string | null, sight: Sight, nowMs: number): News | null {
  switch (sight.kind) {
    case "files":
      return changed(seen, sight.fingerprint, () => [firing(trigger, "a saved file", null)]);
    case "head":
      return trigger.kind === "branch" ? branchNews(trigger, seen, sight) : commitNews(trigger, seen, sight);
    case "remotes":
      return remoteNews(trigger, seen, sight);
    case "time":
      return timeNews(trigger, seen, sight.schedule, sight.head, nowMs);
    default:
      return assertNever(sight);
  }
}

/** The first look only remembers. */
function changed(seen: string | null, now: string, firings: () => readonly Firing[]): News | null {
  if (seen === now) return null;
  return { seen: now, firings: seen === null ? [] : firings() };
}

/** A detached HEAD is on no branch: nothing is switched to, and what is committed there is on none. */
function branchNews(trigger: PlannedTrigger, seen: string | null, sight: HeadSight): News | null {
  const { branch } = sight;
  if (branch === null) return null;
  return changed(seen, branch, () =>
    isWanted(trigger, branch) ? [firing(trigger, `branch ${branch}, from ${seen}`, sight.commit, branch)] : [],
  );
}

function commitNews(trigger: PlannedTrigger, seen: string | null, { branch, commit, before, isOlder }: HeadSight): News | null {
  if (branch === null) return null;
  const isFirst = seen === JSON.stringify({ branch, commit: null });
  return changed(seen, JSON.stringify({ branch, commit }), () => {
    const isNew = isFirst || (before !== null && before !== commit && !isOlder);
    return commit !== null && isNew && isWanted(trigger, branch)
      ? [firing(trigger, `commit ${short(commit)} on ${branch}`, commit, branch)]
      : [];
  });
}

function remoteNews(trigger: PlannedTrigger, seen: string | null, sight: Extract<Sight, { kind: "remotes" }>): News | null {
  const { branches, upstream, pushed } = sight;
  const before = seen === null ? null : (JSON.parse(seen) as Record<string, string>);
  const names = Object.keys(branches).sort();
  const text = JSON.stringify(Object.fromEntries(names.map((name) => [name, branches[name]])));
  return changed(seen, text, () => {
    const moved = names.filter((name) => before !== null && branches[name] !== (Object.hasOwn(before, name) ? before[name] : undefined));
    const wanted = moved.filter(
      (name) => !pushed.includes(name) && (trigger.branches.length === 0 ? name === upstream : isWantedOfRemote(trigger, name)),
    );
    const firings = wanted.map((name) =>
      firing(trigger, `${name} at ${short(branches[name] ?? "")}`, branches[name] ?? null, name, `${trigger.key}\n${name}`),
    );
    if (trigger.usesCheckout || firings.length <= 1) return firings;
    // The files as they lie are the same for all of them.
    const [first] = firings;
    return first === undefined ? [] : [{ ...first, detail: `${first.detail} and ${firings.length - 1} more`, group: trigger.key }];
  });
}

function timeNews(trigger: PlannedTrigger, seen: string | null, schedule: Schedule, head: HeadSight | null, nowMs: number): News | null {
  const seenMs = Number(seen ?? Number.NaN);
  const isUsable = seenMs <= nowMs + longestSetBackMs;
  if (!isUsable) return { seen: String(Math.floor(nowMs / secondMs) * secondMs), firings: [] };
  const due = schedule.lastDue(seenMs, nowMs);
  if (due === null) return null;
  const detail = `schedule ${trigger.schedule} ${dueWords(due, nowMs, trigger.zone)}`;
  return { seen: String(due), firings: [firing(trigger, detail, head?.commit ?? null, head?.branch ?? null)] };
}

function firing(trigger: PlannedTrigger, detail: string, commit: string | null, branch: string | null = null, group = trigger.key): Firing {
  return { detail, revision: trigger.usesCheckout ? commit : null, branch, group };
}

function isWanted({ branches }: PlannedTrigger, branch: string): boolean {
  return branches.length === 0 || branches.some((glob) => posix.matchesGlob(branch, glob));
}

/** With or without the remote's own name: `main` and `origin/main` are both written. */
function isWantedOfRemote(trigger: PlannedTrigger, name: string): boolean {
  return isWanted(trigger, name) || isWanted(trigger, name.slice(name.indexOf("/") + 1));
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
