import { expect, test } from "vitest";
import { weighCommits } from "../weigh-commits.ts";
import { repositoryLinks } from "./links.ts";
import { writeNotes } from "./notes.ts";

const links = repositoryLinks("https://github.com/acme/shop");

/** The notes of commits with these messages, the newest first. */
function notes(messages: readonly string[], { unreleased = "", isLinked = false } = {}): string {
  const commits = messages.map((message, index) => ({
    ...{ commit: `${index + 1}`.repeat(40), parents: [], author: "Mara", committedAt: 1, message },
  }));
  return writeNotes({ commits: weighCommits(commits, 1), links: isLinked ? links : null, unreleased });
}

test("each change stands in its section, what breaks first, and what users do not notice nowhere", () => {
  const messages = [
    "feat(ui): a",
    "feat!: b\n\nBREAKING CHANGE: no c any more",
    "fix: d",
    "perf: e",
    "feat: deprecate f",
    "refactor!: drop g",
    "fix: h (CVE-2024-12345)",
    "docs: i",
    'Revert "feat: j"',
    "k",
  ];
  expect(notes(messages)).toBe(
    [
      "### Added\n",
      "- **Breaking:** b (2222222)\n  no c any more",
      "- **ui:** a (1111111)\n",
      "### Changed\n",
      "- e (4444444)",
      "- takes back: feat: j (9999999)\n",
      "### Deprecated\n",
      "- deprecate f (5555555)\n",
      "### Removed\n",
      "- **Breaking:** drop g (6666666)\n",
      "### Fixed\n",
      "- d (3333333)\n",
      "### Security\n",
      "- h (CVE-2024-12345) (7777777)",
    ].join("\n"),
  );
});

test("commits and issues are linked where the host is known", () => {
  const hash = "1".repeat(40);
  expect(notes(["fix: a `#1` (#2) x#3"], { isLinked: true })).toBe(
    `### Fixed\n\n- a \`#1\` ([#2](https://github.com/acme/shop/issues/2)) x#3 ([1111111](https://github.com/acme/shop/commit/${hash}))`,
  );
});

test("a subject is text: no HTML, no links and no emphasis of its own", () => {
  expect(notes(["fix: <b>x</b> [y](javascript:z) *a* __proto__ snake_case `<T>` \\"])).toBe(
    "### Fixed\n\n- \\<b>x\\</b> [y\\](javascript:z) \\*a\\* \\_\\_proto\\_\\_ snake_case `<T>` \\\\ (1111111)",
  );
});

test("what people wrote stands first in its section, and what they wrote elsewhere is kept", () => {
  const unreleased = "Words before.\n\n### fixed\n- by hand\n\n### Thanks\n\nTo all.\n\n```\n### Added\n```";
  expect(notes(["fix: a", "feat: b"], { unreleased })).toBe(
    "Words before.\n\n### Added\n\n- b (2222222)\n\n### Fixed\n\n- by hand\n- a (1111111)\n\n### Thanks\n\nTo all.\n\n```\n### Added\n```",
  );
});

test("the same change of two commits is told once", () => {
  expect(notes(["fix: a", "fix: a"])).toBe("### Fixed\n\n- a (1111111)");
});

test("a version without a change for users says so", () => {
  expect(notes(["docs: a"])).toBe("Nothing changes for users.");
});
