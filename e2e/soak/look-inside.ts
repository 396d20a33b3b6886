import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/*
 * Looks into the history's files from processes of their own. Where this process has the history open it must not open its
 * file a second time: closing it would let go of all the locks that SQLite holds, and others would take the history for
 * unused (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */

const check = `
  const { DatabaseSync } = require("node:sqlite");
  const database = new DatabaseSync(process.argv[1]);
  const rows = database.prepare("pragma integrity_check").all().map((row) => row.integrity_check);
  rows.push(...database.prepare("pragma foreign_key_check").all().map((row) => JSON.stringify(row)));
  process.stdout.write(rows.join("; "));
`;

/** What SQLite itself finds wrong with a history; empty when it is sound. */
export function faultsOfHistory(file: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--no-warnings", "-e", check, file], { encoding: "utf8" });
  if (status !== 0) return `the history cannot be looked through: ${stderr.trim()}`;
  return stdout === "ok" ? "" : `the history is damaged: ${stdout}`;
}

/** Every file below these folders that holds `needle`, byte for byte. */
export function filesWith(folders: readonly string[], needle: string): string[] {
  const { stdout } = spawnSync("grep", ["-rlaF", "-e", needle, ...folders], { encoding: "utf8" });
  return stdout.split("\n").filter((path) => path !== "");
}

/** Every regular file below `folder`; none when it is not there. */
export function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    // Not there, or it goes away just now.
    return [];
  }
}

/** Copies a file of a history that is open here. */
export function copyApart(from: string, to: string): void {
  execFileSync("cp", [from, to]);
}
