// Packs the bundle into one file with its checksum beside it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { freshFolder, root } from "./folders.mjs";
import { cyan, dim } from "./print.mjs";

const version = readFileSync(join(root, "out", "version", "version.txt"), "utf8");
const bundle = join(root, "out", "bundle");
const files = Object.fromEntries(readdirSync(bundle).map((name) => [name, readFileSync(join(bundle, name), "utf8")]));
const target = freshFolder("release");
const name = `corner-shop-${version}.json.gz`;
const bytes = gzipSync(JSON.stringify({ version, files }));
const checksum = createHash("sha256").update(bytes).digest("hex");
writeFileSync(join(target, name), bytes);
writeFileSync(join(target, `${name}.sha256`), `${checksum}  ${name}\n`);
console.log(`${cyan(name)}  ${bytes.length} bytes`);
console.log(dim(`sha256 ${checksum}`));
