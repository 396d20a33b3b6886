import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { cacheFolder, root } from "./root.mjs";

/** The shell comes first: a page in it costs half of what it costs in the whole browser. */
const systemNames = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macBrowser = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const memoryFile = join(cacheFolder, "browser-download.json");
const dayMs = 86_400_000;
const downloadMs = 5 * 60_000;
const probeMs = 4_000;

/** A browser that the specs can drive: the chosen one, Playwright's own, or the system's; `null` when there is none. */
export function findTestBrowser() {
  const chosen = process.env.MILLRACE_TEST_BROWSER;
  if (chosen) return chosen;
  const own = ownBrowser();
  if (own !== null && existsSync(own)) return own;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"];
  const candidates = [...systemNames.flatMap((name) => folders.map((folder) => join(folder, name))), macBrowser];
  return candidates.find((file) => existsSync(file)) ?? null;
}

/** Installs a browser where there is none and a way to one: Playwright's own, else Debian's as root. */
export async function prepareTestBrowser(node) {
  if (findTestBrowser() !== null) return;
  if (!hasTriedToday()) {
    if (await isDownloadThere()) {
      console.log("Fetching a browser for the tests …");
      spawnSync(node, [join(root, "node_modules", "playwright", "cli.js"), "install", "--only-shell", "chromium"], {
        cwd: root,
        stdio: ["ignore", "ignore", "inherit"],
        timeout: downloadMs,
      });
    }
    if (findTestBrowser() !== null) return;
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(memoryFile, JSON.stringify({ triedAt: Date.now() }));
  }
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Debian's Chromium for the tests …");
    const quiet = { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync("apt-get", ["update", "-qq"], quiet);
    // Older releases of Debian have the whole browser only.
    const isShellThere = spawnSync("apt-cache", ["show", "chromium-headless-shell"], { stdio: "ignore" }).status === 0;
    const browser = isShellThere ? "chromium-headless-shell" : "chromium";
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", browser], quiet);
  }
}

function ownBrowser() {
  try {
    return createRequire(join(root, "package.json"))("playwright").chromium.executablePath();
  } catch {
    return null;
  }
}

async function isDownloadThere() {
  try {
    const answer = await fetch(process.env.PLAYWRIGHT_DOWNLOAD_HOST || "https://cdn.playwright.dev/", {
      method: "HEAD",
      signal: AbortSignal.timeout(probeMs),
    });
    return answer.status < 500;
  } catch {
    return false;
  }
}

function hasTriedToday() {
  try {
    return Date.now() - JSON.parse(readFileSync(memoryFile, "utf8")).triedAt < dayMs;
  } catch {
    return false;
  }
}
