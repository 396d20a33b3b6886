import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** A public repository whose releases are looked back at. */
export interface PublicRepository {
  /** `owner/name` on GitHub. */
  readonly name: string;
  /** How its versions come about. */
  readonly habit: string;
  /** The package of a repository of many, and where it is; `null` for all of it. */
  readonly part: { readonly name: string; readonly path: string } | null;
}

/** Repositories with conventional commits, of different habits. */
export const publicRepositories: readonly PublicRepository[] = [
  { name: "semantic-release/semantic-release", habit: "semantic-release", part: null },
  { name: "semantic-release/commit-analyzer", habit: "semantic-release", part: null },
  { name: "octokit/request.js", habit: "semantic-release", part: null },
  { name: "googleapis/release-please", habit: "release-please", part: null },
  {
    name: "conventional-changelog/conventional-changelog",
    habit: "release-please, a package of many",
    part: { name: "conventional-commits-parser", path: "packages/conventional-commits-parser" },
  },
  { name: "conventional-changelog/standard-version", habit: "standard-version, later release-please", part: null },
  { name: "unjs/ufo", habit: "standard-version, later changelogen", part: null },
  { name: "orhun/git-cliff", habit: "by hand", part: null },
  { name: "karma-runner/karma", habit: "by hand, later semantic-release", part: null },
  { name: "vuejs/core", habit: "by hand", part: null },
  { name: "vitejs/vite", habit: "by hand, a package of many", part: { name: "vite", path: "packages/vite" } },
  { name: "angular/angular-cli", habit: "by hand, by fixed dates", part: null },
];

/**
 * Where a clone of it is: `OWNER+NAME/repo` in the folder that `MILLRACE_BENCH_CLONES` names, else a clone of its history
 * without files, made in `folder`.
 */
export function cloneOf({ name }: Pick<PublicRepository, "name">, folder: string): string {
  const label = name.replace("/", "+");
  const kept = join(process.env.MILLRACE_BENCH_CLONES ?? folder, label, "repo");
  if (existsSync(kept)) return kept;
  const place = join(folder, label);
  execFileSync("git", ["clone", "--quiet", "--bare", "--filter=blob:none", `https://github.com/${name}`, place], { stdio: "inherit" });
  return place;
}
