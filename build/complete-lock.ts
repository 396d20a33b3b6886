import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bootstrap/root.mjs";
import { fillHoles, findHoles } from "./checks/lock-file.ts";

// After `npm install` changed the lock file with a registry that has not every platform's packages: names the rest.
const file = join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const { name, version, wantedBy } of findHoles(lock)) console.log(`${name}@${version}, wanted by ${wantedBy}`);
writeFileSync(file, `${JSON.stringify(fillHoles(lock), null, 2)}\n`);
