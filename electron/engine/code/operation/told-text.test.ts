import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationEvent } from "../../../../shared/contract/code/shared.ts";
import { progressOf, tellText } from "./told-text.ts";

function told(...pieces: string[]): OperationEvent[] {
  const events: OperationEvent[] = [];
  const teller = tellText((event) => events.push(event));
  for (const piece of pieces) teller.take(piece);
  teller.end();
  return events;
}

test("reads git's progress, here and on the other side", () => {
  expect(
    [
      "Receiving objects:  42% (42/100), 1.20 MiB | 3.00 MiB/s",
      "Resolving deltas: 100% (7/7), done.",
      "remote: Counting objects: 50% (1/2)   \u001b[K",
      "remote: Enumerating objects: 5, done.",
      "Rebasing (2/5)",
      "Updating files:   0% (0/0)",
      "Already up to date.",
      "error: 42% (1/2)",
    ].map(progressOf),
  ).toEqual([
    { type: "progress", what: "Receiving objects", fraction: 0.42 },
    { type: "progress", what: "Resolving deltas", fraction: 1 },
    { type: "progress", what: "Counting objects", fraction: 0.5 },
    { type: "progress", what: "Enumerating objects", fraction: null },
    { type: "progress", what: "Rebasing", fraction: 0.4 },
    { type: "progress", what: "Updating files", fraction: 1 },
    null,
    null,
  ]);
});

test("a line that a terminal would obey is harmless", () => {
  expect(told("\u001b]0;title\u0007\u001b[2Jred\u202e\u0000\n")).toEqual([{ type: "line", text: "red" }]);
});

test("however the text is cut into pieces, the same is told", () => {
  const text = "remote: Counting objects:  50% (1/2)\rremote: Counting objects: 100% (2/2)\r\nFrom ../x\n * [new branch] a -> b\nlast";
  const whole = told(text);
  expect(whole).toHaveLength(5);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 }), (sizes) => {
      const pieces: string[] = [];
      let at = 0;
      for (const size of sizes) {
        pieces.push(text.slice(at, at + size));
        at += size;
      }
      expect(told(...pieces, text.slice(at))).toEqual(whole);
    }),
  );
});
