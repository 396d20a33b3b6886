import { globSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cachedStage, openCacheWorkshop, pictureOf } from "../../../e2e/fixtures/caches.ts";
import { cases } from "../../../e2e/fixtures/cases.ts";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { Pace } from "./pace.ts";
import { ProjectTree } from "./project-tree.ts";

function mustNotRun(): string {
  throw new Error("It was run.");
}

/** Something at a path; an item below a file or a link is left out when a tree is made. */
type Item =
  | { readonly kind: "file"; readonly content: string; readonly isExecutable: boolean }
  | { readonly kind: "folder" }
  | { readonly kind: "link"; readonly target: string };

const names = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "c.ts", "d.js", ".hidden", "e f") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("ü\u0301", "line\nfeed", "tab\t", "back\\slash", "*?[x]{a,b}", "-rf", "😀", "'\"`$(x)", " ", "..a", "con"),
  },
);
const paths = fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const items: fc.Arbitrary<Item> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("file" as const),
      content: fc.string({ maxLength: 20, unit: "binary" }),
      isExecutable: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "folder" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("link" as const), target: fc.constantFrom("a", "../b", ".", "nowhere/at all", "..", "c.ts") }),
  },
);
const trees = fc.dictionary(paths, items, { maxKeys: 14 });

/** Makes what can be made of a tree; nothing through a link that leads elsewhere. */
function makeTree(folder: string, tree: Readonly<Record<string, Item>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, item] of Object.entries(tree)) {
    const place = join(folder, path);
    try {
      for (let above = dirname(place); above !== folder; above = dirname(above))
        if (lstatSync(above, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Error("A link.");
      mkdirSync(dirname(place), { recursive: true });
      if (item.kind === "folder") mkdirSync(place, { recursive: true });
      else if (item.kind === "link") symlinkSync(item.target, place);
      else writeFileSync(place, item.content, { mode: item.isExecutable ? 0o755 : 0o644, flag: "wx" });
    } catch {
      // Something else stands there, or above it, already.
    }
  }
}

test("whatever stands there, a hit makes of the outputs exactly what was kept, and touches nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(trees, trees, trees, fc.boolean(), async (made, later, others, isGone) => {
      const shop = openCacheWorkshop();
      try {
        shop.write({ "src/a.ts": "a" });
        makeTree(join(shop.projectPath, "others"), others);
        const stage = cachedStage("build", { outputs: ["out", "some/*.js"] });
        const dist = join(shop.projectPath, "out");
        const first = await shop.begin().stage(stage, () => {
          makeTree(dist, made);
          makeTree(join(shop.projectPath, "some"), {
            "x.js": { kind: "file", content: "x", isExecutable: false },
            "x.md": { kind: "folder" },
          });
          return "made";
        });
        // A link to a folder outside cannot be kept, and is told.
        if (first.kept?.isKept !== true) {
          expect(first.kept?.why).toContain("leads out of the project");
          return;
        }
        const picture = pictureOf(shop.projectPath);
        // The first hit remembers what was looked at, and the next ones go the short way.
        for (let hit = 0; hit < 2; hit += 1) {
          const run = shop.begin();
          expect((await run.stage(stage, mustNotRun)).answer.kind).toBe("hit");
          run.finish();
        }
        expect(pictureOf(shop.projectPath)).toEqual(picture);
        if (isGone) rmSync(dist, { recursive: true });
        makeTree(dist, later);
        rmSync(join(shop.projectPath, "some/x.js"));
        const second = await shop.begin().stage(stage, mustNotRun);
        expect([second.answer.kind, second.log]).toEqual(["hit", "made"]);
        expect(pictureOf(shop.projectPath)).toEqual(picture);
      } finally {
        shop.close();
      }
    }),
    { numRuns: cases(25) },
  );
});

test("an edit of any input makes the stage run, and taking it back makes it a hit again", async () => {
  await fc.assert(
    fc.asyncProperty(trees, paths, items, async (inputs, path, edit) => {
      const shop = openCacheWorkshop();
      try {
        const source = join(shop.projectPath, "src");
        makeTree(source, inputs);
        const stage = cachedStage("check", { inputs: ["src"], outputs: [] });
        const turn = async () => {
          const run = shop.begin();
          const { answer } = await run.stage(stage, () => "");
          run.finish();
          return answer.kind;
        };
        expect([await turn(), await turn(), await turn()]).toEqual(["miss", "hit", "hit"]);
        const before = withoutModes(pictureOf(source));
        edited(source, path, edit);
        const isSame = JSON.stringify(withoutModes(pictureOf(source))) === JSON.stringify(before);
        expect(await turn()).toBe(isSame ? "hit" : "miss");
        rmSync(source, { recursive: true });
        makeTree(source, inputs);
        expect(await turn()).toBe("hit");
      } finally {
        shop.close();
      }
    }),
    { numRuns: cases(25) },
  );
});

/** Puts something in the place of what is there; nothing happens behind links in a circle. */
function edited(source: string, path: string, edit: Item): void {
  try {
    rmSync(join(source, path), { recursive: true, force: true });
  } catch (error) {
    expect(String(error)).toContain("ymbolic links");
  }
  makeTree(source, { [path]: edit });
}

/** What counts of inputs: no folders by themselves. */
function withoutModes(picture: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(picture).filter(([, value]) => !value.startsWith("folder")));
}

const patternParts = fc.constantFrom(
  "a",
  "b",
  "*",
  "**",
  "*.ts",
  "?",
  "[ab]",
  "{a,b}",
  ".*",
  "c.ts",
  "!(a)",
  "@(a|b)",
  "a*",
  ".",
  "{a,b/c.ts}",
);
/**
 * Without a dot at the end, for which Node finds nothing, and we the folder; and without a second `**` at the end, where
 * Node takes a file for what is below it or not, by what stands between.
 */
const patterns = fc
  .array(patternParts, { minLength: 1, maxLength: 4 })
  .filter((parts) => parts.at(-1) !== "." && (parts.at(-1) !== "**" || parts.indexOf("**") === parts.length - 1))
  .map((parts) => parts.join("/"));

test("patterns match what Node's own glob matches, and folders that match are taken whole", async () => {
  const noLinks = fc.dictionary(
    // Node's glob finds what is hidden in something hidden, or not, by where `**` stands; a walk has one answer.
    paths.filter((path) => path.split("/").filter((part) => part.startsWith(".")).length < 2),
    items.filter(({ kind }) => kind !== "link"),
    { maxKeys: 14 },
  );
  await fc.assert(
    fc.asyncProperty(noLinks, patterns, async (tree, pattern) => {
      const { folder, remove } = temporaryFolder();
      try {
        makeTree(folder, tree);
        const { items: found } = await new ProjectTree(folder, "/nowhere").find([pattern], { pace: new Pace(), followsLinks: false });
        const expected = new Set<string>();
        const all = Object.entries(pictureOf(folder));
        for (const match of globSync(pattern, { cwd: folder })) {
          const path = match === "." ? "" : match.replace(/\/$/, "");
          for (const [below] of all) if (below === path || path === "" || below.startsWith(`${path}/`)) expected.add(below);
        }
        expect([...found.keys()]).toEqual([...expected].sort((left, right) => (left < right ? -1 : 1)));
      } finally {
        remove();
      }
    }),
    { numRuns: cases(150) },
  );
});
