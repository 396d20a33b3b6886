import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { parseEnvFile } from "./env-file.ts";
import { loadPipeline } from "./pipeline.ts";
import { parseProcfile } from "./procfile.ts";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

const services = async () => (await loadPipeline(folder)).operations;

describe("a Procfile", () => {
  it("is read line by line; comments and what is no process type are passed over", () => {
    const text =
      "# all\nweb: bundle exec puma -C config/puma.rb\r\nworker:   rake jobs:work  \n\nno process\n-x: a\nrelease: ./migrate && echo done: yes\nweb: puma\n";
    expect(parseProcfile(text)).toEqual([
      { name: "worker", command: "rake jobs:work", line: 3 },
      { name: "release", command: "./migrate && echo done: yes", line: 7 },
      { name: "web", command: "puma", line: 8 },
    ]);
  });

  it("makes services, each with a port of its own, where the file names none", async () => {
    writeFileSync(join(folder, "Procfile"), "web: node web.js\nworker: node worker.js\n");
    const { services: planned, servicesSource, lines } = await services();
    expect(planned.map(({ name, run, env, ports, envFile }) => ({ name, run, env, ports, envFile }))).toEqual([
      { name: "web", run: "node web.js", env: { PORT: "5000" }, ports: [], envFile: null },
      { name: "worker", run: "node worker.js", env: { PORT: "5100" }, ports: [], envFile: null },
    ]);
    expect({ servicesSource, lines: lines.services }).toEqual({ servicesSource: "Procfile", lines: { web: 1, worker: 2 } });
  });

  it("takes its first port from .env, whose values are not read for anything else before a start", async () => {
    writeFileSync(join(folder, "Procfile"), "web: a\nworker: b\n");
    writeFileSync(join(folder, ".env"), "PORT=3000\nTOKEN=hidden-value\n");
    const planned = (await services()).services;
    expect(planned.map(({ env }) => env.PORT)).toEqual(["3000", "3100"]);
    expect(planned[0]?.envFile).toBe(".env");
    expect(JSON.stringify(planned)).not.toContain("hidden-value");
  });

  it("is passed over when millrace.yml names services, or has a fault", async () => {
    writeFileSync(join(folder, "Procfile"), "web: a\n");
    writeFileSync(join(folder, "millrace.yml"), "version: 1\nstages: { a: { phase: test, run: a } }\nservices: { api: { run: b } }\n");
    expect((await services()).servicesSource).toBe("millrace.yml");
    writeFileSync(join(folder, "millrace.yml"), "version: 1\nstages: { a: { phase: tst, run: a } }\n");
    expect((await services()).services).toEqual([]);
    writeFileSync(join(folder, "millrace.yml"), "version: 1\nstages: { a: { phase: test, run: a } }\n");
    expect((await services()).services.map(({ name }) => name)).toEqual(["web"]);
  });

  it("outside the folder is not read", async () => {
    mkdirSync(join(folder, "project"));
    writeFileSync(join(folder, "Procfile"), "web: a\n");
    symlinkSync(join(folder, "Procfile"), join(folder, "project/Procfile"));
    expect((await loadPipeline(join(folder, "project"))).operations.services).toEqual([]);
  });
});

describe("a .env file", () => {
  it("is read as foreman does", () => {
    const text = ["A=1", "B='two words'", 'C="line\\nfeed \\"quoted\\""', "D=a=b # no comment", "# E=1", "export F=1", "G=", "1H=1"].join(
      "\n",
    );
    expect(parseEnvFile(text)).toEqual({ A: "1", B: "two words", C: 'line\nfeed "quoted"', D: "a=b # no comment", G: "" });
  });
});
