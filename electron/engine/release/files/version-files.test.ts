import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { companionOf, mayHoldVersion, readVersionFile } from "./version-files.ts";

/** `§` stands where the version is, in files as people have them. */
const files: readonly (readonly [string, string])[] = [
  [
    "package.json",
    '{\n\t"name": "shop",\n\t"dependencies": { "version": "9.9.9" },\n\t"version": "§",\n\t"list": [{ "version": "8.8.8" }]\n}\n',
  ],
  ["package.json", '\uFEFF{"name":"a \\" b","version" : "§"}'],
  ["packages/web/package.json", '{\r\n  "version": "§"\r\n}\r\n'],
  ["composer.json", '{ "version": "§", "require": {} }'],
  [
    "Cargo.toml",
    '[workspace]\nmembers = [\n  "a", # [package]\n]\n\n[package]\nname = "shop"\nversion = "§" # ours\n\n[dependencies]\nserde = { version = "1.0" }\n',
  ],
  ["Cargo.toml", "[dependencies.serde]\nversion = '1.0'\n[workspace.package]\nversion = '§'\n"],
  ["Cargo.toml", '[package]\ndescription = """\nversion = "9.9.9"\n[other]\n"""\nversion="§"\n'],
  ["pyproject.toml", '[build-system]\nrequires = ["hatchling"]\r\n[project]\r\nname = "shop"\r\nversion = "§"\r\n'],
  ["pyproject.toml", '[tool.poetry]\nversion = "§"\n[tool.poetry.dependencies]\npython = "^3"\n'],
  [
    "pom.xml",
    "<?xml version='1.0'?>\n<project>\n  <!-- <version>9</version> -->\n  <parent><version>1</version></parent>\n  <version> § </version>\n  <dependencies><dependency><version>2</version></dependency></dependencies>\n</project>\n",
  ],
  ["pom.xml", `<project><version>$${"{revision}"}</version><properties><revision>§</revision></properties></project>`],
  [
    "shop.csproj",
    '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <Version>§</Version>\n  </PropertyGroup>\n  <ItemGroup><PackageReference Include="a" Version="1" /></ItemGroup>\n</Project>',
  ],
  ["build.gradle", "plugins {\n  id 'java' version '1.0'\n}\n\ngroup = 'shop'\nversion = '§'\n"],
  ["build.gradle.kts", 'version = "§"\n'],
  ["gradle.properties", "# version=1\norg.gradle.caching=true\nversion=§\n"],
  ["VERSION", "§\n"],
  ["VERSION", "§"],
  ["version.txt", "v§\r\n"],
  ["pubspec.yaml", "name: shop\nversion: §+17 # build\ndependencies:\n  version: 1.0.0\n"],
  ["setup.cfg", "[metadata]\nname = shop\nversion = §\n\n[options]\nversion = 1\n"],
  ["mix.exs", 'defmodule Shop do\n  @version "§"\n  def project, do: [app: :shop, version: @version]\nend\n'],
  ["mix.exs", 'defmodule Shop do\n  def project do\n    [\n      app: :shop,\n      version: "§",\n    ]\n  end\nend\n'],
];

const version = fc
  .tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.option(fc.tuple(fc.constantFrom("beta", "rc", "next"), fc.nat(20))))
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre === null ? "" : `-${pre[0]}.${pre[1]}`}`);

describe("the version of a file", () => {
  test.each(files)("in %s is read, and written without another byte", (path, template) => {
    fc.assert(
      fc.property(version, version, (before, after) => {
        const read = readVersionFile(path, template.replace("§", before));
        expect(read.ok && { version: read.value.version, text: read.value.write(after) }).toEqual({
          version: before,
          text: template.replace("§", after),
        });
      }),
      { numRuns: 50 },
    );
  });

  test("of any JSON is the same JSON with another version", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 2, "\t"), version, (others, indent, next) => {
        const before = { ...others, version: "1.0.0", last: { version: "2.0.0" } };
        const read = readVersionFile("package.json", JSON.stringify(before, null, indent));
        const written = read.ok ? read.value.write(next) : "";
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify({ ...before, version: next })));
        expect(Object.keys(JSON.parse(written))).toEqual(Object.keys(JSON.parse(JSON.stringify(before))));
      }),
    );
  });

  test.each([
    ["package.json", '{ "name": "shop" }', "version-not-found"],
    ["package.json", '{ "version": 1 }', "version-not-found"],
    ["package.json", "{ version }", "version-file-broken"],
    ["Cargo.toml", '[package]\nversion.workspace = true\n[dependencies]\nversion = "1"', "version-not-found"],
    ["pyproject.toml", '[project]\ndynamic = [\n  "readme",\n  "version",\n]\n[tool.poetry]\nversion = "0"', "version-elsewhere"],
    ["setup.cfg", "[metadata]\nversion = attr: shop.__version__\n", "version-elsewhere"],
    ["setup.cfg", "[options]\nversion = 1.0.0\n", "version-not-found"],
    ["pom.xml", "<project><parent><version>1</version></parent></project>", "version-elsewhere"],
    ["pom.xml", `<project><version>1.$${"{minor}"}</version></project>`, "version-elsewhere"],
    ["build.gradle", "dependencies {\n  version '1'\n}", "version-not-found"],
    ["build.gradle", 'version = "$major.1"', "version-elsewhere"],
    ["VERSION", "the version is 1.0.0", "version-not-found"],
    ["main.c", "1.0.0", "version-not-found"],
  ])("in %s is refused where it is not: %s", (path, text, code) => {
    const read = readVersionFile(path, text);
    expect(read.ok ? null : read.failure).toMatchObject({ code, message: expect.stringContaining(path) });
  });

  test("is looked for in files that toolchains keep it in", () => {
    const names = ["package.json", "a/Cargo.toml", "x.csproj", "Directory.Build.props", "VERSION"];
    expect(names.map(mayHoldVersion)).toEqual(names.map(() => true));
    expect(["package-lock.json", "README.md", "VERSION.md"].map(mayHoldVersion)).toEqual([false, false, false]);
  });
});

describe("a lock file", () => {
  const rewrite = (path: string, file: string, lock: string) => {
    const read = readVersionFile(path, file);
    if (!read.ok) throw new Error(read.failure.message);
    return companionOf(path)?.rewrite(lock, { text: file, version: read.value.version }, "2.0.0") ?? null;
  };

  test("of npm says it in two places", () => {
    const lock =
      '{\n  "name": "shop",\n  "version": "§",\n  "packages": {\n    "": { "version": "§" },\n    "node_modules/a": { "version": "1.0.0" }\n  }\n}';
    expect(rewrite("package.json", '{"version":"1.0.0"}', lock.replaceAll("§", "1.0.0"))).toBe(lock.replaceAll("§", "2.0.0"));
    expect(rewrite("package.json", '{"version":"1.0.0"}', '{ "lockfileVersion": 3, "packages": {} }')).toBeNull();
  });

  test("of Cargo says it at the package that is got from nowhere", () => {
    const lock =
      '[[package]]\nname = "shop"\nversion = "§"\ndependencies = [\n "shop 1.0.0",\n]\n\n[[package]]\nname = "shop-web"\nversion = "1.0.0"\nsource = "registry+x"\n';
    expect(rewrite("Cargo.toml", '[package]\nname = "shop"\nversion = "1.0.0"\n', lock.replace("§", "1.0.0"))).toBe(
      lock.replace("§", "2.0.0"),
    );
    expect(rewrite("Cargo.toml", '[workspace.package]\nversion = "1.0.0"\n', lock.replace("§", "1.0.0"))).toBe(lock.replace("§", "2.0.0"));
  });

  test("of uv says it at the project's own name, as uv writes names", () => {
    const lock = '[[package]]\nname = "my-shop"\nversion = "§"\nsource = { virtual = "." }\n\n[[package]]\nname = "a"\nversion = "1.0.0"\n';
    expect(rewrite("pyproject.toml", '[project]\nname = "My_Shop"\nversion = "1.0.0"\n', lock.replace("§", "1.0.0"))).toBe(
      lock.replace("§", "2.0.0"),
    );
  });
});
