import fc from "fast-check";
import { expect, test } from "vitest";
import { stageRunId } from "../../../shared/ids.ts";
import { type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { chunkLines, type LogAnswer } from "./line-cache.ts";
import { LogReader, type ReadRequest } from "./log-reader.ts";

const id = stageRunId(1, 1);

/** A log that grows by pieces, as a stage writes it: the last line may be half a line. */
class GrowingLog {
  text = "";
  isLive = true;

  #split: { readonly text: string; readonly lines: string[] } = { text: "", lines: [] };

  get lines(): string[] {
    if (this.#split.text !== this.text) {
      const lines = this.text.split("\n");
      this.#split = { text: this.text, lines: lines[lines.length - 1] === "" ? lines.slice(0, -1) : lines };
    }
    return this.#split.lines;
  }

  answer(fromLine: number, limit: number): LogAnswer {
    const all = this.lines;
    const lines = all.slice(fromLine - 1, fromLine - 1 + limit);
    return {
      lines: lines.map((text, index) => ({ number: fromLine + index, text, bytes: text.length, at: null })),
      totalLines: all.length,
      totalBytes: this.text.length,
      isLive: this.isLive,
    };
  }
}

interface Pending {
  readonly request: ReadRequest;
  readonly seen: LogAnswer;
  settle(answer: Result<LogAnswer, Failure>): void;
}

/** A source whose answers come when the test says so, in any order, each as the log was when it was asked. */
function makeSource(log: GrowingLog) {
  const pending: Pending[] = [];
  const read = (request: ReadRequest, signal: AbortSignal) =>
    new Promise<Result<LogAnswer, Failure>>((resolve) => {
      const entry = { request, seen: log.answer(request.fromLine, request.limit), settle: resolve };
      pending.push(entry);
      signal.addEventListener("abort", () => resolve({ ok: false, failure: failure("ABORTED", "") }));
    });
  const isParked = ({ request }: Pending) =>
    request.waitMs > 0 && log.isLive && (log.lines.length < request.fromLine || request.knownBytes === log.text.length);
  return { pending, read, isParked };
}

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

async function settleAll(source: ReturnType<typeof makeSource>, log: GrowingLog): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    await breathe();
    const next = source.pending.findIndex((entry) => !source.isParked(entry));
    if (next < 0) return;
    const [entry] = source.pending.splice(next, 1);
    entry?.settle(ok(log.answer(entry.request.fromLine, entry.request.limit)));
  }
  throw new Error("the reader never came to rest");
}

type Step =
  | { readonly kind: "scroll"; readonly at: number; readonly rows: number }
  | { readonly kind: "grow"; readonly text: string; readonly times: number }
  | { readonly kind: "answer"; readonly which: number; readonly isStale: boolean; readonly fails: boolean };

const stepOf: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("scroll" as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    rows: fc.integer({ min: 1, max: 80 }),
  }),
  fc.record({ kind: fc.constant("grow" as const), text: fc.stringMatching(/^[ab\n]{0,12}$/), times: fc.constantFrom(1, 3, 40, 400) }),
  fc.record({ kind: fc.constant("answer" as const), which: fc.nat(8), isStale: fc.boolean(), fails: fc.boolean() }),
);

test("any order of scrolling, growing, late answers and failures shows right lines", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepOf, { maxLength: 40 }), async (steps) => {
      const log = new GrowingLog();
      const source = makeSource(log);
      const reader = new LogReader({ logId: id, read: source.read, onChange: () => {}, pause: breathe });
      let shown = { first: 1, last: 40 };
      for (const step of steps) {
        if (step.kind === "grow") log.text += step.text.repeat(step.times);
        else if (step.kind === "scroll") {
          const first = 1 + Math.floor(step.at * reader.cache.extent.totalLines);
          shown = { first, last: first + step.rows };
          reader.show(shown.first, shown.last);
        } else {
          const answerable = source.pending.filter((entry) => !source.isParked(entry));
          const entry = answerable[step.which % Math.max(1, answerable.length)];
          if (entry === undefined) continue;
          source.pending.splice(source.pending.indexOf(entry), 1);
          const { fromLine, limit } = entry.request;
          if (step.fails) entry.settle({ ok: false, failure: failure("ENGINE_LOST", "gone") });
          else entry.settle(ok(step.isStale ? entry.seen : log.answer(fromLine, limit)));
        }
        await breathe();
        for (let number = 1; number <= reader.cache.extent.totalLines; number += 97) {
          const line = reader.cache.lineAt(number);
          // What is shown is never another line: at worst it is an earlier, shorter version of this one.
          if (line !== null) expect(log.lines[number - 1]?.startsWith(line.text)).toBe(true);
        }
      }
      log.isLive = false;
      await settleAll(source, log);
      const lines = log.lines;
      expect(reader.cache.extent).toEqual({ totalLines: lines.length, totalBytes: log.text.length, isLive: false });
      for (let number = shown.first; number <= Math.min(shown.last, lines.length); number += 1) {
        expect(reader.cache.lineAt(number)?.text).toBe(lines[number - 1]);
      }
      reader.dispose();
    }),
    { numRuns: 150 },
  );
});

test("asks only for the place that is looked at, not for those scrolled past", async () => {
  const log = new GrowingLog();
  log.text = "line\n".repeat(100_000);
  log.isLive = false;
  const source = makeSource(log);
  const reader = new LogReader({ logId: id, read: source.read, onChange: () => {}, pause: breathe });
  await settleAll(source, log);
  for (let first = 1; first < 90_000; first += 500) reader.show(first, first + 50);
  await breathe();
  expect(source.pending.length).toBeLessThanOrEqual(2);
  await settleAll(source, log);
  expect(reader.cache.lineAt(89_990)).not.toBeNull();
  expect(reader.cache.lineAt(45_001)).toBeNull();
  reader.dispose();
});

test("keeps no more than a bounded part of a log", async () => {
  const log = new GrowingLog();
  log.text = "0123456789\n".repeat(200_000);
  log.isLive = false;
  const source = makeSource(log);
  const reader = new LogReader({ logId: id, read: source.read, onChange: () => {}, pause: breathe });
  await settleAll(source, log);
  for (let first = 1; first < 150_000; first += chunkLines) {
    reader.show(first, first + 60);
    await settleAll(source, log);
  }
  let held = 0;
  for (let number = 1; number <= 200_000; number += 1) if (reader.cache.lineAt(number) !== null) held += 1;
  expect(held).toBeLessThanOrEqual(50 * chunkLines);
  reader.dispose();
});

test("stops asking when it is told that the log is not there, and when it is disposed of", async () => {
  const log = new GrowingLog();
  const source = makeSource(log);
  const reader = new LogReader({ logId: id, read: source.read, onChange: () => {}, pause: breathe });
  source.pending.pop()?.settle({ ok: false, failure: failure("NOT_FOUND", "It is not there any more.") });
  await breathe();
  await breathe();
  expect([source.pending.length, reader.failure?.code]).toEqual([0, "NOT_FOUND"]);

  const other = new LogReader({ logId: id, read: source.read, onChange: () => {}, pause: breathe });
  other.dispose();
  await breathe();
  other.show(1, 50);
  await breathe();
  expect(source.pending.length).toBe(1);
});
