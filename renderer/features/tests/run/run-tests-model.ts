import type { Test, TestRow, TestStatus, TestTotals } from "../../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { isRed, standingWord } from "../test-words.ts";

/** A test of one run, beside what it did in the run that it is compared with. */
export interface RunTestRow extends TestRow {
  /** Whether the other run has no such test. */
  readonly isNew: boolean;
  readonly baseStatus: TestStatus | null;
  readonly baseDurationMs: number | null;
}

/** The parts of a run's list, in their order. */
export type RunTestGroup = "failed" | "fixed" | "new" | "gone" | "rest";

/** One line of the list of a run's tests. */
export type RunTestEntry =
  | { readonly kind: "group"; readonly group: RunTestGroup /** `null` while not all are read. */; readonly count: number | null }
  | { readonly kind: "test"; readonly row: RunTestRow }
  | { readonly kind: "gone"; readonly test: Test };

/** To which part a test belongs: failures and what was fixed against the run before, what is new against the one that is compared with. */
function groupOf({ last, standing, isNew }: Pick<RunTestRow, "last" | "standing" | "isNew">): Exclude<RunTestGroup, "gone"> {
  if (isRed(last.status)) return "failed";
  if (standing === "fixed") return "fixed";
  return isNew ? "new" : "rest";
}

/** The list as it is drawn: each part under its name, what is gone before the rest. `isWhole`: there are no rows to come. */
export function entriesOf(rows: readonly RunTestRow[], gone: readonly Test[], isWhole: boolean): RunTestEntry[] {
  const parts = Map.groupBy(rows, groupOf);
  const last = (["rest", "new", "fixed", "failed"] as const).find((group) => parts.has(group));
  const part = (group: Exclude<RunTestGroup, "gone">): RunTestEntry[] => {
    const members = parts.get(group) ?? [];
    // News first; a sort keeps what is alike in the engine's order.
    if (group === "failed") members.sort((one, other) => Number(isOld(one)) - Number(isOld(other)));
    if (members.length === 0) return [];
    // What follows has not begun, so there may be more.
    const count = isWhole || group !== last ? members.length : null;
    return [{ kind: "group", group, count }, ...members.map((row): RunTestEntry => ({ kind: "test", row }))];
  };
  const lost: RunTestEntry[] =
    gone.length === 0
      ? []
      : [{ kind: "group", group: "gone", count: gone.length }, ...gone.map((test): RunTestEntry => ({ kind: "gone", test }))];
  return [...part("failed"), ...part("fixed"), ...part("new"), ...lost, ...part("rest")];
}

function isOld({ standing }: Pick<RunTestRow, "standing">): boolean {
  return standing === "still-failing";
}

const names: Record<RunTestGroup, string> = {
  failed: "Failed",
  fixed: "Fixed",
  new: "New",
  gone: "Gone",
  rest: "The rest, slowest first",
};

/** What a part is called above its tests. */
export function groupName(group: RunTestGroup): string {
  return names[group];
}

/** The word for a test of a run beside its icon. */
export function runTestWord({ last, standing, isNew }: Pick<RunTestRow, "last" | "standing" | "isNew">): string {
  const word = standingWord(standing, last.status);
  return isNew && !isRed(last.status) ? `${word}, new` : word;
}

/** How a run's tests differ from another's, in words: `3 more failed, 2 tests more, 2.3 s slower`; `the same` for nothing. */
export function differenceWords(totals: TestTotals, base: TestTotals): string {
  const red = totals.failed + totals.errored - base.failed - base.errored;
  const tests = totals.tests - base.tests;
  const skipped = totals.skipped - base.skipped;
  const parts = [
    red === 0 ? "" : `${withThousands(Math.abs(red))} ${red > 0 ? "more" : "fewer"} failed`,
    tests === 0 ? "" : `${countOf(Math.abs(tests), "test")} ${tests > 0 ? "more" : "fewer"}`,
    skipped === 0 ? "" : `${withThousands(Math.abs(skipped))} ${skipped > 0 ? "more" : "fewer"} skipped`,
    durationWords(totals.durationMs, base.durationMs),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "the same" : parts.join(", ");
}

// Below a tenth the machine speaks, and not the tests.
const leastShare = 0.1;

function durationWords(durationMs: number, baseMs: number): string {
  const difference = durationMs - baseMs;
  if (Math.abs(difference) < 100 || Math.abs(difference) < baseMs * leastShare) return "";
  return `${formatDuration(Math.abs(difference))} ${difference > 0 ? "slower" : "faster"}`;
}
