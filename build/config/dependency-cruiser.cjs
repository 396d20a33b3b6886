/*
 * Who may import whom. Each rule is one sentence of the design; `build/checks/dependency-rules.test.ts` proves each with a
 * planted violation. Paths are matched as seen from the checkout.
 */

const packages = "(^|/)node_modules/";

/** A path inside one of these packages. */
const anyPackage = (...names) => `${packages}(${names.join("|")})/`;

/** What a subject folder of the engine may use of other subjects; whoever is not named uses none. */
const subjectsUsed = {
  ancestry: ["git"],
  archive: ["store", "log", "secret", "test"],
  alert: ["store", "inbox", "process", "secret", "pipeline"],
  cache: ["store", "process"],
  code: ["git", "store", "process"],
  comparison: ["fingerprint"],
  coverage: ["report", "store"],
  deploy: ["process"],
  doctor: ["git", "process"],
  dora: ["git"],
  failure: ["store", "log", "test"],
  git: ["process"],
  fingerprint: ["store", "process"],
  incident: ["store", "git"],
  inbox: ["store", "test"],
  insight: ["store"],
  monitor: ["store", "process", "log", "secret", "pipeline", "promotion", "setting", "alert", "series"],
  plan: ["ancestry", "git"],
  operate: ["store", "inbox", "process", "log", "secret", "pipeline", "series"],
  project: ["store"],
  pipeline: ["condition", "schedule"],
  release: ["git", "process"],
  retention: ["store", "log"],
  run: ["store", "inbox", "process", "log", "setting", "condition", "git", "fingerprint", "secret", "cache", "test", "coverage", "failure"],
  search: ["store", "log"],
  series: ["store"],
  setting: ["store"],
  test: ["store", "report", "secret", "coverage", "git"],
  trigger: ["store", "git", "pipeline", "schedule"],
};

/** The composition of the engine: it alone may use every subject, and no subject knows it. */
const composition = "^electron/engine/(service/|engine\\.ts$)";

/** A subject's public file is named after it; these have several small ones instead. */
const otherPublicFiles = ["project/(editor|folders|sample)", "store/archive/(snapshot|staging)"];

const subjectRules = [
  ...Object.entries(subjectsUsed).map(([subject, used]) => ({
    name: `subject-${subject}`,
    comment: `engine/${subject} uses of the other subjects only: ${used.join(", ")}`,
    from: { path: `^electron/engine/${subject}/` },
    to: { path: "^electron/engine/[^/]+/", pathNot: [`^electron/engine/(${[subject, ...used].join("|")})/`, composition] },
  })),
  {
    name: "subject-alone",
    comment: `only ${Object.keys(subjectsUsed).join(", ")} use other subjects of the engine`,
    from: { path: "^electron/engine/([^/]+)/", pathNot: [`^electron/engine/(${Object.keys(subjectsUsed).join("|")})/`, composition] },
    to: { path: "^electron/engine/[^/]+/", pathNot: ["^electron/engine/$1/", composition] },
  },
  {
    name: "subject-through-its-public-file",
    comment: "a subject is used through its public file, which is named after its folder",
    from: { path: "^electron/(engine/([^/]+)|api)/" },
    to: {
      path: "^electron/engine/([^/]+)/",
      pathNot: ["^electron/engine/$2/", "^electron/engine/([^/]+)/\\1\\.ts$", `^electron/engine/(${otherPublicFiles.join("|")})\\.ts$`],
    },
  },
  {
    name: "engine-is-composed-once",
    comment: "engine.ts and its services put the subjects together: no subject knows them",
    from: { path: "^electron/engine/[^/]+/", pathNot: composition },
    to: { path: composition },
  },
];

/** One rule: files below `from` may import nothing but their own folder and what matches one of `allowed`. */
const only = (name, comment, from, allowed, { node = false } = {}) => ({
  name,
  comment,
  from: { path: `^${from}/` },
  to: { pathNot: [`^${from}/`, ...allowed], ...(node ? { dependencyTypesNot: ["core"] } : {}) },
});

const forbidden = [
  only("shared-is-pure", "shared runs anywhere: zod and the contract library only", "shared", [anyPackage("zod", "@orpc/contract")]),
  {
    name: "engine-knows-no-host",
    comment: "the engine is a plain Node library: it imports shared, node and libraries, nothing else of ours",
    from: { path: "^electron/engine/" },
    to: { path: "^(electron|renderer|build|e2e)/", pathNot: "^electron/engine/" },
  },
  {
    name: "engine-knows-no-wire",
    comment: "of the contract the engine may use types only; the wire's libraries are the api's and the transport's",
    from: { path: "^electron/engine/" },
    to: { path: ["^shared/contract/", anyPackage("@orpc/[^/]+", "ws", "electron")], dependencyTypesNot: ["type-only"] },
  },
  ...subjectRules,
  {
    name: "store-loads-crypto-late",
    comment: "what every start of the command line loads asks for node:crypto through store/late-crypto.ts",
    from: { path: "^electron/engine/store/", pathNot: ["\\.test\\.ts$", "/late-crypto\\.ts$"] },
    to: { path: "^(node:)?crypto$" },
  },
  only("api-only-translates", "api: contract to engine", "electron/api", ["^shared/", "^electron/engine/", anyPackage("@orpc/server")]),
  only(
    "transport-knows-no-meaning",
    "transport: the RPC library and ws, no meanings",
    "electron/transport",
    ["^shared/([^/]+|contract/host)\\.ts$", anyPackage("@orpc/server", "@orpc/client", "@orpc/standard-server-peer", "ws")],
    { node: true },
  ),
  only(
    "shell-is-thin",
    "shell: electron, shared, and the client's side of the contract",
    "electron/shell",
    ["^shared/", anyPackage("electron", "@orpc/client", "@orpc/contract")],
    { node: true },
  ),
  only("preload-is-thin", "preload: electron and shared", "electron/preload", ["^shared/", anyPackage("electron")]),
  {
    name: "electron-in-the-shell-only",
    comment: "only shell and preload import electron",
    from: { path: "^(electron|renderer|shared)/", pathNot: "^electron/(shell|preload)/" },
    to: { path: [anyPackage("electron"), "^electron$"] },
  },
  {
    name: "entries-wire",
    comment: "entries wire engine, api and transport; nobody imports an entry, except the bootstrap of the same entry",
    from: { path: "^(electron|renderer|shared)/", pathNot: "^electron/entry/" },
    to: { path: "^electron/entry/" },
  },
  {
    name: "entries-know-no-window",
    from: { path: "^electron/entry/" },
    to: { path: ["^(renderer|build|e2e)/", "^electron/(shell|preload)/"] },
  },
  {
    name: "renderer-knows-shared-only",
    comment: "the window knows nothing of ours but shared, and nothing of node",
    from: { path: "^renderer/" },
    to: { path: ["^(electron|build|e2e)/", anyPackage("better-sqlite3", "ws", "simple-git", "@orpc/server")] },
  },
  {
    name: "renderer-without-node",
    from: { path: "^renderer/" },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "ui-knows-no-feature",
    comment: "the design system has no business words",
    from: { path: "^renderer/ui/" },
    to: { path: "^renderer/", pathNot: "^renderer/(ui|styles)/" },
  },
  {
    name: "features-are-apart",
    comment: "features do not import each other",
    from: { path: "^renderer/features/([^/]+)/" },
    to: { path: "^renderer/features/", pathNot: "^renderer/features/$1/" },
  },
  {
    name: "features-are-on-top",
    comment: "link, state, actions and ui do not know who uses them",
    from: { path: "^renderer/(link|state|actions)/" },
    to: { path: "^renderer/(features|app)/" },
  },
  {
    name: "state-without-react",
    comment: "stores work without React",
    from: { path: "^renderer/state/" },
    to: { path: anyPackage("react", "react-dom") },
  },
  {
    name: "log-text-in-no-store",
    comment: "log text never enters a store: it is pulled by the log's own reader",
    from: { path: "^renderer/(state|actions)/" },
    to: { path: "^shared/contract/logs\\.ts$" },
  },
  {
    name: "one-owner-of-sqlite",
    from: { path: "^(electron|renderer|shared|e2e)/", pathNot: "^electron/engine/store/database\\.ts$" },
    to: { path: anyPackage("better-sqlite3") },
  },
  {
    name: "one-owner-of-child-processes",
    comment: "only process/ starts programs, and the gateway to git, through its library",
    from: { path: "^electron/", pathNot: "^electron/engine/process/" },
    to: { path: "^(node:)?child_process$" },
  },
  {
    name: "one-gateway-to-git",
    comment: "every question to git goes through the file that hardens it",
    from: { path: "^(electron|renderer|shared)/", pathNot: "^electron/engine/git/gateway\\.ts$" },
    to: { path: anyPackage("simple-git") },
  },
  {
    name: "product-knows-no-tooling",
    from: { path: "^(electron|renderer|shared)/" },
    to: { path: ["^(build|e2e)/", anyPackage("vitest", "playwright", "fast-check", "vite", "rolldown", "typescript")] },
  },
  { name: "no-circle", comment: "of types neither: what knows each other cannot be read or moved alone", from: {}, to: { circular: true } },
  { name: "no-miss", comment: "every import leads somewhere", from: {}, to: { couldNotResolve: true } },
];

module.exports = {
  forbidden: forbidden.map((rule) => ({ severity: "error", ...rule })),
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["\\.test\\.tsx?$", "^build/out/", "\\.css$", "\\.svg$"] },
    preserveSymlinks: true,
    // Imports of types are imports, too: without this a layer could lean on another one unseen.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "browser", "default", "types"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".d.ts"],
    },
  },
};
