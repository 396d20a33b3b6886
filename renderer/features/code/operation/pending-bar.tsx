import type { CodeStatus, PendingOperation } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { settlePending, unlock } from "../../../actions/code-actions.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import styles from "./pending-bar.module.css";

const names: Record<PendingOperation["kind"], string> = {
  merge: "Merge",
  rebase: "Rebase",
  "cherry-pick": "Cherry-pick",
  revert: "Revert",
  bisect: "Bisect",
  "apply-mail": "Applying mail",
};

/** Says what git is in the middle of, or what is in its way, and how to go on. */
export function PendingBar({ projectId, status }: { projectId: ProjectId; status: CodeStatus }) {
  const { pending, lock, conflictCount } = status;
  return (
    <>
      {lock !== null && !lock.isHeld && (
        <div className={styles.bar}>
          <Banner kind="problem" actions={<Button onClick={() => void unlock(projectId)}>Remove the lock</Button>}>
            A git that is not there any more left its lock behind: <code>{lock.path}</code>. Nothing can be staged or committed until it is
            gone.
          </Banner>
        </div>
      )}
      {pending !== null && (
        <div className={styles.bar}>
          <Banner kind="note" actions={<Ways projectId={projectId} pending={pending} conflictCount={conflictCount} />}>
            {sentenceOf(pending)} {conflictWords(pending, conflictCount)}
          </Banner>
        </div>
      )}
    </>
  );
}

function sentenceOf(pending: PendingOperation): string {
  const { step, steps } = pending;
  const what = whatOf(pending);
  return step === null || steps === null ? `${what} under way.` : `${what} under way, commit ${step} of ${steps}.`;
}

function whatOf({ kind, branch, other, subject }: PendingOperation): string {
  const name = names[kind];
  if (kind === "rebase") return [name, branch === null ? "" : ` of ${branch}`, other === null ? "" : ` onto ${other}`].join("");
  return [name, other === null ? "" : ` of ${other}`, subject === null ? "" : ` “${subject}”`].join("");
}

function conflictWords({ kind }: PendingOperation, count: number): string {
  if (kind === "bisect") return "Finish it in a terminal.";
  if (count === 0) return "All conflicts are resolved.";
  return count === 1 ? "One file has conflicts." : `${count} files have conflicts.`;
}

function Ways({ projectId, pending, conflictCount }: { projectId: ProjectId; pending: PendingOperation; conflictCount: number }) {
  const { kind } = pending;
  if (kind === "bisect") return null;
  const name = names[kind].toLowerCase();
  return (
    <>
      <Button disabled={conflictCount > 0} onClick={() => void settlePending(projectId, `Continue the ${name}`, "continue")}>
        Continue
      </Button>
      {kind !== "merge" && <Button onClick={() => void settlePending(projectId, "Leave this commit out", "skip")}>Skip this commit</Button>}
      <Button kind="danger" onClick={() => void settlePending(projectId, `Give up the ${name}`, "abort")}>
        Abort
      </Button>
    </>
  );
}
