#!/usr/bin/env node
// Stands before every built program under the program's own name. It must run on any Node, because it is what tells an
// old one apart: better-sqlite3 would crash the process of Node 20 without a word.
const { join } = require("node:path");
const { isNewEnough, neededMajor, packagedNode } = require("./packaged-node.cjs");

if (isNewEnough(process.versions.node)) {
  // Compiled code is kept beside the build: the start of the command line is a promised number. Where the folder is
  // not writable, Node goes on without.
  require("node:module").enableCompileCache(join(__dirname, "compiled"));
  require(__filename.replace(/\.js$/, ".main.js"));
} else {
  const node = packagedNode(__dirname);
  if (node === null) {
    console.error(
      `Millrace needs Node ${neededMajor} or newer; this is ${process.version}. Install one from https://nodejs.org, or run npm start in the checkout.`,
    );
    process.exit(3);
  }
  runWith(node);
}

function runWith(node) {
  const child = require("node:child_process").spawn(node, [__filename, ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal sends Ctrl-C to both processes by itself; sent again, it would look like pressing it twice.
  const passOn = (signal) => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, passOn);
  child.on("error", (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(3);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code === null ? 3 : code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
