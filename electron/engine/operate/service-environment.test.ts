import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { planService } from "../../../shared/pipeline/planned-service.ts";
import { serviceEnvironment } from "./service-environment.ts";

test("what stands in place of the file of variables and is none has none, and is not waited for", () => {
  const { folder, remove } = temporaryFolder();
  execFileSync("mkfifo", [join(folder, ".env")]);
  const plan = { ...planService("web", { run: "a" }), envFile: ".env" };
  expect(serviceEnvironment({ NO_COLOR: "1" }, folder, plan, "p1.s1.1", new Map())).toMatchObject({ MILLRACE_PROJECT: folder });
  remove();
});

test("secrets come before a service's own variables, these before its file's, these before the host's", () => {
  const { folder, remove } = temporaryFolder();
  writeFileSync(join(folder, ".env"), "A=file\nB=file\nC=file\nPORT=1\nMILLRACE_SERVICE=mine\n");
  const plan = { ...planService("web", { run: "a", env: { B: "own", C: "own", PORT: "5000" } }), envFile: ".env" };
  const host = { A: "host", D: "host", ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" };
  const given = () => serviceEnvironment(host, folder, plan, "p1.s1.1", new Map([["C", "secret"]]));
  const others = { NO_COLOR: "1", PORT: "5000", MILLRACE_PROJECT: folder, MILLRACE_SERVICE: "p1.s1.1" };
  expect(given()).toEqual({ A: "file", B: "own", C: "secret", D: "host", ...others });
  rmSync(join(folder, ".env"));
  expect(given()).toEqual({ A: "host", B: "own", C: "secret", D: "host", ...others });
  remove();
});
