import { expect, test } from "vitest";
import { repositoryLinks } from "./links.ts";

test.each([
  ["https://github.com/acme/shop.git", "https://github.com/acme/shop/commit/a"],
  ["git@github.com:acme/shop.git", "https://github.com/acme/shop/commit/a"],
  ["ssh://git@github.com:22/acme/shop/", "https://github.com/acme/shop/commit/a"],
  ["git://github.com/acme/shop", "https://github.com/acme/shop/commit/a"],
  ["https://mara:secret@github.com/acme/shop", "https://github.com/acme/shop/commit/a"],
  ["http://GitHub.Acme.org:8080/acme/shop", "https://github.acme.org/acme/shop/commit/a"],
  ["git@gitlab.com:acme/sub/shop.git", "https://gitlab.com/acme/sub/shop/-/commit/a"],
  ["https://gitlab.acme.org/acme/shop", "https://gitlab.acme.org/acme/shop/-/commit/a"],
  ["https://codeberg.org/acme/shop", "https://codeberg.org/acme/shop/commit/a"],
])("%s is seen in a browser", (url, commit) => {
  expect(repositoryLinks(url)?.commit("a")).toBe(commit);
});

test.each([
  null,
  "",
  "/srv/git/shop.git",
  "../shop",
  "file:///srv/git/github.com/acme/shop",
  "https://example.org/acme/shop",
  "https://github.com/shop",
  "https://github.com/acme/../../etc",
  "https://github.com/acme/shop?x=y",
  "https://github.com/acme/sh op",
  "https://github.com/acme/shop](javascript:alert(1))",
  "javascript://github.com/acme/shop",
  "ext::sh -c x github.com:acme/shop",
  "C:\\github.com\\acme\\shop",
  "https://evil.org/@github.com/acme/shop",
])("%j is not", (url) => {
  expect(repositoryLinks(url)).toBeNull();
});

test("a comparison and an issue have their address", () => {
  const links = repositoryLinks("https://gitlab.com/acme/shop");
  expect(links?.compare("shop@1.0.0", "v1.1.0")).toBe("https://gitlab.com/acme/shop/-/compare/shop%401.0.0...v1.1.0");
  expect([links?.issue("12"), links?.issue("1e9")]).toEqual(["https://gitlab.com/acme/shop/-/issues/12", null]);
});
