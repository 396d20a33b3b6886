import { Columns3Cog, GitCommitHorizontal, Plus } from "lucide-react";
import type { PlanBoard } from "../../../../shared/contract/plan.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { progressOf } from "../../../../shared/plan-look.ts";
import { commitPlan } from "../../../actions/plan-actions.ts";
import { showOverlay } from "../../../state/overlay.ts";
import { addTo } from "../../../state/plan.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { PartMeter } from "../../../ui/part-meter.tsx";
import { without } from "../board/board-filter.ts";
import styles from "./plan-head.module.css";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

interface PlanHeadProps {
  projectId: ProjectId;
  board: PlanBoard | null;
  /** The one that the board is narrowed to; empty for none. */
  milestone: string;
  isTrusted: boolean;
  onAdd: () => void;
}

/** The screen's title, how the plan stands, and what can be done with all of it. */
export function PlanHead({ projectId, board, milestone, isTrusted, onAdd }: PlanHeadProps) {
  return (
    <header className={styles.head}>
      <h1 className={styles.title}>Plan</h1>
      {board !== null && board.items.length > 0 && <Standing board={board} milestone={milestone === without ? "" : milestone} />}
      <span className={styles.space} />
      {board?.isThere === true && (
        <>
          {board.uncommitted > 0 && isTrusted && (
            <Button kind="quiet" title="Commits the plan's files and nothing else" onClick={() => void commitPlan(projectId)}>
              <GitCommitHorizontal {...icon} />
              Commit plan
              <span className={styles.count}>{board.uncommitted}</span>
            </Button>
          )}
          <IconButton label="Edit the columns" onClick={() => showOverlay({ kind: "plan-columns" })}>
            <Columns3Cog size={16} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
          <Button onClick={onAdd}>
            <Plus {...icon} />
            New item
          </Button>
        </>
      )}
    </header>
  );
}

/** How many are done: of all, or of one milestone with a thin bar. */
function Standing({ board, milestone }: { board: PlanBoard; milestone: string }) {
  const items = milestone === "" ? board.items : board.items.filter((item) => item.milestone === milestone);
  const { done, all, donePoints, allPoints } = progressOf(board.columns, items);
  const words = `${done} of ${all} done`;
  const points = allPoints === 0 ? "" : `, ${donePoints} of ${allPoints} points`;
  if (milestone === "") {
    return (
      <p className={styles.summary}>
        {countOf(all, "item")}, {withThousands(done)} done
      </p>
    );
  }
  return (
    <div className={styles.progress}>
      <span className={styles.milestone}>{milestone}</span>
      <PartMeter label={`${milestone}: ${words}${points}`} value={done} max={all} className={styles.meter} />
      <span className={styles.summary}>
        {words}
        {points}
      </span>
    </div>
  );
}

/** Writes an item at the foot of the first column. */
export function addToFirst(board: PlanBoard | null): void {
  const first = board?.columns[0];
  if (first !== undefined) addTo(first.name);
}
