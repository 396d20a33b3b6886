import { join } from "node:path";
import { runChild } from "./child.mjs";
import { isBuildFresh } from "./freshness.mjs";
import { ensureInstalled } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { findNode } from "./node24.mjs";
import { root } from "./root.mjs";

/** Installs what is missing and answers the Node to run everything else with. */
export async function prepareNode() {
  return withLock(() => {
    ensureInstalled();
    return findNode();
  });
}

/** The same, and builds what is stale. */
export async function prepareBuild() {
  const node = await prepareNode();
  await withLock(async () => {
    if (isBuildFresh()) return;
    console.log("Building …");
    const code = await runChild(node, [join(root, "build", "bundle.ts")], { cwd: root });
    if (code !== 0) process.exit(code);
  });
  return node;
}
