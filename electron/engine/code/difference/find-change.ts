import type { DiffSide } from "../../../../shared/contract/code/changes.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { emptyTreeFor } from "../../git/git.ts";
import { type CodeFailure, codeFailure, impossible } from "../code-failure.ts";
import { explainRefusal } from "../operation/explain-refusal.ts";
import { fromTop, type Repository } from "../repository.ts";
import { type RawRecord, readRawRecords } from "./raw-records.ts";

/** How a file that git knows differs, and how to ask for its lines. */
export interface Change {
  readonly record: RawRecord;
  /** The command for everything about it, but for the format and the paths. */
  readonly command: readonly string[];
  /** From the top of the repository. */
  readonly paths: readonly string[];
  /** Its places among the sections of the patch of `paths`. */
  readonly sections: ReadonlySet<number>;
}

/** No program takes part in what is shown, and no setting changes how it is written. */
const plainly = ["--no-ext-diff", "--no-textconv", "--no-color", "--full-index", "--no-abbrev", "--src-prefix=a/", "--dst-prefix=b/"];

/** Finds how `path` differs; `null` when git knows of no difference. */
export async function findChange(repository: Repository, path: string, side: DiffSide): Promise<Result<Change | null, CodeFailure>> {
  const begun = await beginOf(repository, side);
  if (!begun.ok) return begun;
  const command = [...begun.value, ...plainly];
  const whole = fromTop(repository, path);
  const here = await readRecords(repository, command, [whole]);
  if (!here.ok) return here;
  const found = changeOf(here.value, whole, command, [whole]);
  // Seen alone, a file that was renamed is new.
  if (found === null || side.of === "unstaged" || side.of === "whole" || found.record.letter !== "A") return ok(found);
  const moved = await readRecords(repository, [...command, "--diff-filter=R"], []);
  if (!moved.ok) return moved;
  const oldPath = moved.value.find((record) => record.path === whole)?.oldPath ?? null;
  if (oldPath === null) return ok(found);
  const paths = [oldPath, whole];
  const both = await readRecords(repository, command, paths);
  return both.ok ? ok(changeOf(both.value, whole, command, paths) ?? found) : both;
}

async function beginOf({ reader }: Repository, side: DiffSide): Promise<Result<readonly string[], CodeFailure>> {
  // A file with conflicts is compared with our side of it.
  if (side.of === "unstaged") return ok(["diff", "--ours", "--no-renames"]);
  if (side.of === "staged") return ok(["diff", "--cached", "--find-renames"]);
  if (side.of === "folder") return ok(["diff", "--find-renames", side.base]);
  if (side.of === "whole" && side.commit === null) {
    const format = await reader.textOf(["rev-parse", "--show-object-format"]);
    return ok(["diff", "--no-renames", emptyTreeFor("0".repeat(format.trim() === "sha256" ? 64 : 40))]);
  }
  const commit = side.commit ?? "";
  const asked = await reader.perform(["rev-list", "--parents", "--max-count=1", "--end-of-options", commit]);
  if (!asked.ok) return err(codeFailure(asked.failure));
  if (asked.value.exitCode !== 0) return err(failure("code-stale", `There is no commit ${commit.slice(0, 7)} here any more.`));
  if (side.of === "whole") return ok(["diff-tree", "-r", "--no-renames", emptyTreeFor(commit), commit]);
  const parent = asked.value.output.trim().split(" ")[1] ?? emptyTreeFor(side.commit);
  return ok(["diff-tree", "-r", "--find-renames", side.base ?? parent, side.commit]);
}

async function readRecords(
  { reader }: Repository,
  command: readonly string[],
  paths: readonly string[],
): Promise<Result<RawRecord[], CodeFailure>> {
  const asked = await reader.perform([...command, "--raw", "-z", "--", ...paths]);
  if (!asked.ok) return err(codeFailure(asked.failure));
  if (asked.value.exitCode === 0) return ok(readRawRecords(asked.value.output));
  return err(
    /bad object|unknown revision/.test(asked.value.complaint)
      ? impossible("The commit to compare with is not here.", "In a shallow clone, git fetch --unshallow gets all of them.")
      : explainRefusal(command, asked.value),
  );
}

function changeOf(records: readonly RawRecord[], path: string, command: readonly string[], paths: readonly string[]): Change | null {
  let section = 0;
  for (const record of records) {
    // A conflict has no section of its own, and a file that became a link has two.
    const count = record.letter === "U" ? 0 : record.letter === "T" ? 2 : 1;
    if (count > 0 && record.path === path) {
      return { record, command, paths, sections: new Set(count === 2 ? [section, section + 1] : [section]) };
    }
    section += count;
  }
  return null;
}
