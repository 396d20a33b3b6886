import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder, root } from "./bootstrap/root.mjs";
import { findTestBrowser } from "./bootstrap/test-browser.mjs";
import { browserStep, type CheckStep, electronStep, plainSteps } from "./checks/steps.ts";
import { reportVariable, type SkippedTest, takeReport } from "./checks/test-report.ts";

/*
 * Runs the checks one after the other and ends with `N passed, N failed, N skipped`. All of them run, also after one
 * has failed: one look shows all there is to mend. `--specs` adds the specs in a browser and in
 * Electron; `--only WORD` runs the checks with that word in their name.
 */

let passed = 0;
const failed: string[] = [];
const skipped: SkippedTest[] = [];

async function runStep(step: CheckStep): Promise<void> {
  const startedAt = performance.now();
  const reportFile = join(cacheFolder, `test-report-${process.pid}.json`);
  rmSync(reportFile, { force: true });
  const { exitCode, output } = await runQuietly(step.command, { [reportVariable]: reportFile });
  const report = step.hasTests ? takeReport(reportFile) : null;
  const hasFailed = exitCode !== 0 || (report !== null && report.failed.length > 0);
  // What it said first: who looks for the first failure, Millrace among them, must not end at a heading.
  if (hasFailed) console.log(output);
  console.log(
    `${hasFailed ? "FAILED" : "ok    "}  ${step.name}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s${report === null ? "" : `, ${report.passed} tests`}`,
  );
  if (report === null || (hasFailed && report.failed.length === 0)) {
    if (hasFailed) failed.push(step.name);
    else passed += 1;
  }
  passed += report?.passed ?? 0;
  failed.push(...(report?.failed ?? []));
  skipped.push(...(report?.skipped ?? []));
}

function runQuietly(command: readonly string[], environment: Record<string, string>): Promise<{ exitCode: number; output: string }> {
  const [program = "", ...parameters] = command;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, program), ...parameters], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (text: string) => {
      output += text;
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.on("error", (error) => resolve({ exitCode: 1, output: error.message }));
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output }));
  });
}

/** The checks to run: all, those without a browser, or those that `--only` names by a word. */
function chooseSteps(): readonly CheckStep[] {
  const { values } = parseArgs({ options: { specs: { type: "boolean" }, only: { type: "string", multiple: true } } });
  const all = [...plainSteps, browserStep, electronStep];
  if (values.only === undefined) return values.specs ? all : plainSteps;
  const unknown = values.only.filter((word) => !all.some(({ name }) => isNamed(name, word)));
  if (unknown.length > 0) {
    console.error(`There is no check ${unknown.join(", ")}. There are: ${all.map(({ name }) => name).join(", ")}.`);
    process.exit(2);
  }
  return all.filter(({ name }) => values.only?.some((word) => isNamed(name, word)));
}

function isNamed(name: string, word: string): boolean {
  return name === word || name.split(" ").includes(word);
}

mkdirSync(cacheFolder, { recursive: true });
for (const step of chooseSteps()) {
  if (step === browserStep && findTestBrowser() === null)
    skipped.push({ name: step.name, reason: "there is no Chromium, and none could be installed" });
  else await runStep(step);
}
for (const { name, reason } of skipped) console.log(`skipped: ${name}: ${reason}`);
for (const name of failed) console.log(`failed: ${name}`);
console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
process.exitCode = failed.length === 0 ? 0 : 1;
