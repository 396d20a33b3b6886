import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheFolder } from "./root.mjs";

const pollMs = 200;

/**
 * Runs `work` while no other bootstrap of this checkout does: two `npm start` at once must not install over each
 * other. The lock is a file with its owner's process id, so that a killed owner does not lock the checkout for ever.
 */
export async function withLock(work, file = join(cacheFolder, "prepare.lock")) {
  mkdirSync(dirname(file), { recursive: true });
  let hasSaid = false;
  while (!tryCreate(file)) {
    const owner = ownerOf(file);
    if (owner !== null && !isAlive(owner)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!hasSaid) console.log("Another npm start or npm test prepares this checkout; waiting for it …");
    hasSaid = true;
    await sleep(pollMs);
  }
  const release = () => rmSync(file, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

function tryCreate(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** The owner's process id; `null` while the owner has not written it yet or has just released the lock. */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, "utf8")) || null;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
