import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The built command line. */
export const cli = join(import.meta.dirname, "..", "..", "build/out/node/cli.js");

/** A stage by its place in the list; `needs` are places before it. */
export interface BenchStage {
  readonly run: string;
  readonly needs: readonly number[];
}

/** Writes a project of these stages into a folder of its own; answers where. */
export function writeMillraceProject(parent: string, name: string, stages: readonly BenchStage[]): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  const lines = stages.map(({ run, needs }, place) => {
    const list = needs.length === 0 ? "" : `, needs: [${needs.map((need) => `s${need}`).join(", ")}]`;
    return `  s${place}: { phase: build, run: ${JSON.stringify(run)}${list} }\n`;
  });
  writeFileSync(join(folder, "millrace.yml"), `version: 1\nstages:\n${lines.join("")}`);
  return folder;
}

/**
 * Runs such a project's pipeline to its end, with its history in `parent`: whole process, and the most memory that it held
 * (not a number where the system does not tell).
 */
export async function runMillrace(
  parent: string,
  project: string,
  atOnce: number,
): Promise<{ readonly ms: number; readonly peakMiB: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [cli, "run", "--project", project, "--parallel", String(atOnce), "--json"], {
    env: { ...process.env, MILLRACE_HOME: join(parent, "home") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  let peakMiB = Number.NaN;
  const looks = setInterval(() => {
    peakMiB = peakOf(child.pid) ?? peakMiB;
  }, lookMs);
  const [exitCode] = await once(child, "exit");
  clearInterval(looks);
  if (exitCode !== 0) throw new Error(`millrace ended with ${exitCode}.`);
  return { ms: performance.now() - startedAt, peakMiB };
}

/** The peak only grows, so the last look before the end is close to it. */
const lookMs = 50;

function peakOf(processId: number | undefined): number | null {
  try {
    const kibibytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) / 1_024;
  } catch {
    // It has ended, or the system has no such file.
    return null;
  }
}
