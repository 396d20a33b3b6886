import { CoverageTally } from "../../electron/engine/coverage/tally.ts";
import { readCoverageReport, readTestReport } from "../../electron/engine/report/report.ts";

// A process that reads one made report of a kind and a size, and says on standard output what that cost.
const [kind = "", bytesWord = ""] = process.argv.slice(2);
const bytes = Number(bytesWord);

const parts: Record<string, { readonly head: string; readonly tail: string; part(number: number): string }> = {
  junit: {
    head: `<?xml version="1.0"?><testsuites>`,
    tail: "</testsuites>",
    part: (number) => {
      const cases = Array.from({ length: 20 }, (_, at) => {
        const failure = at % 10 === 0 ? `<failure message="expected ${at}">${"at step (file.ts:1:2)\n".repeat(60)}</failure>` : "";
        return `<testcase classname="suite${number}" name="does ${at} of ${number}" time="0.0${at}">${failure}<system-out>${"what it said\n".repeat(20)}</system-out></testcase>`;
      });
      return `<testsuite name="suite ${number}">${cases.join("")}</testsuite>`;
    },
  },
  jest: {
    head: `{"numTotalTests":1,"testResults":[{"name":"x","status":"passed","message":"","assertionResults":[]}`,
    tail: "]}",
    part: (number) => {
      const tests = Array.from({ length: 20 }, (_, at) => {
        const failed = at % 10 === 0;
        return {
          title: `does ${at}`,
          ancestorTitles: [`suite ${number}`],
          status: failed ? "failed" : "passed",
          failureMessages: failed ? ["Error: no\n".repeat(200)] : [],
        };
      });
      return `,${JSON.stringify({ assertionResults: tests, name: `/work/${number}.test.js`, status: "failed", message: "said\n".repeat(100) })}`;
    },
  },
  lcov: {
    head: "TN:\n",
    tail: "",
    // Many tests tell of the same twenty thousand files.
    part: (number) => {
      const lines = Array.from({ length: 300 }, (_, at) => `DA:${at * 2 + 1},${(at * number) % 3}\n`);
      const branches = Array.from({ length: 60 }, (_, at) => `BRDA:${at * 10 + 1},0,${at % 2},${number % 2}\n`);
      return `SF:/work/src/part${number % 20_000}.c\nFN:1,f\nFNDA:${number % 2},f\n${lines.join("")}${branches.join("")}end_of_record\n`;
    },
  },
};

async function* madeReport(): AsyncGenerator<Uint8Array> {
  const { head, tail, part } = parts[kind] ?? { head: "", tail: "", part: () => "" };
  yield Buffer.from(head);
  for (let [written, number] = [0, 0]; written < bytes; number += 1) {
    const piece = Buffer.from(part(number));
    written += piece.length;
    yield piece;
  }
  yield Buffer.from(tail);
}

const startedAt = performance.now();
const tally = new CoverageTally();
let told = 0;
const request = {
  name: kind,
  onTest: () => {
    told += 1;
  },
  onFile: (file: Parameters<Parameters<typeof readCoverageReport>[1]["onFile"]>[0]) => {
    told += 1;
    tally.add(file.path, file);
  },
};
const outcome = await (kind === "lcov" ? readCoverageReport(madeReport(), request) : readTestReport(madeReport(), request));
if (!outcome.ok || !outcome.value.isWhole) throw new Error(`The report was not read whole: ${JSON.stringify(outcome).slice(0, 500)}`);
console.log(JSON.stringify({ told, ms: performance.now() - startedAt, rssMiB: process.resourceUsage().maxRSS / 1_024 }));
