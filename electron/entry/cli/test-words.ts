import type { Test, TestFailure, TestOutcome, TestRow, TestTotals } from "../../../shared/contract/tests.ts";
import { countOf } from "../../../shared/counts.ts";
import { formatDuration } from "../../../shared/time.ts";

/** How many tests ended how, such as `812 tests: 2 failed, 3 skipped`. */
export function totalsWords({ tests, failed, errored, skipped }: TestTotals): string {
  const count = countOf(tests, "test");
  const others = [
    [failed, "failed"],
    [errored, "with an error"],
    [skipped, "skipped"],
  ] as const;
  const told = others.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  if (told.length === 0) return tests === 0 ? "no tests" : `${count} passed`;
  return `${count}: ${told.join(", ")}`;
}

/** A test's name with the suites and the class around it. */
export function testTitle({ suitePath, className, name, file }: Test): string {
  const isToldAlready = className === null || className === file || className === name || suitePath.includes(className);
  return [...suitePath, ...(isToldAlready ? [] : [className]), name].join(" > ");
}

/** Where a test is written, as editors and terminals understand it; empty when that is unknown. */
export function testPlace({ file, line }: Test): string {
  if (file === null) return "";
  return line === null ? file : `${file}:${line}`;
}

/** The line of a test's own file that what it said names first; `null` when it names none. */
export function lineSaidBy({ file }: Test, { message, details }: TestFailure): number | null {
  const said = `${message}\n${details}`;
  const [, line] = (file === null ? null : /^(?::|\(|", line )(\d{1,7})/.exec(said.split(file)[1] ?? "")) ?? [];
  return line === undefined ? null : Number(line);
}

/** A test that did not pass, in a line: where it is, what it is called, what it said. */
export function failureLine({ test, last }: Pick<TestRow, "test" | "last">): string {
  return [testPlace(test), testTitle(test), last.message].filter((part) => part !== null && part !== "").join("  ");
}

/** Where a test stands, in a line. */
export function testLine({ test, standing, last, since, flaky, medianMs }: TestRow): string {
  const from = standing === "still-failing" && since !== null ? ` since run ${since.runNumber}` : "";
  const told = flaky === null ? "" : `flaky: ${flaky.failures} of ${flaky.outcomes} failed on the same files`;
  const cells = [
    test.id.padEnd(6),
    `${standing.replace("-", " ")}${from}`.padEnd(14),
    durationWords(medianMs ?? last.durationMs).padStart(10),
    failureLine({ test, last }),
    told,
  ];
  return cells
    .filter((cell) => cell !== "")
    .join("  ")
    .trimEnd();
}

/** One outcome of a test, in a line. */
export function outcomeLine(
  { runNumber, status, durationMs, branch, commit, variant, restoredFrom, message }: TestOutcome,
  age: string,
): string {
  const cells = [
    `run ${runNumber}`.padEnd(9),
    status.padEnd(7),
    durationWords(durationMs).padStart(10),
    age.padStart(12),
    (branch ?? "").padEnd(16),
    (commit ?? "").slice(0, 7).padEnd(7),
    ...[variant === "" ? "" : `[${variant}]`, restoredFrom === null ? "" : `from run ${restoredFrom}`, message ?? ""].filter(
      (cell) => cell !== "",
    ),
  ];
  return cells.join("  ").trimEnd();
}

function durationWords(durationMs: number | null): string {
  return durationMs === null ? "" : formatDuration(durationMs);
}
