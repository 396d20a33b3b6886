import { createHash, type Hash } from "node:crypto";
import { StringDecoder } from "node:string_decoder";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import type { Git, GitFailure } from "./gateway.ts";

/**
 * What each of these commits changed, as one id: commits of the same patch have the same, wherever they stand. `TIP BASE` asks
 * for all that lies between two. `null` for what changes nothing, and for a merge.
 */
export async function readPatchIds(git: Git, questions: readonly string[]): Promise<Result<readonly (string | null)[], GitFailure>> {
  const patches = new PatchIds();
  // Of a patch only the bytes count.
  const decoder = new StringDecoder("latin1");
  const compared = await git.perform(["diff-tree", "--stdin", "--always", "--root", "-p", "--no-ext-diff", "--no-textconv"], {
    input: questions.map((question) => `${question}\n`).join(""),
    onBytes: (bytes) => patches.take(decoder.write(bytes)),
  });
  if (!compared.ok) return compared;
  const ids = patches.end();
  if (compared.value.exitCode !== 0 || ids.length !== questions.length)
    return err(failure("git-failed", `git diff-tree could not compare commits: ${compared.value.complaint.trim()}`));
  return ok(ids);
}

/**
 * Takes the output of `git diff-tree --stdin --always -p` in pieces and gives one id for each line of its input, in
 * order: a checksum of the patch without what stands elsewhere by chance, as `git patch-id` has it (line numbers, blob
 * hashes, white space). `null` for one that changes nothing.
 */
class PatchIds {
  readonly ids: (string | null)[] = [];
  #rest = "";
  #hash: Hash | null = null;
  #isEmpty = true;

  take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#takeLine(line);
  }

  end(): readonly (string | null)[] {
    if (this.#rest !== "") this.#takeLine(this.#rest);
    this.#finish();
    return this.ids;
  }

  #takeLine(line: string): void {
    // Lines of a patch begin with a sign or a word: a hash alone names the next one.
    if (/^[0-9a-f]{40,64}$/.test(line)) {
      this.#finish();
      this.#hash = createHash("sha1");
      this.#isEmpty = true;
    } else if (!/^(@@ |index |\\ )/.test(line) && line !== "") {
      this.#isEmpty = false;
      this.#hash?.update(line.replace(/\s+/g, "")).update("\n");
    }
  }

  #finish(): void {
    if (this.#hash === null) return;
    this.ids.push(this.#isEmpty ? null : this.#hash.digest("hex"));
    this.#hash = null;
  }
}
