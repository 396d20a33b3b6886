import fc from "fast-check";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { isWebPage, Markdown } from "./markdown.tsx";

function drawn(text: string): string {
  return renderToStaticMarkup(createElement(Markdown, { text }));
}

test("headings, lists, tables, code and emphasis are drawn, below the page's own headings", () => {
  const html = drawn("# Built\n\n- [x] *one*\n- **two**\n\n| a | b |\n|---|--:|\n| 1 | `2` |\n\n```sh\nnpm ci\n```\n");
  expect(html).toMatch(/<h4[^>]*>Built<\/h4>/);
  expect(html).toContain("<em>one</em>");
  expect(html).toContain("<strong>two</strong>");
  expect(html).toMatch(/<td data-align="right"><code>2<\/code><\/td>/);
  expect(html).toContain("<code>npm ci</code>");
});

test("HTML stands as the text that it is", () => {
  const html = drawn('<script>alert(1)</script>\n\nHi <img src=x onerror="alert(1)"> <b>there</b>');
  expect(html).not.toMatch(/<(script|img|b)\b/);
  expect(html).toContain("&lt;script&gt;");
  expect(html).toContain("&lt;img");
});

test("links lead to web pages only, and pictures are links to them", () => {
  const html = drawn(
    "[a](https://example.org) [b](javascript:alert(1)) [c](file:///etc/passwd) ![d](http://example.org/d.png) <mailto:x@y.z>",
  );
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(["https://example.org", "http://example.org/d.png"]);
  expect(html).not.toContain("<img");
});

test.each([
  ["https://example.org/a?b#c", true],
  ["HTTP://localhost:8080", true],
  ["java\nscript:alert(1)", false],
  [" javascript:alert(1)", false],
  ["data:text/html,x", false],
  ["//example.org", false],
  ["/etc/passwd", false],
  ["#top", false],
])("%s is a web page: %s", (href, expected) => {
  expect(isWebPage(href)).toBe(expected);
});

test("a heading in a list or a quote stands below the page's, too", () => {
  expect(drawn("- # wheel")).toContain("<h4");
  expect(drawn("> # wheel")).toContain("<h4");
});

test("whatever is written, only known elements and addresses come out", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "<",
      ">",
      "![x](",
      "[x](",
      "javascript:",
      "data:",
      ")",
      "`",
      "```\n",
      "|",
      "\n",
      "# ",
      "- ",
      "&#106;",
      '"',
      "<svg onload=",
    ),
  );
  const known = /^(div|section|h4|h5|h6|p|pre|code|blockquote|hr|ul|ol|li|i|span|table|thead|tbody|tr|th|td|strong|em|del|br|a)$/;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const html = drawn(pieces.join(""));
      for (const [, name = ""] of html.matchAll(/<([a-z][a-z0-9]*)/gi)) expect(name).toMatch(known);
      for (const [, href = ""] of html.matchAll(/ href="([^"]*)"/g)) expect(href).toMatch(/^https?:/i);
    }),
  );
});

test.each([
  ["quotes", `${">".repeat(5_000)} deep`],
  ["lists", `${"- ".repeat(5_000)}deep`],
  ["nested lists", Array.from({ length: 300 }, (_, depth) => `${"  ".repeat(depth)}- deep`).join("\n")],
  ["emphasis that never ends", `${"*a_".repeat(20_000)} deep`],
  ["strong that may end anywhere", `${"a**b".repeat(30_000)} deep`],
  ["emphasis within emphasis", `${"*a **b ".repeat(1_000)} deep ${"** *".repeat(1_000)}`],
  ["brackets", `${"[".repeat(20_000)} deep ${"](b)".repeat(20_000)}`],
  ["struck out", `${"~~a ".repeat(20_000)} deep`],
])("a text that means to hang the window is drawn all the same: %s", (_, text) => {
  const html = drawn(text);
  expect(html).toContain("deep");
  expect(deepestIn(html)).toBeLessThan(100);
});

test("a very long text is shown as it is written", () => {
  const html = drawn(`# Long\n\n${"*word* ".repeat(30_000)}`);
  expect(html).toContain("<pre");
  expect(html).toContain("# Long\n\n*word* *word*");
  expect(html).not.toContain("<em>");
});

function deepestIn(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [tag] of html.matchAll(/<\/?[a-z]/g)) {
    depth += tag.startsWith("</") ? -1 : 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
