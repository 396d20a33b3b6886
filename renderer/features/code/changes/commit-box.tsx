import { Archive } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { parseHeader } from "../../../../shared/commit-message.ts";
import type { CodeStatus } from "../../../../shared/contract/code/changes.ts";
import { withThousands } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { commit, stashAll } from "../../../actions/code-actions.ts";
import { keepDraft, readDraft } from "../../../state/drafts.ts";
import { isOperating, operationStore } from "../../../state/operation.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { HookLine } from "../hooks/hook-line.tsx";
import styles from "./commit-box.module.css";
import { MessageHelp } from "./message-help.tsx";

/** The message of the next commit, and the button that makes it. */
export function CommitBox({ projectId, status }: { projectId: ProjectId; status: CodeStatus }) {
  const [message, setMessage] = useState(() => readDraft(projectId));
  const [isAmend, setAmend] = useState(false);
  const messageRef = useRef<HTMLTextAreaElement>(null);
  const isBusy = useStore(operationStore, isOperating);
  const { fileCount, stagedCount, stagedOutsideCount, conflictCount, lastMessage, isLastPushed, files } = status;
  useEffect(() => keepDraft(projectId, message), [projectId, message]);

  function amend(isOn: boolean): void {
    setAmend(isOn);
    if (isOn && message.trim() === "") setMessage(lastMessage ?? "");
    else if (!isOn && message === lastMessage) setMessage("");
  }

  const isAll = stagedCount === 0 && !isAmend;
  const canCommit = !isBusy && conflictCount === 0 && message.trim() !== "" && (fileCount > 0 || isAmend);
  const included = isAll ? files : files.filter(({ staged }) => staged !== null);
  function perform(): void {
    if (canCommit) void commit(projectId, message, { isAmend, isAll }, clear);
  }
  function clear(): void {
    // Meanwhile another screen may be shown.
    keepDraft(projectId, "");
    setMessage("");
    setAmend(false);
  }

  return (
    <form
      className={styles.box}
      data-bottom-box=""
      onSubmit={(event) => {
        event.preventDefault();
        perform();
      }}
    >
      <textarea
        ref={messageRef}
        className={styles.message}
        aria-label="Commit message"
        aria-describedby="commit-help"
        placeholder="Message (what this commit does)"
        rows={4}
        value={message}
        spellCheck
        onChange={(event) => setMessage(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            perform();
          }
        }}
      />
      <MessageHelp
        message={message}
        paths={included.map(({ path }) => path)}
        scopes={status.scopes}
        isConventional={parseHeader(lastMessage?.split("\n")[0] ?? "feat: ") !== null}
        messageRef={messageRef}
        onChange={setMessage}
      />
      <div className={styles.foot}>
        <label className={styles.amend}>
          <input type="checkbox" checked={isAmend} disabled={lastMessage === null} onChange={(event) => amend(event.target.checked)} />
          Amend
        </label>
        <span className={styles.space} />
        {fileCount > 0 && conflictCount === 0 && (
          <IconButton label="Stash all" disabled={isBusy} onClick={() => void stashAll(projectId)}>
            <Archive size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        )}
        <Button kind="primary" type="submit" disabled={!canCommit}>
          {isAmend ? "Amend" : conflictCount > 0 ? "Commit" : commitWords(stagedCount, fileCount)}
        </Button>
      </div>
      <HookLine projectId={projectId} />
      {stagedOutsideCount > 0 && !isAll && (
        <p className={styles.warning}>
          {stagedOutsideCount === 1 ? "One more file is" : `${withThousands(stagedOutsideCount)} more files are`} staged outside of this
          project's folder, and will be committed, too.
        </p>
      )}
      {isAmend && isLastPushed && (
        <p className={styles.warning}>The last commit is on a remote already. Amended, it can only be pushed by force.</p>
      )}
    </form>
  );
}

/** With nothing staged it is all that is committed, new files as well. */
function commitWords(stagedCount: number, fileCount: number): string {
  if (stagedCount > 0) return stagedCount === 1 ? "Commit 1 file" : `Commit ${withThousands(stagedCount)} files`;
  if (fileCount < 2) return fileCount === 0 ? "Commit" : "Commit the one file";
  return `Commit all ${withThousands(fileCount)} files`;
}
