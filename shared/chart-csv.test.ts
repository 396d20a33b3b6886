import { expect, test } from "vitest";
import { chartCsv } from "./chart-csv.ts";

test("CSV tells moments in UTC, leaves unknown values empty, and starts no formula", () => {
  const lines = [{ name: "p95", values: [12.5, null] }];
  const csv = chartCsv({ at: [0, 1_000], stepMs: 1_000, unit: "milliseconds", lines, marks: [{ at: 1_200, text: '=cmd "x"' }] });
  expect(csv).toBe(
    ["time,p95 (milliseconds),events", "1970-01-01T00:00:00.000Z,12.5,", '1970-01-01T00:00:01.000Z,,"\'=cmd ""x"""', ""].join("\r\n"),
  );
});
