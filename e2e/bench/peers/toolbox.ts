import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The peers that a registry of packages has. */
const packages = { nx: "24.0.6", "rust-just": "1.57.0", turbo: "2.11.11", wireit: "0.14.13" } as const;

/** A package that is one of the peers. */
export type PeerPackage = keyof typeof packages;

/** Where the peers were installed, or why they could not be. */
export interface Toolbox {
  /** Its `node_modules`. */
  readonly modules: string;
  /** The version of a package, once its file is there; else the reason why it is missing. */
  find(name: PeerPackage, file: string): { readonly path: string; readonly version: string } | { readonly reason: string };
}

/**
 * Installs the peers into `MILLRACE_BENCH_PEERS`, where they stay for the next time, or else into `folder`. Nothing of them
 * is run while they are installed.
 */
export function openToolbox(folder: string): Toolbox {
  const place = process.env.MILLRACE_BENCH_PEERS ?? join(folder, "tools");
  const modules = join(place, "node_modules");
  const fault = existsSync(modules) ? null : install(place);
  return {
    modules,
    find: (name, file) => {
      const path = join(modules, file);
      if (existsSync(path)) return { path, version: packages[name] };
      return { reason: fault ?? `its package has no ${file}` };
    },
  };
}

function install(place: string): string | null {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ name: "peers", private: true, dependencies: packages }));
  const npm = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: place,
    encoding: "utf8",
    timeout: 300_000,
  });
  return npm.status === 0 ? null : "it cannot be installed without a registry";
}

/** The version that a program of the system says, in the first line; `null` when there is no such program. */
export function systemVersion(program: string): string | null {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 ? (/\d+(\.\d+)+/.exec(stdout)?.[0] ?? "") : null;
}
