// Unpacks the release into out/site and switches to it in one step: a reader sees the old version or the new one whole.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { root } from "./folders.mjs";
import { dim, fail, green } from "./print.mjs";

const releases = join(root, "out", "release");
const name = readdirSync(releases).find((file) => file.endsWith(".gz"));
const bytes = readFileSync(join(releases, name));
const [expected] = readFileSync(join(releases, `${name}.sha256`), "utf8").split(" ");
const checksum = createHash("sha256").update(bytes).digest("hex");

if (checksum !== expected) fail(`out/release/${name}`, "is not what was released: its checksum differs");
else {
  console.log(`${green("✓")} checksum ${dim(checksum.slice(0, 12))}`);
  const { version, files } = JSON.parse(gunzipSync(bytes).toString());
  const site = join(root, "out", "site");
  mkdirSync(join(site, version), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(site, version, file), text);
  writeFileSync(join(site, "current.txt.new"), version);
  renameSync(join(site, "current.txt.new"), join(site, "current.txt"));
  console.log(`${green("✓")} out/site is at ${version}`);
}
