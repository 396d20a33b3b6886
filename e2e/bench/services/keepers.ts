import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outFolder } from "../../../build/bootstrap/root.mjs";

/** A program that keeps others running, with the services of one folder. */
export interface Keeper {
  readonly name: string;
  /** Starts itself, when it must be, and all services; answers when it says that it has. */
  start(): Promise<void>;
  /** Ends all services, and answers when it says that they have ended. */
  stop(): Promise<void>;
  /** The processes that look after the services. */
  ownProcesses(): number[];
  /** Ends what is left of itself. */
  close(): void;
}

/** A service as each keeper is told of it; all are started again at once when they end. */
export interface KeptProgram {
  readonly name: string;
  readonly script: string;
}

/** Every process started below a keeper carries this with the folder's name. */
export const marker = "BENCH_SERVICES_FOLDER";

const allAtOnce = 100_000_000;

/** Millrace, as it is built. */
export function millraceKeeper(folder: string, programs: readonly KeptProgram[]): Keeper {
  const project = join(folder, "project");
  mkdirSync(project, { recursive: true });
  const restart = { policy: "always", backoff: "1ms", most: "1ms", attempts: 1_000_000 };
  const services = Object.fromEntries(programs.map(({ name, script }) => [name, { run: script, restart }]));
  writeFileSync(
    join(project, "millrace.yml"),
    JSON.stringify({ version: 1, stages: { build: { phase: "build", run: "true" } }, services }),
  );
  const cli = (...words: string[]) =>
    run(
      process.execPath,
      [join(outFolder, "node", "cli.js"), "services", ...words],
      folder,
      { MILLRACE_HOME: join(folder, "home") },
      project,
    );
  return {
    name: "Millrace",
    start: () => cli("start", "--wait"),
    stop: () => cli("stop"),
    ownProcesses: () => processesIn(folder).filter((id) => commandOf(id).includes("service-host")),
    close: () => {},
  };
}

/** pm2, from its package below `modules`. */
export function pm2Keeper(folder: string, programs: readonly KeptProgram[], modules: string): Keeper {
  const config = join(folder, "ecosystem.config.json");
  const apps = programs.map(({ name, script }) => ({
    ...{ name, script: "/bin/sh", args: ["-c", script], interpreter: "none", exec_mode: "fork" },
    ...{ autorestart: true, max_restarts: allAtOnce, min_uptime: 0, restart_delay: 0 },
  }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(config, JSON.stringify({ apps }));
  const pm2 = (...words: string[]) =>
    run(process.execPath, [join(modules, "pm2", "bin", "pm2"), ...words], folder, { PM2_HOME: join(folder, "pm2") });
  return {
    name: "pm2",
    start: () => pm2("start", config),
    stop: () => pm2("delete", "all"),
    ownProcesses: () => processesIn(folder).filter((id) => commandOf(id).includes("God Daemon") || commandOf(id).includes("Daemon.js")),
    close: () =>
      void spawnSync(process.execPath, [join(modules, "pm2", "bin", "pm2"), "kill"], {
        env: { ...process.env, PM2_HOME: join(folder, "pm2") },
      }),
  };
}

/** Debian's supervisor. */
export function supervisorKeeper(folder: string, programs: readonly KeptProgram[]): Keeper {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "supervisord.conf");
  const sections = programs.map(
    ({ name, script }) =>
      `[program:${name}]\ncommand=/bin/sh -c "${script.replaceAll("%", "%%")}"\nautorestart=true\nstartsecs=0\nstartretries=100000000\nstdout_logfile=${folder}/${name}.log\nredirect_stderr=true\n`,
  );
  writeFileSync(
    config,
    `[supervisord]\nlogfile=${folder}/supervisord.log\npidfile=${folder}/supervisord.pid\n[unix_http_server]\nfile=${folder}/s\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n[supervisorctl]\nserverurl=unix://${folder}/s\n${sections.join("")}`,
  );
  return {
    name: "supervisor",
    start: () => run("supervisord", ["-c", config], folder, {}),
    stop: () => run("supervisorctl", ["-c", config, "stop", "all"], folder, {}),
    ownProcesses: () => processesIn(folder).filter((id) => commandOf(id).includes("supervisord")),
    close: () => void spawnSync("supervisorctl", ["-c", config, "shutdown"]),
  };
}

/** The processes that were started below a keeper of this folder. */
export function processesIn(folder: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((id) => Number.isInteger(id) && readIfThere(`/proc/${id}/environ`).includes(`${marker}=${folder}\0`));
}

/** The memory of a process in KiB: its own and its share of what it has in common with others. */
export function memoryOf(id: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readIfThere(`/proc/${id}/smaps_rollup`))?.[1] ?? 0);
}

/** The command line of a process; empty when it is gone. */
export function commandOf(id: number): string {
  return readIfThere(`/proc/${id}/cmdline`).replaceAll("\0", " ").trim();
}

function readIfThere(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, "latin1") : "";
  } catch {
    return "";
  }
}

function run(file: string, args: readonly string[], folder: string, variables: Record<string, string>, cwd = folder): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...variables, [marker]: folder }, stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      complaint += text;
    });
    child.once("error", reject);
    // What it has started may keep its standard error open.
    child.once("exit", (exitCode) => {
      child.stderr.destroy();
      if (exitCode === 0) resolve();
      else reject(new Error(`${file} ${args.join(" ")} ended with ${exitCode}: ${complaint}`));
    });
  });
}
