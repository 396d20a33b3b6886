import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { lockFiles } from "./known-files.ts";

/** How a known program is asked for its version, and which others stand behind it. */
interface KnownTool {
  /** Default: `--version`. */
  readonly args?: readonly string[];
  readonly behind?: readonly string[];
}

const known: Readonly<Record<string, KnownTool>> = {
  ...plain("node", "bun", "deno", "python3", "python", "uv", "rustc", "ruby", "php", "dotnet", "git"),
  ...plain("gcc", "g++", "cc", "c++", "clang", "clang++", "make", "gmake", "cmake", "ninja", "meson", "bazel", "just", "task"),
  ...plain("docker", "podman", "buildah", "rsync", "curl", "jq", "swift", "dart", "cabal", "stack", "nix", "conan", "pixi", "conda"),
  ...plain("pod", "rebar3", "elixir", "bash", "zsh", "pwsh", "perl", "terraform", "ansible", "tsc"),
  go: { args: ["version"] },
  helm: { args: ["version", "--short"] },
  kubectl: { args: ["version", "--client=true"] },
  zig: { args: ["version"] },
  ssh: { args: ["-V"] },
  // All versions of Java know this one.
  java: { args: ["-version"] },
  javac: { args: ["-version"] },
  npm: { behind: ["node"] },
  npx: { behind: ["node", "npm"] },
  pnpm: { behind: ["node"] },
  yarn: { behind: ["node"] },
  cargo: { behind: ["rustc"] },
  mvn: { behind: ["java"] },
  gradle: { behind: ["java"] },
  mvnw: { behind: ["java"] },
  gradlew: { behind: ["java"] },
  poetry: { behind: ["python3"] },
  pip: { behind: ["python3"] },
  pipenv: { behind: ["python3"] },
  pdm: { behind: ["python3"] },
  pytest: { behind: ["python3"] },
  bundle: { behind: ["ruby"] },
  composer: { behind: ["php"] },
  mix: { behind: ["elixir"] },
  ctest: { behind: ["cmake"] },
};

/** Scripts of the project itself: they are in its files, and not on the PATH. */
const own = new Set(["mvnw", "gradlew"]);

function plain(...names: string[]): Record<string, KnownTool> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** With which words a program is asked for its version. */
export function versionWords(tool: string): readonly string[] {
  return (Object.hasOwn(known, tool) ? known[tool]?.args : undefined) ?? ["--version"];
}

/**
 * The programs whose versions may matter to these stages, sorted: those that a script, a shell or a `cache` names, those
 * that go by a lock file, what stands behind each, and git. A word that only looks like one costs a question, once.
 */
export function relevantTools(stages: readonly PlannedStage[], lockPaths: readonly string[]): string[] {
  const found = new Set<string>(["git"]);
  function add(name: string): void {
    if (found.has(name)) return;
    found.add(name);
    if (Object.hasOwn(known, name)) for (const other of known[name]?.behind ?? []) add(other);
  }
  for (const stage of stages) {
    for (const tool of stage.cache?.tools ?? []) add(tool);
    for (const { run, shell } of stage.steps)
      for (const word of wordsOf(`${shell ?? ""} ${run}`)) if (Object.hasOwn(known, word)) add(word);
  }
  for (const path of lockPaths) for (const tool of lockFiles[path.slice(path.lastIndexOf("/") + 1)] ?? []) add(tool);
  return [...found].filter((name) => !own.has(name)).sort();
}

function wordsOf(text: string): string[] {
  return text.match(/[\w+-]+/g) ?? [];
}
