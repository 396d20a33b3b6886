import type { LanguageFn } from "highlight.js";

/* Each grammar is a file of its own that is fetched when the first file of its kind is shown. */
const grammars = {
  bash: () => import("highlight.js/lib/languages/bash"),
  c: () => import("highlight.js/lib/languages/c"),
  cmake: () => import("highlight.js/lib/languages/cmake"),
  cpp: () => import("highlight.js/lib/languages/cpp"),
  csharp: () => import("highlight.js/lib/languages/csharp"),
  css: () => import("highlight.js/lib/languages/css"),
  dart: () => import("highlight.js/lib/languages/dart"),
  diff: () => import("highlight.js/lib/languages/diff"),
  dockerfile: () => import("highlight.js/lib/languages/dockerfile"),
  elixir: () => import("highlight.js/lib/languages/elixir"),
  go: () => import("highlight.js/lib/languages/go"),
  graphql: () => import("highlight.js/lib/languages/graphql"),
  groovy: () => import("highlight.js/lib/languages/groovy"),
  haskell: () => import("highlight.js/lib/languages/haskell"),
  ini: () => import("highlight.js/lib/languages/ini"),
  java: () => import("highlight.js/lib/languages/java"),
  javascript: () => import("highlight.js/lib/languages/javascript"),
  json: () => import("highlight.js/lib/languages/json"),
  kotlin: () => import("highlight.js/lib/languages/kotlin"),
  less: () => import("highlight.js/lib/languages/less"),
  lua: () => import("highlight.js/lib/languages/lua"),
  makefile: () => import("highlight.js/lib/languages/makefile"),
  markdown: () => import("highlight.js/lib/languages/markdown"),
  objectivec: () => import("highlight.js/lib/languages/objectivec"),
  perl: () => import("highlight.js/lib/languages/perl"),
  php: () => import("highlight.js/lib/languages/php"),
  powershell: () => import("highlight.js/lib/languages/powershell"),
  protobuf: () => import("highlight.js/lib/languages/protobuf"),
  python: () => import("highlight.js/lib/languages/python"),
  r: () => import("highlight.js/lib/languages/r"),
  ruby: () => import("highlight.js/lib/languages/ruby"),
  rust: () => import("highlight.js/lib/languages/rust"),
  scala: () => import("highlight.js/lib/languages/scala"),
  scss: () => import("highlight.js/lib/languages/scss"),
  sql: () => import("highlight.js/lib/languages/sql"),
  swift: () => import("highlight.js/lib/languages/swift"),
  typescript: () => import("highlight.js/lib/languages/typescript"),
  xml: () => import("highlight.js/lib/languages/xml"),
  yaml: () => import("highlight.js/lib/languages/yaml"),
} satisfies Record<string, () => Promise<{ default: LanguageFn }>>;

/** A language that can be coloured. */
export type Language = keyof typeof grammars;

/** Fetches what is known of a language. */
export async function grammarOf(language: Language): Promise<LanguageFn> {
  return (await grammars[language]()).default;
}

const endings: Readonly<Record<string, Language>> = {
  ...{ sh: "bash", bash: "bash", zsh: "bash", c: "c", h: "c", cc: "cpp", cpp: "cpp", cxx: "cpp", hpp: "cpp", hh: "cpp", cs: "csharp" },
  ...{ css: "css", dart: "dart", diff: "diff", patch: "diff", ex: "elixir", exs: "elixir", go: "go", graphql: "graphql", gradle: "groovy" },
  ...{ groovy: "groovy", hs: "haskell", ini: "ini", toml: "ini", cfg: "ini", properties: "ini", java: "java", js: "javascript" },
  ...{ jsx: "javascript", mjs: "javascript", cjs: "javascript", json: "json", jsonc: "json", kt: "kotlin", kts: "kotlin", less: "less" },
  ...{ lua: "lua", mk: "makefile", md: "markdown", m: "objectivec", mm: "objectivec", pl: "perl", pm: "perl", t: "perl", php: "php" },
  ...{ ps1: "powershell", proto: "protobuf", py: "python", pyi: "python", r: "r", rb: "ruby", rs: "rust", scala: "scala", scss: "scss" },
  ...{ sql: "sql", swift: "swift", ts: "typescript", tsx: "typescript", mts: "typescript", cts: "typescript", xml: "xml", html: "xml" },
  ...{ svg: "xml", vue: "xml", svelte: "xml", csproj: "xml", yml: "yaml", yaml: "yaml", cmake: "cmake" },
};

const names: Readonly<Record<string, Language>> = {
  ...{ dockerfile: "dockerfile", containerfile: "dockerfile", makefile: "makefile", gnumakefile: "makefile", justfile: "makefile" },
  ...{ "cmakelists.txt": "cmake", gemfile: "ruby", rakefile: "ruby", jenkinsfile: "groovy", ".bashrc": "bash", ".gitconfig": "ini" },
};

/** The language of a file, by its name; `null` when it is not known. */
export function languageOf(path: string): Language | null {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return names[name] ?? endings[name.slice(name.lastIndexOf(".") + 1)] ?? null;
}
