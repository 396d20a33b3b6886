import { Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { CodeComment, PlanItem } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { addItem } from "../../../actions/plan-actions.ts";
import { call } from "../../../link/call.ts";
import { askForTrust } from "../../../state/overlay.ts";
import { planStore } from "../../../state/plan.ts";
import { changeQuery } from "../../../state/route.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNote, ListSkeleton } from "../../../ui/list-states.tsx";
import listStyles from "../../../ui/list-view.module.css";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import styles from "../plan-table.module.css";

const columns = ["Kind", "Comment", "Place", "Item"];
// An item's title is a line; the rest of a long comment stands in its description.
const mostTitle = 200;

interface Found {
  readonly comments: readonly CodeComment[];
  readonly isCut: boolean;
}

/** The TODO and FIXME of the code, each of which one click makes an item. */
export function TodoView({ projectId, isTrusted }: { projectId: ProjectId; isTrusted: boolean }) {
  const [found, setFound] = useState<Found | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  const board = useStore(planStore, (state) => state.board);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read again with the board, and when somebody wants it
  useEffect(() => {
    if (!isTrusted) return;
    let isMeant = true;
    void call((engine) => engine.plan.codeComments({ projectId })).then((answer) => {
      if (!isMeant) return;
      if (answer.ok) setFound(answer.value);
      setFailure(answer.ok || answer.failure.code === "ENGINE_LOST" ? null : answer.failure);
    });
    return () => {
      isMeant = false;
    };
  }, [projectId, board, attempt, isTrusted]);
  if (!isTrusted) {
    return (
      <p className={listStyles.none}>
        Git is not asked what is in this folder until you trust it.{" "}
        <Button size="small" onClick={() => askForTrust(projectId, () => setAttempt(attempt + 1))}>
          Trust…
        </Button>
      </p>
    );
  }
  const items = new Map(board?.items.map((item) => [item.key, item]));
  return (
    <>
      <FailureNote failure={failure} onRetry={() => setAttempt(attempt + 1)} />
      {found === null && failure === null && <ListSkeleton label="Looking through the code" height="40px" />}
      {found !== null && found.comments.length === 0 && <p className={listStyles.none}>No TODO or FIXME is in the files that git knows.</p>}
      {found !== null && found.comments.length > 0 && (
        <RowTable
          label="Comments in the code"
          className={styles.todo}
          columns={columns}
          rows={found.comments}
          rowPx={40}
          hasMore={false}
          rowsAhead={0}
          onEnd={nothing}
          onMove={moveFocus}
        >
          {(comment, top) => (
            <Row
              key={`${comment.path}:${comment.line}:${comment.sum}`}
              projectId={projectId}
              comment={comment}
              item={comment.item === null ? null : (items.get(comment.item) ?? null)}
              top={top}
            />
          )}
        </RowTable>
      )}
      {found?.isCut === true && <p className={listStyles.none}>There are more; these are the first {found.comments.length}.</p>}
    </>
  );
}

function nothing(): void {}

interface RowProps {
  projectId: ProjectId;
  comment: CodeComment;
  /** `null` without one, or while it is in the archive. */
  item: PlanItem | null;
  top: number;
}

function Row({ projectId, comment, item, top }: RowProps) {
  const { kind, path, line, text, sum, item: key } = comment;
  function make(): void {
    const title = text.trim() === "" || text.trim() === kind ? `${kind} in ${path}` : text.trim();
    const isLong = title.length > mostTitle;
    void addItem(projectId, {
      title: isLong ? `${title.slice(0, mostTitle - 1)}…` : title,
      ...(isLong ? { description: title } : {}),
      source: { kind: "comment", path, line, sum },
    });
  }
  return (
    <TableRow top={top}>
      <td className={styles.kind}>{kind}</td>
      <td className={styles.text} title={text} dir="auto">
        {text}
      </td>
      <td className={styles.quiet}>
        <button
          type="button"
          className={styles.place}
          data-item=""
          title={`Open ${path}:${line} in the editor`}
          onClick={() => void openInEditor(projectId, { path, line })}
        >
          {path}:{line}
        </button>
      </td>
      <td className={styles.action}>
        {key === null ? (
          <Button size="small" onClick={make}>
            <Plus size={14} strokeWidth={2} aria-hidden="true" />
            Make an item
          </Button>
        ) : (
          <Button size="small" kind="quiet" className={styles.made} onClick={() => changeQuery({ item: key })}>
            {item === null ? "Show the item" : item.number === null ? item.title : `Show #${item.number}`}
          </Button>
        )}
      </td>
    </TableRow>
  );
}
