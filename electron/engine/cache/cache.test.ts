import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CacheWorkshop, cachedStage, openCacheWorkshop, pictureOf } from "../../../e2e/fixtures/caches.ts";
import { runId } from "../../../shared/ids.ts";
import { planPlainStage, planPlainStep } from "../../../shared/pipeline/plan.ts";
import { cacheFolder } from "../data-folder.ts";
import { openRunCache } from "./cache.ts";
import { partsOfStage } from "./recipe.ts";

let shop: CacheWorkshop;
beforeEach(() => {
  shop = openCacheWorkshop();
  shop.write({ "src/a.ts": "a", "src/b.ts": "b", "src/.hidden": "h" });
});
afterEach(() => shop.close());

const build = cachedStage("build", {});

/** What the stage does: its output is made of its input. */
function make(): string {
  shop.write({ "dist/out.js": `made of ${shop.read("src/a.ts")}`, "dist/deep/more.js": "more" });
  return "built\r\nwell";
}

function mustNotRun(): string {
  throw new Error("It was run.");
}

async function turn(work: () => string, stage = build, changes = {}, result = {}) {
  const run = shop.begin();
  const answer = await run.stage(stage, work, changes, result);
  run.finish();
  return answer;
}

describe("a stage whose inputs are the same", () => {
  test("is not run: its outputs and its log come back, byte for byte", async () => {
    const first = await turn(make);
    expect([first.answer.kind, first.kept?.isKept, first.why]).toEqual([
      "miss",
      true,
      "Ran because it is the first run with these inputs.",
    ]);
    const made = pictureOf(shop.projectPath);
    rmSync(join(shop.projectPath, "dist"), { recursive: true });
    const second = await turn(mustNotRun);
    expect([second.answer.kind, second.log, second.why]).toEqual(["hit", "built\r\nwell", "Inputs are the same as in run 1."]);
    expect(pictureOf(shop.projectPath)).toEqual(made);
  });

  test("leaves files alone that are right, and takes away what its outputs did not have", async () => {
    await turn(make);
    const kept = join(shop.projectPath, "dist/out.js");
    utimesSync(kept, 1_000, 1_000);
    shop.write({ "dist/deep/more.js": "changed by hand", "dist/old/stale.js": "old", "other.txt": "not an output" });
    expect((await turn(mustNotRun)).answer.kind).toBe("hit");
    expect(statSync(kept).mtimeMs).toBe(1_000_000);
    expect([shop.read("dist/deep/more.js"), existsSync(join(shop.projectPath, "dist/old")), shop.read("other.txt")]).toEqual([
      "more",
      false,
      "not an output",
    ]);
  });

  test("brings back what it wrote for others, its artifacts, its summary and a long log", async () => {
    const artifacts = [{ path: "pack/it.tgz", bytes: 4, sha256: "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7" }];
    const line = "a line of the log\n".repeat(100_000);
    const run = shop.begin();
    const request = run.request(build);
    const missed = await run.cache.lookup(request);
    if (missed.kind !== "miss") throw new Error(missed.kind);
    make();
    mkdirSync(join(request.artifactFolder, "pack"), { recursive: true });
    writeFileSync(join(request.artifactFolder, "pack/it.tgz"), "data");
    writeFileSync(request.logPath, line);
    writeFileSync(request.summaryPath ?? "", "# Summary");
    const { logPath, summaryPath, artifactFolder } = request;
    const kept = await missed.keep({
      logPath,
      summaryPath,
      artifactFolder,
      artifacts,
      logLines: 100_000,
      outputs: { VERSION: "1.2" },
      steps: null,
      durationMs: 7,
    });
    run.finish();
    expect(kept).toMatchObject({ isKept: true });
    const again = shop.begin();
    const asked = again.request(build);
    const hit = await again.cache.lookup(asked);
    expect(hit).toMatchObject({
      kind: "hit",
      outputs: { VERSION: "1.2" },
      artifacts,
      logBytes: line.length,
      logLines: 100_000,
      durationMs: 7,
      identity: kept.identity,
    });
    expect(readFileSync(asked.logPath, "utf8") === line).toBe(true);
    expect([readFileSync(asked.summaryPath ?? "", "utf8"), readFileSync(join(asked.artifactFolder, "pack/it.tgz"), "utf8")]).toEqual([
      "# Summary",
      "data",
    ]);
  });

  test("is found again after an edit was taken back, also in another folder", async () => {
    await turn(make);
    shop.write({ "src/a.ts": "edited" });
    expect((await turn(make)).why).toBe("Ran because src/a.ts changed.");
    shop.write({ "src/a.ts": "a" });
    expect((await turn(mustNotRun)).why).toBe("Inputs are the same as in run 1.");
    expect(shop.read("dist/out.js")).toBe("made of a");
  });
});

describe("a stage runs, and says why,", () => {
  const cases: readonly [string, () => void, Parameters<typeof cachedStage>[1], Parameters<typeof cachedStage>[2], object][] = [
    ["src/a.ts changed", () => shop.write({ "src/a.ts": "A" }), {}, {}, {}],
    ["src/.hidden changed", () => shop.write({ "src/.hidden": "H" }), {}, {}, {}],
    ["src/new.ts is new", () => shop.write({ "src/new.ts": "n" }), {}, {}, {}],
    ["src/b.ts is gone", () => rmSync(join(shop.projectPath, "src/b.ts")), {}, {}, {}],
    ["src/a.ts changed", () => chmodSync(join(shop.projectPath, "src/a.ts"), 0o755), {}, {}, {}],
    ["src/a.ts changed (and 1 more)", () => shop.write({ "src/a.ts": "A", "src/b.ts": "B" }), {}, {}, {}],
    ["its command changed", () => {}, {}, { steps: [{ ...(build.steps[0] ?? mustBe()), run: "other" }] }, {}],
    ["NODE_ENV was added", () => {}, {}, { steps: [{ ...(build.steps[0] ?? mustBe()), env: { NODE_ENV: "test" } }] }, {}],
    ["CI changed", () => {}, { env: ["CI"] }, {}, { environment: { CI: "1" } }],
    ["branch was added", () => {}, {}, {}, { facts: { branch: "main" } }],
    ["the input lib was added", () => {}, { inputs: ["src/**", "lib"] }, {}, {}],
    ["it needs install now", () => {}, {}, {}, { needs: [{ name: "install", variant: "", identity: "x", outputs: {}, artifacts: [] }] }],
  ];
  test.each(cases)("because %s", async (reason, change, policy, stage, asked) => {
    const before = cachedStage("build", { env: policy?.env ?? [] });
    await turn(make, before);
    change();
    expect((await turn(make, cachedStage("build", policy, stage), asked)).why).toBe(`Ran because ${reason}.`);
  });

  function mustBe(): never {
    throw new Error("The stage has a step.");
  }

  test("because a need produced something else", async () => {
    const need = (identity: string) => ({ needs: [{ name: "install", variant: "", identity, outputs: {}, artifacts: [] }] });
    await turn(make, build, need("one"));
    expect((await turn(make, build, need("two"))).why).toBe("Ran because it needs install, which produced something else.");
  });

  test("because a tool has another version", async () => {
    const tool = join(shop.folder, "bin", "brew");
    mkdirSync(join(shop.folder, "bin"));
    const install = (version: string) => writeFileSync(tool, `#!/bin/sh\necho "${version}"\n`, { mode: 0o755 });
    const stage = cachedStage("build", { tools: ["brew"] });
    const asked = { environment: { PATH: `${join(shop.folder, "bin")}:${process.env.PATH}` } };
    install("v22");
    await turn(make, stage, asked);
    expect((await turn(mustNotRun, stage, asked)).answer.kind).toBe("hit");
    rmSync(tool);
    install("v24");
    expect((await turn(make, stage, asked)).why).toBe("Ran because brew is v24 and was v22.");
    rmSync(tool);
    expect((await turn(make, stage, asked)).why).toBe("Ran because brew is not found and was v24.");
  });

  test("because the last run with the same inputs did not pass", async () => {
    const run = shop.begin();
    expect((await run.cache.lookup(run.request(build))).kind).toBe("miss");
    run.finish();
    expect((await turn(make)).why).toBe("Ran because nothing was kept of run 1, which had the same inputs: it did not pass.");
  });

  test("because it was asked to, or has no cache", async () => {
    await turn(make);
    const forced = await turn(make, build, { isForced: true });
    expect([forced.why, forced.kept?.isKept]).toEqual(["Ran because it was asked to run whatever the cache has.", true]);
    const plain = await turn(make, { ...build, cache: null });
    expect([plain.answer.kind, plain.why, plain.kept]).toEqual([
      "off",
      "Ran because it has no cache.",
      { isKept: false, why: "", identity: null },
    ]);
    const whole = await turn(make, cachedStage("all", { outputs: ["**"] }));
    expect(whole.why).toBe('Ran because its outputs "**" are the whole project, which is not cached.');
  });
});

describe("what is not kept:", () => {
  test("a result whose inputs changed while it ran", async () => {
    const first = await turn(() => {
      shop.write({ "src/a.ts": "edited meanwhile" });
      return make();
    });
    expect(first.kept).toMatchObject({ isKept: false, why: "Its result was not kept: src/a.ts changed while it ran." });
    expect((await turn(make)).why).toBe("Ran because src/a.ts changed.");
  });

  test("outputs that lead out of the project", async () => {
    mkdirSync(join(shop.folder, "elsewhere"));
    symlinkSync(join(shop.folder, "elsewhere"), join(shop.projectPath, "dist"));
    const { kept } = await turn(make);
    expect(kept?.why).toBe("Its result was not kept: dist leads out of the project, and what is there could not be brought back.");
  });

  test("a stage with secrets, unless somebody looked for them and found none", async () => {
    const stage = { ...build, secrets: ["TOKEN"] };
    const holdsSecret = (piece: Buffer) => piece.includes("hunter2");
    const leak = () => {
      // On the border of two pieces.
      shop.write({ "dist/out.js": `${"x".repeat(1024 * 1024 - 3)}hunter2` });
      return "";
    };
    expect((await turn(make, stage)).kept?.why).toContain("nobody looked for them");
    expect((await turn(leak, stage, {}, { holdsSecret })).kept?.why).toBe("Its result was not kept: dist/out.js holds a secret.");
    expect((await turn(make, stage, {}, { holdsSecret, outputs: { KEY: "hunter2" } })).kept?.why).toContain("what it wrote holds a secret");
    rmSync(join(shop.projectPath, "dist"), { recursive: true });
    expect((await turn(make, stage, {}, { holdsSecret })).kept?.isKept).toBe(true);
    const found = Object.values(pictureOf(cacheFolder(shop.store.folder))).filter((content) => content.includes("hunter2"));
    expect(found).toEqual([]);
  });

  test("the value of a variable, in any file of the cache", async () => {
    const stage = cachedStage(
      "build",
      { env: ["TOKEN"] },
      { steps: [{ ...(build.steps[0] as (typeof build.steps)[0]), env: { KEY: "opensesame" } }] },
    );
    await turn(make, stage, { environment: { TOKEN: "hunter2" }, facts: { branch: "hidden-branch" } });
    const all = Object.values(pictureOf(cacheFolder(shop.store.folder))).join();
    expect(["opensesame", "hunter2", "hidden-branch"].filter((value) => all.includes(value))).toEqual([]);
  });
});

describe("what a stage depends on", () => {
  test("leaves out .git, its own outputs and the cache itself", async () => {
    shop.write({ ".git/HEAD": "1", "sub/.git/index": "1" });
    const stage = cachedStage("build", { inputs: ["**"], outputs: ["dist", "*.log"] });
    await turn(make, stage);
    shop.write({ ".git/HEAD": "2", "sub/.git/index": "2", "dist/late.js": "3", "x.log": "4" });
    expect((await turn(mustNotRun, stage)).answer.kind).toBe("hit");
  });

  test("is also what its links lead to inside the project, in circles too", async () => {
    shop.write({ "shared/config.json": "1", "shared/deep/x": "1" });
    symlinkSync("../shared/config.json", join(shop.projectPath, "src/config.json"));
    symlinkSync("../shared/deep", join(shop.projectPath, "src/deep"));
    symlinkSync("..", join(shop.projectPath, "shared/deep/up"));
    symlinkSync("/etc", join(shop.projectPath, "src/outside"));
    symlinkSync("nowhere", join(shop.projectPath, "src/dangling"));
    await turn(make);
    expect((await turn(mustNotRun)).answer.kind).toBe("hit");
    shop.write({ "shared/config.json": "2" });
    expect((await turn(make)).why).toBe("Ran because shared/config.json changed.");
    shop.write({ "shared/deep/x": "2" });
    expect((await turn(make)).why).toBe("Ran because shared/deep/x changed.");
  });

  test("is read again when a file changed in the moment in which it was read", async () => {
    // A clock that stands where the files were written: nothing is settled yet.
    const racy = shop.begin(Date.now());
    await racy.stage(build, make);
    racy.finish();
    const { mtimeMs, atimeMs } = statSync(join(shop.projectPath, "src/a.ts"));
    writeFileSync(join(shop.projectPath, "src/a.ts"), "z");
    utimesSync(join(shop.projectPath, "src/a.ts"), atimeMs / 1_000, mtimeMs / 1_000);
    expect((await turn(make)).why).toBe("Ran because src/a.ts changed.");
  });

  test("stages of one run see what stages before them made", async () => {
    const pack = cachedStage("pack", { inputs: ["dist/**"], outputs: ["pack.txt"] });
    const makePack = () => {
      shop.write({ "pack.txt": `packed: ${shop.read("dist/out.js")}` });
      return "";
    };
    for (const content of ["a", "second", "a"]) {
      shop.write({ "src/a.ts": content });
      const run = shop.begin();
      await run.cache.lookup(run.request(pack));
      await run.stage(build, make);
      await run.stage(pack, makePack);
      run.finish();
      expect(shop.read("pack.txt")).toBe(`packed: made of ${content}`);
    }
  });

  test("a need that makes the same again does not make others run", async () => {
    const first = await turn(() => {
      shop.write({ "dist/out.js": "always the same" });
      return "";
    });
    shop.write({ "src/a.ts": "only a comment" });
    const second = await turn(() => "");
    expect([second.answer.kind, second.kept?.identity]).toEqual(["miss", first.kept?.identity]);
  });
});

test("outputs come back with their links, empty folders and permission bits", async () => {
  const dist = join(shop.projectPath, "dist");
  const work = () => {
    mkdirSync(join(dist, "empty"), { recursive: true });
    mkdirSync(join(dist, "locked"));
    writeFileSync(join(dist, "run me"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(join(dist, "locked", "x"), "", { mode: 0o400 });
    symlinkSync("run me", join(dist, "link"));
    symlinkSync("missing", join(dist, "dangling"));
    symlinkSync(process.execPath, join(dist, "program"));
    chmodSync(join(dist, "locked"), 0o555);
    return "";
  };
  expect((await turn(work)).kept?.why).toBe("");
  const made = pictureOf(shop.projectPath);
  chmodSync(join(dist, "locked"), 0o755);
  chmodSync(join(dist, "run me"), 0o644);
  rmSync(join(dist, "empty"), { recursive: true });
  rmSync(join(dist, "link"));
  mkdirSync(join(dist, "link"));
  expect((await turn(mustNotRun)).answer.kind).toBe("hit");
  expect(pictureOf(shop.projectPath)).toEqual(made);
  expect(existsSync(join(shop.projectPath, ".millrace"))).toBe(false);
  expect(lstatSync(join(dist, "link")).isSymbolicLink()).toBe(true);
});

test("a project's folder that is not there is told, and is no exception", () => {
  const parts = { store: shop.store, now: () => 0, projectId: shop.projectId, run: { id: runId(1), number: 1 } };
  const opened = openRunCache({ ...parts, projectPath: join(shop.folder, "missing") });
  expect(opened).toMatchObject({ ok: false, failure: { code: "cache-unavailable" } });
});

test("two things that a person may be told differ in every case", () => {
  const stage = planPlainStage({
    name: "s",
    phase: "build",
    steps: [planPlainStep({ run: "a" }), planPlainStep({ run: "b", name: "second" })],
  });
  const two = cachedStage("build", {}, { steps: stage.steps });
  const parts = partsOfStage(two, (value) => value).map(({ kind, name }) => `${kind} ${name}`);
  expect(new Set(parts).size).toBe(parts.length);
});
