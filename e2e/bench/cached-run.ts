import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectId } from "../../shared/ids.ts";
import { beginRun, cachedStage } from "../fixtures/caches.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { type BenchRow, median, skippedRow, timeRow } from "./bench-row.ts";
import { writeSources } from "./cached-sources.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const root = join(import.meta.dirname, "..", "..");
const rounds = 7;
const stageCount = 200;
const wholeRun = `${stageCount} stages up to date, whole command, against turbo`;

/** What a run costs in which nothing has changed: the cache by itself against asking the system for the same files, and the whole command. */
export async function cachedRun(): Promise<BenchRow[]> {
  const many = await withTemporaryFolder((folder) => measureCache(folder, "200 stages of 4 files", stageCount, 4));
  const large = await withTemporaryFolder((folder) => measureCache(folder, "one stage of 20,000 files", 1, 20_000));
  return [...many, ...large, await withTemporaryFolder(measureCommand)];
}

async function measureCache(folder: string, name: string, stages: number, filesEach: number): Promise<BenchRow[]> {
  const project = join(folder, "project");
  const files = writeSources(project, stages, filesEach);
  const store = openTestStore(join(folder, "data"));
  write(store, ({ projects }) => projects.open(project, "project", 1));
  const ask = async (expected: string): Promise<number> => {
    // Later than the files' times by more than a file system's clock may be coarse.
    const run = beginRun(store, projectId(1), project, Date.now() + 60_000);
    const startedAt = performance.now();
    for (let stage = 0; stage < stages; stage += 1) {
      const policy = { inputs: [`packages/p${stage}/src/**`], outputs: [`packages/p${stage}/dist`] };
      const { answer } = await run.stage(cachedStage(`s${stage}`, policy), () => makeOutput(project, stage));
      if (answer.kind !== expected) throw new Error(`Stage ${stage} was no ${expected}: ${answer.kind}.`);
    }
    run.finish();
    return performance.now() - startedAt;
  };
  const reads = timed(() => {
    for (const file of files) readFileSync(file);
  });
  const coldMs = await ask("miss");
  const warm: number[] = [];
  const states: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    warm.push(await ask("hit"));
    states.push(timed(() => lookAt(files)));
  }
  store.close();
  return [
    told(`${name} up to date, against asking for the files' states`, median(warm), median(states)),
    told(`${name} for the first time with all results kept, against reading the files`, coldMs, reads),
  ];
}

function makeOutput(project: string, stage: number): string {
  mkdirSync(join(project, `packages/p${stage}/dist`), { recursive: true });
  writeFileSync(join(project, `packages/p${stage}/dist/out.js`), `made ${stage}`);
  return `made ${stage}\n`;
}

function lookAt(files: readonly string[]): void {
  for (const file of files) lstatSync(file);
}

/** No promise, but worth knowing. */
function told(name: string, oursMs: number, peerMs: number): BenchRow {
  return { ...timeRow(name, oursMs, peerMs, Number.POSITIVE_INFINITY), bar: "told" };
}

async function measureCommand(folder: string): Promise<BenchRow> {
  const turbo = installTurbo(folder);
  if (turbo === null) return skippedRow(wholeRun, "turbo cannot be installed without a registry");
  const ours = join(folder, "ours");
  const theirs = join(folder, "theirs");
  writeSources(ours, stageCount, 4);
  writeSources(theirs, stageCount, 4);
  writeFileSync(join(ours, "millrace.yml"), pipeline());
  writeWorkspace(theirs);
  const environment = {
    ...process.env,
    MILLRACE_HOME: join(folder, "home"),
    TURBO_TELEMETRY_DISABLED: "1",
    PATH: `${stubNpm(folder)}:${process.env.PATH}`,
  };
  const runOurs = () => run(process.execPath, [join(root, "build/out/node/cli.js"), "run", "--json"], ours, environment);
  const runTurbo = () => run(process.execPath, [turbo, "run", "build"], theirs, environment);
  runOurs();
  runTurbo();
  const second = runOurs();
  const hits = second.output.split("cache-hit").length - 1;
  if (hits !== stageCount) return skippedRow(wholeRun, `only ${hits} stages were brought back from the cache`);
  if (!runTurbo().output.includes(`${stageCount} cached`)) return skippedRow(wholeRun, "turbo did not take everything from its cache");
  const pairs = Array.from({ length: rounds }, () => ({ ours: runOurs().ms, theirs: runTurbo().ms }));
  const row = timeRow(wholeRun, median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.theirs)), 1.5);
  const ratio = median(pairs.map((pair) => pair.ours / pair.theirs));
  return { ...row, ratio, isMet: ratio <= 1.5 };
}

function installTurbo(folder: string): string | null {
  const place = join(folder, "turbo");
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), "{}");
  const npm = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "turbo"], {
    cwd: place,
    encoding: "utf8",
    timeout: 120_000,
  });
  return npm.status === 0 ? join(place, "node_modules/turbo/bin/turbo") : null;
}

/** Filling turbo's cache through npm takes half a minute, and is not what is measured. */
function stubNpm(folder: string): string {
  const place = join(folder, "bin");
  mkdirSync(place);
  writeFileSync(join(place, "npm"), "#!/bin/sh\nmkdir -p dist && echo made > dist/out.js && echo made\n");
  chmodSync(join(place, "npm"), 0o755);
  return place;
}

function pipeline(): string {
  const stages = Array.from({ length: stageCount }, (_, number) => {
    const place = `packages/p${number}`;
    return `  s${number}: { phase: build, cwd: ${place}, run: mkdir -p dist && echo made > dist/out.js && echo made, cache: { inputs: ['${place}/src/**'], outputs: [${place}/dist] } }\n`;
  });
  return `version: 1\nstages:\n${stages.join("")}`;
}

function writeWorkspace(folder: string): void {
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "all", private: true, workspaces: ["packages/*"], packageManager: "npm@11.0.0" }),
  );
  writeFileSync(join(folder, "turbo.json"), JSON.stringify({ tasks: { build: { inputs: ["src/**"], outputs: ["dist/**"] } } }));
  writeFileSync(join(folder, ".gitignore"), "dist\nnode_modules\n.turbo\n");
  const packages: Record<string, object> = { "": { name: "all", workspaces: ["packages/*"] } };
  for (let number = 0; number < stageCount; number += 1) {
    const name = `p${number}`;
    writeFileSync(
      join(folder, "packages", name, "package.json"),
      JSON.stringify({ name, version: "1.0.0", scripts: { build: "make it" } }),
    );
    packages[`packages/${name}`] = { name, version: "1.0.0" };
  }
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ name: "all", lockfileVersion: 3, packages }));
  const git = (...words: string[]) =>
    spawnSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...words], { cwd: folder });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=First");
}

function run(
  program: string,
  parameters: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): { readonly ms: number; readonly output: string } {
  let output = "";
  const ms = timed(() => {
    const ended = spawnSync(program, parameters, { cwd, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    output = ended.stdout + ended.stderr;
    if (ended.status !== 0) throw new Error(`${program} ${parameters.join(" ")} ended with ${ended.status}: ${output.slice(-2_000)}`);
  });
  return { ms, output };
}

function timed(action: () => void): number {
  const startedAt = performance.now();
  action();
  return performance.now() - startedAt;
}
