import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Task } from "./graph.ts";
import { buildCommand, type MissingPeer, type Peer } from "./peer.ts";
import type { Toolbox } from "./toolbox.ts";

/** turbo's own binary. With `isStubbed` it finds a program in npm's place that only runs the task, as if npm cost nothing. */
export function turbo(toolbox: Toolbox, isStubbed: boolean): Peer | MissingPeer {
  const name = isStubbed ? "turbo, npm replaced by a stub" : "turbo";
  const found = toolbox.find("turbo", `@turbo/${process.platform}-${process.arch === "x64" ? "64" : process.arch}/bin/turbo`);
  if ("reason" in found) return { name, reason: found.reason };
  const started = (folder: string, atOnce: number) => ({
    program: found.path,
    parameters: ["run", "work", `--concurrency=${atOnce}`, "--env-mode=loose", "--ui=stream"],
    cwd: folder,
    environment: { TURBO_TELEMETRY_DISABLED: "1", ...(isStubbed ? { PATH: `${join(folder, "stub")}:${process.env.PATH}` } : {}) },
  });
  const write = (folder: string, tasks: readonly Task[], work: object) => {
    writeWorkspace(folder, tasks);
    writeFileSync(join(folder, "turbo.json"), JSON.stringify({ tasks: { work } }));
    writeFileSync(join(folder, ".gitignore"), "dist\nnode_modules\n.turbo\n");
    if (isStubbed) writeStub(join(folder, "stub"));
    commitAll(folder);
  };
  return {
    ...{ name, version: found.version },
    prepare: (folder, tasks, atOnce) => {
      write(folder, tasks, { cache: false, dependsOn: ["^work"] });
      return started(folder, atOnce);
    },
    prepareCached: (folder, packages) => {
      write(folder, builds(packages), { inputs: ["src/**"], outputs: ["dist/**"] });
      return started(folder, 8);
    },
  };
}

function builds(packages: number): Task[] {
  return Array.from({ length: packages }, () => ({ command: buildCommand, needs: [] }));
}

/** A package for each task, which depends on the packages of what it needs. */
function writeWorkspace(folder: string, tasks: readonly Task[]): void {
  const locked: Record<string, object> = { "": { name: "all", workspaces: ["packages/*"] } };
  for (const [place, { command, needs }] of tasks.entries()) {
    const dependencies = Object.fromEntries(needs.map((need) => [`p${need}`, "1.0.0"]));
    const known = { name: `p${place}`, version: "1.0.0", dependencies };
    mkdirSync(join(folder, `packages/p${place}`), { recursive: true });
    writeFileSync(join(folder, `packages/p${place}/package.json`), JSON.stringify({ ...known, scripts: { work: command } }));
    writeFileSync(join(folder, `packages/p${place}/task`), `${command}\n`);
    locked[`packages/p${place}`] = known;
    locked[`node_modules/p${place}`] = { resolved: `packages/p${place}`, link: true };
  }
  const root = { name: "all", private: true, workspaces: ["packages/*"], packageManager: "npm@11.0.0" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(root));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ name: "all", lockfileVersion: 3, packages: locked }));
}

function writeStub(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "npm"), "#!/bin/sh\n. ./task\n");
  chmodSync(join(folder, "npm"), 0o755);
}

function commitAll(folder: string): void {
  const git = (...words: string[]) =>
    spawnSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...words], { cwd: folder });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=First");
}

/** wireit by `node --run`, which starts sooner than npm. */
export function wireit(toolbox: Toolbox): Peer | MissingPeer {
  const found = toolbox.find("wireit", "wireit/bin/wireit.js");
  if ("reason" in found) return { name: "wireit", reason: found.reason };
  const write = (folder: string, tasks: readonly (Task & { readonly files?: object })[], atOnce: number) => {
    const all = { dependencies: tasks.map((_, place) => `t${place}`) };
    const scripts = Object.fromEntries(["all", ...all.dependencies].map((script) => [script, "wireit"]));
    const work = tasks.map(({ command, needs, files }, place) => [
      `t${place}`,
      { command, dependencies: needs.map((need) => `t${need}`), ...files },
    ]);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "all", scripts, wireit: { all, ...Object.fromEntries(work) } }));
    symlinkSync(toolbox.modules, join(folder, "node_modules"));
    return {
      ...{ program: process.execPath, parameters: ["--run", "all"], cwd: folder },
      environment: { WIREIT_PARALLEL: String(atOnce) },
    };
  };
  return {
    ...{ name: "wireit", version: found.version },
    prepare: write,
    prepareCached: (folder, packages) =>
      write(
        folder,
        builds(packages).map(({ command, needs }, number) => ({
          ...{ command: `cd packages/p${number} && ${command}`, needs },
          files: { files: [`packages/p${number}/src/**`], output: [`packages/p${number}/dist/**`] },
        })),
        8,
      ),
  };
}

/** nx without its daemon, which would live on. */
export function nx(toolbox: Toolbox): Peer | MissingPeer {
  const found = toolbox.find("nx", "nx/dist/bin/nx.js");
  if ("reason" in found) return { name: "nx", reason: found.reason };
  const write = (folder: string, tasks: readonly Task[], atOnce: number, more: object) => {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "all", private: true }));
    writeFileSync(join(folder, "nx.json"), JSON.stringify({ neverConnectToCloud: true, analytics: false }));
    for (const [place, { command, needs }] of tasks.entries()) {
      mkdirSync(join(folder, `packages/p${place}`), { recursive: true });
      const cwd = `packages/p${place}`;
      const work = { executor: "nx:run-commands", options: { command, cwd }, dependsOn: ["^work"], ...more };
      const known = { name: `p${place}`, implicitDependencies: needs.map((need) => `p${need}`), targets: { work } };
      writeFileSync(join(folder, `packages/p${place}/project.json`), JSON.stringify(known));
    }
    symlinkSync(toolbox.modules, join(folder, "node_modules"));
    return {
      program: process.execPath,
      parameters: [
        join(folder, "node_modules/nx/dist/bin/nx.js"),
        "run-many",
        "--target=work",
        `--parallel=${atOnce}`,
        "--outputStyle=static",
      ],
      cwd: folder,
      environment: { NX_DAEMON: "false", NX_TUI: "false", NX_NO_CLOUD: "true" },
    };
  };
  return {
    ...{ name: "nx", version: found.version },
    prepare: (folder, tasks, atOnce) => write(folder, tasks, atOnce, { cache: false }),
    prepareCached: (folder, packages) =>
      write(folder, builds(packages), 8, { cache: true, inputs: ["{projectRoot}/src/**"], outputs: ["{projectRoot}/dist"] }),
  };
}
