import { expect, test } from "vitest";
import { failure, ok } from "../../../shared/result.ts";
import { writeLines } from "./save-log.ts";

const line = (number: number, text = `line ${number}`, bytes = text.length) => ({ number, text, bytes, at: null });

function source(total: number, perAnswer: number, asked: number[] = []) {
  return async (fromLine: number) => {
    asked.push(fromLine);
    const lines = Array.from({ length: Math.min(perAnswer, total - fromLine + 1) }, (_, index) => line(fromLine + index));
    return ok({ lines, totalLines: total, totalBytes: total, isLive: false });
  };
}

function memory() {
  const written: string[] = [];
  let isClosed = false;
  const sink = {
    write: async (text: string) => void written.push(text),
    close: async () => {
      isClosed = true;
    },
    abort: async () => void written.splice(0),
  };
  return { written, sink, isClosed: () => isClosed };
}

test("writes every line once, piece by piece, up to the last that was asked for", async () => {
  const { written, sink, isClosed } = memory();
  const asked: number[] = [];
  const saved = await writeLines(source(25, 10, asked), sink, 1, 23);
  expect(saved).toEqual(ok({ lines: 23, cutLines: 0 }));
  expect(written.join("")).toBe(Array.from({ length: 23 }, (_, index) => `line ${index + 1}\n`).join(""));
  expect([asked, isClosed()]).toEqual([[1, 11, 21], true]);
});

test("counts lines that came cut, and reports a failure instead of an incomplete file", async () => {
  const { sink } = memory();
  const cut = async () => ok({ lines: [line(1, "x".repeat(8_192), 1e8)], totalLines: 1, totalBytes: 1e8, isLive: false });
  expect(await writeLines(cut, sink, 1, 1)).toEqual(ok({ lines: 1, cutLines: 1 }));
  const lost = async () => ({ ok: false as const, failure: failure("ENGINE_LOST", "gone") });
  const { written, sink: broken } = memory();
  expect((await writeLines(lost, broken, 1, 1)).ok).toBe(false);
  expect(written).toEqual([]);
});
