import type { PendingOperation } from "../../../../shared/contract/code/changes.ts";
import { countOf } from "../../../../shared/counts.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import type { ChangePlace } from "../operation/change-in.ts";
import { explainRefusal } from "../operation/explain-refusal.ts";
import { type Done, type Operation, type OperationTools, operate } from "../operation/operation.ts";
import { openRepository } from "../repository.ts";
import { waitForIndex } from "./index-lock.ts";
import { readPendingOperation } from "./pending-operation.ts";
import { conflictPaths } from "./stage.ts";

type What = "continue" | "skip" | "abort";

/** The commands for each; what is missing is not possible. */
const commands: Readonly<Record<PendingOperation["kind"], Partial<Record<What, readonly string[]>>>> = {
  merge: { continue: ["merge", "--continue"], abort: ["merge", "--abort"] },
  rebase: { continue: ["rebase", "--continue"], skip: ["rebase", "--skip"], abort: ["rebase", "--abort"] },
  "cherry-pick": { continue: ["cherry-pick", "--continue"], skip: ["cherry-pick", "--skip"], abort: ["cherry-pick", "--abort"] },
  revert: { continue: ["revert", "--continue"], skip: ["revert", "--skip"], abort: ["revert", "--abort"] },
  "apply-mail": { continue: ["am", "--continue"], skip: ["am", "--skip"], abort: ["am", "--abort"] },
  bisect: { skip: ["bisect", "skip"], abort: ["bisect", "reset"] },
};

const names: Readonly<Record<PendingOperation["kind"], string>> = {
  merge: "The merge",
  rebase: "The rebase",
  "cherry-pick": "The cherry-pick",
  revert: "The revert",
  "apply-mail": "Applying mails",
  bisect: "The bisection",
};

/** Goes on with, leaves out a commit of, or gives up what git is in the middle of. */
export function continuePending(place: ChangePlace, what: What, signal?: AbortSignal): Operation {
  return operate({ ...place, signal }, (tools) => goOn(place, what, tools));
}

async function goOn({ folder, now }: ChangePlace, what: What, { attempt }: OperationTools): Promise<Result<Done, CodeFailure>> {
  const opened = await openRepository(folder);
  if (!opened.ok) return opened;
  const repository = opened.value;
  const free = await waitForIndex(repository, now);
  if (!free.ok) return free;
  const pending = await readPendingOperation(repository.gitFolder);
  if (pending === null)
    return err(impossible("Git is in the middle of nothing here.", "It may have ended meanwhile: look at the status again."));
  const name = names[pending.kind];
  const command = commands[pending.kind][what];
  if (command === undefined) return err(impossible(`${name} cannot ${what}.`, "It can be given up, or ended with git itself."));
  const open = what === "continue" ? await conflictPaths(repository) : [];
  if (open.length > 0) {
    const count = open.length === 1 ? "1 file has" : `${open.length} files have`;
    return err(impossible(`${count} conflicts still: ${open.slice(0, 3).join(", ")}.`, "Resolve them first."));
  }
  const ended = await attempt(command);
  if (!ended.ok) return ended;
  if (ended.value.exitCode === 0)
    return ok({ text: `${name} ${what === "abort" ? "was given up" : await howItIs(repository.gitFolder)}.` });
  const left = await conflictPaths(repository);
  if (left.length === 0) return err(explainRefusal(command, ended.value));
  return ok({ text: `${name} stopped at conflicts in ${countOf(left.length, "file")}.`, hasConflicts: true });
}

async function howItIs(gitFolder: string): Promise<string> {
  return (await readPendingOperation(gitFolder)) === null ? "is done" : "goes on";
}
