import { dayMs } from "../../../shared/time.ts";

/** Days that are written below a chart: weeks in a month, halves of months in a quarter, months in a year. */
export function dayTicks(fromDay: number, toDay: number): number[] {
  const length = toDay - fromDay + 1;
  const days = Array.from({ length }, (_, index) => fromDay + index);
  const near = length > 120 ? 12 : length > 45 ? 5 : 2;
  return days.filter((day) => {
    // A date at the very edge would be cut off.
    if (day - fromDay < near || toDay - day < near) return false;
    const date = new Date(day * dayMs);
    if (length > 120) return date.getUTCDate() === 1 && (length < 200 || date.getUTCMonth() % 2 === 0);
    if (length > 45) return date.getUTCDate() === 1 || date.getUTCDate() === 15;
    return length > 16 ? date.getUTCDay() === 1 : (toDay - day) % 3 === 0;
  });
}
