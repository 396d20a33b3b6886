import { err, failure, ok } from "../../../../shared/result.ts";
import type { ReleaseContents } from "../contents/contents.ts";
import { writeTar } from "../contents/write-tar.ts";
import { type LongCall, type SshAddress, SshConnection } from "./ssh-connection.ts";
import {
  type FoundFile,
  type FoundFiles,
  incomingPrefix,
  type LockSign,
  type ScriptOrder,
  type Target,
  type TargetAnswer,
} from "./target.ts";

/** A shell reads lines byte by byte: what is longer than this has a way of its own. */
const mostInLine = 64 * 1024;

/** A folder on a host that ssh reaches. */
export class SshTarget implements Target {
  readonly name: string;
  readonly #connection: SshConnection;

  constructor(address: SshAddress) {
    this.name = address.name;
    this.#connection = new SshConnection(address);
  }

  prepare() {
    return this.#do("prepare");
  }

  lock() {
    return this.#signOf("lock");
  }

  takeLock(holder: string) {
    return this.#signOf("take", holder);
  }

  beat() {
    return this.#do("beat");
  }

  unlock() {
    return this.#do("unlock");
  }

  async survey(): ReturnType<Target["survey"]> {
    const answer = await this.#connection.call("survey");
    if (!answer.ok) return answer;
    const lines = answer.value.split("\n");
    const named = (word: string) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
    const names = named("release");
    return ok({
      current: named("current")[0] ?? null,
      releases: names.filter((name) => !name.startsWith(".")),
      incoming: names.filter((name) => name.startsWith(incomingPrefix)),
      journal: named("journal").join("\n"),
      lock: lockSign(answer.value),
    });
  }

  async readText(path: string): TargetAnswer<string | null> {
    const answer = await this.#connection.call("text", path);
    if (!answer.ok) return answer;
    return ok(answer.value.startsWith("there\n") ? answer.value.slice("there\n".length) : null);
  }

  writeText(path: string, text: string) {
    return text.length <= mostInLine
      ? this.#do("write", path, text)
      : this.#doLong({ act: "write", values: [path], input: only(Buffer.from(text)) });
  }

  put(folder: string, contents: ReleaseContents, onBytes: (sent: number) => void, signal: AbortSignal) {
    return this.#sums({ act: "put", values: [folder], input: counted(writeTar(contents), onBytes), signal });
  }

  read(folder: string, signal: AbortSignal) {
    return this.#sums({ act: "read", values: [folder], signal });
  }

  settle(folder: string, name: string) {
    return this.#do("settle", folder, name);
  }

  pointTo(link: string) {
    return this.#do("point", link);
  }

  async runScript({ script, folder, variables, onLine, signal }: ScriptOrder): TargetAnswer<number | null> {
    let exitCode: number | null = null;
    /** Before ours there is an empty one, unless the script's last line had no end. */
    let held: string | null = null;
    const take = (line: string) => {
      const end = /^millrace-[0-9a-f]{16} (\d+)$/.exec(line);
      if (end !== null) {
        exitCode = Number(end[1]);
        return "last";
      }
      if (held !== null) onLine(held);
      held = line === "" ? line : null;
      if (line !== "") onLine(line);
      return undefined;
    };
    const ended = await this.#connection.callLong({ act: "run", values: [folder, script], variables, onLine: take, signal });
    if (exitCode !== null) return ok(exitCode);
    if (signal.aborted) return ok(null);
    return ended.ok ? err(failure("target-lost", `${this.name} did not say how the script ended.`)) : ended;
  }

  remove(folders: readonly string[]) {
    return folders.length === 0 ? Promise.resolve(ok(null)) : this.#doLong({ act: "remove", values: folders });
  }

  close() {
    return this.#connection.close();
  }

  async #do(act: string, ...values: string[]): TargetAnswer<null> {
    const answer = await this.#connection.call(act, ...values);
    return answer.ok ? ok(null) : answer;
  }

  async #doLong(call: LongCall): TargetAnswer<null> {
    const answer = await this.#connection.callLong(call);
    return answer.ok ? ok(null) : answer;
  }

  async #sums(call: LongCall): TargetAnswer<FoundFiles> {
    const answer = await this.#connection.callLong(call);
    return answer.ok ? ok(foundFiles(answer.value)) : answer;
  }

  async #signOf(act: "lock" | "take", ...values: string[]): TargetAnswer<LockSign | null> {
    const answer = await this.#connection.call(act, ...values);
    if (!answer.ok) return answer;
    const sign = lockSign(answer.value);
    // Neither taken nor held by anybody: it was given back meanwhile.
    return sign === null && !/^taken$/m.test(answer.value) ? this.#signOf("lock") : ok(sign);
  }
}

/** From a line such as `lock 1800000000 1799999990 millrace:ab12:ada`: now, the last sign of life, the lock's text. */
function lockSign(answer: string): LockSign | null {
  const match = /^lock (\d+) (\d+) (.*)$/m.exec(answer);
  return match === null ? null : { text: match[3] ?? "", silentMs: Math.max(0, Number(match[1]) - Number(match[2])) * 1_000 };
}

/** From lines such as `SUM  ./path` or `SUM *./path`, and pairs of lines for links. */
function foundFiles(answer: string): FoundFiles {
  const found: [string, FoundFile][] = [];
  const lines = answer.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const file = /^([0-9a-f]{64}) [ *]\.\/(.*)$/.exec(line);
    if (file !== null) found.push([file[2] ?? "", { kind: "file", sha256: file[1] ?? "" }]);
    else if (line.startsWith("link ./")) {
      index += 1;
      found.push([line.slice("link ./".length), { kind: "link", target: lines[index] ?? "" }]);
    }
  }
  return new Map(found);
}

async function* only(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}

async function* counted(stream: AsyncIterable<Buffer>, onBytes: (sent: number) => void): AsyncGenerator<Buffer, void, undefined> {
  let sent = 0;
  for await (const piece of stream) {
    yield piece;
    sent += piece.length;
    onBytes(sent);
  }
}
