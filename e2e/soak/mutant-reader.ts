import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { readCoverageReport, readTestReport } from "../../electron/engine/report/report.ts";
import { reportScraps } from "../fixtures/damaged-reports.ts";
import { inPieces } from "../fixtures/read-report.ts";
import { type Random, seeded } from "./random.ts";

/** How far the thread is, told every thousand inputs. */
export interface MutantNews {
  readonly done: number;
  /** No known kind any more, empty, or refused for what they declare. */
  readonly refused: number;
  readonly damaged: number;
  readonly whole: number;
  /** The largest that was seen. */
  readonly heapMib: number;
  readonly slowest: string;
  readonly violations: readonly string[];
}

const perNews = 1_000;

/** Of this thread alone, garbage included; what takes longer is tried again. */
const slowMs = 100;
const slowMsPerKilobyte = 2;

const readers = ["reports", "coverage"].map((name) => {
  const folder = join(import.meta.dirname, "../fixtures", name);
  return {
    name,
    isOfTests: name === "reports",
    samples: readdirSync(folder).map((file) => ({ file, bytes: readFileSync(join(folder, file)) })),
  };
});
const everything = readers.flatMap(({ samples }) => samples.map(({ bytes }) => bytes));

async function main({ rounds, seed }: { readonly rounds: number; readonly seed: number }): Promise<void> {
  const random = seeded(seed);
  const counts = { refused: 0, damaged: 0, whole: 0 };
  let violations: string[] = [];
  let heapMib = 0;
  let slowest = { ms: 0, name: "" };
  for (let done = 1; done <= rounds; done += 1) {
    const reader = random.pick(readers);
    const sample = random.pick(reader.samples);
    const bytes = mutate(sample.bytes, random);
    const size = 1 + random.below(4_096);
    const name = `${reader.name}/${sample.file} (input ${done} of seed ${seed}, ${bytes.length} bytes)`;
    try {
      const found = await read(reader.isOfTests, bytes, size);
      counts[found.fate] += 1;
      const ms = found.ms < allowedMs(bytes) ? found.ms : Math.min(found.ms, (await read(reader.isOfTests, bytes, size)).ms);
      if (ms > slowest.ms) slowest = { ms, name };
      if (ms > allowedMs(bytes)) violations.push(`${name} took ${Math.round(ms)} ms`);
    } catch (error) {
      violations.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    if (done % perNews === 0 || done === rounds) {
      heapMib = Math.max(heapMib, Math.round(process.memoryUsage().heapUsed / 1024 ** 2));
      const news = { done, ...counts, heapMib, slowest: `${slowest.ms.toFixed(1)} ms for ${slowest.name}`, violations };
      parentPort?.postMessage(news satisfies MutantNews);
      violations = [];
    }
  }
}

async function read(isOfTests: boolean, bytes: Uint8Array, size: number): Promise<{ fate: "refused" | "damaged" | "whole"; ms: number }> {
  const startedAt = cpuMs();
  const request = { name: "report", onTest: () => {}, onFile: () => {} };
  const outcome = isOfTests
    ? await readTestReport(inPieces(bytes, size), request)
    : await readCoverageReport(inPieces(bytes, size), request);
  const ms = cpuMs() - startedAt;
  if (!outcome.ok) return { fate: "refused", ms };
  return { fate: outcome.value.isWhole ? "whole" : "damaged", ms };
}

/** Other work on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function allowedMs(bytes: Uint8Array): number {
  return slowMs + (bytes.length / 1_024) * slowMsPerKilobyte;
}

/** One to eight places; each one is cut, filled with something from the formats, doubled, or has its bits turned. */
function mutate(report: Buffer, random: Random): Buffer {
  let bytes = report;
  for (let left = 1 + random.below(8); left > 0; left -= 1) {
    const at = random.below(bytes.length + 1);
    const until = Math.min(bytes.length, at + random.below(40));
    const [before, behind] = [bytes.subarray(0, at), bytes.subarray(until)];
    const kind = random.below(6);
    if (kind === 0) bytes = Buffer.concat([before, behind]);
    else if (kind === 1) bytes = Buffer.concat([before, random.pick(reportScraps), behind]);
    else if (kind === 2) bytes = Buffer.concat([before, pieceOf(random.pick(everything), random, 400), behind]);
    else if (kind === 3)
      bytes = Buffer.concat([before, ...Array<Buffer>(1 + random.below(50)).fill(pieceOf(bytes, random, 60)), bytes.subarray(at)]);
    else if (kind === 4) bytes = Buffer.concat([before, Buffer.from([random.below(256)]), bytes.subarray(at + 1)]);
    else bytes = random.below(3) === 0 ? before : bytes;
  }
  return bytes;
}

function pieceOf(bytes: Buffer, random: Random, longest: number): Buffer {
  const start = random.below(bytes.length + 1);
  return bytes.subarray(start, start + random.below(longest));
}

void main(workerData as { rounds: number; seed: number });
