// Checks that Node can read the shop and its tests, and that every program keeps the house's few rules.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./folders.mjs";
import { dim, fail, green } from "./print.mjs";

const rules = [
  { what: "a debugger statement", pattern: /^\s*debugger\b/ },
  { what: "a tab", pattern: /\t/ },
  { what: "space at the end of the line", pattern: / +$/ },
];

let count = 0;
for (const folder of ["src", "test", "scripts"]) {
  for (const name of readdirSync(join(root, folder)).filter((file) => file.endsWith(".mjs"))) {
    const file = `${folder}/${name}`;
    count += 1;
    if (folder !== "scripts") checkSyntax(file);
    for (const [index, line] of readFileSync(join(root, file), "utf8").split(/\r?\n/).entries()) {
      for (const { what, pattern } of rules) if (pattern.test(line)) fail(`${file}:${index + 1}`, what);
    }
    console.log(`${green("✓")} ${dim(file)}`);
  }
}
console.log(`${count} files`);

function checkSyntax(file) {
  const { status, stderr } = spawnSync(process.execPath, ["--check", join(root, file)], { encoding: "utf8" });
  if (status !== 0) fail(file, stderr.trim());
}
