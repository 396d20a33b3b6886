import { afterEach, describe, expect, it } from "vitest";
import { detectPipeline } from "./detect.ts";
import { makeProject, observe, type ProjectCase, removeProjects } from "./testing/made-project.ts";

const cargoToml = '[package]\nname = "shop"\n';

const projects: readonly ProjectCase[] = [
  [
    "a task runner beside a toolchain adds what that has not",
    { "go.mod": "", Makefile: "build:\n\tgo build\nfmt-check:\n\tgofmt\ntest:\n\tgo test\n" },
    ["Go", "Make"],
    ["code vet: go vet ./...", "build build: go build ./...", "test test: go test ./... <- build", "code fmt-check: make fmt-check"],
  ],
  [
    "a task runner's stages wait for what the toolchain installs",
    { "package.json": { dependencies: { a: "1" } }, Makefile: "build:\n\tx\ntest:\n\ty\n" },
    ["npm", "Make"],
    ["build install: npm install", "build build: make <- install", "test test: make test <- build"],
  ],
  [
    "two toolchains, an image of both",
    {
      "package.json": { scripts: { build: "x", test: "y" }, dependencies: { a: "1" } },
      Gemfile: "gem 'rspec'",
      "spec/a.rb": "",
      Dockerfile: "",
    },
    ["npm", "Bundler", "Docker"],
    [
      "build npm-install: npm install",
      "build build: npm run build <- npm-install",
      "test npm-test: npm test <- build",
      "build bundler-install: bundle install",
      "test bundler-test: bundle exec rspec <- bundler-install",
      "build image: docker build --tag shop . <- npm-test bundler-test",
    ],
  ],
  [
    "projects in folders when the root has none",
    {
      "README.md": "",
      "backend/go.mod": "",
      "frontend/package.json": { scripts: { test: "x" } },
      "node_modules/a/package.json": { scripts: { test: "x" } },
      "compose.yml": "services:\n  a:\n    build: x\n",
    },
    ["Compose", "Go", "npm"],
    [
      "build compose-build: docker compose build",
      "code backend-vet: go vet ./... in backend",
      "build backend-build: go build ./... in backend",
      "test backend-test: go test ./... in backend <- backend-build",
      "test frontend-test: npm test in frontend",
    ],
  ],
  [
    "projects two folders down, of one name",
    { "a/app/Cargo.toml": cargoToml, "b/app/package.json": { scripts: { test: "x" } } },
    ["Cargo", "npm"],
    [
      "code a-app-check: cargo check in a/app",
      "build a-app-build: cargo build in a/app <- a-app-check",
      "test a-app-test: cargo test in a/app <- a-app-build",
      "test b-app-test: npm test in b/app",
    ],
  ],
  ["nothing", { "README.md": "" }, [], []],
];

describe("detectPipeline: several tools together", () => {
  afterEach(removeProjects);

  it.each(projects)("proposes stages for %s", async (_, files, toolchains, stages) => {
    expect(await observe(files)).toEqual({ toolchains, stages, unwatched: [], isSaved: stages.length > 0 });
  });
});

describe("detectPipeline", () => {
  afterEach(removeProjects);

  it("names the project and each stage's file", async () => {
    const { project, stages } = await detectPipeline(makeProject({ "api/pom.xml": "", "api/tests/x": "" }));
    expect([project, stages.map((stage) => stage.source)]).toEqual(["shop", ["api/pom.xml", "api/pom.xml"]]);
  });

  it("leaves out what would publish or deploy, and says so", async () => {
    const { stages, notes } = await detectPipeline(
      makeProject({ "package.json": { scripts: { test: "x", release: "y", "deploy:prod": "z" } } }),
    );
    expect([stages.map((stage) => stage.id), notes]).toEqual([
      ["test"],
      [
        "package.json: `release`, `deploy:prod` left out, because running it would publish or deploy; add it to millrace.yml where it is wanted.",
      ],
    ]);
  });

  it("says which of two build systems it left out", async () => {
    const { notes } = await detectPipeline(
      makeProject({ "CMakeLists.txt": "project(x)", "meson.build": "project('x')\n", Makefile: "all:\n\tx\n" }),
    );
    expect(notes).toEqual([
      "meson.build: Meson left out, because CMake builds the same sources.",
      "Makefile: `make` left out, because CMake does the same here.",
    ]);
  });

  it("says which files it could not use", async () => {
    const { toolchains, notes } = await detectPipeline(
      makeProject({ "package.json": "{", "composer.json": "[]", Makefile: "x".repeat(1024 * 1024 + 1) }),
    );
    expect([toolchains, notes]).toEqual([
      [],
      [
        "package.json was passed over: it is not a valid JSON object.",
        "composer.json was passed over: it is not a valid JSON object.",
        "Makefile was passed over: it is larger than 1 MiB.",
      ],
    ]);
  });
});
