#!/usr/bin/env node
// Stands before every built entry under the entry's own name. It must run on any Node, because it is what tells an old
// one apart: better-sqlite3 would crash the process of Node 20 without a word.
import module from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { isNewEnough, neededMajor, packagedNode } from "./packaged-node.mjs";

const self = fileURLToPath(import.meta.url);

if (isNewEnough(process.versions.node)) {
  // Compiled code is kept beside the build: the start of the command line is a promised number. Where the folder is
  // not writable, Node goes on without. In a packaged application the folder is part of what was signed: nothing is
  // written there.
  if (process.versions.electron === undefined) module.enableCompileCache(fileURLToPath(new URL("./compiled", import.meta.url)));
  await import(import.meta.url.replace(/\.js$/, ".main.js"));
} else {
  const node = packagedNode(dirname(self));
  if (node === null) {
    console.error(
      `Millrace needs Node ${neededMajor} or newer; this is ${process.version}. Install one from https://nodejs.org, or run npm start in the checkout.`,
    );
    process.exit(3);
  }
  await runWith(node);
}

async function runWith(node) {
  const { spawn } = await import("node:child_process");
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal sends Ctrl-C to both processes by itself; sent again, it would look like pressing it twice.
  const passOn = (signal) => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, passOn);
  child.on("error", (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(3);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 3);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
