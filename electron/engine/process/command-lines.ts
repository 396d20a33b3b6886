import { readdir, readFile } from "node:fs/promises";
import { askProgram } from "./ask-program.ts";
import { findProgram } from "./find-program.ts";

/** A table of processes is there in a moment, or the machine is in trouble. */
const timeoutMs = 10_000;

/** Where there is no `/proc`: what lists all processes, one a line. */
const listings: Readonly<Record<string, readonly [string, ...string[]]>> = {
  win32: ["powershell", "-NoProfile", "-Command", "Get-CimInstance Win32_Process | ForEach-Object { $_.CommandLine }"],
};
const usualListing = ["ps", "-Ao", "args="] as const;

/** The command lines of all other processes that are visible to us, their words with blanks between them; `null` where they cannot be had. */
export async function listCommandLines(signal: AbortSignal): Promise<string[] | null> {
  if (process.platform === "linux") return listFromProc();
  const [name, ...args] = listings[process.platform] ?? usualListing;
  const file = await findProgram(name, process.env.PATH ?? "");
  const answer = file === null ? null : await askProgram({ file, args, cwd: process.cwd(), environment: process.env, timeoutMs, signal });
  return answer === null ? null : answer.text.split("\n").filter((line) => line.trim() !== "");
}

async function listFromProc(): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
  return lines.map((line) => line.replace(/\0+$/, "").replaceAll("\0", " ")).filter((line) => line !== "");
}
