import { spawnSync } from "node:child_process";
import type { Invocation } from "./peer.ts";

const longestMs = 15 * 60_000;

/** Runs a tool to its end: the whole process in milliseconds, and what it said. Fails when the tool does. */
export function invoke({ program, parameters, cwd, environment }: Invocation): { readonly ms: number; readonly output: string } {
  const startedAt = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(program, parameters, {
    cwd,
    env: environmentOf(environment),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: longestMs,
  });
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`ended with ${status ?? signal}: ${`${stdout}${stderr}`.trim().slice(-300)}`);
  return { ms, output: stdout + stderr };
}

/** This process's environment without what a script runner left in it, so that every tool starts as in a terminal. */
export function environmentOf(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_RUN_|WIREIT_|NX_|TURBO_|MAKE|MFLAGS|CI$)/.test(name));
  return { ...Object.fromEntries(inherited), ...more };
}
