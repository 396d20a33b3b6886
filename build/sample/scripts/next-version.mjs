// Reads the changes since the last release and says which version comes next (https://semver.org).
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshFolder, root } from "./folders.mjs";
import { bold, dim, green } from "./print.mjs";

const [current, ...changes] = readFileSync(join(root, "CHANGES.md"), "utf8")
  .split(/\r?\n/)
  .filter((line) => /^(## \d|- )/.test(line))
  .map((line) => line.replace(/^(## |- )/, ""));
const isBreaking = changes.some((change) => /^[a-z]+!:/.test(change));
const hasFeature = changes.some((change) => change.startsWith("feat:"));
const [major, minor, patch] = current.split(".").map(Number);
const next = isBreaking ? [major + 1, 0, 0] : hasFeature ? [major, minor + 1, 0] : [major, minor, patch + 1];

for (const change of changes) console.log(dim(`· ${change}`));
console.log(`${current} → ${green(bold(next.join(".")))}`);
writeFileSync(join(freshFolder("version"), "version.txt"), next.join("."));
