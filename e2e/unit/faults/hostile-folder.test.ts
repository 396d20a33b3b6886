import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createEngine, type Engine } from "../../../electron/engine/engine.ts";
import { temporaryFolder } from "../../fixtures/history.ts";
import { millrace, programFile } from "../../fixtures/millrace-programs.ts";
import { git, writeProject } from "../../fixtures/project.ts";

/*
 * A folder that somebody prepared for whoever opens it. Whatever it starts writes to `ran`, outside of it.
 */

// Every command is a process of its own: on a busy machine a dozen of them take a while.
vi.setConfig({ testTimeout: 180_000 });

const escapeSign = "\u001b";
/** Sets a terminal's title, clears it, and forges a line. */
const trap = `${escapeSign}]0;owned\u0007${escapeSign}[2J\u009b31m\r\nforged\t`;

let folder: string;
let project: string;
let ran: string;
let remove: () => void;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  ran = join(folder, "ran");
  // A slash would end the name.
  project = join(folder, `project ${trap}`);
});
afterEach(() => remove());

/** A repository whose own configuration, attributes and hooks start a program wherever git lets them. */
function writeHostileRepository(files: Readonly<Record<string, string>>): void {
  writeProject(project, { files });
  git(project, "commit", "--quiet", "--allow-empty", `--message=subject ${trap}`);
  const program = join(project, "evil.sh");
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${ran}'\ncat\n`);
  chmodSync(program, 0o755);
  mkdirSync(join(project, ".git/hooks"), { recursive: true });
  for (const hook of ["post-checkout", "post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman"])
    writeFileSync(join(project, ".git/hooks", hook), readFileSync(program), { mode: 0o755 });
  const names = ["core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "diff.external", "diff.evil.command"];
  names.push("diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "gpg.program", "credential.helper");
  for (const name of names) git(project, "config", name, "./evil.sh");
  git(project, "config", "log.showSignature", "true");
  git(project, "config", "remote.origin.url", "ext::./evil.sh");
  writeFileSync(join(project, ".gitattributes"), "* filter=evil diff=evil\n");
}

/** Names and scripts in every file that detection reads. */
const poisoned = {
  "package.json": JSON.stringify({
    name: `shop${trap}`,
    scripts: { [`test${trap}`]: `touch ran; echo ${trap}`, test: `echo '${trap}'`, preinstall: "touch ran", build: "touch ran" },
    dependencies: { left: "1" },
  }),
  Makefile: `all:\n\ttouch ran\n$(shell touch ran)\ntest: ; touch ran\n`,
  "CMakeLists.txt": "execute_process(COMMAND touch ran)\nenable_testing()\nproject(x)\n",
  "build.gradle": "'touch ran'.execute()\n",
  "setup.py": "open('ran','w')\n",
  "pyproject.toml": `[project]\nname = "x"\n[build-system]\nrequires = []\n`,
  "Cargo.toml": `[package]\nname = "x"\n`,
  "build.rs": 'fn main() { std::fs::write("ran", "").unwrap(); }\n',
  [`evil${trap.replaceAll("/", "")}.csproj`]: "<Project/>",
};

/** Control characters but the line feeds between a terminal's lines, as hexadecimal; the terminal would obey them. */
function controlsIn(text: string): string[] {
  return [...text].filter((character) => /[^\P{Cc}\n]/u.test(character)).map((found) => found.charCodeAt(0).toString(16));
}

function hasRun(): boolean {
  return existsSync(ran) || existsSync(join(project, "ran"));
}

async function withEngine<T>(action: (engine: Engine) => Promise<T>): Promise<T> {
  const created = await createEngine({
    dataFolder: join(folder, "engine"),
    sampleFolder: folder,
    hostProgram: { executable: process.execPath, args: [programFile("run host")], environment: process.env },
  });
  if (!created.ok) throw new Error(created.failure.message);
  try {
    return await action(created.value);
  } finally {
    created.value.close();
  }
}

describe("opening a hostile repository", () => {
  test("starts nothing, in a window or at the command line, and the trap does work", async () => {
    writeHostileRepository(poisoned);
    await withEngine(async (engine) => {
      const opened = await engine.projects.open({ path: project });
      if (!opened.ok) throw new Error(opened.failure.message);
      const asked = { projectId: opened.value.id };
      expect((await engine.pipelines.get(asked)).ok).toBe(true);
      expect((await engine.pipelines.history(asked)).ok).toBe(true);
      expect(await engine.projects.workingTree(asked)).toMatchObject({ ok: true, value: { branch: "main", changedFiles: null } });
      expect((await engine.projects.list()).ok).toBe(true);
      expect((await engine.projects.browse({ path: folder })).ok).toBe(true);
      const refused = await engine.runs.start({ ...asked, stages: [], only: false });
      expect(refused).toMatchObject({ ok: false, failure: { code: "not-trusted" } });
      // Watching what is looked at starts nothing either.
      writeFileSync(join(project, "Makefile"), "test:\n\ttouch ran\n");
      git(project, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "symbolic-ref", "HEAD", "refs/heads/other");
      await sleep(400);
      return (await engine.projects.workingTree(asked)).ok;
    });
    const place = { home: join(folder, "home"), cwd: project };
    for (const words of [["open"], ["detect"], ["validate"], ["runs", "list"], ["doctor"]]) {
      const { output, complaint } = await millrace(place, ...words);
      expect([words, controlsIn(output + complaint)]).toEqual([words, []]);
    }
    expect(hasRun()).toBe(false);
    // Git used without care does start what was planted: this test can fail.
    execFileSync("git", ["status"], { cwd: project, stdio: "ignore" });
    expect(hasRun()).toBe(true);
  });

  test("a pipeline's file that leads out of the folder is not read", async () => {
    writeProject(project, { files: {}, isRepository: false });
    writeFileSync(join(folder, "outside.yml"), "version: 1\nstages:\n  a: { phase: test, run: touch ran }\n");
    symlinkSync("../outside.yml", join(project, "millrace.yml"));
    const place = { home: join(folder, "home"), cwd: project };
    const checked = await millrace(place, "validate", "--json");
    expect([checked.exitCode, JSON.parse(checked.output).errors[0].code]).toEqual([2, "file-outside"]);
    expect((await millrace(place, "run")).exitCode).toBe(2);
    expect(hasRun()).toBe(false);
  });
});

describe("running in a hostile repository", () => {
  test("what a terminal shows of names obeys nobody", async () => {
    const stages = [
      "  good: { phase: test, run: echo fine }",
      `  lost: { phase: test, run: echo fine, artifacts: [${JSON.stringify(`none${trap}*`)}] }`,
      `  astray: { phase: test, run: echo fine, cwd: ${JSON.stringify(`away${trap}`)} }`,
      `  kept: { phase: test, run: "echo x > \\"$(printf 'kept\\\\033[31m')\\"", artifacts: ["kept*"] }`,
    ];
    writeProject(project, { files: { "millrace.yml": `version: 1\nstages:\n${stages.join("\n")}\n` } });
    git(project, "commit", "--quiet", "--allow-empty", `--message=subject ${trap}`);
    const place = { home: join(folder, "home"), cwd: project };
    for (const words of [["run"], ["runs", "list"], ["runs", "show", "1"], ["run", `no${trap}`], ["runs", "show", trap]]) {
      const { output, complaint } = await millrace(place, ...words);
      expect(output + complaint).not.toBe("");
      expect([words, controlsIn(output + complaint)]).toEqual([words, []]);
    }
    writeFileSync(
      join(project, "millrace.yml"),
      `version: 1\n"key${trap.replaceAll(escapeSign, "\\e").replaceAll(/\p{Cc}/gu, "")}": 1\nstages: {}\n`,
    );
    const checked = await millrace(place, "validate");
    expect([checked.exitCode, controlsIn(checked.output)]).toEqual([2, []]);
  });

  test("artifacts and working folders stay inside it, wherever links lead", async () => {
    const secret = join(folder, "secret");
    mkdirSync(secret);
    writeFileSync(join(secret, "key"), "the secret");
    const stages = [
      "  file: { phase: test, run: 'true', artifacts: [link-to-file] }",
      "  folder: { phase: test, run: 'true', artifacts: ['link-to-folder/**'] }",
      "  deep: { phase: test, run: 'true', artifacts: ['**/key'] }",
      "  cwd: { phase: test, run: touch here, cwd: link-to-folder }",
    ];
    writeProject(project, { files: { "millrace.yml": `version: 1\nstages:\n${stages.join("\n")}\n` }, isRepository: false });
    symlinkSync(join(secret, "key"), join(project, "link-to-file"));
    symlinkSync(secret, join(project, "link-to-folder"));
    const place = { home: join(folder, "home"), cwd: project };
    expect((await millrace(place, "run")).exitCode).not.toBe(0);
    const shown = JSON.parse((await millrace(place, "runs", "show", "1", "--json")).output);
    expect(shown.artifacts).toEqual([]);
    expect(shown.stages.map(({ name, status, reason }: Record<string, string>) => [name, status, reason])).toEqual([
      ["file", "failed", "artifact-missing"],
      ["folder", "failed", "artifact-missing"],
      ["deep", "failed", "artifact-missing"],
      ["cwd", "errored", "folder-missing"],
    ]);
    expect(existsSync(join(secret, "here"))).toBe(false);
    const copied = execFileSync("sh", ["-c", `grep -rl 'the secret' '${place.home}' || true`], { encoding: "utf8" });
    expect(copied).toBe("");
  });
});
