import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { writeFiles } from "../../../e2e/fixtures/repository.ts";
import { scriptStage } from "../../../e2e/fixtures/runs.ts";
import type { Fingerprint } from "../../../shared/contract/fingerprint.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { Store } from "../store/store.ts";
import { compareFingerprints } from "./compare-fingerprints.ts";
import { keepFingerprint, readRunEnvironment } from "./fingerprint.ts";
import { versionIn } from "./read-tools.ts";
import { relevantTools } from "./relevant-tools.ts";

describe("which programs matter", () => {
  test("those that scripts, shells, caches and lock files name, what stands behind them, and git", () => {
    const stages = [
      scriptStage("build", "cd app && npm ci && ./gradlew build || echo done"),
      scriptStage("test", "true", { cache: { inputs: ["src"], outputs: [], env: [], tools: ["own-compiler"] } }),
      { ...scriptStage("check", "x"), steps: [{ ...scriptStage("", "[[ -e x ]]").steps[0], shell: "bash -e" }] } as PlannedStage,
    ];
    expect(relevantTools(stages, ["Cargo.lock", "sub/go.sum", "../.nvmrc"])).toEqual([
      ...["bash", "cargo", "git", "go", "java", "node", "npm", "own-compiler", "rustc"],
    ]);
    expect(relevantTools([scriptStage("a", "constructor toString __proto__")], [])).toEqual(["git"]);
  });
});

test.each([
  ["v22.1.0\n", "22.1.0"],
  ["go version go1.22.1 linux/amd64", "1.22.1"],
  ['openjdk version "17.0.9" 2023-10-17\nOpenJDK Runtime Environment', "17.0.9"],
  ["gcc (Debian 12.2.0-14) 12.2.0", "12.2.0-14"],
  ["\n------------\nGradle 8.5\n------------\n", "8.5"],
  ["Docker version 24.0.5, build ced0996", "24.0.5"],
  ["PHP 8.2.7 (cli) (built: Jun  9 2023)", "8.2.7"],
  ["OpenSSH_9.2p1 Debian-2+deb12u2, OpenSSL 3.0.11", "9.2p1"],
  ["jq-1.6", "1.6"],
  ["nightly", "nightly"],
  ["\n \n", null],
])("reads the version in %j", (text, version) => {
  expect(versionIn(text)).toBe(version);
});

describe("taking one", () => {
  let folder: string;
  let remove: () => void;
  let store: Store;
  let project: string;
  let bin: string;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    project = join(folder, "repository", "shop");
    bin = join(folder, "bin");
    mkdirSync(bin);
    mkdirSync(project, { recursive: true });
    store = openTestStore(join(folder, "data"));
  });
  afterEach(() => {
    store.close();
    remove();
  });

  /** A program that says its version and notes that it was asked, and where. */
  function program(name: string, says: string, place = bin): string {
    const file = join(place, name);
    mkdirSync(place, { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho "$PWD $*" >> '${folder}/asked-${name}'\n${says}\n`, { mode: 0o755 });
    return file;
  }

  function asked(name: string): string[] {
    const file = join(folder, `asked-${name}`);
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  function record(): RunId {
    return write(store, ({ projects, runs }) => runs.insert(newRun(projects.open(project, "shop", 1).id), 2).id);
  }

  async function take(script: string, changes: { environment?: NodeJS.ProcessEnv; signal?: AbortSignal } = {}): Promise<Fingerprint> {
    const run = record();
    const kept = await keepFingerprint(store, run, {
      ...{ projectPath: project, stages: [scriptStage("build", script)], version: "1.2.3" },
      environment: { PATH: `${bin}:/usr/bin:/bin`, SECRET_TOKEN: "hunter2", MILLRACE_RUN: "r1@x", LANG: "de_CH.UTF-8", TZ: "Asia/Tokyo" },
      ...changes,
    });
    if (!kept.ok) throw new Error(kept.failure.message);
    expect(store.read(({ fingerprints }) => fingerprints.ofRun(run))).toEqual({ ok: true, value: kept.value });
    return kept.value;
  }

  test("names programs, lock files, variables and the system, and keeps no value", async () => {
    program("cargo", "echo cargo 1.75.0");
    program("rustc", "echo 'rustc 1.75.0 (82e1608df 2023-12-21)'");
    writeFiles(join(folder, "repository"), {
      ".git/HEAD": "x",
      "Cargo.lock": "all\n",
      "shop/Cargo.lock": "",
      "shop/sub/.nvmrc": "22\n",
      "shop/node_modules/x/package-lock.json": "{}",
      "shop/a/b/c/d/go.sum": "too deep",
    });
    const fingerprint = await take("cargo build");
    expect(fingerprint.tools.filter(({ name }) => name !== "git" && name !== "node")).toEqual([
      { name: "cargo", version: "1.75.0", path: join(bin, "cargo") },
      { name: "rustc", version: "1.75.0", path: join(bin, "rustc") },
    ]);
    expect(fingerprint.lockFiles).toEqual([
      { path: "../Cargo.lock", sha256: createHash("sha256").update("all\n").digest("hex"), bytes: 4 },
      { path: "Cargo.lock", sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", bytes: 0 },
      { path: "sub/.nvmrc", sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 3 },
    ]);
    expect(fingerprint.variables).toEqual(["LANG", "PATH", "SECRET_TOKEN", "TZ"]);
    expect(fingerprint.system).toMatchObject({ platform: process.platform, arch: process.arch, millrace: "1.2.3" });
    expect(fingerprint.system).toMatchObject({ locale: "de_CH.UTF-8", timeZone: "Asia/Tokyo", shell: expect.stringMatching(/sh$/) });
    expect(JSON.stringify(fingerprint)).not.toContain("hunter2");
  });

  test("asks a program once, away from the project, until its file changes", async () => {
    const file = program("make", "echo GNU Make 4.3");
    await take("make");
    await take("make all");
    expect(asked("make")).toEqual([expect.not.stringContaining(project)]);
    program("make", "echo GNU Make 4.4.1");
    expect((await take("make")).tools.find(({ name }) => name === "make")).toEqual({ name: "make", version: "4.4.1", path: file });
    utimesSync(file, 1, 1);
    await take("make");
    expect(asked("make")).toHaveLength(3);
  });

  test("asks a shim in the project each time: what it leads to may change", async () => {
    const shim = program("python3", `echo Python "$(cat '${folder}/chosen')"`, join(folder, "pyenv", "shims"));
    symlinkSync(shim, join(bin, "python3"));
    writeFileSync(join(folder, "chosen"), "3.11.2");
    expect((await take("python3 x.py")).tools).toContainEqual({ name: "python3", version: "3.11.2", path: shim });
    writeFileSync(join(folder, "chosen"), "3.12.0");
    expect((await take("python3 x.py")).tools).toContainEqual({ name: "python3", version: "3.12.0", path: shim });
    expect(asked("python3")).toEqual([`${project} --version`, `${project} --version`]);
  });

  test("remembers that a program does not say, and asks again one that did not answer in time", async () => {
    program("go", "exit 1");
    program("mvn", "exec sleep 60");
    program("java", "echo 'openjdk version \"17.0.9\"' >&2");
    const failing = { name: "go", version: null, path: join(bin, "go") };
    expect((await take("go build")).tools).toContainEqual(failing);
    const stop = new AbortController();
    const taking = take("go build; mvn verify", { signal: stop.signal });
    while (asked("mvn").length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    expect((await taking).tools).toContainEqual({ name: "mvn", version: null, path: join(bin, "mvn") });
    program("mvn", "echo Apache Maven 3.8.7");
    const { tools } = await take("go build; mvn verify");
    expect(tools).toContainEqual(failing);
    expect(tools).toContainEqual({ name: "java", version: "17.0.9", path: join(bin, "java") });
    expect(tools).toContainEqual({ name: "mvn", version: "3.8.7", path: join(bin, "mvn") });
    expect(asked("go")).toHaveLength(1);
  });

  test("alike ones share a row, and a run without one has none", async () => {
    const nobody = record();
    await take("true");
    await take("true");
    expect(store.read(({ fingerprints }) => fingerprints.ofRun(nobody))).toEqual({ ok: true, value: null });
    const database = new Sqlite(store.file, { readonly: true });
    expect(database.prepare("select count(*), count(fingerprint_id), count(distinct fingerprint_id) from run").raw().get()).toEqual([
      3, 2, 1,
    ]);
    database.close();
  });

  test("is told beside the last green run before it", async () => {
    const green = record();
    const subject = { projectPath: project, stages: [], environment: { PATH: "", CI: "1" }, version: "1.2.3" };
    write(store, ({ runs }) => runs.change(green, { status: "passed", reason: null, startedAt: 3, finishedAt: 4, durationMs: 1 }, 4));
    const red = write(store, ({ projects, runs }) => runs.insert(newRun(projects.open(project, "shop", 1).id), 9).id);
    const environmentOf = (run: RunId) => store.read((tables) => readRunEnvironment(tables, run));
    expect(environmentOf(red)).toEqual({ ok: true, value: { fingerprint: null, comparedWith: null, differences: [] } });
    await keepFingerprint(store, red, { ...subject, environment: { PATH: "", HOME: "/" } });
    expect(environmentOf(red)).toMatchObject({ value: { fingerprint: { variables: ["HOME", "PATH"] }, comparedWith: null } });
    await keepFingerprint(store, green, subject);
    expect(environmentOf(red)).toMatchObject({
      value: {
        comparedWith: { id: green },
        differences: [
          { kind: "variable", name: "CI", before: "set", after: null },
          { kind: "variable", name: "HOME", before: null, after: "set" },
        ],
      },
    });
    expect(environmentOf("r77" as RunId)).toEqual({ ok: true, value: null });
  });

  test("goes on without a project, without a program and without a shell", async () => {
    rmSync(project, { recursive: true });
    const { tools, lockFiles, system } = await take("make", { environment: { PATH: join(folder, "nowhere") } });
    expect([tools, lockFiles, system.shell]).toEqual([[], [], ""]);
  });
});

describe("comparing", () => {
  const base: Fingerprint = {
    tools: [
      { name: "node", version: "22.1.0", path: "/usr/bin/node" },
      { name: "git", version: "2.39.5", path: "/usr/bin/git" },
      { name: "java", version: null, path: "/usr/bin/java" },
    ],
    lockFiles: [{ path: "package-lock.json", sha256: "a", bytes: 1 }],
    variables: ["CI", "HOME", "WINDOWID"],
    system: {
      ...{ platform: "linux", release: "6.1.0", distribution: "Debian", arch: "x64", cores: 8, memoryMiB: 16_000 },
      ...{ node: "24.0.0", millrace: "1.0.0", locale: "C", timeZone: "UTC", shell: "/usr/bin/dash" },
    },
  };

  test("puts the likeliest cause first", () => {
    const after: Fingerprint = {
      tools: [
        { name: "node", version: "24.0.0", path: "/opt/node" },
        { name: "git", version: "2.40.0", path: "/usr/bin/git" },
        { name: "java", version: "17.0.9", path: "/usr/bin/java" },
        { name: "pnpm", version: null, path: "/usr/bin/pnpm" },
      ],
      lockFiles: [{ path: "yarn.lock", sha256: "b", bytes: 1 }],
      variables: ["HOME", "NODE_OPTIONS", "XYZ"],
      system: { ...base.system, release: "6.2.0", cores: 4, millrace: "1.1.0" },
    };
    expect(compareFingerprints(base, after)).toEqual([
      { kind: "tool", name: "node", before: "22.1.0", after: "24.0.0" },
      { kind: "tool", name: "pnpm", before: null, after: "/usr/bin/pnpm" },
      { kind: "lock-file", name: "package-lock.json", before: "a", after: null },
      { kind: "lock-file", name: "yarn.lock", before: null, after: "b" },
      { kind: "tool", name: "git", before: "2.39.5", after: "2.40.0" },
      { kind: "system", name: "release", before: "6.1.0", after: "6.2.0" },
      { kind: "variable", name: "CI", before: "set", after: null },
      { kind: "variable", name: "NODE_OPTIONS", before: null, after: "set" },
      { kind: "system", name: "cores", before: "8", after: "4" },
      { kind: "system", name: "millrace", before: "1.0.0", after: "1.1.0" },
      { kind: "variable", name: "WINDOWID", before: "set", after: null },
      { kind: "variable", name: "XYZ", before: null, after: "set" },
    ]);
  });

  const word = fc.constantFrom("a", "b", "c", "d");
  const unique = { selector: ({ name }: { name: string }) => name, maxLength: 4 };
  const anyFingerprint = fc.record({
    tools: fc.uniqueArray(fc.record({ name: word, version: fc.option(word), path: word }), unique),
    lockFiles: fc.uniqueArray(fc.record({ path: word, sha256: word, bytes: fc.nat() }), { selector: ({ path }) => path, maxLength: 4 }),
    variables: fc.uniqueArray(word),
    system: fc.record({ release: word, cores: fc.nat(4) }).map((changes) => ({ ...base.system, ...changes })),
  });

  test("finds nothing between equals, and the same the other way round", () => {
    fc.assert(
      fc.property(anyFingerprint, anyFingerprint, (one, other) => {
        expect(compareFingerprints(one, one)).toEqual([]);
        const back = compareFingerprints(other, one).map(({ before, after, ...what }) => ({ ...what, before: after, after: before }));
        expect(back).toEqual(compareFingerprints(one, other));
      }),
    );
  });
});
