import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./folders.mjs";

/** Starts the version that is deployed, from where it was deployed to. */
export async function startDeployed() {
  const site = join(root, "out", "site");
  const version = readFileSync(join(site, "current.txt"), "utf8");
  const { startShop } = await import(pathToFileURL(join(site, version, "server.mjs")).href);
  return { version, ...(await startShop(process.env.SHOP_REGION ?? "south")) };
}
