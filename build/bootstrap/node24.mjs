import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isNewEnough, neededMajor, packagedNode } from "../launcher/packaged-node.cjs";
import { giveUp, root } from "./root.mjs";

/** A Node that Millrace runs on: this one, the packaged one, or one of the PATH. Gives up when there is none. */
export function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const packaged = packagedNode(root);
  if (packaged !== null && runs(packaged)) return packaged;
  const name = process.platform === "win32" ? "node.exe" : "node";
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  const found = onPath.find((file) => existsSync(file) && runs(file));
  return (
    found ??
    giveUp(
      `Millrace needs Node ${neededMajor} or newer; this is ${process.version}, and there is no packaged Node for ${process.platform} ${process.arch}. ` +
        "Install one from https://nodejs.org and start again.",
    )
  );
}

// A binary can be there and still not run, for example one made for another C library.
function runs(file) {
  const result = spawnSync(file, ["--version"], { encoding: "utf8" });
  return result.status === 0 && isNewEnough(result.stdout.trim());
}
