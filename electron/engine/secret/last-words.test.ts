import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { lastWords } from "./last-words.ts";

const secrets = new Map([["TOKEN", "very-secret-token"]]);

async function last(...chunks: string[]): Promise<string> {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const told = lastWords([stream], secrets);
  await new Promise((resolve) => stream.once("end", resolve));
  return told();
}

test("the last line is told, without secrets, however it came", async () => {
  expect(await last("one\ntwo: very-sec", "ret-token\n\n")).toBe("two: ***");
});

test("no part of a secret stays where a long line is cut", async () => {
  for (let place = 0; place < 20; place += 1) {
    const said = await last(`{"env": "very-secret-token", "more": "${"x".repeat(1_970 + place)}"}`);
    expect(said).not.toMatch(/token|secret/);
  }
});
