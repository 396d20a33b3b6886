import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BenchRow, limitRow } from "./bench-row.ts";

const run = promisify(execFile);

const smallBytes = 1_000_000;
const largeBytes = 500_000_000;

/**
 * Of a report five hundred times the size, the garbage between two collections included. Of coverage, the lines of the
 * twenty thousand files that it tells of are kept until the end, besides.
 */
const kinds = { junit: 150, jest: 150, lcov: 250 };

/** How much more memory a report of 500 MB takes than one of 1 MB, for each of the readers that see the largest ones. */
export async function reportMemory(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [kind, moreMib] of Object.entries(kinds)) {
    const small = await read(kind, smallBytes);
    const large = await read(kind, largeBytes);
    const name = `${kind} of 500 MB (${large.told} told, ${Math.round(largeBytes / 1e3 / large.ms)} MB/s, ${Math.round(large.rssMiB)} MiB at most): memory beyond one of 1 MB (${Math.round(small.rssMiB)} MiB)`;
    rows.push(limitRow(name, large.rssMiB - small.rssMiB, moreMib, "MiB"));
  }
  return rows;
}

async function read(kind: string, bytes: number): Promise<{ told: number; ms: number; rssMiB: number }> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "report-reader.ts"), kind, String(bytes)]);
  return JSON.parse(stdout) as { told: number; ms: number; rssMiB: number };
}
