import { ArrowRight } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { fillOfColumn } from "../../../../shared/plan-look.ts";
import { planStore } from "../../../state/plan.ts";
import { columnsOf } from "../../../state/plan-board.ts";
import { screenAddress } from "../../../state/route.ts";
import { PartRing } from "../../../ui/part-ring.tsx";
import styles from "./plan-card.module.css";

/** The plan of the project in the column of planning: how many items stand where. */
export function PlanCard({ projectId }: { projectId: ProjectId }) {
  const board = useStore(planStore, (state) => (state.projectId === projectId ? state.board : null));
  const columns = useMemo(() => (board === null ? [] : columnsOf(board)), [board]);
  if (board === null || board.items.length === 0) return null;
  const torn = board.items.filter(({ conflicts }) => conflicts.length > 0).length;
  return (
    <article aria-label="Plan" className={styles.card}>
      <ul>
        {columns.map(({ name, items }) => (
          <li key={name} className={styles.column}>
            <span className={styles.ring}>
              <PartRing fill={fillOfColumn(board.columns, name)} />
            </span>
            <span className={styles.name} title={name}>
              {name}
            </span>
            <span className={styles.count}>{items.length}</span>
          </li>
        ))}
      </ul>
      {torn > 0 && <p className={styles.torn}>{torn === 1 ? "1 item has conflicts" : `${torn} items have conflicts`}</p>}
      <a className={styles.all} href={screenAddress(projectId, "plan")}>
        Open the plan
        <ArrowRight size={14} strokeWidth={2} aria-hidden="true" />
      </a>
    </article>
  );
}
