import fc from "fast-check";
import { expect, test } from "vitest";
import { matchText } from "./match.ts";

const marked = (query: string, text: string, more = "") =>
  matchText(query, text, more)
    ?.parts.map((part) => (part.isHit ? `[${part.text}]` : part.text))
    .join("") ?? null;

test("every word must be there; what was asked for is marked", () => {
  expect([marked("un", "Run unit"), marked("unit run", "Run unit"), marked("unit lint", "Run unit"), marked("", "Run unit")]).toEqual([
    "Run [un]it",
    "[Run] [unit]",
    null,
    "Run unit",
  ]);
});

test("words that are not shown find, too", () => {
  expect(marked("dark colours", "Theme: dark", "appearance colours")).toBe("Theme: [dark]");
});

test("beginnings come before middles", () => {
  const scores = ["unit", "run unit", "community"].map((text) => matchText("unit", text)?.score ?? 0);
  expect(scores).toEqual([...scores].sort((one, other) => other - one));
});

test("the parts are the text, whatever was asked for", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (query, text) => {
      const match = matchText(query, text, query);
      if (match !== null) expect(match.parts.map((part) => part.text).join("")).toBe(text);
    }),
  );
});
