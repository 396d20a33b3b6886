import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bootstrap/root.mjs";
import { findBrokenHouseRules } from "./checks/house-rules.ts";

const files = ["shared", "electron", "renderer", "build", "e2e"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|cjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(root, "build", "out"))),
);
const findings = findBrokenHouseRules(files, root);
for (const { file, line, message } of findings) console.log(`${file}:${line} ${message}`);
process.exitCode = findings.length === 0 ? 0 : 1;
