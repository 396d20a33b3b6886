import { readFile, readlink, realpath } from "node:fs/promises";
import { arch, availableParallelism, platform, release, totalmem, version } from "node:os";
import type { Fingerprint } from "../../../shared/contract/fingerprint.ts";
import { findProgram } from "../process/process.ts";

/** What the machine is, as far as it may decide how a build ends. */
export async function readSystem(environment: NodeJS.ProcessEnv, millrace: string): Promise<Fingerprint["system"]> {
  return {
    platform: platform(),
    release: release(),
    distribution: await readDistribution(),
    arch: arch(),
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 1024 ** 2),
    node: process.versions.node,
    millrace,
    locale: environment.LC_ALL || environment.LC_CTYPE || environment.LANG || new Intl.PluralRules().resolvedOptions().locale,
    timeZone: environment.TZ || (await readTimeZone()),
    shell: await readShell(environment.PATH ?? ""),
  };
}

/** See os-release(5); the other systems name themselves in their version. */
async function readDistribution(): Promise<string> {
  if (platform() !== "linux") return version();
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^PRETTY_NAME="?(.*?)"?$/m.exec(text)?.[1] ?? "";
}

/** By the link that names it on Linux and macOS, where there is one: Intl takes 10 ms for its first date format. */
async function readTimeZone(): Promise<string> {
  const link = await readlink("/etc/localtime").catch(() => "");
  return /\/zoneinfo\/(.+)$/.exec(link)?.[1] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

async function readShell(path: string): Promise<string> {
  const found = await findProgram(platform() === "win32" ? "powershell" : "sh", path);
  return found === null ? "" : realpath(found).catch(() => found);
}
