import { delimiter } from "node:path";
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

test("an environment that npm did not touch stays as it is", () => {
  const environment = { PATH: path("/opt/millrace/node_modules/.bin", "/usr/bin"), NODE: "mine" };
  expect(personsEnvironment(environment, own)).toBe(environment);
});
