import type { LineSelection } from "../../../../shared/contract/code/changes.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { readChoice } from "../chosen-lines.ts";
import { type CodePlace, failCode, pathsOf, withCode } from "../code-place.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { failUsage } from "../fail.ts";

/** What the words and options of a command mean: files, or lines of one file. */
type Target = { readonly paths: readonly string[]; readonly selection: null } | { readonly selection: LineSelection };

/** `millrace code stage PATH…` */
export const executeCodeStage: Execute = (invocation) =>
  change(invocation, "unstaged", async ({ code, project }, target) =>
    target.selection === null
      ? code.stage({ ...project, paths: target.paths })
      : code.stageLines({ ...project, selection: target.selection }),
  );

/** `millrace code unstage PATH…` */
export const executeCodeUnstage: Execute = (invocation) =>
  change(invocation, "staged", async ({ code, project }, target) =>
    target.selection === null
      ? code.unstage({ ...project, paths: target.paths })
      : code.unstageLines({ ...project, selection: target.selection }),
  );

/** `millrace code discard PATH…`: says how to bring it back. */
export const executeCodeDiscard: Execute = (invocation) =>
  change(invocation, "unstaged", async ({ code, project }, target) =>
    target.selection === null
      ? code.discard({ ...project, paths: target.paths })
      : code.discardLines({ ...project, selection: target.selection }),
  );

/** `millrace code undo [ID]`: without an id it lists what can be brought back. */
export const executeCodeUndo: Execute = async (invocation) => {
  const { words, isJson, print } = invocation;
  return withCode(invocation, async (place) => {
    const { code, project } = place;
    const [undoId] = words;
    if (undoId !== undefined) {
      const undone = await code.undo({ ...project, undoId });
      if (!undone.ok) return failCode(undone.failure);
      if (isJson) print(`${JSON.stringify({ undoId })}\n`);
      return ok(exitCodes.passed);
    }
    const listed = await code.undoables(project);
    if (!listed.ok) return failCode(listed.failure);
    const lines = listed.value.map((each) => `${each.undoId}  ${new Date(each.at).toISOString()}  ${each.what}`);
    print(
      isJson
        ? `${JSON.stringify({ undoables: listed.value })}\n`
        : lines.length === 0
          ? "There is nothing to bring back.\n"
          : `${lines.join("\n")}\n`,
    );
    return ok(exitCodes.passed);
  });
};

/** `millrace code unlock`: removes a lock that nobody holds. */
export const executeCodeUnlock: Execute = async (invocation) => {
  return withCode(invocation, async (place) => {
    const unlocked = await place.code.unlock(place.project);
    if (!unlocked.ok) return failCode(unlocked.failure);
    if (invocation.isJson) invocation.print("{}\n");
    return ok(exitCodes.passed);
  });
};

async function change(
  invocation: Invocation,
  side: "staged" | "unstaged",
  work: (place: CodePlace, target: Target) => Promise<Result<{ undoId: string } | undefined, Parameters<typeof failCode>[0]>>,
): Promise<Result<number, CommandFailure>> {
  return withCode(invocation, async (place) => {
    const target = await targetOf(invocation, place, side);
    if (!target.ok) return target;
    const done = await work(place, target.value);
    if (!done.ok) return failCode(done.failure);
    if (invocation.isJson) invocation.print(`${JSON.stringify(done.value ?? {})}\n`);
    else if (done.value !== undefined) invocation.print(`millrace code undo ${done.value.undoId} brings it back.\n`);
    return ok(exitCodes.passed);
  });
}

async function targetOf(invocation: Invocation, place: CodePlace, side: "staged" | "unstaged"): Promise<Result<Target, CommandFailure>> {
  const paths = pathsOf(place, invocation.words);
  if (!paths.ok) return paths;
  const choose = readChoice(invocation);
  if (!choose.ok) return choose;
  if (choose.value === null) return ok({ paths: paths.value, selection: null });
  const [path = "", ...more] = paths.value;
  if (more.length > 0) return failUsage("Hunks and lines are those of one file.", "Name one file.");
  const how = { contextLines: 3, isSpaceIgnored: false, isLargeWanted: true };
  const diff = await place.code.diff({ ...place.project, path, side: { of: side }, ...how });
  if (!diff.ok) return failCode(diff.failure);
  const { content, fingerprint } = diff.value;
  const lines = choose.value(content.kind === "text" ? content.hunks : []);
  return lines.ok ? ok({ selection: { path, fingerprint, lines: lines.value } }) : lines;
}
