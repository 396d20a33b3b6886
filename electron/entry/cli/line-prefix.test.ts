import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { prefixLines } from "./line-prefix.ts";

async function prefixed(chunks: readonly string[], prefix: string, maxHeldBytes?: number): Promise<string> {
  const target = new PassThrough();
  const received: Buffer[] = [];
  target.on("data", (chunk: Buffer) => received.push(chunk));
  await pipeline(
    chunks.map((chunk) => Buffer.from(chunk)),
    prefixLines(prefix, target, maxHeldBytes),
  );
  return Buffer.concat(received).toString();
}

test("every line gets its prefix however the text is cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.stringMatching(/^[ab\n]{0,6}$/), { maxLength: 12 }), async (chunks) => {
      const text = chunks.join("");
      const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
      const expected = lines.map((line) => `x ${line}\n`).join("");
      expect(await prefixed(chunks, "x ")).toBe(expected);
    }),
  );
});

test("a line that is too long to hold is passed on in pieces", async () => {
  expect(await prefixed(["aaaa", "bbbb", "c\n"], "", 6)).toBe("aaaabbbbc\n");
});
