import { Cron } from "croner";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { secondMs } from "../../../shared/time.ts";

/*
 * When schedules are due. The fields are those of crontab(5): names, ranges, lists and steps; when both the day of the month
 * and the day of the week are given, either is enough. Where a clock is put forward, a fixed time (no `*` and no step in
 * minute and hour) that does not exist is due once right after the gap; where it is put back, a fixed time that comes twice
 * is due the first time only. Every other schedule goes by the time that passes.
 */

/** Why a text is no schedule. `message` says what is wrong with it, without the text. */
export type ScheduleFailure = Failure<"schedule-wrong" | "zone-unknown">;

/** A schedule that has been understood. All times are epoch milliseconds. */
export interface Schedule {
  /** The first due time after `afterMs`; `null` when there is none in the next hundred years. */
  nextDue(afterMs: number): number | null;
  /** The last due time after `sinceMs` and not after `nowMs`; `null` without one. */
  lastDue(sinceMs: number, nowMs: number): number | null;
}

/** Without seconds and without the forms that only the library knows. */
const ownForms = /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|[0-9A-Za-z*,/-]+( [0-9A-Za-z*,/-]+){4})$/i;

/** `L` and `W` are of other crons; names of months and days have three letters. */
const foreignForms = /(^|[^A-Za-z])[LW]([^A-Za-z]|$)|\d[LW]|[LW]\d/i;

/** `0 0 30 2 *` never comes; the rarest that does, the 29th of February, may be eight years away. */
const someYear = Date.UTC(2024, 0, 1);

/** Reads a schedule: five fields or a word such as `@daily`. `zone` is an IANA name; `null` is the system's. */
export function parseSchedule(text: string, zone: string | null): Result<Schedule, ScheduleFailure> {
  const pattern = text.trim().replaceAll(/\s+/g, " ");
  if (!ownForms.test(pattern) || foreignForms.test(pattern))
    return err(
      failure("schedule-wrong", "expected five fields as in crontab(5), such as 0 6 * * 1-5, or @hourly, @daily, @weekly, @monthly"),
    );
  if (zone !== null && !isZone(zone)) return err(failure("zone-unknown", `there is no time zone ${JSON.stringify(zone)}`));
  try {
    const cron = new Cron(pattern, { timezone: zone ?? systemZone(), mode: "5-part", fixedTimeRule: "no-wildcard" });
    if (cron.nextRun(new Date(someYear)) === null) return err(failure("schedule-wrong", "no day is ever like this"));
    return ok({
      nextDue: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? null,
      lastDue: (sinceMs, nowMs) => {
        // The library answers what is before a time, to the second.
        const [last] = cron.previousRuns(1, new Date((Math.floor(nowMs / secondMs) + 1) * secondMs));
        const due = last?.getTime() ?? null;
        return due !== null && due > sinceMs && due <= nowMs ? due : null;
      },
    });
  } catch (cause) {
    return err(failure("schedule-wrong", complaintOf(cause)));
  }
}

/** Whether the system knows a time zone of this name. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}

/** Names of time zones, for a slip's correction. */
export function zoneNames(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")];
}

/** Not remembered: a laptop travels. */
function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The library's complaint in the words of this program. */
function complaintOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message.replace(/^CronPattern: /, "") : String(cause);
  const value = /Invalid value for (\w+): (.+)/.exec(message);
  if (value !== null) return `${value[2]} is no ${value[1]}`;
  const backward = /larger than to value: '(.+)'/.exec(message);
  if (backward !== null) return `the range ${backward[1]} goes backward: write two, joined by a comma`;
  if (/numeric prefix/.test(message)) return "a step needs a range before it, such as */10 or 5-59/10";
  if (/stepping|steps/.test(message)) return "a step is a number from 1 to the field's highest, such as */15";
  return message.replace(/^./, (letter) => letter.toLowerCase()).replace(/\.$/, "");
}
