import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../../e2e/fixtures/cases.ts";
import { type ClockFields, dueMinutes } from "../../../e2e/fixtures/due-minutes.ts";
import { type Action, World } from "../../../e2e/fixtures/simulated-world.ts";
import type { PlannedTrigger, TriggerKind } from "../../../shared/pipeline/planned-trigger.ts";
import { dayMs } from "../../../shared/time.ts";
import { parseSchedule, type Schedule } from "../schedule/schedule.ts";
import { decide, isBusy, isHeldBack, type Moment, type Sight, type TriggerMemory } from "./decide.ts";

/*
 * Days of edits, commits, switches, fetches, sleeps and clocks that are put, minute by minute. Watchers look when they are
 * told of a change, may wait for the end of a run, and share a memory, as processes share the history. The model knows
 * nothing of that: at every minute it compares what there is with what it knows.
 */

const runMinutes = 7;

const parsed = new Map<string, Schedule>();

function scheduleOf({ schedule, zone }: PlannedTrigger): Schedule {
  const key = `${schedule} ${zone}`;
  const found = parsed.get(key) ?? parseSchedule(schedule ?? "", zone);
  if ("ok" in found && !found.ok) throw new Error(found.failure.message);
  const value = "ok" in found ? found.value : found;
  parsed.set(key, value);
  return value;
}

/** What one process does; several share `memories`. */
class Watcher {
  readonly #pending = new Set<TriggerKind>();
  readonly #held = new Set<TriggerKind>();

  readonly world: World;
  readonly triggers: readonly PlannedTrigger[];
  readonly memories: Map<string, TriggerMemory>;
  readonly fired: string[];

  constructor(world: World, triggers: readonly PlannedTrigger[], memories: Map<string, TriggerMemory>, fired: string[]) {
    this.world = world;
    this.triggers = triggers;
    this.memories = memories;
    this.fired = fired;
  }

  tell(kinds: Iterable<TriggerKind>): void {
    for (const kind of kinds) this.#pending.add(kind);
  }

  opened(): void {
    this.#held.clear();
    this.tell(this.triggers.map(({ kind }) => kind));
  }

  runEnded(): void {
    this.tell(this.#held);
    this.#held.clear();
  }

  look(): void {
    this.#pending.add("schedule");
    for (const kind of this.#pending) for (const trigger of this.triggers) if (trigger.kind === kind) this.#lookAt(trigger);
    this.#pending.clear();
  }

  #lookAt(trigger: PlannedTrigger): void {
    const memory = this.memories.get(trigger.key) ?? { seen: null, followUps: 0 };
    const moment = this.#momentOf(trigger);
    if (isHeldBack(trigger, moment)) {
      this.#held.add(trigger.kind);
      return;
    }
    const decision = decide(trigger, memory, this.#sightOf(trigger, memory.seen), moment);
    if ("memory" in decision) this.memories.set(trigger.key, decision.memory);
    if (decision.type === "wait") {
      expect(isBusy(trigger, moment)).toBe(true);
      this.#held.add(trigger.kind);
    }
    if (decision.type !== "fire") return;
    for (const { detail } of decision.firings)
      this.fired.push(`${this.world.minute} ${trigger.key}: ${detail.replace(/^schedule .*/, "schedule")}`);
    if (!trigger.usesCheckout) this.world.starting.push({ key: trigger.key, end: this.world.minute + runMinutes });
  }

  #momentOf(trigger: PlannedTrigger): Moment {
    const { world } = this;
    const isFolderBusy = world.runs.length > 0;
    const isAfterRun = isFolderBusy || world.changedAt[trigger.kind] <= world.folderFreeAt;
    return { nowMs: world.nowMs, isFolderBusy, isOwnBusy: false, isAfterRun: !trigger.usesCheckout && isAfterRun };
  }

  #sightOf(trigger: PlannedTrigger, seen: string | null): Sight {
    const { world } = this;
    switch (trigger.kind) {
      case "save":
        return { kind: "files", fingerprint: `tree ${world.content}` };
      case "commit":
      case "branch": {
        const last = seen === null || trigger.kind === "branch" ? null : (JSON.parse(seen) as { branch: string; commit: string });
        const before = last === null ? null : last.branch === world.branch ? Number(last.commit) : world.arrival;
        const isOlder = before !== null && before !== world.head && world.isAncestor(world.head, before);
        return { kind: "head", branch: world.branch, commit: String(world.head), before: before === null ? null : String(before), isOlder };
      }
      case "remote": {
        const branches = Object.fromEntries([...world.remotes].map(([name, commit]) => [name, String(commit)]));
        return { kind: "remotes", branches, upstream: "origin/main", pushed: [...world.pushed] };
      }
      case "schedule": {
        return { kind: "time", schedule: scheduleOf(trigger), head: null };
      }
    }
  }
}

/** What should have fired: looked at minute by minute, with nothing remembered but what was there the last time. */
class Model {
  readonly fired: string[] = [];
  #content: number | null = null;
  readonly #followUps = new Map<TriggerKind, number>();
  #head: { branch: string; commit: number } | null = null;
  #branch: string | null = null;
  #remotes: ReadonlyMap<string, number> | null = null;
  #handledMs: number | null = null;

  readonly world: World;
  readonly due: readonly number[];
  readonly usesCheckout: boolean;

  constructor(world: World, due: readonly number[], usesCheckout: boolean) {
    this.world = world;
    this.due = due;
    this.usesCheckout = usesCheckout;
  }

  /** Whether what changed is followed: not for ever, when it always comes up during a run. */
  #isFollowed(kind: TriggerKind): boolean {
    if (this.usesCheckout && kind !== "save") return true;
    const count = this.world.changedAt[kind] <= this.world.folderFreeAt ? (this.#followUps.get(kind) ?? 0) + 1 : 0;
    this.#followUps.set(kind, count);
    return count <= 10;
  }

  minute(isBusy: boolean): string[] {
    const { world } = this;
    const now: string[] = [];
    if (!world.isOpen) return now;
    const isFree = !isBusy;
    if (isFree && this.#content !== world.content) {
      const isFirst = this.#content === null;
      this.#content = world.content;
      if (!isFirst && this.#isFollowed("save")) now.push("save: a saved file");
    }
    if (isFree || this.usesCheckout) now.push(...this.#headNews());
    now.push(...this.#remoteNews());
    if (isFree) now.push(...this.#timeNews());
    return now;
  }

  #headNews(): string[] {
    const { branch, head } = this.world;
    const now: string[] = [];
    const base = this.#head === null ? head : this.#head.branch === branch ? this.#head.commit : this.world.arrival;
    const isNew = base !== head && !this.world.isAncestor(head, base);
    if (isNew && this.#isFollowed("commit")) now.push(`commit: commit ${head} on ${branch}`);
    this.#head = { branch, commit: head };
    const isElsewhere = this.#branch !== null && this.#branch !== branch;
    if (isElsewhere && this.#isFollowed("branch")) now.push(`branch: branch ${branch}, from ${this.#branch}`);
    this.#branch = branch;
    return now;
  }

  #remoteNews(): string[] {
    const { remotes, pushed } = this.world;
    const before = this.#remotes;
    this.#remotes = new Map(remotes);
    const moved = before === null ? [] : [...remotes].filter(([name, commit]) => before.get(name) !== commit && !pushed.has(name));
    return moved.map(([name, commit]) => `remote: ${name} at ${commit}`);
  }

  #timeNews(): string[] {
    const { nowMs } = this.world;
    if (this.#handledMs === null || this.#handledMs > nowMs + dayMs) {
      this.#handledMs = nowMs;
      return [];
    }
    const handledMs = this.#handledMs;
    const last = this.due.findLast((at) => at > handledMs && at <= nowMs);
    if (last === undefined) return [];
    this.#handledMs = last;
    return ["schedule: schedule"];
  }
}

const minutes = fc.integer({ min: 0, max: 1_439 });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("edit" as const), content: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("commit" as const, "amend" as const, "reset" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("switch" as const), branch: fc.constantFrom("main", "side"), commits: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("remote" as const), name: fc.constantFrom("origin/main", "origin/side"), byPush: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("close" as const, "open" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("clock" as const),
      minutes: fc.oneof(fc.integer({ min: -300, max: 300 }), fc.constantFrom(-3_000, 3_000)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("run" as const), minutes: fc.integer({ min: 1, max: 120 }) }) },
);

/** Days on which clocks change, and one on which they do not. */
const days = [
  ["Europe/Berlin", "2026-03-28T20:00:00Z"],
  ["Europe/Berlin", "2026-10-24T20:00:00Z"],
  ["America/New_York", "2026-03-07T22:00:00Z"],
  ["America/New_York", "2026-10-31T22:00:00Z"],
  ["UTC", "2026-06-01T00:00:00Z"],
] as const;

const all = (count: number) => Array.from({ length: count }, (_, index) => index);

const schedules: readonly (readonly [string, ClockFields])[] = [
  ["30 2 * * *", { minute: [30], hour: [2], weekday: all(7), isFixed: true }],
  ["0,45 1,2,3 * * *", { minute: [0, 45], hour: [1, 2, 3], weekday: all(7), isFixed: true }],
  ["20 * * * 0", { minute: [20], hour: all(24), weekday: [0], isFixed: false }],
];

function triggerOf(kind: TriggerKind, changes: Partial<PlannedTrigger>): PlannedTrigger {
  return {
    ...{ key: kind, kind, schedule: null, zone: null, stages: [], usesCheckout: false, cancelsOlder: false, paths: [] },
    ...{ branches: [], everyMs: null, ...changes },
  };
}

test("on a simulated day each trigger fires exactly as often as it should have", () => {
  let firedInAll = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(minutes, action), { minLength: 30, maxLength: 120, size: "max" }),
      fc.constantFrom(...days),
      fc.constantFrom(...schedules),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      fc.boolean(),
      (planned, [zone, from], [schedule, fields], processes, usesCheckout, runsWrite) => {
        const world = new World(Date.parse(from));
        world.runsWrite = runsWrite;
        const triggers = [
          triggerOf("save", {}),
          triggerOf("commit", { usesCheckout }),
          triggerOf("branch", { usesCheckout }),
          triggerOf("remote", { usesCheckout: true, branches: ["**"] }),
          triggerOf("schedule", { schedule, zone }),
        ];
        const memories = new Map<string, TriggerMemory>();
        const fired: string[] = [];
        const watchers = Array.from({ length: processes }, () => new Watcher(world, triggers, memories, fired));
        const model = new Model(world, dueTimes(fields, zone, from), usesCheckout);
        const expected: string[] = [];
        const byMinute = Map.groupBy(planned, ([minute]) => minute);
        for (const watcher of watchers) watcher.opened();
        for (world.minute = 0; world.minute < 1_440; world.minute += 1) {
          const wasOpen = world.isOpen;
          if (world.endRuns()) {
            if (world.changedAt.save === world.minute) {
              if (world.isOpen) for (const watcher of watchers) watcher.tell(["save"]);
            }
            for (const watcher of watchers) watcher.runEnded();
          }
          for (const [, one] of byMinute.get(world.minute) ?? []) {
            const kinds = world.act(one);
            for (const kind of kinds) world.changedAt[kind] = world.minute;
            // One of several processes may be told late; all are in the end.
            if (world.isOpen) for (const watcher of watchers) watcher.tell(kinds);
          }
          if (world.isOpen && !wasOpen) for (const watcher of watchers) watcher.opened();
          expected.push(...model.minute(world.runs.length > 0).map((text) => `${world.minute} ${text}`));
          if (world.isOpen) for (const watcher of watchers) watcher.look();
          world.runs.push(...world.starting.splice(0));
        }
        firedInAll += fired.length;
        expect(fired.map(sortKey).sort()).toEqual(expected.map(sortKey).sort());
      },
    ),
    { numRuns: cases(30), endOnFailure: true },
  );
  // A day fires some 20 to 60 times: how often in all is as random as the days, and never little.
  expect(firedInAll).toBeGreaterThan(250);
});

function sortKey(text: string): string {
  return text.padStart(80);
}

const known = new Map<string, readonly number[]>();

function dueTimes(fields: ClockFields, zone: string, from: string): readonly number[] {
  const key = JSON.stringify([fields, zone, from]);
  const found = known.get(key) ?? dueMinutes(fields, zone, Date.parse(from) - 7 * dayMs, Date.parse(from) + 8 * dayMs);
  known.set(key, found);
  return found;
}
