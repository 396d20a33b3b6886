import { expect, test } from "vitest";
import { detectPrefix, type GitTag, versionTags } from "./tags.ts";

/** Tags, the newest first; those with `!` are not in the history. */
function tags(...names: readonly string[]): GitTag[] {
  return names.map((name, index) => ({
    name: name.replace("!", ""),
    commit: "a",
    taggedAt: 1_000 - index,
    isReached: !name.endsWith("!"),
  }));
}

test.each([
  [[], "v"],
  [["v1.0.0"], "v"],
  [["1.0.0"], ""],
  [["2.0.0", "v1.0.0"], ""],
  [["v2.0.0", "1.0.0"], "v"],
  [["2.0.0!", "v1.0.0"], "v"],
  [["shop@2.0.0", "v1.0.0"], "shop@"],
  [["v2.0.0", "shop@1.0.0"], "v"],
  [["shop@2.0.0", "cart@1.0.0"], "shop@"],
  [["cart-v2.0.0", "shop-v1.0.0"], "shop-v"],
  [["@acme/shop@2.0.0", "@acme/shop-cart@3.0.0"], "@acme/shop@"],
  [["shop/v1.0.0", "other/v1.0.0"], "shop/v"],
  [["shop-cart-v1.0.0", "other-v1.0.0"], "v"],
  [["release-1.0.0", "release-0.9.0"], "release-"],
  [["cart@1.0.0", "tool@1.0.0"], "v"],
  [["nightly", "v1", "v1.2", "latest-1.0"], "v"],
] as const)("%j of shop have their prefix", (names, prefix) => {
  expect(detectPrefix(tags(...names), "shop")).toBe(prefix);
});

test("a scope of the project's name may be left out of a tag, and may be there", () => {
  expect(detectPrefix(tags("shop-v1.0.0", "cart-v1.0.0"), "@acme/shop")).toBe("shop-v");
  expect(detectPrefix(tags("@acme/shop@1.0.0", "@acme/cart@1.0.0"), "@acme/shop")).toBe("@acme/shop@");
});

test("a project that took the v away, or up, has one row of versions", () => {
  const names = (prefix: string) =>
    versionTags(tags("2.0.0", "v1.0.0", "shop-v3.0.0", "shop-2.9.0", "dev1.0.0"), prefix).map(({ name }) => name);
  expect([names("v"), names(""), names("shop-v")]).toEqual([
    ["2.0.0", "v1.0.0"],
    ["2.0.0", "v1.0.0"],
    ["shop-v3.0.0", "shop-2.9.0"],
  ]);
});

test("tags that name a version are put in order, and the rest left out", () => {
  const names = versionTags(tags("v1.2.0", "v1.10.0", "v2.0.0-beta.1", "v2", "vite@1.0.0", "v1.9.9!"), "v").map(({ name }) => name);
  expect(names).toEqual(["v2.0.0-beta.1", "v1.10.0", "v1.9.9", "v1.2.0"]);
});
