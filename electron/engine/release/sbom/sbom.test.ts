import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { type LockFile, type SbomSubject, writeSbom } from "./sbom.ts";

/*
 * Bills are checked against CycloneDX's own schemas; real lock files are this project's and excerpts as the tools write them.
 */

const root = join(import.meta.dirname, "../../../..");
const schemaOf = (name: string) => JSON.parse(readFileSync(join(root, "e2e/fixtures/cyclonedx", `${name}.schema.json`), "utf8")) as object;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
// Formats that the library does not know are not looked at.
ajv.addFormat("idn-email", true).addFormat("iri-reference", true);
ajv.addSchema(schemaOf("jsf-0.82"), "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json");
ajv.addSchema(schemaOf("spdx"), "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json");
const validate = ajv.compile(schemaOf("bom-1.6"));

const subject: SbomSubject = {
  ...{ name: "shop", version: "1.4.0", commit: "c0ffee", committedAt: Date.UTC(2026, 0, 2) },
  artifacts: [{ path: "dist/shop.tgz", sha256: "ab".repeat(32) }],
};

interface Bill {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string; readonly component: object };
  readonly components: readonly Readonly<Record<string, unknown>>[];
}

async function billOf(...locks: readonly LockFile[]): Promise<{ bill: Bill; note: string | null }> {
  const { text, note, componentCount } = await writeSbom(subject, locks);
  const bill = JSON.parse(text ?? "null") as Bill;
  expect({ isValid: validate(bill), errors: validate.errors }).toEqual({ isValid: true, errors: null });
  expect(bill.components).toHaveLength(componentCount);
  return { bill, note };
}

const sha512 = `sha512-${Buffer.alloc(64, 7).toString("base64")}`;
const hex512 = "07".repeat(64);

test("the schema tells a wrong bill from a right one", () => {
  expect(validate({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{ type: "libary", name: "a" }] })).toBe(false);
});

test("of this project names every package of its lock file, and is valid", async () => {
  const text = readFileSync(join(root, "package-lock.json"), "utf8");
  const { bill, note } = await billOf({ path: "package-lock.json", text });
  const react = bill.components.find(({ name, group }) => name === "react" && group === undefined);
  expect(react).toMatchObject({ purl: expect.stringMatching(/^pkg:npm\/react@/), licenses: [{ expression: "MIT" }], scope: "excluded" });
  expect(bill.components.find(({ name, group }) => name === "better-sqlite3" && group === undefined)).toMatchObject({ scope: "required" });
  expect(bill.components.length).toBeGreaterThan(300);
  expect(note).toBeNull();
});

test("is the same whenever it is made, and in whatever order the files come", async () => {
  const first = { path: "go.mod", text: "module shop\n\nrequire example.com/a v1.0.0\n" };
  const second = { path: "web/Gemfile.lock", text: "GEM\n  remote: https://rubygems.org/\n  specs:\n    rake (13.0.6)\n" };
  const bills = [await writeSbom(subject, [first, second]), await writeSbom(subject, [second, first])];
  expect(bills[0]).toEqual(bills[1]);
  const { bill } = await billOf(first, second);
  expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(bill.metadata).toMatchObject({ timestamp: "2026-01-02T00:00:00.000Z", component: { name: "shop", version: "1.4.0" } });
});

const locks: readonly (readonly [string, string, readonly object[]])[] = [
  [
    "package-lock.json",
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        "": { name: "shop" },
        "packages/web": { name: "web", version: "1.0.0" },
        "node_modules/web": { resolved: "packages/web", link: true },
        "node_modules/@a/b": { version: "1.0.0", integrity: sha512, license: "(MIT OR Apache-2.0)" },
        "node_modules/@a/b/node_modules/c": { version: "2.0.0", license: "SEE LICENSE IN LICENSE", dev: true },
        "node_modules/alias": { name: "real", version: "3.0.0", optional: true, integrity: "md4-nothing" },
      },
    }),
    [
      {
        ...{ group: "@a", name: "b", version: "1.0.0", scope: "required", purl: "pkg:npm/%40a/b@1.0.0" },
        ...{ hashes: [{ alg: "SHA-512", content: hex512 }], licenses: [{ expression: "(MIT OR Apache-2.0)" }] },
      },
      { name: "c", scope: "excluded", licenses: [{ license: { name: "SEE LICENSE IN LICENSE" } }], purl: "pkg:npm/c@2.0.0" },
      { name: "real", scope: "optional", purl: "pkg:npm/real@3.0.0" },
    ],
  ],
  [
    "package-lock.json",
    JSON.stringify({
      lockfileVersion: 1,
      dependencies: {
        a: { version: "1.0.0", integrity: sha512, dependencies: { b: { version: "2.0.0", dev: true } } },
        alias: { version: "npm:@real/c@3.0.0" },
        own: { version: "file:own" },
      },
    }),
    [
      { purl: "pkg:npm/%40real/c@3.0.0" },
      { purl: "pkg:npm/a@1.0.0", hashes: [{ alg: "SHA-512", content: hex512 }] },
      { purl: "pkg:npm/b@2.0.0", scope: "excluded" },
    ],
  ],
  [
    "pnpm-lock.yaml",
    `lockfileVersion: '9.0'\npackages:\n  '@a/b@1.0.0(react@18.0.0)':\n    resolution: {integrity: ${sha512}}\n  c@2.0.0:\n    resolution: {integrity: ${sha512}}\n`,
    [{ purl: "pkg:npm/%40a/b@1.0.0", hashes: [{ alg: "SHA-512", content: hex512 }] }, { purl: "pkg:npm/c@2.0.0" }],
  ],
  [
    "pnpm-lock.yaml",
    `lockfileVersion: 5.4\npackages:\n  /@a/b/1.0.0_react@18.0.0:\n    resolution: {integrity: ${sha512}}\n    dev: true\n  /c/2.0.0:\n    resolution: {integrity: ${sha512}}\n`,
    [{ purl: "pkg:npm/%40a/b@1.0.0", scope: "excluded" }, { purl: "pkg:npm/c@2.0.0" }],
  ],
  [
    "yarn.lock",
    `# yarn lockfile v1\n\n"@a/b@^1.0.0", "@a/b@^1.1.0":\n  version "1.1.0"\n  resolved "https://registry.yarnpkg.com/@a/b/-/b-1.1.0.tgz#abc"\n  integrity ${sha512}\n  dependencies:\n    c "^2"\n\nc@^2:\n  version "2.0.0"\n\nalias@npm:real@3:\n  version "3.0.0"\n`,
    [
      { purl: "pkg:npm/%40a/b@1.1.0", hashes: [{ alg: "SHA-512", content: hex512 }] },
      { purl: "pkg:npm/c@2.0.0" },
      { purl: "pkg:npm/real@3.0.0" },
    ],
  ],
  [
    "Cargo.lock",
    `version = 3\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\ndependencies = [\n "serde",\n]\n\n[[package]]\nname = "serde"\nversion = "1.0.200"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${"cd".repeat(32)}"\n`,
    [{ purl: "pkg:cargo/serde@1.0.200", hashes: [{ alg: "SHA-256", content: "cd".repeat(32) }] }],
  ],
  [
    "poetry.lock",
    '[[package]]\nname = "Jinja2"\nversion = "3.1.4"\ndescription = "A template engine."\nfiles = [\n    {file = "a.whl", hash = "sha256:aa"},\n]\n\n[metadata]\nlock-version = "2.0"\n',
    [{ purl: "pkg:pypi/jinja2@3.1.4" }],
  ],
  [
    "uv.lock",
    'version = 1\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\nsource = { virtual = "." }\n\n[[package]]\nname = "idna"\nversion = "3.7"\nsource = { registry = "https://pypi.org/simple" }\n',
    [{ purl: "pkg:pypi/idna@3.7" }],
  ],
  [
    "Pipfile.lock",
    '{"default":{"idna":{"version":"==3.7"}},"develop":{"pytest":{"version":"==8.0"}}}',
    [{ purl: "pkg:pypi/idna@3.7" }, { purl: "pkg:pypi/pytest@8.0", scope: "excluded" }],
  ],
  [
    "go.mod",
    "module example.com/shop\n\ngo 1.22\n\nrequire (\n\tgithub.com/a/B v1.2.3\n\tgolang.org/x/text v0.15.0 // indirect\n)\n\nrequire example.com/c/v2 v2.0.0+incompatible\n",
    [
      { purl: "pkg:golang/example.com/c/v2@v2.0.0%2Bincompatible" },
      { purl: "pkg:golang/github.com/a/B@v1.2.3" },
      { purl: "pkg:golang/golang.org/x/text@v0.15.0" },
    ],
  ],
  [
    "composer.lock",
    JSON.stringify({
      packages: [{ name: "monolog/monolog", version: "3.6.0", license: ["MIT"], dist: { shasum: "" } }],
      "packages-dev": [{ name: "a/b", version: "v1.0", license: ["MIT", "GPL-2.0-only"], dist: { shasum: "ef".repeat(20) } }],
    }),
    [
      {
        purl: "pkg:composer/a/b@v1.0",
        scope: "excluded",
        licenses: [{ expression: "(MIT OR GPL-2.0-only)" }],
        hashes: [{ alg: "SHA-1", content: "ef".repeat(20) }],
      },
      { purl: "pkg:composer/monolog/monolog@3.6.0", licenses: [{ expression: "MIT" }] },
    ],
  ],
  [
    "Gemfile.lock",
    "GEM\n  remote: https://rubygems.org/\n  specs:\n    rails (7.1.3)\n      rake (>= 12)\n    rake (13.0.6)\n\nPLATFORMS\n  ruby\n",
    [{ purl: "pkg:gem/rails@7.1.3" }, { purl: "pkg:gem/rake@13.0.6" }],
  ],
  [
    "gradle.lockfile",
    "# This is a Gradle generated file\norg.slf4j:slf4j-api:2.0.13=compileClasspath,runtimeClasspath\nempty=\n",
    [{ group: "org.slf4j", purl: "pkg:maven/org.slf4j/slf4j-api@2.0.13" }],
  ],
  [
    "packages.lock.json",
    JSON.stringify({
      version: 1,
      dependencies: {
        "net8.0": {
          Serilog: { type: "Direct", resolved: "3.1.1", contentHash: Buffer.alloc(64, 7).toString("base64") },
          own: { type: "Project" },
        },
      },
    }),
    [{ purl: "pkg:nuget/Serilog@3.1.1", hashes: [{ alg: "SHA-512", content: hex512 }] }],
  ],
  [
    "pubspec.lock",
    `packages:\n  http:\n    dependency: "direct main"\n    description: { name: http, sha256: "${"ab".repeat(32)}" }\n    source: hosted\n    version: "1.2.1"\n  flutter:\n    source: sdk\n    version: "0.0.0"\n`,
    [{ purl: "pkg:pub/http@1.2.1", hashes: [{ alg: "SHA-256", content: "ab".repeat(32) }] }],
  ],
];

describe("the packages of", () => {
  test.each(locks)("%s", async (path, text, expected) => {
    const { bill, note } = await billOf({ path, text });
    expect(bill.components).toMatchObject(expected);
    expect({ count: bill.components.length, note }).toEqual({ count: expected.length, note: null });
  });
});

test("a lock file that cannot be read is named, and so is that there is none", async () => {
  const mod = { path: "go.mod", text: "require example.com/a v1.0.0" };
  expect((await billOf(mod, { path: "web/bun.lock", text: "{}" })).note).toBe("web/bun.lock is not in it: how it is read is not known.");
  const berry = { path: "yarn.lock", text: "__metadata:\n  version: 8\n" };
  expect(await writeSbom(subject, [berry])).toEqual({
    ...{ text: null, componentCount: 0 },
    note: "yarn.lock is not in it: it is of Yarn 2 or newer, whose checksums are of its own archives.",
  });
  expect((await writeSbom(subject, [{ path: "package-lock.json", text: "{" }])).note).toMatch(/^package-lock.json is not in it: /);
  expect((await writeSbom(subject, [])).note).toBe("The project has no lock file, from which a bill of materials could be made.");
});
