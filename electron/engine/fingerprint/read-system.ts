import { readFile, realpath } from "node:fs/promises";
import { arch, availableParallelism, platform, release, totalmem, version } from "node:os";
import type { Fingerprint } from "../../../shared/contract/fingerprint.ts";
import { findProgram } from "../process/process.ts";

/** What the machine is, as far as it may decide how a build ends. */
export async function readSystem(environment: NodeJS.ProcessEnv, millrace: string): Promise<Fingerprint["system"]> {
  const intl = Intl.DateTimeFormat().resolvedOptions();
  return {
    platform: platform(),
    release: release(),
    distribution: await readDistribution(),
    arch: arch(),
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 1024 ** 2),
    node: process.versions.node,
    millrace,
    locale: environment.LC_ALL || environment.LC_CTYPE || environment.LANG || intl.locale,
    timeZone: environment.TZ || intl.timeZone,
    shell: await readShell(environment.PATH ?? ""),
  };
}

/** See os-release(5); the other systems name themselves in their version. */
async function readDistribution(): Promise<string> {
  if (platform() !== "linux") return version();
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^PRETTY_NAME="?(.*?)"?$/m.exec(text)?.[1] ?? "";
}

async function readShell(path: string): Promise<string> {
  const found = await findProgram(platform() === "win32" ? "powershell" : "sh", path);
  return found === null ? "" : realpath(found).catch(() => found);
}
