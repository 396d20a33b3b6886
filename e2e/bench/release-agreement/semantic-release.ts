import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ReleaseCommit } from "../../../electron/engine/release/version/version.ts";
import type { Bump } from "../../../shared/contract/releases.ts";

/** What is installed, and measured against. */
export const analyzerVersions = {
  "@semantic-release/commit-analyzer": "13.0.1",
  "conventional-changelog-angular": "8.3.1",
  "conventional-changelog-conventionalcommits": "9.3.1",
} as const;

/** Tells the step of semantic-release for these commits. */
export type Analyzer = (commits: readonly ReleaseCommit[]) => Promise<Bump>;

/** semantic-release's own analyzer: with what it is set up with when nobody sets it up, and with the preset that knows `!`. */
export interface Analyzers {
  readonly usual: Analyzer;
  readonly conventional: Analyzer;
}

/** Installs it from a registry into `folder`, without running anything of it; what it does then, it does without a network. */
export async function installAnalyzers(folder: string): Promise<Analyzers> {
  const place = process.env.MILLRACE_BENCH_ANALYZER ?? join(folder, "analyzer");
  if (!existsSync(join(place, "node_modules"))) {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), JSON.stringify({ name: "analyzer", private: true, dependencies: analyzerVersions }));
    execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: place, stdio: "ignore" });
  }
  const file = join(place, "node_modules/@semantic-release/commit-analyzer/index.js");
  const { analyzeCommits } = (await import(pathToFileURL(file).href)) as { analyzeCommits: AnalyzeCommits };
  const analyzer =
    (configuration: object): Analyzer =>
    async (commits) => {
      // As its git reader hands them over.
      const given = commits.map(({ commit, message }) => ({ hash: commit, message: message.trim() }));
      return (await analyzeCommits(configuration, { commits: given, logger: { log: () => {} }, cwd: place })) ?? "none";
    };
  return { usual: analyzer({}), conventional: analyzer({ preset: "conventionalcommits" }) };
}

type AnalyzeCommits = (configuration: object, context: object) => Promise<Exclude<Bump, "none"> | null>;
