import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { giveUp, root } from "./root.mjs";

/** Installs the packages of the lock file unless exactly they are installed already. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log("Installing packages …");
  const result = npm(["ci", "--loglevel=error", "--no-audit", "--no-fund"]);
  if (result.status !== 0)
    giveUp(`npm ci failed${result.error ? `: ${result.error.message}` : "; what it said is above"}. Is the package registry reachable?`);
}

/**
 * Whether node_modules is what the lock file asks for. npm leaves a copy of the lock file in node_modules as its last
 * act, so a broken install has none, and a changed lock file differs from it. Optional packages of other platforms
 * are in one and not in the other.
 */
function isInstalled() {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const installed = packagesIn(join(root, "node_modules", ".package-lock.json"));
  if (wanted === null) giveUp("package-lock.json is missing or broken: is this a complete checkout?");
  if (installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const there = installed[path];
    return there === undefined ? entry.optional === true || entry.devOptional === true : there.version === entry.version;
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}

// npm tells its scripts where it is itself; started by hand, it is looked up, which on Windows needs the shell.
function npm(parameters) {
  const self = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", "inherit", "inherit"] };
  if (self?.endsWith("npm-cli.js")) return spawnSync(process.execPath, [self, ...parameters], options);
  return spawnSync("npm", parameters, { ...options, shell: process.platform === "win32" });
}
