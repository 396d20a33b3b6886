import { expect, test } from "vitest";
import { defaultRule } from "./default-rule.ts";
import { deliveredTags } from "./tags.ts";
import { isLower, isPatchOf } from "./version-of.ts";

function names(pattern: string, ...tags: (readonly [name: string, commit: string, at: number])[]): string[] {
  const known = tags.map(([name, commit, at]) => ({ name, commit, at }));
  return deliveredTags(known, pattern).map(({ name }) => name);
}

test("tags that fit the pattern count in the order of their time", () => {
  const tags = [
    ["v1.1.0", "b", 20],
    ["v1.0.0", "a", 10],
    ["shop@1.0.0", "c", 30],
    ["1x0", "d", 40],
  ] as const;
  expect([names("v*", ...tags), names("*@*", ...tags), names("1.0", ...tags)]).toEqual([["v1.0.0", "v1.1.0"], ["shop@1.0.0"], []]);
});

test("several tags of one commit are one release, called by its whole version", () => {
  expect(names("v*", ["v2", "a", 10], ["v2.1.0", "a", 10], ["v2.1", "a", 9])).toEqual(["v2.1.0"]);
});

test("pre-releases count only where the pattern asks for them", () => {
  const tags = [
    ["v2.0.0-beta.1", "a", 1],
    ["v2.0.0", "b", 2],
    ["create-shop@1.0.0", "c", 3],
  ] as const;
  expect([names("v*", ...tags), names("v*-*", ...tags), names("create-shop@*", ...tags)]).toEqual([
    ["v2.0.0"],
    ["v2.0.0-beta.1"],
    ["create-shop@1.0.0"],
  ]);
});

test("the proposed rule counts production, else the last environment that served, else tags", () => {
  const source = (environments: readonly (readonly [string, boolean])[], tags: readonly string[]) =>
    defaultRule({ environments: environments.map(([name, hasServed]) => ({ name, hasServed })), tags }).source;
  expect([
    source(
      [
        ["production", true],
        ["spare", true],
      ],
      ["v1.0.0"],
    ),
    source(
      [
        ["staging", true],
        ["spare", false],
      ],
      [],
    ),
    source([["staging", false]], ["v1.0.0", "v2.0.0"]),
    source([], ["v1.0.0", "2.0.0"]),
    source([["staging", false]], []),
    source([], []),
  ]).toEqual([
    { kind: "environment", environment: "production" },
    { kind: "environment", environment: "staging" },
    { kind: "tags", pattern: "v*" },
    { kind: "tags", pattern: "*" },
    { kind: "environment", environment: "staging" },
    { kind: "environment", environment: "production" },
  ]);
});

test("a patch is of the same line and higher; a version of an older line is lower", () => {
  expect([isPatchOf("v1.2.4", "1.2.3"), isPatchOf("1.3.0", "1.2.3"), isPatchOf("a@1.2.4", "b@1.2.3"), isPatchOf("today", "1.2.3")]).toEqual(
    [true, false, false, false],
  );
  expect([isLower("1.9.9", "2.0.0"), isLower("2.0.1", "2.0.0"), isLower("today", "2.0.0"), isLower("2.0.0", "2.0.0")]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
