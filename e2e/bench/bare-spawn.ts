import { spawn } from "node:child_process";

// The physical limit of a Node engine: spawns a trivial command many times, some at once, and does nothing else.
const [count = 200, atOnce = 1] = process.argv.slice(2).map(Number);
let started = 0;

function next(): void {
  if (started === count) return;
  started += 1;
  spawn("sh", ["-c", "exec /bin/true"], { stdio: "ignore" }).once("exit", next);
}

for (let index = 0; index < atOnce; index += 1) next();
