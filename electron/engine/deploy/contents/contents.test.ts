import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeRelease } from "../../../../e2e/fixtures/deployment.ts";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { type ContentEntry, type ReleaseContents, readContents } from "./contents.ts";
import { pathInside, staysInside } from "./entry-path.ts";
import { writeTar } from "./write-tar.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Contents that are made up, whose files hold `text`. */
function contentsOf(entries: readonly ContentEntry[], text: string): ReleaseContents {
  return {
    entries,
    bytes: 0,
    open: async function* () {
      for (const entry of entries)
        yield {
          entry,
          content: (async function* () {
            yield Buffer.from(text);
          })(),
        };
    },
  };
}

const fileAt = (path: string, text: string): ContentEntry => ({
  kind: "file",
  path,
  mode: 0o644,
  bytes: Buffer.byteLength(text),
  sha256: hash("sha256", text, "hex"),
});

/** Why an archive is no release; empty when it is one. */
async function refusal(name: string, bytes: Buffer): Promise<string> {
  const read = await readContents(makeRelease(folder, "v1", "1.0.0", { [name]: bytes }), null);
  return read.ok ? "" : read.failure.message.replace(`${name} of 1.0.0 cannot be deployed: `, "");
}

const tarOf = (...entries: ContentEntry[]) => collect(writeTar(contentsOf(entries, "text")));

describe("archives that would do harm", () => {
  test.each<[string, ContentEntry[], string]>([
    ["a path above", [fileAt("../evil", "text")], `"../evil" in it would not be put into its folder.`],
    ["a path above, in the middle", [fileAt("a/../../evil", "text")], `"a/../../evil" in it would not be put into its folder.`],
    ["an absolute path", [fileAt("/etc/passwd", "text")], `"/etc/passwd" in it would not be put into its folder.`],
    [
      "a path of Windows",
      [fileAt("..\\evil", "text")],
      `"..\\\\evil" in it has a control character or a backslash in its name, which no list of a target could tell.`,
    ],
    [
      "a path of two lines",
      [fileAt("a\nb", "text")],
      `"a\\nb" in it has a control character or a backslash in its name, which no list of a target could tell.`,
    ],
    ["a link above", [{ kind: "link", path: "a", target: "../up" }], "the link a in it leads out of it."],
    ["an absolute link", [{ kind: "link", path: "a", target: "/etc" }], "the link a in it leads out of it."],
    [
      "links that lead out together",
      [
        { kind: "folder", path: "d", mode: 0o755 },
        { kind: "link", path: "d/up", target: ".." },
        { kind: "link", path: "e", target: "d/up/../.." },
      ],
      "the link e in it leads out of it.",
    ],
    [
      "links in a circle",
      [
        { kind: "link", path: "a", target: "b" },
        { kind: "link", path: "b", target: "a" },
      ],
      "the link a in it leads out of it.",
    ],
    [
      "a file through a link",
      [{ kind: "link", path: "a", target: "b" }, fileAt("a/evil", "text")],
      "a/evil is below a, which is no folder.",
    ],
    ["the same path twice", [fileAt("a", "text"), fileAt("./a", "text")], "a is in it twice."],
    ["a name for what is not there", [{ kind: "same-file", path: "a", target: "../b" }], "a shares its bytes with what is not there."],
  ])("%s", async (_name, entries, reason) => {
    expect(await refusal("app.tar", await tarOf(...entries))).toBe(reason);
    expect(await refusal("app.tgz", gzipSync(await tarOf(...entries)))).toBe(reason);
  });

  test("what is cut short, damaged or no archive is told", async () => {
    const tar = await tarOf(fileAt("a", "text"));
    expect(await refusal("a.tar", tar.subarray(0, 514))).toBe("it cannot be unpacked: Unexpected end of data.");
    expect(await refusal("a.tar", Buffer.alloc(2_000, "x"))).toMatch(/^it cannot be unpacked: Invalid tar header/);
    expect(await refusal("a.tgz", gzipSync(tar).subarray(0, 40))).toBe("it cannot be unpacked: unexpected end of file.");
    expect(await refusal("a.zip", Buffer.from("PK"))).toMatch(/^it cannot be unpacked: /);
    const flipped = Buffer.from(tar);
    flipped[0] = 0x62;
    expect(await refusal("a.tar", flipped)).toMatch(/^it cannot be unpacked: Invalid tar header/);
  });

  test("a device is told", async () => {
    const tar = await tarOf(fileAt("null", "text"));
    tar[156] = "3".charCodeAt(0);
    const sum = tar.subarray(0, 512).reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    expect(await refusal("a.tar", tar)).toBe("null is neither a file nor a folder nor a link.");
  });
});

test("zip archives are read, packed or not, with the permissions and links of Unix", async () => {
  execFileSync(
    "sh",
    [
      "-c",
      "mkdir -p in/bin && yes word | head -c 100000 >in/words && printf x >in/bin/run && chmod 755 in/bin/run && ln -s bin/run in/start && cd in && zip -qry ../a.zip . && zip -qry0 ../b.zip .",
    ],
    {
      cwd: folder,
    },
  );
  const words = readFileSync(join(folder, "in/words"), "utf8");
  for (const name of ["a.zip", "b.zip"]) {
    const read = await readContents(makeRelease(folder, "v1", "1.0.0", { [name]: readFileSync(join(folder, name)) }), null);
    if (!read.ok) throw new Error(read.failure.message);
    const byPath = Object.fromEntries(read.value.entries.map((entry) => [entry.path, entry]));
    expect(byPath.words).toEqual(fileAt("words", words));
    expect(byPath["bin/run"]).toMatchObject({ mode: 0o755, bytes: 1 });
    expect(byPath.start).toEqual({ kind: "link", path: "start", target: "bin/run" });
    const seen: Record<string, string> = {};
    for await (const { entry, content } of read.value.open()) seen[entry.path] = (await collect(content)).toString();
    expect(seen.words).toBe(words);
  }
});

test("a damaged zip is told by the name of the file", async () => {
  writeFileSync(join(folder, "a"), "word ".repeat(1_000));
  execFileSync("zip", ["-q", "a.zip", "a"], { cwd: folder });
  const bytes = readFileSync(join(folder, "a.zip"));
  bytes.fill(0xff, 40, 60);
  expect(await refusal("a.zip", bytes)).toMatch(/^a cannot be unpacked: /);
});

test("whatever is written as tar is unpacked by the system's tar and read by us as the same", async () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9 äß_.-]{1,60}$/).filter((part) => !/^\.+$/.test(part));
  const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/"));
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(path, { minLength: 1, maxLength: 5, selector: (one) => one.toLowerCase().split("/")[0] }),
      fc.string({ maxLength: 700 }),
      async (paths, text) => {
        round += 1;
        const entries = paths.map((one) => fileAt(one, text));
        const tar = await collect(writeTar(contentsOf(entries, text)));
        const read = await readContents(makeRelease(folder, `v${round}`, "1.0.0", { "a.tar": tar }), null);
        expect(read).toMatchObject({ ok: true, value: { entries } });
        if (round % 10 !== 0) return;
        execFileSync("sh", ["-c", `mkdir out${round} && tar -xf v${round}/a.tar -C out${round}`], { cwd: folder });
        for (const one of paths) expect(readFileSync(join(folder, `out${round}`, one), "utf8")).toBe(text);
      },
    ),
    { numRuns: 60 },
  );
});

test("archives that the system's tar makes are read: old, ustar, pax and GNU's", async () => {
  const deep = `${"very-long-folder-name/".repeat(8)}${"file".repeat(30)}`;
  execFileSync(
    "sh",
    ["-c", `mkdir -p 'in/${deep.slice(0, deep.lastIndexOf("/"))}' && printf deep > 'in/${deep}' && printf x > in/x && ln in/x in/y`],
    { cwd: folder },
  );
  for (const format of ["gnu", "pax"]) {
    execFileSync("tar", ["-C", "in", `--format=${format}`, "-cf", `${format}.tar`, "."], { cwd: folder });
    const read = await readContents(makeRelease(folder, "v1", "1.0.0", { "a.tar": readFileSync(join(folder, `${format}.tar`)) }), null);
    if (!read.ok) throw new Error(read.failure.message);
    expect(read.value.entries).toContainEqual(fileAt(deep, "deep"));
    expect(read.value.entries.filter(({ kind }) => kind === "same-file")).toHaveLength(1);
  }
  for (const format of ["v7", "ustar"]) {
    execFileSync("tar", ["-C", "in", `--format=${format}`, "-cf", `${format}.tar`, "x"], { cwd: folder });
    expect(await refusal("a.tar", readFileSync(join(folder, `${format}.tar`)))).toBe("");
  }
});

test("an archive beside other files stays packed unless it is asked for", async () => {
  const files = { "app.tar": await tarOf(fileAt("inside", "text")), "notes.txt": "n" };
  const paths = async (unpack: boolean | null) => {
    const read = await readContents(makeRelease(folder, "v1", "1.0.0", files), unpack);
    return read.ok ? read.value.entries.map(({ path }) => path) : [];
  };
  expect(await paths(null)).toEqual(["app.tar", "notes.txt"]);
  expect(await paths(true)).toEqual(["inside", "notes.txt"]);
});

test("no path leaves its folder, whatever it is made of", () => {
  const part = fc.constantFrom("..", ".", "", "a", "b", "\\", "C:");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const inside = pathInside(parts.join("/"));
      if (inside !== null)
        expect(`/root/${inside}`).toBe(new URL(`file:///root/${inside}`).pathname.replace(/\/$/, inside === "" ? "/" : ""));
      expect(inside?.split("/").includes("..") ?? false).toBe(false);
    }),
  );
  expect(staysInside("a", new Map([["a", "b/../c"]]))).toBe(true);
  expect(staysInside("d/a", new Map([["d/a", "../c"]]))).toBe(true);
});
