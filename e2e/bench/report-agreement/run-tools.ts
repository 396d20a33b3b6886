import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BenchTable } from "../markdown.ts";
import { countWords, readCounts } from "./counts.ts";
import { type LiveTool, liveTools } from "./live-tools.ts";

/** What is installed from npm's registry; what is missing is said. */
const packages = {
  jest: "30.5.2",
  "jest-junit": "17.0.0",
  mocha: "12.0.3",
  "jest-trx-results-processor": "3.0.2",
  vitest: "5.1.1",
} as const;

/** A tool may compile first. */
const longestMs = 240_000;

/** Runs each tool that is here, and compares what it prints with what is read from its report. */
export async function toolTable(folder: string): Promise<BenchTable> {
  const modules = install(folder);
  const rows: string[][] = [];
  for (const [index, tool] of liveTools(modules).entries()) rows.push(await compare(tool, join(folder, `tool-${index}`)));
  return { title: "Reports made now", head: ["Tool", "It printed (passed / failed / skipped)", "Its report says", ""], rows };
}

function install(folder: string): string {
  const place = process.env.MILLRACE_BENCH_TOOLS ?? join(folder, "tools");
  const modules = join(place, "node_modules");
  if (existsSync(modules)) return modules;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ name: "tools", private: true, dependencies: packages }));
  spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: place, stdio: "ignore", timeout: longestMs });
  return modules;
}

async function compare({ name, needs, files, script, printed }: LiveTool, folder: string): Promise<string[]> {
  const missing = needs.find((command) => spawnSync("sh", ["-c", command], { stdio: "ignore" }).status !== 0);
  if (missing !== undefined) return [name, "", "", `skipped: ${missing} fails`];
  for (const [path, text] of Object.entries({ ...files, "reports/.keep": "" })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const options = { cwd: folder, encoding: "utf8", timeout: longestMs, env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" } } as const;
  const { stdout, stderr } = spawnSync("sh", ["-c", script], options);
  const theirs = printed(`${stdout}\n${stderr}`);
  const reports = readdirSync(join(folder, "reports")).filter((file) => file !== ".keep");
  if (theirs === null || reports.length === 0) return [name, "", "", `could not be run: ${stderr.trim().split("\n").at(-1) ?? ""}`];
  const ours = await readCounts(reports.map((file) => join(folder, "reports", file)));
  const words = typeof ours === "string" ? ours : countWords(ours);
  return [name, countWords(theirs), words, words === countWords(theirs) ? "the same" : "different"];
}
