import { expect, test } from "vitest";
import { insertSection, readUnreleased } from "./insert-section.ts";

const section = { version: "1.4.0", releasedAtMs: Date.UTC(2026, 10, 27, 23), notes: "### Fixed\n\n- x", compareUrl: null };
const own = "## 1.4.0 - 2026-11-27\n\n### Fixed\n\n- x\n";

function inserted(text: string): string {
  return insertSection(Buffer.from(text), section).toString();
}

test.each([
  [
    "no Unreleased",
    "# Changelog\n\nWords.\n\n## [1.3.0] - 2026-01-01\n\n- y\n",
    `# Changelog\n\nWords.\n\n${own}\n## [1.3.0] - 2026-01-01\n\n- y\n`,
  ],
  [
    "Unreleased with content",
    "# Changelog\n\n## [Unreleased]\n\n### Added\n- z\n\n## [1.3.0]\n- y\n\n[Unreleased]: https://x\n",
    `# Changelog\n\n## [Unreleased]\n\n${own}\n## [1.3.0]\n- y\n\n[Unreleased]: https://x\n`,
  ],
  ["an empty Unreleased", "# C\n\n## Unreleased\n\n## 1.3.0\n", `# C\n\n## Unreleased\n\n${own}\n## 1.3.0\n`],
  ["nothing but Unreleased", "# C\n\n## [Unreleased]\n\n- z", `# C\n\n## [Unreleased]\n\n${own}`],
  ["Unreleased without a line end", "## Unreleased", `## Unreleased\n\n${own}`],
  [
    "Unreleased and links only",
    "# C\n\n## [Unreleased]\n- z\n\n[Unreleased]: https://x\n",
    `# C\n\n## [Unreleased]\n\n${own}\n[Unreleased]: https://x\n`,
  ],
  ["versions at level 1", "# 1.3.0\n\n- y\n", `${own.slice(1)}\n# 1.3.0\n\n- y\n`],
  ["anchors", '<a name="1.3.0"></a>\n## 1.3.0\n', `${own}\n<a name="1.3.0"></a>\n## 1.3.0\n`],
  ["patches at level 3", "# C\n\n### 1.3.1\n\n## 1.3.0\n", `# C\n\n${own}\n### 1.3.1\n\n## 1.3.0\n`],
  [
    "underlined headings",
    "History\n=======\n\n1.3.0 / 2026\n------------\n\n* y\n",
    `History\n=======\n\n${own}\n1.3.0 / 2026\n------------\n\n* y\n`,
  ],
  ["a title and words only", "# Changelog\n\nWords.\nMore.\n", `# Changelog\n\nWords.\nMore.\n\n${own}`],
  ["a title and a list", "# Changelog\n- 1.3: y\n", `# Changelog\n\n${own}\n- 1.3: y\n`],
  ["no title", "1.3: y\n", `${own}\n1.3: y\n`],
  ["settings of a site", "---\ntitle: C\n---\n\n# Changelog\n\n## 1.3.0\n", `---\ntitle: C\n---\n\n# Changelog\n\n${own}\n## 1.3.0\n`],
  ["headings in code", "# C\n\n```\n## 1.0.0\n```\n\n## 1.3.0\n", `# C\n\n\`\`\`\n## 1.0.0\n\`\`\`\n\n${own}\n## 1.3.0\n`],
  [
    "a pre-release of the same version",
    "# C\n\n## [1.4.0-beta.1](https://x/v1.4.0)\n",
    `# C\n\n${own}\n## [1.4.0-beta.1](https://x/v1.4.0)\n`,
  ],
])("a section is added where it belongs: %s", (_, before, after) => {
  expect(inserted(before)).toBe(after);
  expect(inserted(after)).toBe(after);
});

test("a version that stands there already is left as it is", () => {
  for (const heading of ["## [1.4.0] - soon", "## v1.4.0", "### Version 1.4.0", "# [1.4.0](https://x)", "1.4.0\n====="]) {
    expect(inserted(`# C\n\n## Unreleased\n\n- z\n\n${heading}\n`)).toBe(`# C\n\n## Unreleased\n\n- z\n\n${heading}\n`);
  }
});

test("line ends, a mark of the encoding and bytes that are no text stay as they are", () => {
  const before = Buffer.concat([
    Buffer.from("\ufeff# C\r\n\r\n## Unreleased\r\n- z\r\n\r\n## 1.3.0\r\n- "),
    Buffer.from([0xff, 0xfe, 0x0a]),
  ]);
  const after = insertSection(before, { ...section, notes: "### Fixed\n\n- ü" });
  const start = Buffer.from(
    "\ufeff# C\r\n\r\n## Unreleased\r\n\r\n## 1.4.0 - 2026-11-27\r\n\r\n### Fixed\r\n\r\n- ü\r\n\r\n## 1.3.0\r\n- ",
  );
  expect(after.equals(Buffer.concat([start, Buffer.from([0xff, 0xfe, 0x0a])]))).toBe(true);
});

test("a changelog that is not there yet begins as Keep a Changelog has it", () => {
  const text = insertSection(null, { ...section, compareUrl: "https://x/compare" }).toString();
  expect(text).toMatch(
    /^# Changelog\n[^#]+\n## \[Unreleased\]\n\n## \[1\.4\.0\]\(https:\/\/x\/compare\) - 2026-11-27\n\n### Fixed\n\n- x\n$/,
  );
});

test("what people wrote under Unreleased is read with plain line ends", () => {
  const text = "# C\r\n\r\n## [Unreleased]\r\n\r\n### Added\r\n- ü\r\n\r\n## 1.3.0\r\n- y\r\n";
  expect(readUnreleased(Buffer.from(text))).toBe("### Added\n- ü");
  expect([readUnreleased(null), readUnreleased(Buffer.from("# C\n\n## 1.0.0\n"))]).toEqual(["", ""]);
});
