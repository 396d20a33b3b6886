import { expect, test } from "vitest";
import { FileIndex } from "./file-index.ts";
import { placeFile } from "./place-file.ts";

const files = new FileIndex([
  "src/index.ts",
  "src/sums.ts",
  "packages/a/src/index.ts",
  "packages/b/src/index.ts",
  "packages/b/src/only.ts",
  "backend/pkg/sums.go",
  "core/src/main/java/com/acme/Foo.java",
  "core/src/main/java/com/acme/Twice.java",
  "web/src/main/java/com/acme/Twice.java",
  "index.js",
  "-odd name\n.ts",
]);

function place(path: string, { roots = [], reportFolder = "" }: { roots?: string[]; reportFolder?: string } = {}): string {
  const found = placeFile({ path, roots, reportFolder }, { folders: ["/tmp/checkout/7", "/home/ada/shop", "C:\\Users\\Ada\\shop"], files });
  if (found.kind === "placed") return found.path;
  return found.kind === "outside" ? "outside" : `ambiguous: ${found.candidates.join(", ")}`;
}

test.each([
  ["absolute, below the checkout", "/tmp/checkout/7/src/sums.ts", "src/sums.ts"],
  ["absolute, below the project itself", "/home/ada/shop/src/sums.ts", "src/sums.ts"],
  ["generated, below the project", "/home/ada/shop/gen/parser.ts", "gen/parser.ts"],
  ["as an address", "file:///home/ada/shop/src/sums.ts", "src/sums.ts"],
  ["of Windows, in other capitals", "c:\\users\\ada\\SHOP\\src\\sums.ts", "src/sums.ts"],
  ["relative", "./src/sums.ts", "src/sums.ts"],
  ["relative, of Windows", "src\\sums.ts", "src/sums.ts"],
  ["with steps back that stay inside", "packages/../src/sums.ts", "src/sums.ts"],
  ["in a container", "/app/src/sums.ts", "src/sums.ts"],
  ["with the path of a module before it", "example.org/shop/pkg/sums.go", "backend/pkg/sums.go"],
  ["by package", "com/acme/Foo.java", "core/src/main/java/com/acme/Foo.java"],
  ["generated, relative", "gen/other.ts", "gen/other.ts"],
  ["with an odd name", "-odd name\n.ts", "-odd name\n.ts"],
])("a path is placed: %s", (_, path, expected) => {
  expect(place(path)).toBe(expected);
});

test("the report's own roots and the folder that it lies in tell files of one name apart", () => {
  expect(place("src/index.ts")).toBe("src/index.ts");
  expect(place("src/index.ts", { reportFolder: "packages/a/coverage" })).toBe("packages/a/src/index.ts");
  expect(place("index.ts", { roots: ["/home/ada/shop/packages/b/src"] })).toBe("packages/b/src/index.ts");
  expect(place("index.ts", { roots: ["packages/a/src"] })).toBe("packages/a/src/index.ts");
  expect(place("only.ts", { roots: ["/build/packages/b/src"] })).toBe("packages/b/src/only.ts");
  expect(place("gen.ts", { roots: ["/home/ada/shop/src"] })).toBe("src/gen.ts");
  expect(place("../src/sums.ts", { reportFolder: "coverage" })).toBe("src/sums.ts");
});

test("what may be several files is said to be so", () => {
  expect(place("com/acme/Twice.java")).toBe("ambiguous: core/src/main/java/com/acme/Twice.java, web/src/main/java/com/acme/Twice.java");
});

test.each([
  "/usr/include/c++/12/vector",
  "/usr/lib/node/index.js",
  "/etc/passwd",
  "../../etc/passwd",
  "/home/ada/shop/../other/x.ts",
  "C:\\Windows\\x.cs",
  "..",
])("%s is no file of the project", (path) => {
  expect(place(path)).toBe("outside");
});

test("what cannot be among the project's files is left out where the report's roots are elsewhere", () => {
  expect(place("x.py", { roots: ["/usr/lib/python3"] })).toBe("outside");
});

test("many files of one name cost no more than few", () => {
  const many = new FileIndex(Array.from({ length: 100_000 }, (_, index) => `packages/p${index}/src/index.ts`));
  const ground = { folders: ["/p"], files: many };
  const places = Array.from({ length: 20_000 }, (_, index) =>
    placeFile({ path: `/app/packages/p${index}/src/index.ts`, roots: [], reportFolder: "" }, ground),
  );
  expect(places.every((found, index) => found.kind === "placed" && found.path === `packages/p${index}/src/index.ts`)).toBe(true);
});
