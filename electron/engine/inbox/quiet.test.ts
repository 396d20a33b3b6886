import fc from "fast-check";
import { expect, test } from "vitest";
import { dayMs, minuteMs } from "../../../shared/time.ts";
import { quietUntil } from "./quiet.ts";

const at = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute).getTime();
const night = { quietFrom: "22:00", quietTo: "07:30", quietDays: [] };

test("a night is quiet from its evening to its morning, and no longer", () => {
  expect([at(5, 21, 59), at(5, 22), at(6, 3), at(6, 7, 29), at(6, 7, 30)].map((moment) => quietUntil(night, moment))).toEqual([
    null,
    ...[at(6, 7, 30), at(6, 7, 30), at(6, 7, 30), null],
  ]);
});

test("quiet of chosen days begins on them: that of a Saturday's night ends on Sunday", () => {
  // The 3rd of January 2026 is a Saturday.
  const saturdays = { ...night, quietDays: [6] };
  expect([at(2, 23), at(3, 3), at(3, 23), at(4, 3), at(4, 23)].map((moment) => quietUntil(saturdays, moment) !== null)).toEqual([
    ...[false, false, true, true, false],
  ]);
});

test("without times it is never quiet; the same time twice is a whole day", () => {
  expect(quietUntil({ quietFrom: "", quietTo: "07:00", quietDays: [] }, at(5, 3))).toBeNull();
  expect(quietUntil({ quietFrom: "09:00", quietTo: "09:00", quietDays: [] }, at(5, 3))).toBe(at(5, 9));
});

test("whatever the hours, minutes of a day are quiet exactly between them, and what is told ends at their end", () => {
  const time = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const words = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  fc.assert(
    fc.property(time, time, time, (from, to, minute) => {
      fc.pre(from !== to);
      const quiet = { quietFrom: words(from), quietTo: words(to), quietDays: [] };
      const moment = at(14, 0, minute);
      const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
      const until = quietUntil(quiet, moment);
      expect(until !== null).toBe(isQuiet);
      if (until === null) return;
      expect(quietUntil(quiet, until)).toBeNull();
      expect(quietUntil(quiet, until - minuteMs)).not.toBeNull();
      expect(until - moment).toBeLessThan(dayMs);
    }),
  );
});
