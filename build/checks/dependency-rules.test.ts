import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../bootstrap/root.mjs";

/** A tree that keeps every rule, except for what a test plants. */
const good: Readonly<Record<string, string>> = {
  "package.json": '{ "type": "module" }',
  "shared/result.ts": "export const ok = 1;",
  "shared/contract/index.ts":
    'import { z } from "zod"; import { oc } from "@orpc/contract"; import "../result.ts"; export const contract = [z, oc]; export type Shape = 1;',
  "shared/contract/logs.ts": "export const logs = 1;",
  "electron/engine/clock.ts": "export const systemClock = 1;",
  "electron/engine/engine.ts": 'import "./store/store.ts"; import "./service/run/runs.ts"; export const createEngine = 1;',
  "electron/engine/service/run/runs.ts":
    'import "../../run/run.ts"; import "../../store/store.ts"; import "../../project/folders.ts"; export const runService = 1;',
  "electron/engine/project/folders.ts": "export const folders = 1;",
  "electron/engine/store/store.ts": 'import "./database.ts"; export const store = 1;',
  "electron/engine/store/database.ts": 'import Database from "better-sqlite3"; export const database = Database;',
  "electron/engine/run/run.ts":
    'import "../store/store.ts"; import "../process/process.ts"; import "../../../shared/result.ts"; import type { Shape } from "../../../shared/contract/index.ts"; export type Run = Shape;',
  "electron/engine/run/schedule.ts": "export const schedule = 1;",
  "electron/engine/process/process.ts": 'import { spawn } from "node:child_process"; export const start = spawn;',
  "electron/engine/git/git.ts": 'import { git } from "./gateway.ts"; import "../process/process.ts"; export { git };',
  "electron/engine/git/gateway.ts": 'import { simpleGit } from "simple-git"; export const git = simpleGit;',
  "electron/api/router.ts":
    'import "../engine/engine.ts"; import { implement } from "@orpc/server"; import "../../shared/contract/index.ts"; export const router = implement;',
  "electron/transport/serve-socket.ts":
    'import { createServer } from "node:http"; import { RPCHandler } from "@orpc/server/ws"; import { WebSocket } from "ws"; import "../../shared/result.ts"; export const serve = [createServer, RPCHandler, WebSocket];',
  "electron/shell/main.ts":
    'import { app } from "electron"; import { join } from "node:path"; import "../../shared/result.ts"; export const main = [app, join];',
  "electron/preload/preload.ts": 'import { ipcRenderer } from "electron"; export const preload = ipcRenderer;',
  "electron/entry/cli.ts":
    'import "../engine/engine.ts"; import "../api/router.ts"; import "../transport/serve-socket.ts"; export const cli = 1;',
  "renderer/main.tsx": 'import "./features/board/board.tsx"; export const main = 1;',
  "renderer/features/board/board.tsx":
    'import "../../ui/button.tsx"; import "../../state/runs.ts"; import { useState } from "react"; export const board = useState;',
  "renderer/features/log/log.tsx": 'import "../../../shared/contract/logs.ts"; export const log = 1;',
  "renderer/ui/button.tsx": 'import { useState } from "react"; export const button = useState;',
  "renderer/state/runs.ts": 'import { createStore } from "zustand/vanilla"; export const runs = createStore;',
  "renderer/link/client.ts": 'import "../../shared/contract/index.ts"; export const client = 1;',
};

/** For each rule: the file to plant an import into, and what to import. */
const planted: readonly (readonly [rule: string, file: string, target: string])[] = [
  ["shared-is-pure", "shared/result.ts", "ws"],
  ["shared-is-pure", "shared/result.ts", "node:fs"],
  ["shared-is-pure", "shared/result.ts", "../electron/engine/clock.ts"],
  ["engine-knows-no-host", "electron/engine/store/store.ts", "../../transport/serve-socket.ts"],
  ["engine-knows-no-host", "electron/engine/clock.ts", "../api/router.ts"],
  ["engine-knows-no-host", "electron/engine/clock.ts", "../../renderer/link/client.ts"],
  ["engine-knows-no-wire", "electron/engine/run/schedule.ts", "../../../shared/contract/index.ts"],
  ["engine-knows-no-wire", "electron/engine/run/schedule.ts", "@orpc/server"],
  ["engine-knows-no-wire", "electron/engine/run/schedule.ts", "ws"],
  ["store-loads-crypto-late", "electron/engine/store/database.ts", "node:crypto"],
  ["subject-run", "electron/engine/run/schedule.ts", "../project/folders.ts"],
  ["subject-git", "electron/engine/git/git.ts", "../store/store.ts"],
  ["subject-alone", "electron/engine/process/process.ts", "../git/git.ts"],
  ["subject-alone", "electron/engine/store/store.ts", "../run/run.ts"],
  ["subject-through-its-public-file", "electron/engine/run/run.ts", "../store/database.ts"],
  ["subject-through-its-public-file", "electron/api/router.ts", "../engine/run/schedule.ts"],
  ["engine-is-composed-once", "electron/engine/store/store.ts", "../service/run/runs.ts"],
  ["subject-through-its-public-file", "electron/engine/service/run/runs.ts", "../../run/schedule.ts"],
  ["engine-is-composed-once", "electron/engine/run/schedule.ts", "../engine.ts"],
  ["api-only-translates", "electron/api/router.ts", "../transport/serve-socket.ts"],
  ["api-only-translates", "electron/api/router.ts", "node:fs"],
  ["transport-knows-no-meaning", "electron/transport/serve-socket.ts", "../engine/engine.ts"],
  ["transport-knows-no-meaning", "electron/transport/serve-socket.ts", "../../shared/contract/index.ts"],
  ["shell-is-thin", "electron/shell/main.ts", "../engine/clock.ts"],
  ["shell-is-thin", "electron/shell/main.ts", "ws"],
  ["preload-is-thin", "electron/preload/preload.ts", "node:fs"],
  ["preload-is-thin", "electron/preload/preload.ts", "../engine/clock.ts"],
  ["electron-in-the-shell-only", "electron/entry/cli.ts", "electron"],
  ["electron-in-the-shell-only", "electron/engine/clock.ts", "electron"],
  ["electron-in-the-shell-only", "renderer/main.tsx", "electron"],
  ["entries-wire", "electron/api/router.ts", "../entry/cli.ts"],
  ["entries-know-no-window", "electron/entry/cli.ts", "../../renderer/link/client.ts"],
  ["entries-know-no-window", "electron/entry/cli.ts", "../shell/main.ts"],
  ["renderer-knows-shared-only", "renderer/main.tsx", "../electron/engine/clock.ts"],
  ["renderer-knows-shared-only", "renderer/main.tsx", "@orpc/server"],
  ["renderer-without-node", "renderer/main.tsx", "node:path"],
  ["ui-knows-no-feature", "renderer/ui/button.tsx", "../state/runs.ts"],
  ["ui-knows-no-feature", "renderer/ui/button.tsx", "../features/board/board.tsx"],
  ["features-are-apart", "renderer/features/board/board.tsx", "../log/log.tsx"],
  ["features-are-on-top", "renderer/state/runs.ts", "../features/log/log.tsx"],
  ["state-without-react", "renderer/state/runs.ts", "react"],
  ["log-text-in-no-store", "renderer/state/runs.ts", "../../shared/contract/logs.ts"],
  ["one-owner-of-sqlite", "electron/engine/run/run.ts", "better-sqlite3"],
  ["one-owner-of-sqlite", "electron/entry/cli.ts", "better-sqlite3"],
  ["one-owner-of-child-processes", "electron/engine/run/run.ts", "node:child_process"],
  ["one-owner-of-child-processes", "electron/entry/cli.ts", "child_process"],
  ["one-owner-of-child-processes", "electron/engine/git/gateway.ts", "node:child_process"],
  ["one-gateway-to-git", "electron/engine/git/git.ts", "simple-git"],
  ["one-gateway-to-git", "electron/engine/run/run.ts", "simple-git"],
  ["product-knows-no-tooling", "electron/entry/cli.ts", "vite"],
  ["no-circle", "electron/engine/clock.ts", "./engine.ts"],
  ["no-miss", "electron/engine/clock.ts", "./gone.ts"],
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** Runs the check as `npm run check` does over the good tree with some imports planted into it. */
function violationsIn(folder: string, imports: readonly (readonly [file: string, target: string])[]): Violation[] {
  for (const [file, content] of Object.entries(good)) {
    const targets = imports.filter(([into]) => into === file).map(([, target]) => target);
    const lines = targets.map((target, index) => `import * as planted${index} from "${target}"; console.log(planted${index});`);
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), [...lines, content].join("\n"));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const parameters = [
    "--config",
    join(root, "build/config/dependency-cruiser.cjs"),
    "--output-type",
    "json",
    "shared",
    "electron",
    "renderer",
  ];
  const result = spawnSync(process.execPath, [program, ...parameters], { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (result.stdout === "") throw new Error(result.stderr);
  return JSON.parse(result.stdout).summary.violations;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-rules-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a tree that keeps the design passes", () => {
  expect(violationsIn(folder, [])).toEqual([]);
});

test("every planted violation is found, by the rule that it breaks", () => {
  const found = violationsIn(
    folder,
    planted.map(([, file, target]) => [file, target] as const),
  );
  const missed = planted.filter(([rule, file, target]) => {
    const name = target.replace(/^(node:|[./]+)/, "");
    return !found.some((violation) => violation.rule.name === rule && violation.from === file && violation.to.includes(name));
  });
  expect(missed).toEqual([]);
});

test("no rule is without a planted violation, and each is an error", () => {
  const { forbidden } = createRequire(import.meta.url)("../config/dependency-cruiser.cjs") as {
    forbidden: { name: string; severity: string }[];
  };
  const unproven = forbidden.map((rule) => rule.name).filter((name) => !planted.some(([rule]) => rule === name));
  // The rules of the other subjects are made by the same line as that of `run`.
  expect(unproven.filter((name) => !name.startsWith("subject-"))).toEqual([]);
  expect(forbidden.filter((rule) => rule.severity !== "error")).toEqual([]);
});
