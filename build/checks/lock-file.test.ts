import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../bootstrap/root.mjs";
import { fillHoles, findHoles } from "./lock-file.ts";

test("our lock file has every platform's packages (node build/complete-lock.ts adds them)", () => {
  expect(findHoles(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")))).toEqual([]);
});

test("an optional package that is nowhere is added beside the one that wants it, with the platform of its name", () => {
  const lock = {
    packages: {
      "": { version: "1.0.0" },
      "node_modules/tool": {
        version: "1.0.0",
        dev: true,
        optionalDependencies: { "tool-linux-x64-musl": "1.0.0", "tool-darwin-arm64": "1.0.0" },
      },
      "node_modules/tool-darwin-arm64": { version: "1.0.0" },
      "node_modules/a/node_modules/tool": {
        version: "2.0.0",
        optionalDependencies: { "tool-win32-x64": "2.0.0", "tool-darwin-arm64": "2.0.0" },
      },
      "node_modules/other": { version: "3.0.0", optionalDependencies: { "tool-darwin-arm64": "3.0.0" } },
    },
  };
  const filled = fillHoles(lock);
  expect(filled.packages["node_modules/tool-linux-x64-musl"]).toEqual({
    version: "1.0.0",
    dev: true,
    optional: true,
    os: ["linux"],
    cpu: ["x64"],
    libc: ["musl"],
  });
  expect(filled.packages["node_modules/a/node_modules/tool-win32-x64"]).toEqual({
    version: "2.0.0",
    optional: true,
    os: ["win32"],
    cpu: ["x64"],
  });
  expect(filled.packages["node_modules/a/node_modules/tool-darwin-arm64"]).toMatchObject({ version: "2.0.0" });
  expect(filled.packages["node_modules/other/node_modules/tool-darwin-arm64"]).toMatchObject({ version: "3.0.0" });
  expect(findHoles(filled)).toEqual([]);
});
