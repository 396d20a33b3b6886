import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { PrefixedLines, prefixOf } from "./prefixed-lines.ts";

function collected(): { readonly target: Writable; text(): string } {
  const parts: Buffer[] = [];
  const target = new Writable({
    write(chunk, _, done) {
      parts.push(chunk);
      done();
    },
  });
  return { target, text: () => Buffer.concat(parts).toString() };
}

const ended = (stream: Writable) => new Promise<void>((resolve) => stream.end(resolve));

test("lines of several stay whole, however they come in pieces, and say whose they are", async () => {
  const { target, text } = collected();
  const [web, db] = ["web", "db"].map((name, place) => new PrefixedLines(target, prefixOf(name, 3, place, false), false)) as [
    PrefixedLines,
    PrefixedLines,
  ];
  web.write("GET /ca");
  db.write("ready\n\n");
  web.write("rt\nGET");
  await ended(web);
  await ended(db);
  expect(text()).toBe("db  | ready\ndb  | \nweb | GET /cart\nweb | GET\n");
});

test("a colour that a line leaves open ends with it, on a terminal only", async () => {
  const { target, text } = collected();
  const web = new PrefixedLines(target, prefixOf("web", 3, 0, true), true);
  web.write("\x1b[31mred\nplain\n");
  await ended(web);
  expect(text()).toBe("\x1b[36mweb | \x1b[0m\x1b[31mred\x1b[0m\n\x1b[36mweb | \x1b[0mplain\n");
});

test("a line without an end is handed on in pieces", async () => {
  const { target, text } = collected();
  const web = new PrefixedLines(target, prefixOf("web", 3, 0, false), false);
  web.write("x".repeat(100_000));
  await ended(web);
  expect(
    text()
      .split("\n")
      .map((line) => line.length),
  ).toEqual([6 + 65_536, 6 + 34_464, 0]);
});
