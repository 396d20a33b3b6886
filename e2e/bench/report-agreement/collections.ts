import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { readTestReport } from "../../../electron/engine/report/report.ts";
import { inPieces } from "../../fixtures/read-report.ts";
import type { BenchTable } from "../markdown.ts";
import { cloneOf } from "../release-agreement/repositories.ts";
import { countElements } from "./count-elements.ts";
import { type Counts, countWords } from "./counts.ts";

/** A public repository with reports of many tools, which a tool of others is tested with. */
interface Collection {
  readonly name: string;
  /** Where they are. */
  readonly folder: string;
  /** What that other tool makes of a file; `null` where it says nothing. */
  readonly answerOf: (file: string) => Counts | null;
  readonly isReport: (file: string) => boolean;
}

const collections: readonly Collection[] = [
  {
    name: "EnricoMi/publish-unit-test-result-action",
    folder: "python/test/files",
    answerOf: (file) => {
      const answer = file.replace(/\.[a-z]+$/, ".results.json");
      if (!existsSync(answer)) return null;
      const { stats } = JSON.parse(readFileSync(answer, "utf8")) as { readonly stats: Readonly<Record<string, number>> };
      const { runs_succ: passed = 0, runs_fail: failed = 0, runs_error: errored = 0, runs_skip: skipped = 0 } = stats;
      return { passed, failed: failed + errored, skipped };
    },
    isReport: (file) => !file.endsWith(".results.json"),
  },
  {
    name: "jenkinsci/xunit-plugin",
    folder: "src/test/resources/org/jenkinsci/plugins/xunit/types",
    // It makes JUnit's XML of everything.
    answerOf: (file) => {
      const answer = file.replace(/input\.xml$/, "result.xml");
      return file !== answer && existsSync(answer) ? countElements(readFileSync(answer, "utf8")) : null;
    },
    isReport: (file) => file.endsWith("input.xml"),
  },
  { name: "dorny/test-reporter", folder: "__tests__/fixtures", answerOf: () => null, isReport: () => true },
  { name: "mikepenz/action-junit-report", folder: "test_results", answerOf: () => null, isReport: () => true },
];

const endings = new Set([".xml", ".trx", ".json", ".jsonl", ".tap"]);

/** Reads all reports of public collections, and compares what is read with what others read, or with the elements in the file. */
export async function collectionTables(folder: string): Promise<BenchTable[]> {
  const rows: string[][] = [];
  const differences: string[][] = [];
  const unknown = new Map<string, number>();
  for (const collection of collections) {
    const { place, commit } = checkOut(collection, folder);
    const byFormat = new Map<string, { files: number; tests: number; same: number }>();
    for (const file of readdirSync(place, { recursive: true, encoding: "utf8" }).toSorted()) {
      if (!endings.has(extname(file)) || !collection.isReport(file)) continue;
      const path = join(place, file);
      const bytes = readFileSync(path);
      const read = await readTestReport(inPieces(bytes), { name: file, onTest: () => {} });
      if (!read.ok) {
        unknown.set(read.failure.message.replace(file, "It"), (unknown.get(read.failure.message.replace(file, "It")) ?? 0) + 1);
        continue;
      }
      const { format, totals, problems } = read.value;
      const ours = { passed: totals.passed, failed: totals.failed + totals.errored, skipped: totals.skipped };
      const theirs = collection.answerOf(path) ?? countElements(bytes.toString("utf8"));
      const known = byFormat.get(format) ?? { files: 0, tests: 0, same: 0 };
      const isSame = theirs === null || countWords(ours) === countWords(theirs);
      byFormat.set(format, { files: known.files + 1, tests: known.tests + totals.tests, same: known.same + (isSame ? 1 : 0) });
      if (theirs !== null && !isSame)
        differences.push([`${collection.name}: ${file}`, countWords(ours), countWords(theirs), problems[0]?.message ?? ""]);
    }
    for (const [format, { files, tests, same }] of byFormat)
      rows.push([`${collection.name} at ${commit.slice(0, 7)}`, format, String(files), String(tests), String(same)]);
  }
  return [
    { title: "Reports of public collections", head: ["Collection", "Format", "Files read", "Tests", "Files with the same totals"], rows },
    { title: "The others", head: ["File", "Millrace (passed / failed / skipped)", "The other", "Millrace says"], rows: differences },
    {
      title: "Refused, by what is said",
      head: ["", "Files"],
      rows: [...unknown].toSorted((left, right) => right[1] - left[1]).map(([message, count]) => [message, String(count)]),
    },
  ];
}

function checkOut({ name, folder: inside }: Collection, folder: string): { readonly place: string; readonly commit: string } {
  const clone = cloneOf({ name }, folder);
  const place = join(folder, name.replace("/", "-"));
  mkdirSync(place);
  execFileSync("git", [`--git-dir=${clone}`, `--work-tree=${place}`, "checkout", "--quiet", "HEAD", "--", inside], {
    env: { ...process.env, GIT_INDEX_FILE: join(folder, `${name.replace("/", "-")}.index`) },
  });
  const commit = execFileSync("git", [`--git-dir=${clone}`, "rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  return { place: join(place, inside), commit };
}
