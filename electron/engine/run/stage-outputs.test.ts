import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseOutputs, readOutputs } from "./stage-outputs.ts";

function read(text: string): unknown {
  const parsed = parseOutputs(text);
  return parsed.ok ? parsed.value : parsed.failure.message;
}

describe("outputs", () => {
  test.each([
    ["nothing", "", {}],
    ["lines of key and value", "version=1.2\nempty=\nurl=https://a/?b=c<<d\n", { version: "1.2", empty: "", url: "https://a/?b=c<<d" }],
    ["line ends of Windows, and blank lines", "a=1\r\n\r\nb=2\r\n", { a: "1", b: "2" }],
    ["a value of several lines", "notes<<END\none\n\n two=2\nEND\nb=1\n", { notes: "one\n\n two=2", b: "1" }],
    ["the last of two", "a=1\na=2\n", { a: "2" }],
    ["names of JavaScript's own objects", "constructor=1\n__proto__=2\n", JSON.parse('{"constructor":"1","__proto__":"2"}')],
  ])("hold %s", (_, text, outputs) => {
    expect(read(text)).toEqual(outputs);
  });

  test.each([
    ["a=1\nhello\n", 'Line 2 of the outputs is not key=value: "hello".'],
    ["1a=1\n", 'Line 1 of the outputs is not key=value: "1a=1".'],
    ["a b=1\n", 'Line 1 of the outputs is not key=value: "a b=1".'],
    ["a<<END\n1\n", 'Line 1 of the outputs has no line "END" that ends it.'],
    ["a<<\n1\n\n", 'Line 1 of the outputs has no line "" that ends it.'],
    ["a=x\0y\n", "Line 1 of the outputs holds a NUL character."],
  ])("refuse %j", (text, message) => {
    expect(read(text)).toBe(message);
  });

  test("come back as they were written, and no text makes reading fail otherwise", () => {
    const keys = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,8}$/);
    const values = fc.string().map((value) => value.replace(/[\0\r]/g, ""));
    fc.assert(
      fc.property(fc.dictionary(keys, values), (outputs) => {
        const text = Object.entries(outputs).map(([key, value]) =>
          value.includes("\n") ? `${key}<<\u0001\n${value}\n\u0001\n` : `${key}=${value}\n`,
        );
        expect(read(text.join(""))).toEqual({ ...outputs });
      }),
    );
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("a", "=", "<", "\n", " ", "E") }), (text) => void parseOutputs(text)));
  });

  test("are read from a file that may be missing and must not be huge", () => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-outputs-"));
    const path = join(folder, "1.output");
    expect(readOutputs(path)).toEqual({ ok: true, value: {} });
    writeFileSync(path, "a=1");
    expect(readOutputs(path)).toEqual({ ok: true, value: { a: "1" } });
    writeFileSync(path, `a=${"x".repeat(300 * 1024)}`);
    expect(readOutputs(path)).toMatchObject({ failure: { message: "The outputs are 300 KiB large; at most 256 KiB can be handed on." } });
    rmSync(folder, { recursive: true });
  });
});
