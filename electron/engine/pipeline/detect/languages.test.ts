import { afterEach, describe, expect, it } from "vitest";
import { observe, type ProjectCase, removeProjects } from "./testing/made-project.ts";

const pyTest = "import unittest\n\nclass T(unittest.TestCase):\n    pass\n";

const projects: readonly ProjectCase[] = [
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
];

describe("detectPipeline: scripting languages, images and task runners", () => {
  afterEach(removeProjects);

  it.each(projects)("proposes stages for %s", async (_, files, toolchains, stages) => {
    expect(await observe(files)).toEqual({ toolchains, stages, unwatched: [], isSaved: stages.length > 0 });
  });
});
