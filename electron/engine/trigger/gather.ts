import { posix } from "node:path";
import type { PlannedTrigger } from "../../../shared/pipeline/planned-trigger.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import {
  commitOnArrival,
  fingerprintFiles,
  type GitFailure,
  isAncestor,
  lastMovedByPush,
  type RemoteBranches,
  readHead,
  readRemoteBranches,
} from "../git/git.ts";
import { parseSchedule, type ScheduleFailure } from "../schedule/schedule.ts";
import type { HeadSight, Sight } from "./decide.ts";

/** Why nothing could be seen. */
export type GatherFailure = GitFailure | ScheduleFailure;

/** After a fetch of more branches than this nobody asks which of them were pushed from here. */
const mostAsked = 100;

/**
 * Looks at what a trigger is about. `seen` is what it saw last. `null`: there is nothing to be seen now, because git is in
 * the middle of something.
 */
export async function gatherSight(
  trigger: PlannedTrigger,
  folder: string,
  seen: string | null,
): Promise<Result<Sight | null, GatherFailure>> {
  switch (trigger.kind) {
    case "save": {
      const fingerprint = await fingerprintFiles(folder, (path) => isAmong(trigger.paths, path));
      return fingerprint.ok ? ok({ kind: "files", fingerprint: fingerprint.value }) : fingerprint;
    }
    case "commit":
    case "branch":
      return gatherHead(folder, trigger.kind === "commit" ? seen : null);
    case "remote": {
      const branches = await readRemoteBranches(folder);
      return branches.ok ? ok(await remoteSight(folder, branches.value, seen)) : branches;
    }
    case "schedule": {
      const schedule = parseSchedule(trigger.schedule ?? "", trigger.zone);
      if (!schedule.ok) return schedule;
      const head = trigger.usesCheckout ? await gatherHead(folder, null) : ok(null);
      if (!head.ok) return head;
      if (trigger.usesCheckout && head.value?.commit == null)
        return err(failure("git-failed", "There is no commit yet that could be checked out.", "Commit something first."));
      return ok({ kind: "time", schedule: schedule.value, head: head.value });
    }
  }
}

async function gatherHead(folder: string, seen: string | null): Promise<Result<HeadSight | null, GitFailure>> {
  const head = await readHead(folder);
  if (!head.ok) return head;
  const { branch, commit, isMoving } = head.value;
  if (isMoving) return ok(null);
  const last = seen === null ? null : (JSON.parse(seen) as { branch: string; commit: string | null });
  const hasSwitched = last !== null && branch !== null && last.branch !== branch;
  const before = (hasSwitched ? await commitOnArrival(folder, branch) : last?.commit) ?? null;
  const mayBeOlder = before !== null && commit !== null && commit !== before;
  return ok({ kind: "head", branch, commit, before, isOlder: mayBeOlder && (await isAncestor(folder, commit, before)) });
}

async function remoteSight(folder: string, { commits, upstream }: RemoteBranches, seen: string | null): Promise<Sight> {
  const before = seen === null ? commits : (JSON.parse(seen) as Record<string, string>);
  const moved = Object.keys(commits).filter((name) => commits[name] !== before[name]);
  const pushed = moved.length > mostAsked ? [] : await lastMovedByPush(folder, moved);
  return { kind: "remotes", branches: commits, upstream, pushed };
}

/** A glob that names a folder means all below it. */
function isAmong(globs: readonly string[], path: string): boolean {
  return (
    globs.length === 0 || globs.some((glob) => posix.matchesGlob(path, glob) || posix.matchesGlob(path, `${glob.replace(/\/$/, "")}/**`))
  );
}
