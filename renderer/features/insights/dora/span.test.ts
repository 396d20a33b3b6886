import { expect, test } from "vitest";
import { formatSpan, parseSpan } from "./span.ts";

test("some days stand in the address, and what is none or lies outside the period is not followed", () => {
  const period = { fromDay: 100, toDay: 189 };
  expect(parseSpan(formatSpan({ fromDay: 100, toDay: 105 }), period)).toEqual({ fromDay: 100, toDay: 105 });
  for (const text of [undefined, "", "99-105", "105-100", "180-190", "1e2-105", "100", "-5-7", "100-105-110"])
    expect(parseSpan(text, period)).toBeNull();
});
