import { expect, test } from "vitest";
import type { TestResult } from "../report/report.ts";
import { createCleaner } from "./clean-result.ts";

const result = {
  ...{ suitePath: ["a\u202eb"], className: "c\u2066d", name: "\u202etxt.exe", file: "src/\u202ea.ts" },
  ...{ message: null, details: null, output: null },
} as unknown as TestResult;

test.each([
  ["without secrets", new Map<string, string>()],
  ["with them", new Map([["TOKEN", "se\u202ecret"]])],
])("names that turn the direction of writing show that they do, files keep theirs: %s", (_, secrets) => {
  const clean = createCleaner({ secrets, place: (file) => file, rename: null });
  expect(clean({ ...result, name: `${result.name}${secrets.get("TOKEN") ?? ""}` })).toMatchObject({
    ...{ suitePath: ["a\ufffdb"], className: "c\ufffdd", file: "src/\u202ea.ts" },
    name: secrets.size === 0 ? "\ufffdtxt.exe" : expect.not.stringMatching(/cret|\u202e/),
  });
});
