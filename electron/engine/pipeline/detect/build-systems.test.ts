import { afterEach, describe, expect, it } from "vitest";
import { observe, type ProjectCase, removeProjects } from "./testing/made-project.ts";

const cargoToml = '[package]\nname = "shop"\n';

const projects: readonly ProjectCase[] = [
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
      "test test: make check VERBOSE=1 <- build",
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
];

describe("detectPipeline: build systems", () => {
  afterEach(removeProjects);

  it.each(projects)("proposes stages for %s", async (_, files, toolchains, stages) => {
    expect(await observe(files)).toEqual({ toolchains, stages, unwatched: [], isSaved: stages.length > 0 });
  });
});
