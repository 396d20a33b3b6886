import { execFileSync } from "node:child_process";
import { realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace } from "../../../e2e/fixtures/millrace-programs.ts";
import { makeShop, shopPipeline } from "../../../e2e/fixtures/release-shop.ts";
import { commitAll, git } from "../../../e2e/fixtures/repository.ts";
import { visibleText } from "../../../shared/visible.ts";

/*
 * `millrace release …`, as it stands, in a real repository.
 */

let folder: string;
let shop: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  shop = makeShop(join(folder, "shop"));
});
afterEach(() => remove());

const release = (...words: string[]) => millrace({ home: join(folder, "data"), cwd: shop }, "release", ...words);

async function jsonOf(...words: string[]) {
  const { exitCode, output, complaint } = await release(...words, "--json");
  expect(complaint).toBe("");
  return {
    exitCode,
    events: output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  };
}

test("a release is planned, made before one's eyes, listed, shown and verified", async () => {
  const refs = git(shop, "for-each-ref");
  const planned = await release("plan");
  expect({ exitCode: planned.exitCode, complaint: planned.complaint }).toEqual({ exitCode: 0, complaint: "" });
  expect(planned.output).toMatch(/^1\.4\.0 after 1\.3\.0\n/);
  expect(planned.output).toContain(" 1. Write version 1.4.0 to package.json, package-lock.json.");
  expect((await release("create", "--dry-run")).output).toBe(planned.output);
  expect(git(shop, "for-each-ref")).toBe(refs);

  const made = await release("create");
  expect({ exitCode: made.exitCode, complaint: made.complaint }).toEqual({ exitCode: 0, complaint: "" });
  const lines = made.output.trim().split("\n");
  expect(lines[0]).toBe("Release 1.4.0 (v1) of shop");
  expect(lines.at(-1)).toBe("Released 1.4.0: v1.4.0, 2 artifacts. Nothing was pushed.");
  const steps = [
    /^Commit [0-9a-f]{7} on [0-9a-f]{7}$/,
    /^Run 1 \(r1\), 1 stage$/,
    /^Run passed/,
    /^Run 1 passed$/,
    /^2 files kept, and the bill/,
    /^Tag v1.4.0 at/,
    /^main moved forward/,
  ];
  const places = steps.map((step) => lines.findIndex((line) => step.test(line)));
  expect(places).toEqual(places.toSorted((first, second) => first - second));
  expect(places).not.toContain(-1);

  const { events: listed } = await jsonOf("list");
  expect(listed).toMatchObject([{ releases: [{ id: "v1", version: "1.4.0", state: "released", artifactCount: 2 }] }]);
  const { events: shown } = await jsonOf("show", "1.4.0");
  expect(shown).toMatchObject([{ release: { id: "v1" }, artifacts: [{ path: "dist/shop.bin" }, { path: "dist/shop.txt" }] }]);
  expect((await release("show")).output).toContain("Bill of materials: 1 package,");
  expect((await release("verify")).exitCode).toBe(0);
  for (const look of ["list", "show", "verify"]) expect(await jsonOf(look, "--dry-run")).toEqual(await jsonOf(look));
  rmSync(join(folder, "data/releases/v1/files/dist/shop.txt"));
  const verified = await jsonOf("verify", "v1.4.0");
  expect(verified).toMatchObject({ exitCode: 1, events: [{ isGood: false }] });
  expect((await release("plan")).exitCode).toBe(2);
});

test("artifacts with odd names are released and verified as they are, and shown without what a terminal would obey", async () => {
  const names = ["-rf", "two\nlines", "\u001b[31mred", "\u202etxt.exe", "🚀 né 漢", "back\\slash", `${"é".repeat(127)}x`];
  const make = `node -e 'for (const name of ${JSON.stringify(names)}) require("fs").writeFileSync("dist/" + name, name)'`;
  commitAll(shop, "fix: \u001b]0;title\u0007", { "millrace.yml": shopPipeline.replace("echo bytes", `${make}\n      echo bytes`) });
  const made = await release("create");
  expect({ exitCode: made.exitCode, complaint: made.complaint }).toEqual({ exitCode: 0, complaint: "" });
  const { events } = await jsonOf("show");
  const paths = events[0].artifacts.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(expect.arrayContaining(names.map((name) => `dist/${name}`)));
  const kept = join(folder, "data/releases/v1");
  expect(execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: kept, encoding: "utf8" })).toBe("");
  const told = [made.output];
  for (const look of ["show", "verify", "list"]) {
    const { exitCode, output } = await release(look);
    expect({ look, exitCode, bad: output.match(/^BAD.*/gm) }).toEqual({ look, exitCode: 0, bad: null });
    told.push(output);
  }
  for (const text of told) expect(text).toBe(visibleText(text));
  expect(told.join("")).toContain("dist/two␊lines");
});

test("programs get an event a line, the last of which is the release", async () => {
  const { exitCode, events } = await jsonOf("create", "--channel", "beta");
  expect(exitCode).toBe(0);
  expect(events[0]).toMatchObject({ type: "release.started", release: { version: "1.4.0-beta.1", state: "preparing" } });
  expect(events.at(-1)).toMatchObject({ type: "release.finished", release: { state: "released", tag: "v1.4.0-beta.1" } });
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["release.step", "run.queued", "run.finished"]));
});

test("of a red pipeline nothing is left when it is undone, and another one is refused until then", async () => {
  commitAll(shop, "fix: red", { "millrace.yml": shopPipeline.replace("mkdir -p dist", "sleep 0.3; exit 7") });
  const refs = git(shop, "for-each-ref");
  const failed = await release("create");
  expect(failed.exitCode).toBe(1);
  expect(failed.output).toMatch(
    /\nRun failed after .*\nRun 1 of the pipeline ended failed: nothing is released that is not green\.\n.*\nmillrace release resume v1 goes on with it; millrace release undo v1 takes it back\.\n$/,
  );
  const again = await release("create", "--json");
  expect({ exitCode: again.exitCode, error: JSON.parse(again.complaint).error.code }).toEqual({ exitCode: 2, error: "release-under-way" });
  expect((await release("undo", "--dry-run")).output).toContain("Would stop its run");
  expect((await release("undo")).output).toBe("1.4.0 is undone: nothing is left of it.\n");
  expect(git(shop, "for-each-ref")).toBe(refs);
  expect((await release("undo", "v1")).exitCode).toBe(2);
});

test("what stands in the way is said with the way out, and ends with 2", async () => {
  writeFileSync(join(shop, "package.json"), "{}");
  const planned = await release("create", "--version", "1.2.0");
  expect(planned.exitCode).toBe(2);
  expect(planned.complaint).toContain("What lies in the folder is not what is committed: package.json.");
  expect(await release("plan", "--version", "next")).toMatchObject({
    exitCode: 2,
    output: expect.stringContaining('stop: "next" is no version.'),
  });
  expect(await release("show", "9.9.9")).toMatchObject({ exitCode: 2, complaint: expect.stringContaining("shop has no release 9.9.9") });
});
