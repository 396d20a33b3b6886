import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, writeMillraceProject } from "../millrace-run.ts";
import { buildCommand, type MissingPeer, type Peer } from "./peer.ts";
import { systemVersion, type Toolbox } from "./toolbox.ts";

/** Node alone: spawns, waits, spawns what may go then. The limit of a plain engine on Node. */
export const bareSpawn: Peer = {
  name: "bare Node spawn",
  version: process.versions.node,
  prepare: (folder, tasks, atOnce) => {
    writeFileSync(join(folder, "tasks.json"), JSON.stringify(tasks));
    const program = join(import.meta.dirname, "bare-graph.ts");
    return { program: process.execPath, parameters: [program, join(folder, "tasks.json"), String(atOnce)], cwd: folder, environment: {} };
  },
  prepareCached: null,
};

/** The built command line, with a history that grows from round to round. */
export const millrace: Peer = {
  name: "Millrace",
  version: "this checkout",
  prepare: (folder, tasks, atOnce) => {
    const project = writeMillraceProject(
      folder,
      "project",
      tasks.map(({ command, needs }) => ({ run: command, needs })),
    );
    return ours(folder, project, ["--parallel", String(atOnce)]);
  },
  prepareCached: (folder, packages) => {
    const stages = Array.from({ length: packages }, (_, number) => {
      const place = `packages/p${number}`;
      return `  s${number}: { phase: build, cwd: ${place}, run: ${buildCommand}, cache: { inputs: ['${place}/src/**'], outputs: [${place}/dist] } }\n`;
    });
    writeFileSync(join(folder, "millrace.yml"), `version: 1\nstages:\n${stages.join("")}`);
    return ours(`${folder}-home`, folder, []);
  },
};

function ours(home: string, project: string, more: readonly string[]) {
  const parameters = [cli, "run", "--project", project, "--json", ...more];
  return { program: process.execPath, parameters, cwd: project, environment: { MILLRACE_HOME: join(home, "data") } };
}

/** GNU make, of the system. */
export function make(): Peer | MissingPeer {
  const version = systemVersion("make");
  if (version === null) return { name: "make", reason: "not installed" };
  const started = (folder: string, atOnce: number) => ({
    ...{ program: "make", parameters: ["-s", `-j${atOnce}`, "all"], cwd: folder, environment: {} },
  });
  return {
    ...{ name: "make", version },
    prepare: (folder, tasks, atOnce) => {
      const rules = tasks.map(({ command, needs }, place) => `${names([place])}: ${names(needs)}\n\t@${command}\n`);
      const all = names([...tasks.keys()]);
      writeFileSync(join(folder, "Makefile"), `all: ${all}\n.PHONY: all ${all}\n${rules.join("")}`);
      return started(folder, atOnce);
    },
    prepareCached: (folder, packages) => {
      const places = Array.from({ length: packages }, (_, number) => `packages/p${number}`);
      const rules = places.map((place) => `${place}/dist/out.js: $(wildcard ${place}/src/*/*.ts)\n\t@cd ${place} && ${buildCommand}\n`);
      const all = places.map((place) => `${place}/dist/out.js`).join(" ");
      writeFileSync(join(folder, "Makefile"), `all: ${all}\n.PHONY: all\n${rules.join("")}`);
      return started(folder, 1);
    },
  };
}

/** Ninja, of the system. */
export function ninja(): Peer | MissingPeer {
  const version = systemVersion("ninja");
  if (version === null) return { name: "ninja", reason: "not installed" };
  const rule = "rule work\n  command = $work\n";
  const started = (folder: string, atOnce: number) => ({
    ...{ program: "ninja", parameters: ["--quiet", `-j${atOnce}`], cwd: folder, environment: {} },
  });
  return {
    ...{ name: "ninja", version },
    prepare: (folder, tasks, atOnce) => {
      const builds = tasks.map(({ command, needs }, place) => `build ${names([place])}: work ${names(needs)}\n  work = ${command}\n`);
      writeFileSync(join(folder, "build.ninja"), `${rule}${builds.join("")}`);
      return started(folder, atOnce);
    },
    prepareCached: (folder, packages) => {
      const builds = Array.from({ length: packages }, (_, number) => {
        const place = `packages/p${number}`;
        const sources = [0, 1, 2, 3].map((file) => `${place}/src/d${file}/f${file}.ts`).join(" ");
        return `build ${place}/dist/out.js: work ${sources}\n  work = cd ${place} && ${buildCommand}\n`;
      });
      writeFileSync(join(folder, "build.ninja"), `${rule}${builds.join("")}`);
      return started(folder, 1);
    },
  };
}

/** just: its binary, without the program of its npm package that only starts it. */
export function just(toolbox: Toolbox): Peer | MissingPeer {
  const found = toolbox.find("rust-just", `rust-just-${process.platform}-${process.arch}/bin/just`);
  if ("reason" in found) return { name: "just", reason: found.reason };
  return {
    ...{ name: "just", version: found.version },
    prepare: (folder, tasks, atOnce) => {
      const recipes = tasks.map(({ command, needs }, place) => recipe(names([place]), names(needs), command));
      writeFileSync(join(folder, "justfile"), `${recipe("all", names([...tasks.keys()]), "")}${recipes.join("")}`);
      return { program: found.path, parameters: ["--jobs", String(atOnce), "all"], cwd: folder, environment: {} };
    },
    prepareCached: null,
  };
}

function recipe(name: string, needs: string, command: string): string {
  return `[parallel]\n${name}: ${needs}\n${command === "" ? "" : `    @${command}\n`}\n`;
}

function names(places: readonly number[]): string {
  return places.map((place) => `t${place}`).join(" ");
}
