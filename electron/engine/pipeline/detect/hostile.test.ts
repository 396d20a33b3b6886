import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findGraphProblems } from "../../../../shared/pipeline/graph.ts";
import { stageNamePattern } from "../../../../shared/pipeline/value-schemas.ts";
import { savePipeline } from "../pipeline.ts";
import { type DetectedPipeline, detectPipeline } from "./detect.ts";

let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "millrace-hostile-"));
  folder = join(base, "shop");
  mkdirSync(folder);
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const manifests = [
  "package.json",
  "package-lock.json",
  "pnpm-workspace.yaml",
  "yarn.lock",
  "Makefile",
  "CMakeLists.txt",
  "configure.ac",
  "configure",
  "Makefile.am",
  "Makefile.in",
  "meson.build",
  "Cargo.toml",
  "rust-toolchain",
  "go.mod",
  "go.work",
  "pom.xml",
  "build.gradle",
  "a.sln",
  "b.csproj",
  "pyproject.toml",
  "setup.py",
  "requirements.txt",
  "deno.json",
  "deno.jsonc",
  "composer.json",
  "Gemfile",
  "Rakefile",
  "Dockerfile",
  "compose.yaml",
  "justfile",
  "Taskfile.yml",
  ".gitignore",
];

/** Whatever stands in a folder, what is proposed can be run, saved and told apart. */
function expectSound({ stages }: DetectedPipeline): void {
  for (const { id, run } of stages) {
    expect(id).toMatch(stageNamePattern);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters must not get into a command
    expect(run).not.toMatch(/[\u0000-\u001f]/);
  }
  expect(new Set(stages.map((stage) => stage.id)).size).toBe(stages.length);
  expect(findGraphProblems(Object.fromEntries(stages.map((stage) => [stage.id, stage])))).toEqual([]);
}

const piece = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    '{"scripts":{"test":"x","build":"npm test","lint:$(id)":"y","test;id":"z","-test":"q"},"workspaces":["../*","a/**","*"]}',
    '{"scripts":[],"workspaces":{"packages":5},"packageManager":{},"dependencies":"x","tasks":{"test":[[[]]]}}',
    "all: a b\n\ttest\n",
    "test: build\nbuild:\n",
    "define x\ntest:\n",
    "project(x)\nenable_testing()\n",
    "project('x')\ntest('a', b)\n",
    "[package]\n[workspace]\n",
    "use (\n./a\n../../b\n",
    "[project]\ndependencies = [\n'a']\n[tool.poetry]\n[tool.uv]\n",
    "tasks:\n  test:\n  'build': x\n",
    "test a b='c':\n  x\n",
    "packages:\n  - '../*'\n  - '*'\n",
    "TESTS = a\n",
    "\0\0\0",
    "\ufeff",
  ),
);

describe("detectPipeline in a folder that nobody vouches for", () => {
  it("takes whatever stands in the files", async () => {
    const files = fc.dictionary(
      fc.constantFrom(...manifests),
      fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join("")),
      { maxKeys: 8 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (contents) => {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder);
        for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
        const detected = await detectPipeline(folder);
        expectSound(detected);
        const saved = await savePipeline(folder);
        expect(saved.ok).toBe(detected.stages.length > 0);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    " ",
    "\n",
    "\r",
    "\t",
    "a",
    "a ",
    "a:",
    "a: ",
    "(",
    "[",
    "{",
    '"',
    "'",
    "\\",
    "\\\n",
    "/*",
    "//",
    "#[[",
    "use (",
    "[[",
    "\ta\n",
    "test:\n",
    "test a\n",
    "  test:\n",
    "- a\n",
    "dependencies = [",
    "task ",
    "subdir('",
    '"\\"',
    "define a\n",
    "test",
    "a b c d e f:\n",
  ])("reads files of 1 MiB full of %j in no time to speak of", async (part) => {
    const content = part.repeat(Math.floor((1024 * 1024) / part.length));
    for (const name of manifests) writeFileSync(join(folder, name), content);
    mkdirSync(join(folder, "tests"));
    writeFileSync(join(folder, "tests", "test_a.py"), content);
    expectSound(await detectPipeline(folder));
  });

  it("takes ten thousand scripts and targets", async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `test:unit${index}`);
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ scripts: Object.fromEntries(names.map((name) => [name, names.slice(0, 9).join(" ")])) }),
    );
    writeFileSync(join(folder, "Makefile"), names.map((name) => `${name.replace(":", "-")}: a\n\tx\n`).join(""));
    expectSound(await detectPipeline(folder));
  });

  it("never follows a link out of the project", async () => {
    const outside = join(base, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "package.json"), '{"scripts":{"test":"x"}}');
    symlinkSync("../outside/package.json", join(folder, "package.json"));
    symlinkSync("../outside", join(folder, "sub"));
    symlinkSync("..", join(folder, "up"));
    symlinkSync("loop", join(folder, "loop"));
    expect(await detectPipeline(folder)).toMatchObject({ toolchains: [], stages: [] });
  });

  it("follows a link inside the project", async () => {
    mkdirSync(join(folder, "build-files"));
    writeFileSync(join(folder, "build-files", "Makefile"), "all:\n\tx\n");
    symlinkSync("build-files/Makefile", join(folder, "Makefile"));
    expect(await detectPipeline(folder)).toMatchObject({ toolchains: ["Make"] });
  });

  it("does not wait for pipes or take folders for files", async () => {
    if (process.platform === "win32") return;
    execFileSync("sh", ["-c", "mkfifo package.json Makefile"], { cwd: folder });
    mkdirSync(join(folder, "Cargo.toml"));
    expect(await detectPipeline(folder)).toMatchObject({ toolchains: [], stages: [] });
  });

  it("does not look at everything in a folder of very many files", async () => {
    execFileSync("sh", ["-c", "touch $(seq 5001)"], { cwd: folder });
    expect((await detectPipeline(folder)).notes).toEqual(["The folder has more than 5000 entries: the rest was not looked at."]);
  });

  it("keeps odd names out of commands", async () => {
    const names = ["a;id.csproj", "$(id).sln", "-x.sln", "a\nb.csproj", "with space.csproj"];
    for (const name of names) writeFileSync(join(folder, name), "");
    mkdirSync(join(folder, "x\ny"));
    writeFileSync(join(folder, "x\ny", "go.mod"), "");
    expect(await detectPipeline(folder)).toMatchObject({ stages: [] });
  });

  it("executes nothing", async () => {
    const mark = join(base, "executed");
    for (const name of ["configure", "autogen.sh", "mvnw", "gradlew", "setup.py", "manage.py", "Rakefile"]) {
      writeFileSync(join(folder, name), `#!/bin/sh\ntouch ${mark}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    writeFileSync(join(folder, "configure.ac"), `m4_esyscmd([touch ${mark}])`);
    writeFileSync(join(folder, "Makefile"), `X := $(shell touch ${mark})\nall:\n\ttouch ${mark}\n`);
    writeFileSync(join(folder, "pom.xml"), "");
    writeFileSync(join(folder, "build.gradle"), "");
    writeFileSync(join(folder, "Gemfile"), `system("touch ${mark}")`);
    expect((await detectPipeline(folder)).stages.length).toBeGreaterThan(3);
    expect(existsSync(mark)).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "passes over what it may not read (skipped for root, who reads everything)",
    async () => {
      writeFileSync(join(folder, "package.json"), "{}", { mode: 0 });
      expect(await detectPipeline(folder)).toMatchObject({ toolchains: [], notes: ["package.json was passed over: it cannot be read."] });
    },
  );
});
