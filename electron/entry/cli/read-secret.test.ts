import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { goOnTyping, readSecret } from "./read-secret.ts";

/** What comes of these key strokes, chunk by chunk. */
function type(...chunks: string[]): unknown {
  let typed = "";
  for (const keys of chunks) {
    const typing = goOnTyping(typed, keys, "TOKEN");
    if (!("typed" in typing)) return typing.ok ? typing.value : typing.failure.code;
    typed = typing.typed;
  }
  return { typed };
}

function given(...chunks: (string | Buffer)[]): Promise<unknown> {
  const input = Object.assign(Readable.from(chunks), { isTTY: false }) as unknown as NodeJS.ReadStream;
  return readSecret(input, () => {}, "TOKEN").then((result) => (result.ok ? result.value : result.failure.code));
}

test("typing ends with Enter or Ctrl-D, goes back, starts over and gives up", () => {
  expect(type("corr", "ect", "\r")).toBe("correct");
  expect(type("key\u0004")).toBe("key");
  expect(type("wrong\u007f\b\u007f", "ath\n")).toBe("wrath");
  expect(type("🔑🔑\u007f\r")).toBe("🔑");
  expect(type("wrong\u0015right\r\n")).toBe("right");
  expect(type("half")).toEqual({ typed: "half" });
  expect(type("half", "\u0003")).toBe("canceled");
});

test("a paste of several lines is refused whole, so that none of it reaches the shell", () => {
  expect(type("-----BEGIN KEY-----\nMIIE\n")).toBe("secret-refused");
});

test("standard input is taken whole, but for the line's end that programs put last", async () => {
  expect(await given("one\ntwo", "\n")).toBe("one\ntwo");
  expect(await given("one\r\n")).toBe("one");
  expect(await given("one\n\n")).toBe("one\n");
  expect(await given(Buffer.from([0xc3]), Buffer.from([0xa9, 0x61]))).toBe("éa");
  expect(await given(Buffer.from([0xff, 0x00]))).toBe("secret-refused");
});
