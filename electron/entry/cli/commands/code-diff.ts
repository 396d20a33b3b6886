import type { DiffSide, FileDiff } from "../../../../shared/contract/code/changes.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { type CodePlace, failCode, pathsOf, withCode } from "../code-place.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";
import { wholeNumber } from "../whole-number.ts";

const maxContext = 1_000;

/** `millrace code diff [PATH…]`: of all files that changed when none is named. */
export const executeCodeDiff: Execute = async (invocation) => {
  const { options, words, isJson, print } = invocation;
  const contextLines = options.context === undefined ? 3 : wholeNumber(options.context, 0, maxContext);
  if (contextLines === null) return failUsage(`--context takes a whole number from 0 to ${maxContext}.`);
  const side = sideOf(options, words);
  if (!side.ok) return side;
  return withCode(invocation, async (place) => {
    const paths = words.length > 0 ? pathsOf(place, words) : await changedPaths(place, side.value);
    if (!paths.ok) return paths;
    const files: FileDiff[] = [];
    for (const path of paths.value) {
      const how = { contextLines, isSpaceIgnored: options["ignore-space"] === true, isLargeWanted: options.large === true };
      const diff = await place.code.diff({ ...place.project, path, side: side.value, ...how });
      if (!diff.ok) return failCode(diff.failure);
      if (isJson) files.push(diff.value);
      else
        print(
          `${linesOf(diff.value, options.numbers === true)
            .map(visible)
            .join("\n")}\n`,
        );
    }
    if (isJson) print(`${JSON.stringify({ files })}\n`);
    return ok(exitCodes.passed);
  });
};

function sideOf({ staged, commit }: Invocation["options"], words: readonly string[]): Result<DiffSide, CommandFailure> {
  if (commit === undefined) return ok({ of: staged === true ? "staged" : "unstaged" });
  if (staged === true) return failUsage("--staged and --commit are of two different things.", "Give one of them.");
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(String(commit))) return failUsage("--commit takes the full hash of a commit.");
  if (words.length === 0) return failUsage("With --commit, name the files.");
  return ok({ of: "commit", commit: String(commit), base: null });
}

async function changedPaths({ code, project }: CodePlace, side: DiffSide): Promise<Result<string[], CommandFailure>> {
  const status = await code.status(project);
  if (!status.ok) return failCode(status.failure);
  return ok(status.value.files.filter((file) => (side.of === "staged" ? file.staged : file.unstaged) !== null).map(({ path }) => path));
}

function linesOf({ path, oldPath, oldMode, newMode, content }: FileDiff, isNumbered: boolean): string[] {
  const modes = oldMode !== null && newMode !== null && oldMode !== newMode ? ` (mode ${oldMode} -> ${newMode})` : "";
  const head = `--- ${oldPath ?? path}${oldPath === null ? "" : ` -> ${path}`}${modes}`;
  const bytes = (size: number | null) => (size === null ? "nothing" : formatBytes(size));
  switch (content.kind) {
    case "text":
      return [
        head,
        ...content.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, heading, lines }, index) => [
          `@@ ${index + 1}: -${oldStart},${oldLines} +${newStart},${newLines} ${heading}`.trimEnd(),
          ...lines.flatMap(({ kind, text, oldLine, newLine, isCut, isUnended }) => [
            `${isNumbered ? `${numberCell(oldLine)} ${numberCell(newLine)} ` : ""}${kind === "same" ? " " : kind === "added" ? "+" : "-"}${text}${isCut ? "…" : ""}`,
            ...(isUnended ? ["\\ no line feed"] : []),
          ]),
        ]),
        ...(content.isCut ? ["… more lines are not shown"] : []),
      ];
    case "submodule":
      return [
        head,
        `submodule: ${content.oldCommit ?? "nothing"} -> ${content.newCommit ?? "nothing"}${content.isDirty ? ", with changes" : ""}`,
      ];
    case "same":
      return [head, "the same content"];
    default:
      return [head, `${content.kind}: ${bytes(content.oldBytes)} -> ${bytes(content.newBytes)}`];
  }
}

function numberCell(line: number | null): string {
  return String(line ?? "").padStart(6);
}
