import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { savePipeline } from "../pipeline.ts";
import { detectPipeline } from "./detect.ts";
import { isRelevantName } from "./relevant-names.ts";

const bases: string[] = [];

afterEach(() => {
  for (const base of bases.splice(0)) rmSync(base, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string | object>>;

/** A project with these files; objects are written as JSON, a name that ends in `!` is made executable. */
function makeProject(files: Files): string {
  const base = mkdtempSync(join(tmpdir(), "millrace-detect-"));
  bases.push(base);
  const folder = join(base, "shop");
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name.replace(/!$/, ""));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    if (name.endsWith("!")) chmodSync(path, 0o755);
  }
  return folder;
}

/** What is detected, each stage as `phase name: command <- needs`, with ` in folder` and its source where the case is about them. */
async function detect(files: Files): Promise<{ toolchains: readonly string[]; stages: string[] }> {
  const { toolchains, stages } = await detectPipeline(makeProject(files));
  for (const { source } of stages) expect(isRelevantName(source.split("/").at(-1) ?? "")).toBe(true);
  return {
    toolchains,
    stages: stages.map(
      ({ id, phase, run, needs, cwd }) =>
        `${phase} ${id}: ${run}${cwd === "" ? "" : ` in ${cwd}`}${needs.length === 0 ? "" : ` <- ${needs.join(" ")}`}`,
    ),
  };
}

const cargoToml = '[package]\nname = "shop"\n';
const pyTest = "import unittest\n\nclass T(unittest.TestCase):\n    pass\n";

const projects: readonly (readonly [name: string, files: Files, toolchains: readonly string[], stages: readonly string[]])[] = [
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
  [
    "Make",
    { Makefile: "CC = cc\n.PHONY: all test\nall: shop\n\t$(CC) x\nshop: main.c\ntest: all\n\t./t\nlint:\n\tl\ninstall: all\n\tcp\n" },
    ["Make"],
    ["build build: make", "code lint: make lint", "test test: make test <- build"],
  ],
  [
    "Make whose goal has a computed name",
    { Makefile: "NAME := shop\n$(NAME): a.c\n\tcc\nclean:\n\trm\n" },
    ["Make"],
    ["build build: make"],
  ],
  [
    "Make that explains by default",
    { Makefile: "help:\n\techo\nbuild:\n\tx\ncheck:\n\ty\n" },
    ["Make"],
    ["build build: make build", "test test: make check <- build"],
  ],
  [
    "CMake",
    { "CMakeLists.txt": "cmake_minimum_required(VERSION 3.20)\nproject(shop)\nenable_testing()\n" },
    ["CMake"],
    [
      "build configure: cmake -S . -B build",
      "build build: cmake --build build <- configure",
      "test test: ctest --test-dir build --output-on-failure <- build",
    ],
  ],
  [
    "CMake where `build` is taken, and tests are only a comment",
    { "CMakeLists.txt": "project(shop)\n# enable_testing()\n", BUILD: "bazel" },
    ["CMake"],
    ["build configure: cmake -S . -B cmake-build", "build build: cmake --build cmake-build <- configure"],
  ],
  [
    "CMake that was built before",
    { "CMakeLists.txt": "project(shop)\n", "build/CMakeCache.txt": "" },
    ["CMake"],
    ["build configure: cmake -S . -B build", "build build: cmake --build build <- configure"],
  ],
  [
    "Meson",
    { "meson.build": "project('shop', 'c')\nsubdir('tests')\n" },
    ["Meson"],
    [
      "build configure: meson setup builddir",
      "build build: meson compile -C builddir <- configure",
      "test test: meson test -C builddir <- build",
    ],
  ],
  [
    "Autotools from its sources",
    { "configure.ac": "AC_INIT", "Makefile.am": "TESTS = a\n" },
    ["Autotools"],
    [
      "build autoreconf: autoreconf --install",
      "build configure: ./configure <- autoreconf",
      "build build: make <- configure",
      "test test: make check <- build",
    ],
  ],
  [
    "Autotools with a script of its own, generated before",
    { "configure.ac": "", "configure!": "", ".gitignore": "/configure\n", "autogen.sh!": "test -n $NOCONFIGURE", "Makefile.am": "" },
    ["Autotools"],
    ["build autoreconf: NOCONFIGURE=1 ./autogen.sh", "build configure: ./configure <- autoreconf", "build build: make <- configure"],
  ],
  [
    "a configure script that is kept",
    { configure: "", "Makefile.in": "test: all\n\tx\n" },
    ["Autotools"],
    ["build configure: sh ./configure", "build build: make <- configure", "test test: make test <- build"],
  ],
  [
    "Cargo",
    { "Cargo.toml": cargoToml },
    ["Cargo"],
    ["code check: cargo check", "build build: cargo build <- check", "test test: cargo test <- build"],
  ],
  [
    "a Cargo workspace with Clippy and rustfmt",
    { "Cargo.toml": `${cargoToml}[workspace]\n[workspace.lints.clippy]\nall = "warn"\n`, "rustfmt.toml": "" },
    ["Cargo"],
    [
      "code fmt: cargo fmt --all --check",
      "code clippy: cargo clippy --workspace",
      "build build: cargo build --workspace <- clippy",
      "test test: cargo test --workspace <- build",
    ],
  ],
  [
    "Go",
    { "go.mod": "module shop\n" },
    ["Go"],
    ["code vet: go vet ./...", "build build: go build ./...", "test test: go test ./... <- build"],
  ],
  [
    "a Go workspace",
    { "go.work": "go 1.24\nuse (\n\t./api\n\t./web\n)\n" },
    ["Go"],
    [
      "code vet: go vet ./api/... ./web/...",
      "build build: go build ./api/... ./web/...",
      "test test: go test ./api/... ./web/... <- build",
    ],
  ],
  [
    "Maven",
    { "pom.xml": "<project/>" },
    ["Maven"],
    ["build build: mvn --batch-mode -DskipTests package", "test test: mvn --batch-mode test <- build"],
  ],
  [
    "Maven's wrapper, before Gradle",
    { "pom.xml": "", mvnw: "", "build.gradle": "" },
    ["Maven"],
    ["build build: sh ./mvnw --batch-mode -DskipTests package", "test test: sh ./mvnw --batch-mode test <- build"],
  ],
  [
    "Gradle's wrapper",
    { "settings.gradle.kts": "", "gradlew!": "" },
    ["Gradle"],
    ["build build: ./gradlew assemble", "test test: ./gradlew check <- build"],
  ],
  [
    ".NET with a solution",
    { "shop.sln": 'Project("x") = "Shop.Tests"', "b.csproj": "" },
    [".NET"],
    [
      "build restore: dotnet restore shop.sln",
      "build build: dotnet build shop.sln --no-restore <- restore",
      "test test: dotnet test shop.sln --no-build <- build",
    ],
  ],
  [
    ".NET with one project",
    { "shop.csproj": "<Project/>" },
    [".NET"],
    ["build restore: dotnet restore", "build build: dotnet build --no-restore <- restore"],
  ],
  [
    "uv with pytest and Ruff",
    {
      "pyproject.toml": '[project]\nname = "shop"\n[dependency-groups]\ndev = ["pytest", "ruff"]\n[tool.ruff]\nx = 1\n[build-system]\n',
      "uv.lock": "",
      "tests/test_a.py": "def test_a(): pass\n",
    },
    ["uv"],
    [
      "build install: uv sync",
      "code lint: uv run ruff check <- install",
      "build build: uv build <- install",
      "test test: uv run pytest <- install",
    ],
  ],
  [
    "Poetry with pytest and mypy",
    {
      "pyproject.toml":
        '[tool.poetry]\nname = "shop"\n[tool.poetry.group.dev.dependencies]\npytest = "*"\nmypy = "*"\n[tool.mypy]\nfiles = "src"\n[tool.pytest.ini_options]\n',
    },
    ["Poetry"],
    ["build install: poetry install", "code types: poetry run mypy <- install", "test test: poetry run pytest <- install"],
  ],
  [
    "pip with requirements and pytest",
    { "requirements.txt": "flask\n", "requirements-dev.txt": "pytest\n", "tests/test_a.py": "import pytest\n" },
    ["pip"],
    [
      "build install: python3 -m venv .venv && .venv/bin/python -m pip install -r requirements.txt -r requirements-dev.txt",
      "test test: .venv/bin/python -m pytest <- install",
    ],
  ],
  [
    "pip with extras",
    { "pyproject.toml": '[project]\ndependencies = ["a"]\n[project.optional-dependencies]\ntest = ["x"]\n', "conftest.py": "" },
    ["pip"],
    [
      "build install: python3 -m venv .venv && .venv/bin/python -m pip install -e '.[test]' pytest",
      "test test: .venv/bin/python -m pytest <- install",
    ],
  ],
  [
    "unittest without dependencies",
    { "pyproject.toml": '[project]\nname = "shop"\n', "tests/test_a.py": pyTest },
    ["pip"],
    ["test test: python3 -m unittest discover -s tests"],
  ],
  [
    "unittest in a package",
    { "setup.py": "setup()", "tests/__init__.py": "", "tests/test_a.py": pyTest },
    ["pip"],
    ["test test: python3 -m unittest discover -s tests -t ."],
  ],
  ["unittest beside the code", { "setup.cfg": "", "test_a.py": pyTest }, ["pip"], ["test test: python3 -m unittest"]],
  [
    "unittest within the package",
    { "setup.py": "", "shop/__init__.py": "", "shop/tests/__init__.py": "", "shop/tests/a_test.py": pyTest },
    ["pip"],
    ["test test: python3 -m unittest discover -s shop/tests -t . -p '*_test.py'"],
  ],
  [
    "Django",
    { "requirements.txt": "django\n", "manage.py": "" },
    ["pip"],
    [
      "build install: python3 -m venv .venv && .venv/bin/python -m pip install -r requirements.txt",
      "test test: .venv/bin/python manage.py test <- install",
    ],
  ],
  [
    "Deno with comments in its file",
    {
      "deno.jsonc": '{ // tasks\n "tasks": { "build": "deno run b.ts", "check": { "command": "deno check ." }, }, /* end */ }',
      "main_test.ts": "",
    },
    ["Deno"],
    ["code lint: deno lint", "code check: deno task check", "build build: deno task build", "test test: deno test <- build"],
  ],
  [
    "Composer with scripts",
    { "composer.json": { scripts: { test: ["@lint", "phpunit"], lint: "phpcs", "post-install-cmd": "x" } } },
    ["Composer"],
    ["build install: composer install", "code lint: composer run lint <- install", "test test: composer run test <- install"],
  ],
  [
    "Composer with PHPUnit",
    { "composer.json": { "require-dev": { "phpunit/phpunit": "*" } } },
    ["Composer"],
    ["build install: composer install", "test test: vendor/bin/phpunit <- install"],
  ],
  [
    "Bundler with RSpec and RuboCop",
    { Gemfile: 'gem "rspec"\ngem "rubocop"\n', ".rubocop.yml": "", "spec/a_spec.rb": "" },
    ["Bundler"],
    ["build install: bundle install", "code lint: bundle exec rubocop <- install", "test test: bundle exec rspec <- install"],
  ],
  [
    "Bundler with Rake",
    { Gemfile: "", Rakefile: "Rake::TestTask.new" },
    ["Bundler"],
    ["build install: bundle install", "test test: bundle exec rake test <- install"],
  ],
  [
    "Rails",
    { Gemfile: "", "bin/rails": "", "test/a_test.rb": "", Rakefile: "load_tasks" },
    ["Bundler"],
    ["build install: bundle install", "test test: bin/rails test <- install"],
  ],
  ["a Dockerfile", { Dockerfile: "FROM scratch" }, ["Docker"], ["build image: docker build --tag shop ."]],
  [
    "a compose file with images of others",
    { "compose.yaml": "services:\n  db:\n    image: postgres\n" },
    ["Compose"],
    ["code compose-config: docker compose config --quiet"],
  ],
  [
    "a compose file that builds",
    { "docker-compose.yml": "services:\n  web:\n    build: .\n", Dockerfile: "" },
    ["Compose", "Docker"],
    ["build compose-build: docker compose build"],
  ],
  [
    "just",
    {
      justfile:
        "default: test\n\n[group('x')]\nbuild target='debug':\n  cargo build\ntest *args: build\n  cargo test\nlint:\n  l\ndeploy: build\n  d\nbuild-one name:\n  x\nwatch:\n  w\nx := 'test'\n",
    },
    ["just"],
    ["code lint: just lint", "build build: just build", "test test: just test <- build"],
  ],
  [
    "Task",
    {
      "Taskfile.yml":
        "version: '3'\n\nvars:\n  test: 1\n\ntasks:\n  # first\n  build:\n    cmds: [go build]\n  test:\n    deps: [build]\n    cmds:\n      - go test\n  lint:\n    internal: true\n    cmds: [x]\n  'test:e2e': ./e2e\nsilent: true\n",
    },
    ["Task"],
    ["build build: task build", "test test: task test <- build", "test test:e2e: task test:e2e <- build"],
  ],
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

describe("detectPipeline", () => {
  it.each(projects)("proposes stages for %s", async (_, files, toolchains, stages) => {
    expect(await detect(files)).toEqual({ toolchains, stages });
  });

  it.each(projects.filter(([, , , stages]) => stages.length > 0))("saves what it proposes for %s", async (_, files) => {
    expect(await savePipeline(makeProject(files))).toMatchObject({ ok: true });
  });

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
