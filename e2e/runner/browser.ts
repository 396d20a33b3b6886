import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Browser } from "playwright/test";
import { root } from "../../build/bootstrap/root.mjs";
import { type Host, type HostRequest, hostEnvironment } from "./host.ts";

/** Starts the built `serve` on a free port and opens its address in a browser. */
export async function startInBrowser(browser: Browser, request: HostRequest): Promise<Host> {
  const { child, url } = await startServe(request);
  // Without a graphics card what moves is drawn by the processor, which stages and specs need more.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(url);
  return {
    page,
    close: async () => {
      await context.close();
      await end(child, "SIGINT");
    },
    kill: async () => {
      await end(child, "SIGKILL");
      await context.close();
    },
    killEngine: () => end(child, "SIGKILL"),
  };
}

/** A `serve` without a browser, and the address that it printed. */
export async function startServe(request: HostRequest): Promise<{ child: ChildProcess; url: string }> {
  const parameters = [join(root, "build/out/node/cli.js"), "serve", "--no-open", ...(request.project === null ? [] : [request.project])];
  const child = spawn(process.execPath, parameters, { env: hostEnvironment(request), stdio: ["ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaint += text;
  });
  for await (const line of createInterface(child.stdout)) {
    const url = line.split(" ").at(-1) ?? "";
    if (!url.startsWith("http://127.0.0.1:")) continue;
    // The rest of what it says is read and dropped, so that a full pipe never stops it.
    child.stdout.resume();
    return { child, url };
  }
  throw new Error(`serve ended without an address. It said: ${complaint}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
