import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { basename } from "node:path";
import { listProcessIds } from "./process-table.ts";
import { readOutput } from "./read-output.ts";

/** Who listens on a port. */
export interface PortHolder {
  /** `null` when nobody can tell, as of another user's program. */
  readonly pid: number | null;
  /** Its program, and what that was told to run: `node server.js`; empty without. */
  readonly name: string;
}

/** Who listens on a TCP port of this machine; `null` when it is free. Takes the port for nobody, also not for a moment, on Linux. */
export async function findPortHolder(port: number): Promise<PortHolder | null> {
  if (process.platform === "linux") return findInProc(port);
  if (await isFree(port)) return null;
  const [pid = "", name = ""] = (await readOutput("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]))
    .split("\n")
    .map((line) => line.slice(1));
  return pid === "" ? unknown : { pid: Number(pid), name };
}

const unknown: PortHolder = { pid: null, name: "" };

function findInProc(port: number): PortHolder | null {
  const sockets = new Set(["tcp", "tcp6"].flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return null;
  for (const pid of listProcessIds()) if (holdsOne(pid, sockets)) return { pid, name: nameOf(pid) };
  return unknown;
}

/** The state of a socket that listens, as the kernel's table of sockets has it. */
const listening = "0A";

function listeningSockets(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readText(`/proc/net/${table}`)
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = "", , state]) => state === listening && local.endsWith(suffix))
    .map((fields) => `socket:[${fields[9]}]`);
}

function holdsOne(pid: number, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(linkAt(`/proc/${pid}/fd/${fd}`)));
  } catch {
    // It ended meanwhile, or is another user's.
    return false;
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** What the kernel calls a process may be the name of one of its threads: Node's are all `MainThread`. */
function nameOf(pid: number): string {
  return programName(readText(`/proc/${pid}/cmdline`).split("\0")) || readText(`/proc/${pid}/comm`).trim();
}

const mostCharacters = 60;

/** A program with the first of its words that is no option and no script: the others may hold secrets. */
export function programName([program = "", ...rest]: readonly string[]): string {
  // A process that has named itself has its whole title there: `nginx: master process`.
  if (program.includes(" ")) return program.trim().slice(0, mostCharacters);
  const word = rest.find((one) => one !== "" && !one.startsWith("-")) ?? "";
  const what = /[\s=@]/.test(word) ? "" : basename(word);
  return `${basename(program)} ${what}`.trim().slice(0, mostCharacters);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
