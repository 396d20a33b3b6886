import type { TestStatus } from "../../../shared/contract/tests.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";

/** By their numbers in stored bytes: only ever add at the end. */
const statuses: readonly TestStatus[] = ["passed", "failed", "errored", "skipped"];

const durationFlag = 4;
const attemptsFlag = 8;

/** Durations are kept in hundredths of a millisecond: two bytes up to 163 ms, three up to 21 s. */
const unitsPerMs = 100;

/** How one test ended, as it is kept. */
export interface KeptOutcome {
  readonly status: TestStatus;
  /** `null` when unknown. */
  readonly durationMs: number | null;
  /** How often it failed before, where the report says so. */
  readonly failedAttempts: number;
}

/** Writes an outcome: one byte, and what it says is behind it. */
export function writeOutcome(writer: ByteWriter, { status, durationMs, failedAttempts }: KeptOutcome): void {
  const flags = (durationMs === null ? 0 : durationFlag) | (failedAttempts === 0 ? 0 : attemptsFlag);
  writer.byte(statuses.indexOf(status) | flags);
  if (durationMs !== null) writer.varint(Math.round(durationMs * unitsPerMs));
  if (failedAttempts !== 0) writer.varint(failedAttempts);
}

/** See {@link writeOutcome}. */
export function readOutcome(reader: ByteReader): KeptOutcome {
  const head = reader.byte();
  return {
    status: statuses[head & 3] ?? "errored",
    durationMs: (head & durationFlag) === 0 ? null : reader.varint() / unitsPerMs,
    failedAttempts: (head & attemptsFlag) === 0 ? 0 : reader.varint(),
  };
}

/** How long the next outcome took when it is a pass whose time is known; -1 for every other. Without an object for each. */
export function readPassMs(reader: ByteReader): number {
  const head = reader.byte();
  const units = (head & durationFlag) === 0 ? -1 : reader.varint();
  if ((head & attemptsFlag) !== 0) reader.varint();
  return (head & 3) === 0 && units >= 0 ? units / unitsPerMs : -1;
}

/** Whether it did not pass although it ran. */
export function isFailing(status: TestStatus): boolean {
  return status === "failed" || status === "errored";
}
