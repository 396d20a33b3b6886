import fc from "fast-check";
import { expect, test } from "vitest";
import {
  channelOf,
  compareVersions,
  coreOf,
  parseVersion,
  preReleaseOf,
  raise,
  type SemanticVersion,
  stepBetween,
} from "./semantic-version.ts";

function version(text: string): SemanticVersion {
  return parseVersion(text) as SemanticVersion;
}

test("versions go before one another as SemVer 2.0.0 lists them (item 11)", () => {
  const rising =
    "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 2.0.0 2.1.0 2.1.1".split(" ");
  const sorted = rising.toReversed().map(version).sort(compareVersions);
  expect(sorted.map(({ text }) => text)).toEqual(rising);
});

test("what SemVer does not know is no version", () => {
  const none = [
    "1.2",
    "v1.2.3",
    "=1.2.3",
    "01.2.3",
    "1.2.3-",
    "1.2.3-01",
    "1.2.3-a..b",
    " 1.2.3",
    "1.2.3 ",
    "1.2.3\n",
    "1.2.3.4",
    "",
    "latest",
  ];
  expect(none.map(parseVersion)).toEqual(none.map(() => null));
});

test("build metadata makes no other version of it", () => {
  expect(version("1.2.3+linux.5").text).toBe("1.2.3");
});

test("a channel is the first name behind the hyphen", () => {
  expect(["1.0.0", "1.0.0-beta.2", "1.0.0-rc1", "1.0.0-0"].map((text) => channelOf(version(text)))).toEqual([null, "beta", "rc1", null]);
});

const number = fc.nat(10_000);
const releases = fc.tuple(number, number, number).map(([major, minor, patch]) => version(`${major}.${minor}.${patch}`));

test("a raised version is above, by that step, and is read back as it is written", () => {
  fc.assert(
    fc.property(releases, fc.constantFrom("patch" as const, "minor" as const, "major" as const), number, (from, bump, count) => {
      const to = raise(from, bump);
      const pre = preReleaseOf(to, "beta", count);
      expect(stepBetween(from, to)).toBe(bump);
      expect([from, pre, to].toSorted(compareVersions)).toEqual([from, pre, to]);
      expect([parseVersion(to.text), parseVersion(pre.text), coreOf(pre)]).toEqual([to, pre, to]);
    }),
  );
});
