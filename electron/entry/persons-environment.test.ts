import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { personsEnvironment } from "./persons-environment.ts";

const own = "/opt/millrace/build/out/node";
const path = (...folders: string[]) => folders.join(delimiter);

test("what npm added on the way to Millrace does not reach a stage", () => {
  const environment = {
    PATH: path(
      "/opt/millrace/node_modules/.bin",
      "/opt/node_modules/.bin",
      "/usr/lib/npm/node-gyp-bin",
      "/home/mara/shop/node_modules/.bin",
      "/usr/bin",
    ),
    HOME: "/home/mara",
    NODE: "/opt/millrace/node_modules/.bin/node",
    INIT_CWD: "/opt/millrace",
    npm_execpath: "/usr/lib/npm/bin/npm-cli.js",
    npm_lifecycle_event: "npx",
    npm_package_name: "millrace",
    npm_config_registry: "https://registry.example.org/",
  };
  expect(personsEnvironment(environment, own)).toEqual({
    PATH: path("/home/mara/shop/node_modules/.bin", "/usr/bin"),
    HOME: "/home/mara",
    npm_config_registry: "https://registry.example.org/",
  });
});

test("what npm read from Millrace's own settings does not reach a stage, what the person set does", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-npmrc-"));
  writeFileSync(join(folder, ".npmrc"), "; why\nignore-scripts=true\naudit=false\nfund = false\n");
  const environment = {
    npm_execpath: "npm",
    npm_config_ignore_scripts: "true",
    npm_config_audit: "",
    npm_config_fund: "true",
    npm_config_cache: "/c",
  };
  expect(personsEnvironment(environment, join(folder, "build", "out", "node"))).toEqual({
    npm_config_fund: "true",
    npm_config_cache: "/c",
  });
  rmSync(folder, { recursive: true });
});

test("an environment that npm did not touch stays as it is", () => {
  const environment = { PATH: path("/opt/millrace/node_modules/.bin", "/usr/bin"), NODE: "mine" };
  expect(personsEnvironment(environment, own)).toBe(environment);
});
