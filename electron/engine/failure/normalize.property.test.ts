import fc from "fast-check";
import { expect, test } from "vitest";
import { normalizeLine } from "./normalize.ts";

const hex = (size: number) => fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: size, maxLength: size });
const digits = fc.integer({ min: 0, max: 999_999 }).map(String);
const two = (most: number) => fc.integer({ min: 0, max: most }).map((figure) => String(figure).padStart(2, "0"));
const clock = fc.tuple(two(23), two(59), two(59)).map((parts) => parts.join(":"));
const day = fc
  .tuple(fc.integer({ min: 1990, max: 2090 }), fc.integer({ min: 10, max: 12 }), fc.integer({ min: 10, max: 28 }))
  .map((parts) => parts.join("-"));
const letters = (least: number) => fc.string({ unit: fc.constantFrom(..."ghjkmnpqrstvwxyz"), minLength: least, maxLength: 12 });
const mixed = fc.string({ unit: fc.constantFrom(..."abcXYZ0189"), minLength: 6, maxLength: 10 });
const folder = fc
  .array(
    letters(1).filter((name) => name !== "tmp"),
    { minLength: 1, maxLength: 4 },
  )
  .map((names) => `/${names.join("/")}`);

/** What changes from run to run, each as two values of one kind. */
const volatile: Record<string, fc.Arbitrary<string>> = {
  "a number": digits,
  "a duration": fc.tuple(digits, fc.constantFrom("ms", " ms", "s", " seconds", "µs")).map((parts) => parts.join("")),
  "a size": fc.tuple(digits, fc.constantFrom("kB", " MiB", "B", " bytes")).map((parts) => parts.join("")),
  "a moment": fc.tuple(day, clock, fc.constantFrom("Z", "", ".123Z", "+02:00")).map(([date, time, rest]) => `${date}T${time}${rest}`),
  "a time of day": clock,
  "an id": fc.uuid(),
  "a commit": hex(40).filter((text) => /\d/.test(text) && /[a-f]/.test(text)),
  "an address in memory": hex(12).map((text) => `0x${text}`),
  "a host with its port": fc
    .tuple(fc.constantFrom("127.0.0.1", "localhost", "[::1]", "10.0.3.17"), fc.integer({ min: 1024, max: 65_535 }))
    .map((parts) => parts.join(":")),
  "a port": fc.integer({ min: 1024, max: 65_535 }).map((port) => `port ${port}`),
  "a folder that is made for a run": mixed.map((name) => `/tmp/shop-${name}`),
  "a file's folder": folder.map((path) => `${path}/src/wheel.ts`),
  "a place in a file": fc.tuple(digits, digits).map(([line, column]) => `src/wheel.ts:${line}:${column}`),
  "a process": digits.map((id) => `[${id}]`),
};

test.each(Object.entries(volatile))("%s does not matter", (_, values) => {
  fc.assert(
    fc.property(values, values, fc.constantFrom("", "(", "'", '"', "at "), (one, other, before) => {
      const line = (value: string) => normalizeLine(`Error: no water ${before}${value} in the race`);
      expect(line(one)).toBe(line(other));
      expect(line(one)).toMatch(/^Error: no water .*in the race$/);
    }),
    { numRuns: 200 },
  );
});

test("what was taken out once stays out: nothing changes a second time", () => {
  const part = fc.oneof(
    ...Object.values(volatile),
    fc.string({ maxLength: 12 }),
    fc.constantFrom(":", "/", "-", ".", "#", "<", ">", " ", "\\", "tmp", "T", "code "),
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
      (text) => {
        const once = normalizeLine(text);
        expect(normalizeLine(once)).toBe(once);
      },
    ),
    { numRuns: 5_000 },
  );
});

test("messages of different words stay different", () => {
  const words = fc.array(letters(2), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(" "));
  fc.assert(
    fc.property(words, words, (one, other) => {
      expect(normalizeLine(`Error: ${one} 17`) === normalizeLine(`Error: ${other} 17`)).toBe(one === other);
    }),
    { numRuns: 1_000 },
  );
});
