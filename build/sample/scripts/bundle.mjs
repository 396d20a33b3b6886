// Puts what the shop needs at run time into one folder, with a list of what is in it.
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshFolder, root } from "./folders.mjs";
import { cyan, dim } from "./print.mjs";

const target = freshFolder("bundle");
const manifest = {};
for (const name of readdirSync(join(root, "src")).sort()) {
  copyFileSync(join(root, "src", name), join(target, name));
  const bytes = readFileSync(join(target, name));
  manifest[name] = createHash("sha256").update(bytes).digest("hex");
  console.log(`${cyan(name.padEnd(16))} ${String(bytes.length).padStart(5)} bytes  ${dim(manifest[name].slice(0, 12))}`);
}
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
