import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchElectron, installedElectron } from "./electron-binary.mjs";

let folder: string;
let server: Server;
let requests: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-electron-"));
  requests = [];
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("ELECTRON_MIRROR", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  // An empty folder instead of the package's own, so that nothing is found, whatever this machine has.
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", folder);
  for (const proxy of ["HTTPS_PROXY", "https_proxy", "GLOBAL_AGENT_HTTPS_PROXY"]) vi.stubEnv(proxy, "");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test("a download that is not there is said in a few words and not tried again the same day", async () => {
  const memory = join(folder, "memory", "download.json");
  expect(await fetchElectron(process.execPath, memory)).toEqual({ reason: "its download answered 404" });
  expect(await fetchElectron(process.execPath, memory)).toEqual({ reason: "its download answered 404 (tried today already)" });
  expect(requests).toEqual([expect.stringMatching(/^HEAD \/v\d+\.\d+\.\d+\/electron-v.*\.zip$/)]);
});

test("after a day it is tried again", async () => {
  const memory = join(folder, "download.json");
  writeFileSync(memory, JSON.stringify({ triedAt: Date.now() - 86_400_001, reason: "it rained" }));
  expect(await fetchElectron(process.execPath, memory)).toEqual({ reason: "its download answered 404" });
});

test("an unpacked Electron elsewhere is taken", async () => {
  const name = { darwin: "Electron.app/Contents/MacOS/Electron", win32: "electron.exe" }[process.platform as string] ?? "electron";
  if (!name.includes("/")) {
    writeFileSync(join(folder, name), "");
    chmodSync(join(folder, name), 0o755);
    expect(installedElectron()).toBe(join(folder, name));
    expect(requests).toEqual([]);
  }
});
