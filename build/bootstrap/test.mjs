import { join } from "node:path";
import { runChild } from "./child.mjs";
import { prepareNode } from "./prepare.mjs";
import { root } from "./root.mjs";
import { prepareTestBrowser } from "./test-browser.mjs";

// npm test: installs what is missing, a browser included, and runs every check.
const node = await prepareNode();
await prepareTestBrowser(node);
process.exitCode = await runChild(node, [join(root, "build", "check.ts"), "--specs"], { cwd: root });
