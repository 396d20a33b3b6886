import fc from "fast-check";
import { expect, test } from "vitest";
import { advance, type EntryState, isSnoozed, type Sight } from "./rule.ts";

/** What happens to one subject: something is seen of it, or a person does something with its entry. */
type Step =
  | { readonly type: "broken"; readonly weight: number; readonly run: number }
  | { readonly type: "whole"; readonly run: number }
  | { readonly type: "read" | "mute" | "unmute" }
  | { readonly type: "snooze"; readonly forMs: number };

const steps = fc.array(
  fc.record({
    step: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          type: fc.constant("broken" as const),
          weight: fc.integer({ min: 1, max: 3 }),
          run: fc.integer({ min: 1, max: 30 }),
        }),
      },
      { weight: 3, arbitrary: fc.record({ type: fc.constant("whole" as const), run: fc.integer({ min: 1, max: 30 }) }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("read" as const, "mute" as const, "unmute" as const) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant("snooze" as const), forMs: fc.integer({ min: 1, max: 50 }) }) },
    ),
    afterMs: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 60 },
);

/** The same from the whole past, looked through anew: only what was newer than all before it counts. */
function modelOf(past: readonly { readonly step: Step; readonly at: number }[]): EntryState | null {
  let newest = 0;
  const sights: { step: Step & { run: number }; at: number; place: number }[] = [];
  past.forEach(({ step, at }, place) => {
    if (step.type !== "broken" && step.type !== "whole") return;
    // Before its first break there is nothing to remember.
    if (sights.length === 0 && step.type === "whole") return;
    if (step.run < newest) return;
    newest = step.run;
    sights.push({ step, at, place });
  });
  const last = sights.at(-1);
  if (last === undefined) return null;
  const lastWhole = sights.findLastIndex(({ step }) => step.type === "whole");
  const isOpen = last.step.type === "broken";
  const endOfStreak = isOpen ? sights.length : sights.findLastIndex(({ step }) => step.type === "broken") + 1;
  const startOfStreak = isOpen ? lastWhole + 1 : sights.slice(0, endOfStreak).findLastIndex(({ step }) => step.type === "whole") + 1;
  const streak = sights.slice(startOfStreak, endOfStreak);
  const [first] = streak;
  const end = sights[endOfStreak];
  if (first === undefined) throw new Error("A streak has a first.");
  const worse = streak.findLast(({ step }, index) => index > 0 && weightOf(step) > weightOf(streak[index - 1]?.step));
  const freshAt = worse?.place ?? first.place;
  const after = past.slice(freshAt + 1);
  const before = end === undefined ? after : past.slice(freshAt + 1, end.place);
  const lastSnooze = (end === undefined ? after : []).findLast(({ step }) => step.type === "snooze");
  return {
    since: first.at,
    times: new Set(streak.map(({ step }) => step.run)).size,
    lastAt: end?.at ?? streak.at(-1)?.at ?? 0,
    endedAt: end?.at ?? null,
    ending: end === undefined ? "" : `run ${end.step.run}`,
    isRead: [...before, ...(end === undefined ? [] : past.slice(end.place))].some(({ step }) => step.type === "read"),
    snoozedUntil: lastSnooze?.step.type === "snooze" ? lastSnooze.at + lastSnooze.step.forMs : null,
    isMuted:
      past.findLast(({ step }, place) => place > (sights[0]?.place ?? 0) && (step.type === "mute" || step.type === "unmute"))?.step.type ===
      "mute",
    weight: weightOf(streak.at(-1)?.step),
    evidence: newest,
  };
}

function weightOf(step: Step | undefined): number {
  return step?.type === "broken" ? step.weight : 0;
}

function apply(entry: EntryState | null, step: Step, at: number): EntryState | null {
  if (step.type === "broken" || step.type === "whole") return advance(entry, sightOf(step, at)).entry;
  if (entry === null) return null;
  if (step.type === "read") return { ...entry, isRead: true };
  if (step.type === "snooze") return entry.endedAt === null ? { ...entry, snoozedUntil: at + step.forMs } : entry;
  return { ...entry, isMuted: step.type === "mute" };
}

function sightOf(step: Step & { readonly type: "broken" | "whole" }, at: number): Sight {
  if (step.type === "broken") return { type: "broken", at, evidence: step.run, weight: step.weight };
  return { type: "whole", at, evidence: step.run, ending: `run ${step.run}` };
}

test("one entry a subject, whatever is seen of it and whatever people do, as the whole past says it", () => {
  fc.assert(
    fc.property(steps, (story) => {
      let entry: EntryState | null = null;
      let at = 0;
      const past: { step: Step; at: number }[] = [];
      for (const { step, afterMs } of story) {
        at += afterMs;
        past.push({ step, at });
        entry = apply(entry, step, at);
        expect(entry).toEqual(modelOf(past));
      }
    }),
    { numRuns: 2_000 },
  );
});

test("nobody is told what is muted or put off, but that it became worse; nothing is told twice of one run", () => {
  fc.assert(
    fc.property(steps, (story) => {
      let entry: EntryState | null = null;
      let at = 0;
      for (const { step, afterMs } of story) {
        at += afterMs;
        const before: EntryState | null = entry;
        entry = apply(entry, step, at);
        if (step.type !== "broken" && step.type !== "whole") continue;
        const { news, isHushed } = advance(before, sightOf(step, at));
        if (before?.isMuted && news !== null) expect(isHushed).toBe(true);
        if (news === "worse" && before !== null)
          expect([isHushed, entry?.snoozedUntil, entry?.isRead]).toEqual([before.isMuted, null, false]);
        if (news === "again" && before !== null && isSnoozed(before, at)) expect(isHushed).toBe(true);
        if (news === "broke") expect([entry?.isRead, entry?.endedAt, entry?.snoozedUntil]).toEqual([false, null, null]);
        if (news === "whole") expect([before?.endedAt, entry?.endedAt]).toEqual([null, at]);
        if (news === null) expect(entry).toEqual(before);
      }
    }),
    { numRuns: 2_000 },
  );
});
