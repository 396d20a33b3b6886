import { join } from "node:path";
import { runChild } from "./child.mjs";
import { prepareNode } from "./prepare.mjs";
import { root } from "./root.mjs";

// Runs one of our own TypeScript programs on whatever the machine has: `node build/bootstrap/run.mjs build/bundle.ts …`.
// Without a program it only installs what is missing.
const [program, ...parameters] = process.argv.slice(2);
const node = await prepareNode();
if (program !== undefined) process.exitCode = await runChild(node, [join(root, program), ...parameters], { cwd: root });
