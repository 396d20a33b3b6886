import { afterEach, describe, expect, it } from "vitest";
import { observe, type ProjectCase, removeProjects } from "./testing/made-project.ts";

const projects: readonly ProjectCase[] = [
  [
    "npm with a lock file",
    {
      "package.json": {
        scripts: {
          lint: "eslint .",
          "format:check": "prettier -c .",
          typecheck: "tsc",
          build: "vite build",
          test: "vitest run",
          start: "node .",
          dev: "vite",
        },
        devDependencies: { vite: "1" },
      },
      "package-lock.json": {},
    },
    ["npm"],
    [
      "build install: npm ci",
      "code format:check: npm run format:check <- install",
      "code lint: npm run lint <- install",
      "code typecheck: npm run typecheck <- install",
      "build build: npm run build <- install",
      "test test: npm test <- build",
    ],
  ],
  ["npm without dependencies", { "package.json": { scripts: { test: "node --test" } } }, ["npm"], ["test test: npm test"]],
  [
    "npm's placeholder instead of a test",
    { "package.json": { scripts: { test: 'echo "Error: no test specified" && exit 1', build: "tsc" }, dependencies: { a: "1" } } },
    ["npm"],
    ["build install: npm install", "build build: npm run build <- install"],
  ],
  [
    "pnpm by its lock file",
    { "package.json": { scripts: { test: "vitest" }, dependencies: { a: "1" } }, "pnpm-lock.yaml": "" },
    ["pnpm"],
    ["build install: pnpm install --frozen-lockfile", "test test: pnpm test <- install"],
  ],
  [
    "Yarn 1",
    { "package.json": { scripts: { build: "tsc" }, dependencies: { a: "1" } }, "yarn.lock": "# yarn lockfile v1\n" },
    ["Yarn"],
    ["build install: yarn install --frozen-lockfile", "build build: yarn run build <- install"],
  ],
  [
    "a later Yarn",
    { "package.json": { scripts: { build: "tsc" }, dependencies: { a: "1" } }, "yarn.lock": "__metadata:\n", ".yarnrc.yml": "" },
    ["Yarn"],
    ["build install: yarn install --immutable", "build build: yarn run build <- install"],
  ],
  [
    "Bun, by the field before the lock file of another",
    {
      "package.json": { packageManager: "bun@1.2.0", scripts: { test: "bun test" }, dependencies: { a: "1" } },
      "package-lock.json": {},
      "bun.lock": "",
    },
    ["Bun"],
    ["build install: bun install --frozen-lockfile", "test test: bun run test <- install"],
  ],
  [
    "a script that runs others",
    {
      "package.json": {
        scripts: {
          test: "npm run test:unit && npm run test:e2e",
          "test:unit": "a",
          "test:e2e": "b",
          check: "npm run lint && npm test",
          lint: "c",
          "lint:fix": "d",
          "test:watch": "e",
        },
      },
    },
    ["npm"],
    ["code lint: npm run lint", "test test: npm test"],
  ],
  [
    "tests beside the plain one",
    {
      "package.json": {
        scripts: { test: "vitest", "test:e2e": "playwright test", "test:ui": "vitest --ui", "build:docs": "x", build: "y" },
      },
    },
    ["npm"],
    ["build build: npm run build", "test test: npm test <- build", "test test:e2e: npm run test:e2e <- build"],
  ],
  [
    "tests that would wait for changes",
    { "package.json": { scripts: { test: "react-scripts test", "test:unit": "jest --watch" } } },
    ["npm"],
    ["test test: npm test -- --watchAll=false"],
  ],
  [
    "workspaces whose root has no scripts",
    {
      "package.json": { workspaces: ["packages/*"] },
      "packages/a/package.json": { scripts: { build: "x" } },
      "packages/b/package.json": { scripts: { test: "y" } },
    },
    ["npm"],
    [
      "build install: npm install",
      "build build: npm run build --workspaces --if-present <- install",
      "test test: npm run test --workspaces --if-present <- build",
    ],
  ],
  [
    "pnpm's workspaces",
    { "package.json": {}, "pnpm-workspace.yaml": "packages:\n  - 'libs/**' # all\n", "libs/a/package.json": { scripts: { test: "x" } } },
    ["pnpm"],
    ["build install: pnpm install", "test test: pnpm --recursive run test <- install"],
  ],
];

describe("detectPipeline: Node", () => {
  afterEach(removeProjects);

  it.each(projects)("proposes stages for %s", async (_, files, toolchains, stages) => {
    expect(await observe(files)).toEqual({ toolchains, stages, unwatched: [], isSaved: stages.length > 0 });
  });
});
