import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadPipeline, savePipeline, validatePipelineFile } from "./pipeline.ts";
import { mostPipelineFileBytes } from "./read-pipeline-file.ts";

const valid = "version: 1\nname: shop\nstages:\n  unit: { phase: test, run: npm test }\n";

let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "millrace-pipeline-"));
  folder = join(base, "shop");
  mkdirSync(folder);
});

afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function problemOf(): Promise<string> {
  const { origin, problems, plan } = await loadPipeline(folder);
  expect([origin, plan.stages.length]).toEqual(["invalid", 0]);
  return problems.map(({ code, line, column, message }) => `${line}:${column} ${code} ${message}`).join("\n");
}

describe("loadPipeline", () => {
  it("reads the file when there is one", async () => {
    put("millrace.yml", valid);
    put("package.json", '{"scripts":{"build":"x"}}');
    expect(await loadPipeline(folder)).toMatchObject({
      origin: "file",
      name: "shop",
      toolchains: [],
      stages: [{ name: "unit" }],
      plan: { stages: [{ name: "unit" }] },
      problems: [],
    });
  });

  it("detects when there is none", async () => {
    put("package.json", '{"scripts":{"test":"node --test"}}');
    const loaded = await loadPipeline(folder);
    expect(loaded).toMatchObject({ origin: "detected", name: null, toolchains: ["npm"], problems: [] });
    expect(loaded.stages).toMatchObject([
      { name: "test", phase: "test", needs: [], commands: ["npm test"], timeoutMs: null, artifacts: [], source: "package.json", line: 0 },
    ]);
  });

  it("has none for a folder that is empty or missing", async () => {
    expect(await loadPipeline(folder)).toMatchObject({ origin: "none", stages: [], plan: { stages: [] } });
    expect(await loadPipeline(join(folder, "missing"))).toMatchObject({ origin: "none", stages: [], plan: { stages: [] } });
  });

  it("says that a file with the other ending is not read", async () => {
    put("millrace.yaml", valid);
    expect(await problemOf()).toBe("0:0 file-misnamed millrace.yaml is not read: rename it to millrace.yml.");
  });

  it("refuses a file that is too large", async () => {
    put("millrace.yml", `${valid}#${"x".repeat(mostPipelineFileBytes)}`);
    expect(await problemOf()).toBe("0:0 file-too-large millrace.yml is larger than 512 KiB: move long scripts into files of their own.");
  });

  it("takes a byte order mark and refuses other encodings with the line", async () => {
    put("millrace.yml", `\ufeff${valid}`);
    expect((await loadPipeline(folder)).origin).toBe("file");
    put("millrace.yml", Buffer.concat([Buffer.from(valid), Buffer.from([0x23, 0xe9, 0x0a])]));
    expect(await problemOf()).toBe("5:1 not-utf8 millrace.yml is not in UTF-8: line 5 has bytes that are no text. Save the file as UTF-8.");
    put("millrace.yml", Buffer.from(valid, "utf16le"));
    expect(await problemOf()).toMatch(/^\d+:1 (not-utf8|yaml-syntax|unknown-key|wrong-type) /);
  });

  it("does not take a folder or a pipe for a file", async () => {
    mkdirSync(join(folder, "millrace.yml"));
    expect(await problemOf()).toBe("0:0 file-unreadable millrace.yml is not a file: expected a text file in YAML.");
    rmSync(join(folder, "millrace.yml"), { recursive: true });
    if (process.platform === "win32") return;
    execFileSync("sh", ["-c", "mkfifo millrace.yml"], { cwd: folder });
    expect(await problemOf()).toBe("0:0 file-unreadable millrace.yml is not a file: expected a text file in YAML.");
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "says that it may not read the file (skipped for root, who reads everything)",
    async () => {
      chmodSync(put("millrace.yml", valid), 0);
      expect(await problemOf()).toBe("0:0 file-unreadable millrace.yml cannot be read: permission denied.");
    },
  );

  it("follows a link inside the folder and none that leads out", async () => {
    symlinkSync("real.yml", join(folder, "millrace.yml"));
    expect(await problemOf()).toBe("0:0 file-unreadable millrace.yml is a link that leads nowhere: remove it, or create its target.");
    put("real.yml", valid);
    expect((await loadPipeline(folder)).origin).toBe("file");
    rmSync(join(folder, "millrace.yml"));
    writeFileSync(join(base, "outside.yml"), valid);
    symlinkSync("../outside.yml", join(folder, "millrace.yml"));
    expect(await problemOf()).toBe(
      "0:0 file-outside millrace.yml is a link to a file outside its folder, which is not read: put the file itself there.",
    );
    rmSync(join(folder, "millrace.yml"));
    symlinkSync("millrace.yml", join(folder, "millrace.yml"));
    expect(await problemOf()).toBe("0:0 file-unreadable millrace.yml cannot be read: its links go in a circle.");
  });

  it("opens a project through a link", async () => {
    put("millrace.yml", valid);
    symlinkSync(folder, join(base, "link"));
    expect((await loadPipeline(join(base, "link"))).origin).toBe("file");
  });
});

describe("the file's bytes", () => {
  it("never break the loading, whatever they are", async () => {
    const changes = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (bytes) => {
        const content = Buffer.from(valid);
        for (const [at, byte] of bytes) content[at] = byte;
        put("millrace.yml", content);
        const { origin, problems } = await loadPipeline(folder);
        expect(origin).toBe(problems.length === 0 ? "file" : "invalid");
        for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the public file", () => {
  it("loads the YAML and schema libraries only when there is a file to read", () => {
    const seen = new Set<string>();
    const open = [join(import.meta.dirname, "pipeline.ts")];
    const packages = new Set<string>();
    for (const file of open) {
      for (const [, isType, target = ""] of readFileSync(file, "utf8").matchAll(
        /^(?:import|export) (type )?(?:[^;]*? from )?"([^"]+)";/gm,
      )) {
        const path = join(dirname(file), target);
        if (isType !== undefined || seen.has(path)) continue;
        seen.add(path);
        if (target.startsWith(".")) open.push(path);
        else packages.add(target);
      }
    }
    expect(open.length).toBeGreaterThan(20);
    expect([...packages].filter((name) => !name.startsWith("node:"))).toEqual([]);
  });
});

describe("validatePipelineFile", () => {
  it("takes a folder or a file of any name", async () => {
    const file = put("millrace.yml", valid);
    const other = put("other.yml", "version: 1\n");
    expect(await validatePipelineFile(folder)).toEqual({ ok: true, value: { file, problems: [] } });
    expect(await validatePipelineFile(file)).toEqual({ ok: true, value: { file, problems: [] } });
    const message = "The pipeline has no `stages`: expected a mapping of stage names to stages.";
    const problems = [{ code: "missing-key", message, file: other, line: 1, column: 1 }];
    expect(await validatePipelineFile(other)).toEqual({ ok: true, value: { file: other, problems } });
  });

  it("fails when there is no file", async () => {
    expect(await validatePipelineFile(folder)).toMatchObject({
      ok: false,
      failure: { code: "file-missing", message: `There is no millrace.yml in ${folder}.` },
    });
    expect(await validatePipelineFile(join(folder, "x.yml"))).toMatchObject({
      ok: false,
      failure: { code: "file-missing", message: `There is no x.yml in ${folder}.` },
    });
  });
});

describe("savePipeline", () => {
  it("writes what was detected so that it reads back the same", async () => {
    put("package.json", '{"scripts":{"lint":"x","build":"x","test":"x","1.0":"x"},"dependencies":{"a":"1"}}');
    const detected = await loadPipeline(folder);
    expect(await savePipeline(folder)).toEqual({ ok: true, value: { path: join(folder, "millrace.yml") } });
    const saved = await loadPipeline(folder);
    expect([saved.origin, saved.plan]).toEqual(["file", detected.plan]);
    expect(readFileSync(join(folder, "millrace.yml"), "utf8")).toMatch(/^# yaml-language-server: \$schema=https:\/\/\S+\n\nversion: 1\n/);
  });

  it("never writes over a file, nor through a link", async () => {
    put("package.json", '{"scripts":{"test":"x"}}');
    put("millrace.yml", "mine");
    expect(await savePipeline(folder)).toMatchObject({ ok: false, failure: { code: "file-exists" } });
    expect(readFileSync(join(folder, "millrace.yml"), "utf8")).toBe("mine");
    rmSync(join(folder, "millrace.yml"));
    symlinkSync("../outside.yml", join(folder, "millrace.yml"));
    expect(await savePipeline(folder)).toMatchObject({ ok: false, failure: { code: "file-exists" } });
    expect(readdirSync(base)).toEqual(["shop"]);
  });

  it("has nothing to write when nothing was detected", async () => {
    expect(await savePipeline(folder)).toMatchObject({ ok: false, failure: { code: "nothing-to-run" } });
  });

  it("says that the folder is gone, and leaves nothing behind", async () => {
    put("package.json", '{"scripts":{"test":"x"}}');
    mkdirSync(join(folder, "sub"));
    expect(await savePipeline(join(folder, "missing"))).toMatchObject({ ok: false, failure: { code: "nothing-to-run" } });
    expect(readdirSync(folder).sort()).toEqual(["package.json", "sub"]);
  });

  it.skipIf(process.platform !== "linux")("says that it may not write", async () => {
    // /proc takes no files, not even from root.
    const { createFile } = await import("./create-file.ts");
    expect(await createFile("/proc/millrace.yml", valid)).toMatchObject({ ok: false, failure: { code: "file-unwritable" } });
    expect(await createFile("/dev/full", valid)).toMatchObject({ ok: false, failure: { code: "file-exists" } });
  });
});
