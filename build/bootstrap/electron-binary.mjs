import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder, root } from "./root.mjs";

const packageFolder = join(root, "node_modules", "electron");
const usualMemoryFile = join(cacheFolder, "electron-download.json");
const dayMs = 86_400_000;

/** How long the download's server may take to say whether it is there at all: a machine without it must not wait. */
const probeMs = 4_000;

/** About 110 MB; a line slower than that is better used by hand, with `npx install-electron`. */
const downloadMs = 10 * 60_000;

const inside = {
  darwin: "Electron.app/Contents/MacOS/Electron",
  win32: "electron.exe",
};

/** Electron's binary when it is on this machine, else `null`. */
export function installedElectron() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(packageFolder, "dist");
  const file = join(folder, inside[process.platform] ?? "electron");
  return existsSync(file) ? file : null;
}

/**
 * Electron's binary, downloaded if need be, as `{ file }`; or why there is none, as `{ reason }`. A download that failed is
 * not tried again for a day, so that a machine without a way to it starts quickly.
 */
export async function fetchElectron(node, memoryFile = usualMemoryFile) {
  const file = installedElectron();
  if (file !== null) return { file };
  const last = readMemory(memoryFile);
  if (last !== null && Date.now() - last.triedAt < dayMs) return { reason: `${last.reason} (tried today already)` };
  const reason = await download(node);
  const fetched = installedElectron();
  if (fetched !== null) return { file: fetched };
  mkdirSync(dirname(memoryFile), { recursive: true });
  writeFileSync(memoryFile, JSON.stringify({ triedAt: Date.now(), reason }));
  return { reason };
}

/** Downloads and answers why it failed; the answer means nothing when it did not. */
async function download(node) {
  const refusal = await probe();
  if (refusal !== null) return refusal;
  console.log("Fetching Electron, about 110 MB, once …");
  const result = spawnSync(node, [join(packageFolder, "install.js")], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    timeout: downloadMs,
  });
  if (result.error?.code === "ETIMEDOUT") return "its download took over 10 minutes";
  return `its download failed: ${firstLine(result.stderr)}`;
}

/** Asks for the download's head, through all its redirections: `null` when it is there, else why not. */
async function probe() {
  // Node's own fetch does not know proxies, the downloader does.
  if (process.env.HTTPS_PROXY || process.env.https_proxy || process.env.GLOBAL_AGENT_HTTPS_PROXY) return null;
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  const mirror =
    process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || "https://github.com/electron/electron/releases/download/";
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  try {
    const answer = await fetch(`${mirror}v${version}/${name}`, { method: "HEAD", signal: AbortSignal.timeout(probeMs) });
    return answer.ok ? null : `its download answered ${answer.status}`;
  } catch (error) {
    const why = error.name === "TimeoutError" ? `no answer in ${probeMs / 1000} s` : (error.cause?.code ?? error.message);
    return `its download cannot be reached: ${why}`;
  }
}

function readMemory(memoryFile) {
  try {
    return JSON.parse(readFileSync(memoryFile, "utf8"));
  } catch {
    return null;
  }
}

function firstLine(text) {
  return (text ?? "").trim().split("\n")[0] || "no reason given";
}
