import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Needle } from "./needle-scanner.ts";
import { createRedactor, type Redactor, redactorFor, redactText, resumeRedactor } from "./redactor.ts";

/** Pushes the text in pieces of these sizes, the last of which repeats. */
function throughPieces(redactor: Redactor, text: Buffer, sizes: readonly number[]): Buffer {
  const out: Buffer[] = [];
  for (let at = 0, piece = 0; at < text.length; piece += 1) {
    const size = sizes[Math.min(piece, sizes.length - 1)] ?? text.length;
    // What is passed on may be a part of the chunk, which its owner writes again.
    const chunk = Buffer.from(text.subarray(at, at + size));
    for (const part of redactor.push(chunk)) out.push(Buffer.from(part));
    chunk.fill(0);
    at += size;
  }
  return Buffer.concat([...out, ...redactor.end()]);
}

/** What the redactor must answer, found out the slow way: every byte of every occurrence goes. */
function redactSlowly(text: Buffer, needles: readonly Buffer[]): Buffer {
  const hits = [...text.keys()].flatMap((start) => {
    const ends = needles.filter((needle) => text.subarray(start).indexOf(needle) === 0).map((needle) => start + needle.length);
    return ends.length === 0 ? [] : [{ start, end: Math.max(...ends) }];
  });
  const open = [...text.keys()].find((start) =>
    needles.some((needle) => needle.length > text.length - start && needle.indexOf(text.subarray(start)) === 0),
  );
  if (open !== undefined && text.length - open >= 4) hits.push({ start: open, end: text.length });
  hits.sort((one, other) => one.start - other.start);
  const out: Buffer[] = [];
  let at = 0;
  for (const { start, end } of hits) {
    if (start >= at) out.push(text.subarray(at, start), Buffer.from("***"));
    at = Math.max(at, end);
  }
  return Buffer.concat([...out, text.subarray(at)]);
}

const letters = fc.array(fc.constantFrom(..."ab-"), { minLength: 4, maxLength: 9 }).map((found) => found.join(""));
const pieceSizes = fc.array(fc.integer({ min: 1, max: 13 }), { minLength: 1, maxLength: 8 });

function needlesOf(texts: readonly string[]): Needle[] {
  return texts.map((text) => ({ bytes: Buffer.from(text), mayWrap: false, name: text }));
}

describe("a redactor", () => {
  test("finds what a slow search finds, wherever the text is cut", () => {
    // Few letters, so that needles overlap, repeat and contain each other.
    const text = fc.array(fc.constantFrom(..."ab-\n"), { maxLength: 200 }).map((found) => Buffer.from(found.join("")));
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 6 }), text, pieceSizes, (texts, bytes, sizes) => {
        const needles = needlesOf(texts);
        const expected = redactSlowly(
          bytes,
          needles.map((needle) => needle.bytes),
        );
        expect(throughPieces(redactorFor(needles), bytes, sizes).toString()).toBe(expected.toString());
      }),
      { numRuns: 3_000 },
    );
  });

  test("keeps back no more than the longest form, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 30 }), fc.uint8Array({ maxLength: 3_000 }), pieceSizes, (value, bytes, sizes) => {
        fc.pre(value.trim().length >= 4);
        const redactor = createRedactor(new Map([["S", value]]));
        let owed = 0;
        for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
          const size = sizes[piece % sizes.length] ?? 1;
          const chunk = Buffer.from(bytes.subarray(at, at + size));
          owed += chunk.length - redactor.push(chunk).reduce((sum, part) => sum + part.length, 0);
          at += size;
        }
        // Thirty characters are at most 90 bytes, and an escape of each byte takes six.
        expect(owed).toBeLessThanOrEqual(90 * 6 * 3);
      }),
    );
  });

  test("lets every byte pass that is no secret, at once", () => {
    const redactor = createRedactor(new Map([["TOKEN", "correct horse"]]));
    const noise = Buffer.from([0xff, 0x00, 0xc3, 0x0a, 0x80]);
    expect(Buffer.concat(redactor.push(noise))).toEqual(noise);
    expect(Buffer.concat(redactor.push(Buffer.from("a correct answer\n"))).toString()).toBe("a correct answer\n");
    expect(redactor.end()).toEqual([]);
    expect([...redactor.found]).toEqual([]);
  });

  test("waits only while what came last may become a secret", () => {
    const redactor = createRedactor(new Map([["TOKEN", "correct horse"]]));
    expect(Buffer.concat(redactor.push(Buffer.from("say correct"))).toString()).toBe("say ");
    expect(Buffer.concat(redactor.push(Buffer.from("ion\n"))).toString()).toBe("correction\n");
    redactor.push(Buffer.from("correct "));
    expect(Buffer.concat(redactor.push(Buffer.from("horse!"))).toString()).toBe("***!");
    expect([...redactor.found]).toEqual(["TOKEN"]);
  });

  test("hides the beginning of a secret that was cut off by the end", () => {
    const redactor = createRedactor(new Map([["TOKEN", "correct horse"]]));
    expect(Buffer.concat([...redactor.push(Buffer.from("say correct hor")), ...redactor.end()]).toString()).toBe("say ***");
  });

  test("hides the end of a secret whose beginning somebody else has read", () => {
    const secrets = new Map([["TOKEN", "correct horse"]]);
    const resumed = (...chunks: string[]) => {
      const redactor = resumeRedactor(secrets);
      return Buffer.concat([...chunks.flatMap((chunk) => redactor.push(Buffer.from(chunk))), ...redactor.end()]).toString();
    };
    expect(resumed("rect horse\n", "and a correct horse\n")).toBe("***\nand a ***\n");
    expect(resumed("se\n", "all is well\n")).toBe("se\nall is well\n");
    expect(resumed("all rect horse\n")).toBe("all rect horse\n");
    expect(resumed("correct horse\n")).toBe("***\n");
  });

  test("passes everything when there is no secret", () => {
    expect(redactText("anything", new Map())).toBe("anything");
  });
});

/** Values as secrets are: 8 or more characters of any kind, without blanks around them. */
const secretValues = fc
  .string({ minLength: 8, maxLength: 40, unit: "binary" })
  .filter((value) => value.trim().length >= 8 && value.isWellFormed());
const surroundings = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));

/** Whether eight or more letters of what only the secret decides are still there, with or without line ends. */
function expectGone(output: Buffer, core: string): void {
  const text = output.toString("latin1");
  for (const form of [text, text.replaceAll(/\r?\n/g, "")]) expect(form.includes(core)).toBe(false);
}

function wrapped(text: string, columns: number, lineEnd: string): string {
  return text.replaceAll(new RegExp(`.{${columns}}(?=.)`, "g"), `$&${lineEnd}`);
}

describe("every disguise is found, wherever the text is cut", () => {
  test("base64 of a longer text, in both alphabets, on lines of any width", () => {
    const layout = fc.record({
      columns: fc.integer({ min: 16, max: 90 }),
      lineEnd: fc.constantFrom("\n", "\r\n", ""),
      isForAddresses: fc.boolean(),
    });
    fc.assert(
      fc.property(
        secretValues,
        surroundings,
        surroundings,
        layout,
        pieceSizes,
        (value, before, after, { columns, lineEnd, isForAddresses }, sizes) => {
          const secret = Buffer.from(value.trim());
          const encoded = Buffer.concat([before, secret, after]).toString(isForAddresses ? "base64url" : "base64");
          const firstLetter = Math.ceil((before.length * 8) / 6);
          const core = encoded.slice(firstLetter, Math.floor(((before.length + secret.length) * 8) / 6));
          const redactor = createRedactor(new Map([["S", value]]));
          const output = throughPieces(redactor, Buffer.from(wrapped(encoded, columns, lineEnd)), sizes);
          expectGone(output, core);
          expect([...redactor.found]).toEqual(["S"]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("hex, addresses, JSON and XML", () => {
    const disguises: ((value: string) => string)[] = [
      (value) => Buffer.from(value).toString("hex"),
      (value) => wrapped(Buffer.from(value).toString("hex").toUpperCase(), 60, "\n"),
      (value) => encodeURIComponent(value),
      (value) => new URLSearchParams({ value }).toString().slice("value=".length),
      (value) => JSON.stringify({ value }).slice('{"value":"'.length, -2),
      (value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
      (value) => value.replaceAll("'", "'\\''"),
    ];
    fc.assert(
      fc.property(secretValues, fc.constantFrom(...disguises), pieceSizes, (value, disguise, sizes) => {
        const disguised = disguise(value.trim());
        const text = Buffer.from(`<${disguised}>`);
        const output = throughPieces(createRedactor(new Map([["S", value]])), text, sizes);
        expect(output.toString("latin1")).toBe("<***>");
      }),
      { numRuns: 1_000 },
    );
  });
});

test("each line of a key is hidden by itself, and short lines are not", () => {
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n{\n9w0BAQEFAASCBKcwggSj\n-----END KEY-----\n";
  const said = "{ 9w0BAQEFAASCBKcwggSj } MIIEvQIBADANBgkqhkiG\n";
  expect(redactText(said, new Map([["KEY", key]]))).toBe("{ *** } ***\n");
  expect(redactText(`:${key}:`, new Map([["KEY", key]]))).toBe(":***\n:");
});

test("what two secrets share is hidden once, and nothing of either is left", () => {
  const secrets = new Map([
    ["ONE", "abcdefgh"],
    ["TWO", "efghijkl"],
  ]);
  expect(redactText("<abcdefghijkl>", secrets)).toBe("<***>");
});
