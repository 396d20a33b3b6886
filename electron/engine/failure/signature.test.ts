import fc from "fast-check";
import { expect, test } from "vitest";
import { type FailureEvidence, signatureOf } from "./signature.ts";

const nothing: FailureEvidence = {
  reason: "exit-code",
  exitCode: null,
  detail: null,
  tests: [],
  places: [],
  errorLines: [],
  lastLines: [],
  roots: ["/work/shop"],
};

const sign = (evidence: Partial<FailureEvidence>) => signatureOf({ ...nothing, ...evidence });

test("a failure is known by its tests, else by its places, else by its lines, else by how it ended", () => {
  const lastLines = ["done", "total 17 s"];
  const errorLines = ["Error: no water in /work/shop/race.ts"];
  const places = [{ path: "/work/shop/src/wheel.ts", message: "expected 4 to be 5", code: "TS2304" }];
  const tests = [{ name: "wheel › wheel › turns 2 times", message: "expected 4 to be 5" }];
  const signs = [{ tests, places }, { places, errorLines }, { errorLines, lastLines }, { lastLines }, { exitCode: 7 }, {}].map(sign);
  expect(signs.map(({ text, title }) => [text, title])).toEqual([
    ["tests\nwheel › wheel › turns 2 times: expected # to be #", "wheel › turns 2 times: expected 4 to be 5"],
    ["places\nsrc/wheel.ts TS2304 expected # to be #", "src/wheel.ts: expected 4 to be 5"],
    ["lines\nError: no water in race.ts", "Error: no water in race.ts"],
    ["lines\ndone\ntotal #", "done"],
    ["end\nIt ended with exit code 7.", "It ended with exit code 7."],
    ["end\nexit-code", "exit-code"],
  ]);
  expect(sign({ reason: "timeout", lastLines }).text).toBe("timeout lines\ndone\ntotal #");
});

test("which tests fail tells failures apart, and not in which order; of a thousand a few are enough", () => {
  const name = fc.string({ unit: fc.constantFrom(..."ghjk"), minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
      fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
      (one, other) => {
        const of = (names: string[]) =>
          Buffer.from(sign({ tests: names.map((each) => ({ name: each, message: null })) }).hash).toString("hex");
        expect(of(one)).toBe(of(one.toReversed()));
        expect(of(one) === of(other)).toBe(one.toSorted().join() === other.toSorted().join());
      },
    ),
  );
  const many = sign({
    tests: Array.from({ length: 1_000 }, (_, place) => ({ name: `${place} ${"x".repeat(1_000)}`, message: "y".repeat(9_000) })),
  });
  expect([many.text.length < 30_000, many.title.length]).toEqual([true, 161]);
});
