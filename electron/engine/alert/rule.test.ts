import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlannedAlert } from "../../../shared/pipeline/planned-monitor.ts";
import { minuteMs, secondMs } from "../../../shared/time.ts";
import { advance, type Happening, nothingWrong, type Observation, type RuleState } from "./rule.ts";

const plain: PlannedAlert = { after: 1, forMs: 0, latency: null, repeatMs: null, notify: ["inbox", "ops"], opensIncident: true };

type Seen = Observation & { readonly rule?: PlannedAlert | null; readonly silencedUntil?: number | null };

const good = (at: number, durationMs = 5): Seen => ({ at, state: "up", check: { isGood: true, durationMs, detail: "200" } });
const failed = (at: number): Seen => ({ at, state: "down", check: { isGood: false, durationMs: 5, detail: "connection refused" } });
const stands = (at: number, state: Observation["state"]): Seen => ({ at, state, check: null });

/** What is told and what ends, as short words. */
function play(rule: PlannedAlert, seen: readonly Seen[]): string[] {
  let state: RuleState = nothingWrong;
  const told: string[] = [];
  for (const { rule: now = rule, silencedUntil = null, ...observation } of seen) {
    const next = advance(state, now, silencedUntil, observation);
    state = next.state;
    told.push(...next.happenings.map((one) => `${observation.at}: ${wordsOf(one)}`));
  }
  return told;
}

function wordsOf(one: Happening): string {
  if (one.type === "fired") return `${one.rule} fires`;
  if (one.type === "ended") return `${one.rule} ends: ${one.ending}`;
  return `${one.isSilenced ? "not " : ""}told ${one.what} ${one.sequence} to ${one.channels.join(", ")}`;
}

test("fires after so many failures in a row, tells once, and tells the end", () => {
  const told = play({ ...plain, after: 3 }, [failed(1), failed(2), good(3), failed(4), failed(5), failed(6), failed(7), good(8)]);
  expect(told).toEqual([
    "6: down fires",
    "6: told fired 0 to inbox, ops",
    "8: told recovered 1 to inbox, ops",
    "8: down ends: it is up again",
  ]);
});

test("a failure that the monitor's own retries still make up for counts for nothing", () => {
  const retried: Seen = { ...failed(2), state: "up" };
  expect(play({ ...plain, after: 2 }, [failed(1), good(2), retried, retried, failed(3)])).toEqual([]);
});

test("fires when it has been down for long enough", () => {
  expect(play({ ...plain, forMs: 10 }, [failed(1), failed(9), failed(11)])).toEqual(["11: down fires", "11: told fired 0 to inbox, ops"]);
});

test("fires when every check of so long was too slow, and ends with the first that is not", () => {
  const rule = { ...plain, notify: ["ops"], latency: { overMs: 100, forMs: 10 } };
  const told = play(rule, [good(1, 101), good(6, 100), good(7, 500), { ...good(16, 101), state: "degraded" }, good(17, 101), good(20, 99)]);
  expect(told).toEqual([
    "17: latency fires",
    "17: told fired 0 to ops",
    "20: told recovered 1 to ops",
    "20: latency ends: it answers in time again",
  ]);
});

test("a failed check has no speed: what was about to fire begins anew, what fired goes on", () => {
  const rule = { ...plain, after: 5, notify: ["ops"], latency: { overMs: 100, forMs: 10 } };
  expect(play(rule, [good(1, 200), failed(5), good(11, 200), good(21, 200), failed(22), good(23, 200)])).toEqual([
    "21: latency fires",
    "21: told fired 0 to ops",
  ]);
});

test("tells again after so long while it holds", () => {
  const told = play({ ...plain, notify: ["ops"], repeatMs: 10 }, [failed(1), failed(10), failed(11), failed(20), failed(30), good(31)]);
  expect(told).toEqual([
    "1: down fires",
    "1: told fired 0 to ops",
    "11: told repeated 1 to ops",
    "30: told repeated 2 to ops",
    "31: told recovered 3 to ops",
    "31: down ends: it is up again",
  ]);
});

test("tells nothing in silence, and after it what still holds", () => {
  const silent = (one: Seen): Seen => ({ ...one, silencedUntil: 10 });
  expect(play({ ...plain, repeatMs: 2 }, [silent(failed(1)), silent(failed(9)), silent(failed(10)), good(11)])).toEqual([
    "1: down fires",
    "1: not told fired 0 to inbox, ops",
    "10: told fired 1 to inbox, ops",
    "11: told recovered 2 to inbox, ops",
    "11: down ends: it is up again",
  ]);
});

test("what began and ended in silence is told to nobody", () => {
  const silent = (one: Seen): Seen => ({ ...one, silencedUntil: 10 });
  expect(play(plain, [silent(failed(1)), silent(good(2))])).toEqual([
    "1: down fires",
    "1: not told fired 0 to inbox, ops",
    "2: down ends: it is up again",
  ]);
});

test("maintenance and time that nobody watched neither fire nor end, and what had not fired begins anew", () => {
  const rule = { ...plain, after: 2, notify: ["ops"], repeatMs: 5 };
  const maintained = (one: Seen): Seen => ({ ...one, state: "maintenance" });
  const told = play(rule, [
    ...[failed(1), stands(2, "unknown"), failed(3), failed(4)],
    ...[stands(20, "unknown"), maintained(failed(21)), maintained(good(22)), failed(23), good(24)],
  ]);
  expect(told).toEqual([
    "4: down fires",
    "4: told fired 0 to ops",
    "23: told repeated 1 to ops",
    "24: told recovered 2 to ops",
    "24: down ends: it is up again",
  ]);
});

test("a pause, and a rule that goes, end the alert and tell nobody", () => {
  expect(play(plain, [failed(1), stands(2, "paused")]).at(-1)).toBe("2: down ends: the monitor is paused");
  expect(play(plain, [failed(1), { ...failed(2), rule: null }])).toEqual([
    "1: down fires",
    "1: told fired 0 to inbox, ops",
    "2: down ends: nobody is told of it any more",
  ]);
  const slow = { ...plain, latency: { overMs: 1, forMs: 0 } };
  expect(play(slow, [good(1, 5), { ...good(2, 5), rule: plain }]).at(-1)).toBe("2: latency ends: the rule is gone");
});

test("of a rule that changed while an alert holds, those who were told hear the end, also with a later repeat", () => {
  const changed = { ...plain, after: 9, notify: ["pager"], repeatMs: 5 };
  const told = play(plain, [failed(1), { ...failed(3), rule: changed }, { ...failed(6), rule: changed }, { ...good(7), rule: changed }]);
  expect(told).toEqual([
    "1: down fires",
    "1: told fired 0 to inbox, ops",
    "6: told repeated 1 to pager",
    "7: told recovered 2 to inbox, ops, pager",
    "7: down ends: it is up again",
  ]);
});

test("a clock that is put back makes nothing fire early", () => {
  expect(play({ ...plain, forMs: 10 }, [failed(100), failed(50), failed(59), failed(60)])).toEqual([
    "60: down fires",
    "60: told fired 0 to inbox, ops",
  ]);
  expect(play({ ...plain, repeatMs: 10 }, [failed(100), failed(50), failed(59), failed(60)]).at(-1)).toBe(
    "60: told repeated 1 to inbox, ops",
  );
});

/** The same, told from the whole past at once, as a person with a pencil would. */
function modelOf(rule: PlannedAlert, seen: readonly Seen[]): string[] {
  const told: string[] = [];
  /** What each look means to the rule: bad, well, or nothing that can be said; `cut` takes back what was begun. */
  const verdicts = {
    down: ({ state, check }: Seen) =>
      state === "unknown" || state === "maintenance"
        ? "cut"
        : check === null || (state !== "down" && !check.isGood)
          ? "nothing"
          : check.isGood
            ? "well"
            : "bad",
    latency: ({ state, check }: Seen) =>
      state === "unknown" || state === "maintenance" || check?.isGood === false
        ? "cut"
        : check === null
          ? "nothing"
          : check.durationMs > (rule.latency?.overMs ?? 0)
            ? "bad"
            : "well",
  };
  const ends = { down: "it is up again", latency: "it answers in time again" };
  for (const name of ["down", "latency"] as const) {
    if (name === "latency" && rule.latency === null) continue;
    const needed = name === "down" ? { looks: rule.after, ms: rule.forMs } : { looks: 1, ms: rule.latency?.forMs ?? 0 };
    let from = 0;
    let firedIndex = -1;
    let tellings: { at: number; isSilenced: boolean }[] = [];
    seen.forEach((one, index) => {
      const say = (words: string) => told.push(`${String(index).padStart(4, "0")} ${name}: ${words}`);
      const isSilenced = one.silencedUntil !== null && one.silencedUntil !== undefined && one.silencedUntil > one.at;
      const verdict = one.state === "paused" ? "paused" : verdicts[name](one);
      if (verdict === "paused") {
        if (firedIndex >= 0) say("ends: the monitor is paused");
        from = index + 1;
        firedIndex = -1;
      } else if (verdict === "cut") from = firedIndex >= 0 ? from : index + 1;
      else if (verdict === "well") {
        const heard = tellings.filter(({ isSilenced: silent }) => !silent);
        if (firedIndex >= 0 && heard.length > 0) say(`${isSilenced ? "not " : ""}told recovered ${tellings.length}`);
        if (firedIndex >= 0) say(`ends: ${ends[name]}`);
        from = index + 1;
        firedIndex = -1;
      } else if (verdict === "bad") {
        const bad = seen.slice(from, index + 1).filter((each) => verdicts[name](each) === "bad");
        const since = Math.min(...bad.map(({ at }) => at));
        if (firedIndex < 0) {
          if (bad.length < needed.looks || one.at - since < needed.ms) return;
          firedIndex = index;
          say("fires");
          tellings = [{ at: one.at, isSilenced }];
          say(`${isSilenced ? "not " : ""}told fired 0`);
        } else if (!isSilenced) {
          const heard = tellings.filter(({ isSilenced: silent }) => !silent).at(-1);
          const isDue = heard === undefined || (rule.repeatMs !== null && one.at - heard.at >= rule.repeatMs);
          if (!isDue) return;
          say(`told ${heard === undefined ? "fired" : "repeated"} ${tellings.length}`);
          tellings.push({ at: one.at, isSilenced: false });
        }
      }
    });
  }
  return told.toSorted((one, other) => one.slice(0, 4).localeCompare(other.slice(0, 4)) || 0);
}

const lookArbitrary = fc.record({
  afterMs: fc.constantFrom(0, 500, secondMs, 5 * secondMs, minuteMs, 10 * minuteMs),
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("good", "failed") },
    { weight: 2, arbitrary: fc.constantFrom("slow", "retried") },
    { weight: 1, arbitrary: fc.constantFrom("unknown", "maintained good", "maintained bad", "paused", "stands") },
  ),
  silenceMs: fc.option(fc.constantFrom(secondMs, minuteMs, 5 * minuteMs), { freq: 4, nil: null }),
});

const ruleArbitrary: fc.Arbitrary<PlannedAlert> = fc.record({
  after: fc.integer({ min: 1, max: 4 }),
  forMs: fc.constantFrom(0, 3 * secondMs, 2 * minuteMs),
  latency: fc.option(fc.record({ overMs: fc.constant(100), forMs: fc.constantFrom(0, 4 * secondMs, minuteMs) }), { nil: null }),
  repeatMs: fc.option(fc.constantFrom(secondMs, 5 * minuteMs), { nil: null }),
  notify: fc.constant(["ops"]),
  opensIncident: fc.boolean(),
});

function seenOf(looks: readonly { afterMs: number; kind: string; silenceMs: number | null }[]): Seen[] {
  let at = 1_000_000;
  let silencedUntil: number | null = null;
  return looks.map(({ afterMs, kind, silenceMs }) => {
    at += afterMs;
    if (silenceMs !== null) silencedUntil = at + silenceMs;
    const check = { isGood: !/failed|retried|bad/.test(kind), durationMs: kind === "slow" ? 300 : 10, detail: "" };
    const state = kind.startsWith("maintained") ? "maintenance" : kind === "failed" ? "down" : "up";
    if (kind === "unknown" || kind === "paused") return { at, state: kind, check: null, silencedUntil };
    return { at, state, check: kind === "stands" ? null : check, silencedUntil };
  });
}

test("any ups and downs are told exactly as a model says that knows the whole past", () => {
  fc.assert(
    fc.property(ruleArbitrary, fc.array(lookArbitrary, { maxLength: 60 }), (rule, looks) => {
      const seen = seenOf(looks);
      let state: RuleState = nothingWrong;
      const told = seen.flatMap(({ silencedUntil = null, ...observation }, index) => {
        // It may be stopped and started at any time: all that it knows is written down.
        const next = advance(JSON.parse(JSON.stringify(state)) as RuleState, rule, silencedUntil, observation);
        state = next.state;
        return next.happenings.map((one) => {
          const words = wordsOf(one).replace(/ to ops$/, "");
          return `${String(index).padStart(4, "0")} ${one.rule}: ${words.replace(/^(down|latency) /, "")}`;
        });
      });
      const inOrder = told.toSorted((one, other) => one.slice(0, 4).localeCompare(other.slice(0, 4)) || sideOf(one) - sideOf(other));
      expect(inOrder).toEqual(modelOf(rule, seen));
    }),
    { numRuns: 2_000 },
  );
});

/** Both rules may speak at one look; what each says keeps its order. */
function sideOf(words: string): number {
  return words.includes(" down: ") ? 0 : 1;
}
