import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, link, lstat, mkdir, open, readdir, readFile, readlink, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { hourMs } from "../../../../shared/time.ts";
import { BrokenArchive } from "../contents/archive-entry.ts";
import type { ReleaseContents } from "../contents/contents.ts";
import { sumOf } from "../contents/sum.ts";
import { runScript } from "../run-script.ts";
import { lockId, lockLost } from "./lock.ts";
import { type FoundFile, type FoundFiles, incomingPrefix, type LockSign, places, type Target, type TargetFailure } from "./target.ts";

/** What a local target is made of. */
export interface LocalPlace {
  /** As it is written, for a person. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** What is on the lock while it is ours. */
  readonly lockText: string;
  /** The complete environment of scripts. */
  readonly environment: Readonly<Record<string, string>>;
}

/** So many files are made safe at once. */
const syncsAtOnce = 16;

/** A folder on this machine, or on a disk that it has mounted. */
export class LocalTarget implements Target {
  readonly name: string;
  readonly #place: LocalPlace;

  constructor(place: LocalPlace) {
    this.name = place.name;
    this.#place = place;
  }

  prepare() {
    return this.#attempt(async () => {
      // Whoever serves it must get there, whatever the permission mask of this process is.
      if (await makeFolder(this.#at(places.releases))) await chmod(this.#at(places.releases), 0o755);
      await makeFolder(this.#at(places.manifests));
      const found = await lstat(this.#at(places.current)).catch(absent);
      if (found !== null && !found.isSymbolicLink())
        throw new Refusal(`${join(this.name, places.current)} is there and is no link`, "Move it away; a link takes its place.");
      return null;
    });
  }

  lock() {
    return this.#attempt(async () => {
      await this.#signOfLife();
      return this.#lockUnlessHeld();
    });
  }

  takeLock(holder: string) {
    return this.#attempt(async () => {
      const found = await this.#lockSign();
      // Given back meanwhile: then whoever comes first has it.
      if (found === null) return this.#lockUnlessHeld();
      if (found.text !== holder) return found;
      await this.#replaceLink(places.lock, this.#place.lockText);
      await rm(this.#beatOf(holder), { force: true });
      return null;
    });
  }

  beat() {
    return this.#change(async () => {
      await this.#signOfLife();
      return null;
    });
  }

  unlock() {
    return this.#change(async () => {
      await rm(this.#at(places.lock));
      await rm(this.#beatOf(this.#place.lockText), { force: true });
      await this.#sweep();
      return null;
    });
  }

  survey() {
    return this.#attempt(async () => {
      const names = (await readdir(this.#at(places.releases)).catch(absent)) ?? [];
      return {
        current: await readlink(this.#at(places.current)).catch(absent),
        releases: names.filter((name) => !name.startsWith(".")),
        incoming: names.filter((name) => name.startsWith(incomingPrefix)),
        journal: (await readFile(this.#at(places.journal), "utf8").catch(absent)) ?? "",
        lock: await this.#lockSign(),
      };
    });
  }

  readText(path: string) {
    return this.#attempt(() => readFile(this.#at(path), "utf8").catch(absent));
  }

  writeText(path: string, text: string) {
    return this.#change(async () => {
      const draft = this.#draft();
      await writeFile(draft, text, { flush: true });
      await rename(draft, this.#at(path));
      await syncPath(dirname(this.#at(path)));
      return null;
    });
  }

  put(folder: string, contents: ReleaseContents, onBytes: (sent: number) => void, signal: AbortSignal) {
    return this.#change(async () => {
      const root = this.#at(places.releases, folder);
      await rm(root, { recursive: true, force: true });
      await mkdir(root);
      let sent = 0;
      for await (const { entry, content } of contents.open()) {
        stopWhen(signal);
        const path = join(root, entry.path);
        await mkdir(entry.kind === "folder" ? path : dirname(path), { recursive: true });
        if (entry.kind === "link") await symlink(entry.target, path);
        else if (entry.kind === "same-file") await link(join(root, entry.target), path);
        else if (entry.kind === "file") {
          const file = await open(path, "wx", entry.mode);
          try {
            // The permission mask of this process is not asked.
            await file.chmod(entry.mode);
            for await (const piece of content) {
              stopWhen(signal);
              await file.writeFile(piece);
              sent += piece.length;
              onBytes(sent);
            }
          } finally {
            await file.close();
          }
        }
      }
      await syncAll(root);
      return this.#sums(root, signal);
    });
  }

  read(folder: string, signal: AbortSignal) {
    return this.#attempt(() => this.#sums(this.#at(places.releases, folder), signal));
  }

  settle(folder: string, name: string) {
    return this.#change(async () => {
      const place = this.#at(places.releases, name);
      if ((await lstat(place).catch(absent)) !== null) throw new Refusal(`${place} is there already`);
      await rename(this.#at(places.releases, folder), place);
      await syncPath(dirname(place));
      return null;
    });
  }

  pointTo(text: string) {
    return this.#change(async () => {
      await this.#replaceLink(places.current, text);
      await syncPath(this.#place.path);
      return null;
    });
  }

  async runScript(order: Parameters<Target["runScript"]>[0]): ReturnType<Target["runScript"]> {
    const environment = { ...this.#place.environment, ...order.variables };
    const ended = await runScript({ ...order, shell: null, folder: this.#at(order.folder), environment });
    return ended.ok ? ended : err(failure("target-refused", ended.failure.message, ended.failure.hint));
  }

  remove(folders: readonly string[]) {
    return this.#change(async () => {
      for (const name of folders) {
        // Under a name that nobody takes for a release, should it end halfway.
        const place = this.#at(places.releases, name);
        const leaving = name.startsWith(incomingPrefix) ? place : this.#at(places.releases, `${incomingPrefix}${name}`);
        if (leaving !== place) await rename(place, leaving).catch(absent);
        await rm(this.#at(places.manifests, name), { force: true });
        await rm(leaving, { recursive: true, force: true });
      }
      return null;
    });
  }

  close() {
    return Promise.resolve();
  }

  #at(...parts: string[]): string {
    return join(this.#place.path, ...parts);
  }

  #draft(): string {
    return this.#at(places.own, `draft-${randomBytes(6).toString("hex")}`);
  }

  #beatOf(lockText: string): string {
    return this.#at(places.own, `beat-${lockId(lockText)}`);
  }

  async #signOfLife(): Promise<void> {
    const draft = this.#draft();
    await writeFile(draft, "");
    // Read by whoever comes over ssh.
    await writeFile(draft, `${Math.floor((await stat(draft)).mtimeMs / 1_000)}\n`);
    await rename(draft, this.#beatOf(this.#place.lockText));
  }

  async #lockUnlessHeld(): Promise<LockSign | null> {
    for (;;) {
      try {
        await symlink(this.#place.lockText, this.#at(places.lock));
        return null;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
      const found = await this.#lockSign();
      if (found !== null) return found;
    }
  }

  async #lockSign(): Promise<LockSign | null> {
    const text = await readlink(this.#at(places.lock)).catch(absent);
    if (text === null) return null;
    const beat = await stat(this.#beatOf(text)).catch(absent);
    // Whoever gives it back takes the sign away after the lock.
    if (beat === null && (await readlink(this.#at(places.lock)).catch(absent)) !== text) return this.#lockSign();
    return { text, silentMs: beat === null ? Number.POSITIVE_INFINITY : Math.max(0, (await this.#diskTime()) - beat.mtimeMs) };
  }

  /** Takes away what the killed have left long ago; what is young may belong to one that waits for the lock. */
  async #sweep(): Promise<void> {
    const nowMs = await this.#diskTime();
    for (const name of await readdir(this.#at(places.own))) {
      if (!/^(draft|next|beat)-/.test(name)) continue;
      const found = await lstat(this.#at(places.own, name)).catch(absent);
      if (found !== null && nowMs - found.mtimeMs > hourMs) await rm(this.#at(places.own, name), { force: true });
    }
  }

  /** By the clock that also marks the signs of life: the disk may be another machine's. */
  async #diskTime(): Promise<number> {
    const draft = this.#draft();
    try {
      await writeFile(draft, "");
      return (await stat(draft)).mtimeMs;
    } catch (error) {
      // Who may only look is told that the holder lives.
      if (["EACCES", "EPERM", "EROFS"].includes(codeOf(error))) return 0;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** A rename puts the new link over the old one in one step: at no moment is there none. */
  async #replaceLink(path: string, text: string): Promise<void> {
    const draft = this.#draft();
    await symlink(text, draft);
    await rename(draft, this.#at(path));
  }

  async #sums(root: string, signal: AbortSignal): Promise<FoundFiles> {
    const found: [string, FoundFile][] = [];
    for (const item of (await readdir(root, { recursive: true, withFileTypes: true }).catch(absent)) ?? []) {
      const place = join(item.parentPath, item.name);
      const path = place.slice(root.length + 1).replaceAll("\\", "/");
      if (item.isSymbolicLink()) found.push([path, { kind: "link", target: await readlink(place) }]);
      else if (item.isFile())
        found.push([path, { kind: "file", sha256: await sumOf(createReadStream(place, { highWaterMark: 1024 * 1024, signal })) }]);
    }
    return new Map(found);
  }

  /** What only the holder of the lock may do. */
  #change<Value>(act: () => Promise<Value>): Promise<Result<Value, TargetFailure>> {
    return this.#attempt(async () => {
      const holder = await readlink(this.#at(places.lock)).catch(absent);
      if (holder !== this.#place.lockText) throw new LockLost(holder);
      return act();
    });
  }

  async #attempt<Value>(act: () => Promise<Value>): Promise<Result<Value, TargetFailure>> {
    try {
      return ok(await act());
    } catch (error) {
      return err(this.#explain(error));
    }
  }

  #explain(error: unknown): TargetFailure {
    if (error instanceof LockLost) return lockLost(error.holder, this.name);
    if (error instanceof Refusal) return failure("target-refused", `${error.message}.`, error.hint);
    if (error instanceof BrokenArchive) return failure("target-refused", `The release changed while it was copied: ${error.message}.`);
    if (error instanceof Canceled || codeOf(error) === "ABORT_ERR") return failure("canceled", "It was canceled.");
    switch (codeOf(error)) {
      case "ENOSPC":
      case "EDQUOT":
        return failure("target-full", `The disk of ${this.name} is full.`, "Free some space, or keep fewer releases.");
      case "EACCES":
      case "EPERM":
      case "EROFS":
        return failure(
          "target-refused",
          `${this.name} may not be written: ${(error as Error).message}.`,
          "Give yourself the right to write there.",
        );
      case "":
        throw error;
      default:
        return failure("target-refused", `${this.name} cannot be used: ${(error as Error).message}.`);
    }
  }
}

class LockLost extends Error {
  readonly holder: string | null;

  constructor(holder: string | null) {
    super();
    this.holder = holder;
  }
}

class Canceled extends Error {}

class Refusal extends Error {
  readonly hint: string;

  constructor(message: string, hint = "") {
    super(message);
    this.hint = hint;
  }
}

function stopWhen(signal: AbortSignal): void {
  if (signal.aborted) throw new Canceled();
}

/** Makes a folder with those above it; whether it was missing. Node's own way never ends where none can be made, as in /proc. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (codeOf(error) !== "ENOENT" || (await lstat(dirname(path)).catch(absent)) !== null) throw error;
    await makeFolder(dirname(path));
    return makeFolder(path);
  }
}

/** Puts all below a folder, and itself, onto the disk. */
async function syncAll(root: string): Promise<void> {
  const items = await readdir(root, { recursive: true, withFileTypes: true });
  const folders = [root, ...items.filter((item) => item.isDirectory()).map((item) => join(item.parentPath, item.name))];
  // The permission mask of this process is not asked.
  for (const folder of folders) await chmod(folder, 0o755);
  const all = [...items.filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name)), ...folders];
  for (let at = 0; at < all.length; at += syncsAtOnce) await Promise.all(all.slice(at, at + syncsAtOnce).map(syncPath));
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** `null` for what is not there; everything else is thrown on. */
function absent(error: unknown): null {
  if (codeOf(error) === "ENOENT" || codeOf(error) === "EINVAL") return null;
  throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
