import { ArchiveRestore } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { PlanItem } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { personName } from "../../../../shared/plan-look.ts";
import type { Failure } from "../../../../shared/result.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { setArchived } from "../../../actions/plan-actions.ts";
import { call } from "../../../link/call.ts";
import { nowStore } from "../../../state/now.ts";
import { planStore } from "../../../state/plan.ts";
import { changeQuery, itemAddress } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { IconButton } from "../../../ui/button.tsx";
import { FailureNote, ListSkeleton } from "../../../ui/list-states.tsx";
import listStyles from "../../../ui/list-view.module.css";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import styles from "../plan-table.module.css";

const columns = ["Item", "Column", "Assignee", "Changed", "Back"];

/** What is off the board, the newest change first. */
export function ArchiveView({ projectId, openKey }: { projectId: ProjectId; openKey: string | null }) {
  const [items, setItems] = useState<readonly PlanItem[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  const board = useStore(planStore, (state) => state.board);
  const now = useStore(nowStore, (state) => state.now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read again with the board, and when somebody wants it
  useEffect(() => {
    let isMeant = true;
    void call((engine) => engine.plan.archive({ projectId })).then((answer) => {
      if (!isMeant) return;
      if (answer.ok) setItems(answer.value.items);
      setFailure(answer.ok || answer.failure.code === "ENGINE_LOST" ? null : answer.failure);
    });
    return () => {
      isMeant = false;
    };
  }, [projectId, board, attempt]);
  return (
    <>
      <FailureNote failure={failure} onRetry={() => setAttempt(attempt + 1)} />
      {items === null && failure === null && <ListSkeleton label="Reading the archive" height="40px" />}
      {items !== null && items.length === 0 && <p className={listStyles.none}>Nothing is in the archive. Items that are over rest here.</p>}
      {items !== null && items.length > 0 && (
        <RowTable
          label="Archive"
          className={styles.archive}
          columns={columns}
          rows={items}
          rowPx={40}
          hasMore={false}
          rowsAhead={0}
          onEnd={nothing}
          onMove={moveFocus}
        >
          {(item, top) => <Row key={item.key} projectId={projectId} item={item} now={now} top={top} isOpen={item.key === openKey} />}
        </RowTable>
      )}
    </>
  );
}

function nothing(): void {}

interface RowProps {
  projectId: ProjectId;
  item: PlanItem;
  now: number;
  top: number;
  isOpen: boolean;
}

function Row({ projectId, item, now, top, isOpen }: RowProps) {
  const { key, number, title, column, assignee, changedAt } = item;
  return (
    <TableRow top={top} isOpen={isOpen}>
      <td className={styles.title}>
        <span className={styles.number}>{number === null ? "" : `#${number}`}</span>
        <a
          className={styles.link}
          href={itemAddress(projectId, key)}
          data-item=""
          data-item-key={key}
          title={title}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            changeQuery({ item: key });
          }}
        >
          {title}
        </a>
      </td>
      <td className={styles.quiet}>{column}</td>
      <td className={styles.quiet}>{assignee === null ? "" : personName(assignee)}</td>
      <td className={styles.quiet}>
        <Age at={changedAt} now={now} />
      </td>
      <td className={styles.action}>
        <IconButton label={`Put ${title} back on the board`} size="small" onClick={() => void setArchived(projectId, item, false)}>
          <ArchiveRestore size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      </td>
    </TableRow>
  );
}
