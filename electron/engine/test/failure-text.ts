import { hash } from "node:crypto";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { TestFailure } from "../../../shared/contract/tests.ts";
import type { TestResult } from "../report/report.ts";
import type { TestText } from "../store/store.ts";

/** What one test said, ready to be kept. */
export interface PackedText extends TestText {
  readonly hash: Uint8Array;
}

/** What fits into a line of a list. */
const lineCharacters = 300;

/** What a test said that did not pass; `null` when it said nothing. Of a test that passed nothing is kept. */
export function failureOf({ status, message, details, output }: TestResult): TestFailure | null {
  if (status === "passed" || (message ?? details ?? output) === null) return null;
  return {
    message: message?.text ?? null,
    details: details?.text ?? null,
    output: output?.text ?? null,
    isCut: [message, details, output].some((part) => part?.isCut === true),
  };
}

/** Packs what a test said. */
export function packFailure(failure: TestFailure): PackedText {
  const text = JSON.stringify(failure);
  return { hash: hash("sha256", text, "buffer"), line: firstLineOf(failure), data: zstdCompressSync(text) };
}

/** See {@link packFailure}. */
export function unpackFailure(data: Uint8Array): TestFailure {
  return JSON.parse(zstdDecompressSync(data).toString()) as TestFailure;
}

function firstLineOf({ message, details }: TestFailure): string | null {
  const line = (message ?? details ?? "").split("\n").find((text) => text.trim() !== "");
  if (line === undefined) return null;
  const text = line.trim();
  return text.length > lineCharacters ? `${text.slice(0, lineCharacters)}…` : text;
}
